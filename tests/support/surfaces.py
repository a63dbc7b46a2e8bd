"""Every way a person may ask for a case, and what of it each way gave away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import httpx

from support.client import Client, Refused, document_path

# Dates and choices that make a report or calendar show as much as it can.
WIDE: dict[str, Any] = {
	"from_date": "2015-01-01",
	"to_date": "2040-12-31",
	"include_past": 1,
	"include_ended": 1,
	"with_closed": 1,
	"with_unfit": 1,
	"within_days": 5000,
}


def leaks(
	client: Client, documents: Mapping[str, str], words: Iterable[str], reports: Iterable[str]
) -> list[str]:
	"""The ways by which this client learnt of the documents (doctype -> name): a name, or one of the words, in an
	answer, or a count that is not nothing. Empty when it learnt nothing.
	"""
	secrets = {*documents.values(), *words}
	found = []
	for way, answer in _asked(client, documents, secrets, reports):
		told = sorted(secret for secret in secrets if secret in answer)
		if told:
			found.append(f"{way}: {', '.join(told)}")
	return found + [
		f"count of {doctype}" for doctype, name in documents.items() if _counts(client, doctype, name)
	]


def _asked(
	client: Client, documents: Mapping[str, str], secrets: set[str], reports: Iterable[str]
) -> Iterator[tuple[str, str]]:
	for doctype, name in documents.items():
		yield from _of_document(client, doctype, name)
		yield from _of_lists(client, doctype)
		for word in sorted(secrets):
			for method, more in (
				("frappe.desk.search.search_link", {"page_length": 50}),
				("frappe.utils.global_search.search", {"limit": 50}),
			):
				key = "txt" if method.endswith("search_link") else "text"
				given = {"doctype": doctype, key: word, **more}
				yield f"{method} {doctype} {word}", _text(client, "POST", method, json=given)
	for report in reports:
		filters = json.dumps({**WIDE, **_of_report(documents)})
		run = {"report_name": report, "filters": filters}
		yield f"report {report}", _results(client, run)
		exported = {**run, "file_format_type": "CSV", "visible_idx": "[]"}
		yield (
			f"export of {report}",
			_text(client, "POST", "frappe.desk.query_report.export_query", data=exported),
		)
	yield (
		"map",
		_text(
			client,
			"POST",
			"frappe.geo.utils.get_coords",
			json={"doctype": "Housing Unit", "filters": "[]", "type": "coordinates"},
		),
	)


def _of_document(client: Client, doctype: str, name: str) -> Iterator[tuple[str, str]]:
	"""The document itself, its desk form, its print, as page and as file. Only a reply that answers counts: a
	refusal repeats the name that was asked for.
	"""
	both = {"doctype": doctype, "name": name}
	method = "/api/method/"
	for way, path, given in (
		("document", document_path(doctype, name), {}),
		("client.get", f"{method}frappe.client.get", both),
		("form", f"{method}frappe.desk.form.load.getdoc", both),
		("print", "/printview", both),
		("pdf", f"{method}frappe.utils.print_format.download_pdf", both),
	):
		answer = client.http.get(path, params=given, follow_redirects=False)
		if answer.status_code == 200 and not _is_refusal(answer):
			yield f"{way} of {doctype}", f"{name} {answer.text}"


def _is_refusal(answer: httpx.Response) -> bool:
	"""A page that says no with status 200, as a bench's print view does."""
	return "html" in answer.headers.get("content-type", "") and "print-format" not in answer.text


def _of_lists(client: Client, doctype: str) -> Iterator[tuple[str, str]]:
	every: dict[str, str | int] = {"fields": '["*"]', "limit_page_length": 0}
	yield f"list of {doctype}", _reply(client.http.get(document_path(doctype), params=every))
	given: dict[str, Any] = {"doctype": doctype, "fields": '["name"]', "filters": "[]"}
	yield (
		f"report view of {doctype}",
		_text(client, "POST", "frappe.desk.reportview.get", json={**given, "start": 0, "page_length": 5000}),
	)
	exported = {**given, "file_format_type": "CSV", "title": doctype}
	yield f"export of {doctype}", _text(client, "POST", "frappe.desk.reportview.export_query", data=exported)
	span = {"doctype": doctype, "start": WIDE["from_date"], "end": WIDE["to_date"]}
	if doctype in ("Sublease", "Head Lease"):
		yield (
			f"calendar of {doctype}",
			_text(client, "POST", "sostegno_abitare.housing.deadlines.get_events", json=span),
		)


def _of_report(documents: Mapping[str, str]) -> dict[str, str]:
	"""The household and the home by name, for the reports that ask for them."""
	return {
		key: documents[doctype]
		for key, doctype in (("household", "Household"), ("unit", "Housing Unit"))
		if doctype in documents
	}


def _results(client: Client, run: dict[str, str]) -> str:
	"""The rows alone: a report may repeat its filters."""
	answer = client.http.post("/api/method/frappe.desk.query_report.run", json=run)
	body = answer.json() if answer.status_code == 200 else {}
	return json.dumps(body.get("message", {}).get("result", ""), ensure_ascii=False)


def _counts(client: Client, doctype: str, name: str) -> bool:
	try:
		return bool(client.call("frappe.client.get_count", doctype=doctype, filters={"name": name}))
	except Refused:
		return False


def _text(client: Client, verb: str, method: str, **options: Any) -> str:
	return _reply(client.http.request(verb, f"/api/method/{method}", **options))


def _reply(answer: httpx.Response) -> str:
	return answer.text if answer.status_code == 200 else ""
