"""Requests per second over HTTP, on one connection or several, each in a process of its own."""

from __future__ import annotations

import http.client
import json
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count
from urllib.parse import quote, urlencode, urlsplit

SECONDS = 4.0


@dataclass(frozen=True)
class Session:
	"""A logged-in user: the host's address and the headers that go with each request."""

	address: str
	headers: dict[str, str]


@dataclass(frozen=True)
class Work:
	"""What one connection repeats. `kind` is list, list_of_8, document, insert or transition."""

	kind: str
	session: Session
	document: str


class Connection:
	def __init__(self, session: Session) -> None:
		self.session = session
		self.opened = self._open()

	def _open(self) -> http.client.HTTPConnection:
		split = urlsplit(self.session.address)
		return http.client.HTTPConnection(str(split.hostname), split.port, timeout=60)

	def send(self, verb: str, path: str, body: object = None) -> dict[str, object]:
		payload = json.dumps(body) if body is not None else None
		headers = {**self.session.headers, "Content-Type": "application/json", "Accept": "application/json"}
		self.opened.request(verb, path, payload, headers)
		response = self.opened.getresponse()
		text = response.read()
		if response.will_close:
			self.opened.close()
			self.opened = self._open()
		if response.status >= 400:
			raise RuntimeError(f"{verb} {path}: {response.status} {text[:500]!r}")
		return dict(json.loads(text))


def per_second(work: list[Work], seconds: float = SECONDS) -> float:
	"""The sum of what the connections did per second, side by side."""
	if len(work) == 1:
		return round(_repeat(work[0], seconds), 1)
	with ProcessPoolExecutor(len(work)) as pool:
		return round(sum(pool.map(_repeat, work, [seconds] * len(work))), 1)


def _repeat(work: Work, seconds: float) -> float:
	connection = Connection(work.session)
	step = _step(work, connection)
	for _ in range(5):
		step()
	done, start = 0, time.perf_counter()
	while time.perf_counter() - start < seconds:
		step()
		done += 1
	return done / (time.perf_counter() - start)


FIELDS = [
	"name",
	"title",
	"municipality",
	"workflow_state",
	"referral_date",
	"urgency",
	"eligibility",
	"modified",
]


def _step(work: Work, connection: Connection):
	query = {"limit_page_length": 20}
	if work.kind == "list":
		path = f"/api/resource/Referral?{urlencode(query)}"
		return lambda: connection.send("GET", path)
	if work.kind == "list_of_8":
		path = f"/api/resource/Referral?{urlencode({**query, 'fields': json.dumps(FIELDS)})}"
		return lambda: connection.send("GET", path)
	if work.kind == "document":
		path = f"/api/resource/Household/{quote(work.document)}"
		return lambda: connection.send("GET", path)
	if work.kind == "insert":
		numbers = count()
		return lambda: connection.send(
			"POST",
			"/api/resource/Person",
			{"last_name": "FIGURES", "first_name": f"N {next(numbers)}", "residence_municipality": "Segrate"},
		)
	return _transition(work, connection)


def _transition(work: Work, connection: Connection):
	doc: dict[str, object] = dict(connection.send("GET", f"/api/resource/Referral/{quote(work.document)}"))[
		"data"
	]  # type: ignore[assignment]
	state = {"doc": {**doc, "doctype": "Referral"}}

	def step() -> None:
		action = "Complete" if state["doc"]["workflow_state"] == "Incomplete" else "Ask for Data"
		reply = connection.send(
			"POST",
			"/api/method/frappe.model.workflow.apply_workflow",
			{"doc": state["doc"], "action": action},
		)
		state["doc"] = {**dict(reply["message"]), "doctype": "Referral"}  # type: ignore[call-overload]

	return step
