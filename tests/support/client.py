"""A plain REST client in Frappe's manner: any host that keeps the contract answers it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import httpx


class Refused(Exception):
	"""The host answered with an error.

	`status` is the HTTP status, `kind` the exception's name, `text` all that the reply tells the user.
	"""

	def __init__(self, response: httpx.Response) -> None:
		self.status = response.status_code
		self.body = _json(response)
		self.kind = str(self.body.get("exc_type") or "")
		self.text = (
			" ".join([_messages(self.body), str(self.body.get("exception") or "")]).strip() or response.text
		)
		super().__init__(f"{self.status} {self.kind}: {self.text[:500]}")


class Client:
	"""One logged-in user on one host. All calls raise Refused on an error status."""

	def __init__(self, address: str, user: str | None = None, password: str | None = None) -> None:
		self.user = user or "Guest"
		self.http = httpx.Client(base_url=address, timeout=60, headers={"Accept": "application/json"})
		if user:
			self.login(user, password or "")

	def login(self, user: str, password: str) -> None:
		self.check(self.http.post("/api/method/login", data={"usr": user, "pwd": password}))
		token = self.csrf_token()
		if token:
			self.http.headers["X-Frappe-CSRF-Token"] = token

	def csrf_token(self) -> str | None:
		"""The session's token, on hosts that tell it over HTTP; a bench with `ignore_csrf` needs none."""
		response = self.http.get("/api/method/banco.desk.boot")
		return response.json()["message"].get("csrf_token") if response.status_code == 200 else None

	def check(self, response: httpx.Response) -> httpx.Response:
		if response.status_code >= 400:
			raise Refused(response)
		return response

	def request(self, verb: str, path: str, **options: Any) -> Any:
		return _json(self.check(self.http.request(verb, path, **options)))

	def get(self, doctype: str, name: str) -> dict[str, Any]:
		return self.request("GET", document_path(doctype, name))["data"]

	def insert(self, doctype: str, **values: Any) -> dict[str, Any]:
		return self.request("POST", document_path(doctype), json=values)["data"]

	def update(self, doctype: str, name: str, **values: Any) -> dict[str, Any]:
		return self.request("PUT", document_path(doctype, name), json=values)["data"]

	def delete(self, doctype: str, name: str) -> None:
		self.request("DELETE", document_path(doctype, name))

	def list(self, doctype: str, **query: Any) -> list[dict[str, Any]]:
		"""Rows of a list; `fields`, `filters` and `or_filters` as Python values."""
		query.setdefault("limit_page_length", 5000)
		params = {
			key: value if isinstance(value, str | int) else json.dumps(value) for key, value in query.items()
		}
		return self.request("GET", document_path(doctype), params=params)["data"]

	def names(self, doctype: str, **query: Any) -> set[str]:
		return {row["name"] for row in self.list(doctype, **query)}

	def call(self, method: str, /, **arguments: Any) -> Any:
		"""The `message` of a whitelisted method called by POST."""
		return self.request("POST", f"/api/method/{method}", json=arguments).get("message")

	def run(self, doctype: str, name: str, method: str, **arguments: Any) -> Any:
		"""The `message` of a whitelisted method of a document."""
		return self.call("run_doc_method", dt=doctype, dn=name, method=method, args=json.dumps(arguments))

	def act(self, doctype: str, name: str, action: str) -> dict[str, Any]:
		"""Apply a workflow action to a document."""
		doc = self.get(doctype, name)
		return self.call(
			"frappe.model.workflow.apply_workflow", doc={**doc, "doctype": doctype}, action=action
		)

	def actions(self, doctype: str, name: str) -> set[str]:
		"""The workflow actions this user may take on a document."""
		doc = self.get(doctype, name)
		found = self.call("frappe.model.workflow.get_transitions", doc={**doc, "doctype": doctype})
		return {transition["action"] for transition in found}

	def close(self) -> None:
		self.http.close()


def document_path(doctype: str, name: str | None = None) -> str:
	path = f"/api/resource/{quote(doctype, safe='')}"
	return f"{path}/{quote(str(name), safe='')}" if name is not None else path


def _json(response: httpx.Response) -> dict[str, Any]:
	try:
		body = response.json()
	except ValueError:
		return {}
	return body if isinstance(body, dict) else {"message": body}


def _messages(body: dict[str, Any]) -> str:
	try:
		entries = [json.loads(entry) for entry in json.loads(body.get("_server_messages") or "[]")]
	except (ValueError, TypeError):
		return ""
	return " ".join(str(entry.get("message", "")) for entry in entries)
