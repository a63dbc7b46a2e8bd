"""Events, innovative projects and the Cabina di Regia: who keeps them, what they refuse, what they show."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from support.cases import token
from support.client import Client, Refused
from support.people import who

As = Callable[[str], Client]
AGREEMENT, OTHER = "VA-2025", "EM-2018"
TODAY = date.today()


@pytest.fixture(scope="module")
def coordinator(as_user: As) -> Client:
	return as_user(who("Coordinator", AGREEMENT))


@pytest.fixture(scope="module")
def stranger(as_user: As) -> Client:
	"""The coordinator of the other service."""
	return as_user(who("Coordinator", OTHER))


def day(days: int) -> str:
	return str(TODAY + timedelta(days=days))


def quarter() -> tuple[str, str]:
	"""The quarter before today."""
	first = date(TODAY.year, 3 * ((TODAY.month - 1) // 3) + 1, 1)
	last = first - timedelta(days=1)
	return str(date(last.year, last.month - 2, 1)), str(last)


def event(client: Client, **values: Any) -> dict[str, Any]:
	defaults = {
		"title": f"Incontro {token()} (demo)",
		"kind": "Thematic Meeting",
		"agreement": AGREEMENT,
		"action": "VA-2025-L4",
		"municipality": "Pontedera",
		"event_date": day(-2),
		"duration_minutes": 120,
		"topics": "Canone concordato",
		"audiences": [{"audience": "Owners", "expected": 20, "attended": 14}],
	}
	return client.insert("Public Event", **{**defaults, **values})


def report(client: Client, name: str, **filters: Any) -> list[dict[str, Any]]:
	answer = client.call(
		"frappe.desk.query_report.run", report_name=name, filters=filters, ignore_prepared_report=True
	)
	return [row for row in answer["result"] if isinstance(row, dict)]


def refused(error: str, call: Callable[..., Any], *args: Any, **values: Any) -> str:
	with pytest.raises(Refused) as caught:
		call(*args, **values)
	assert (caught.value.kind, caught.value.status) == (error, 417), caught.value
	return caught.value.text


@pytest.mark.requirement("VA-07")
def test_the_front_office_keeps_an_event_and_who_came(as_user: As, stranger: Client) -> None:
	desk = as_user(who("Front Office Operator", AGREEMENT))
	name = f"Partecipante {token()} (demo)"
	doc = event(
		desk,
		audiences=[{"audience": "Owners", "attended": 14}, {"audience": "Tenants", "expected": 5}],
		attendees=[{"full_name": name, "audience": "Tenants", "present": 1}],
		materials=[{"title": "Opuscolo (demo)", "kind": "Leaflet"}],
	)
	assert doc["attendance"] == 0
	doc = desk.update("Public Event", doc["name"], status="Took Place")
	assert (doc["attendance"], doc["person_hours"]) == (15, 30)
	rows = report(desk, "Events and Attendance", agreement=AGREEMENT, from_date=day(-2), to_date=day(-2))
	row = next(row for row in rows if row["event"] == doc["name"])
	assert (row["attendance"], row["materials"]) == (15, 1)
	assert "Proprietari 14" in row["audiences"]
	# Names of who came are for those who work with people; numbers are for all of the agreement.
	finance = as_user(who("Finance Officer", AGREEMENT))
	assert name in json.dumps(desk.get("Public Event", doc["name"]))
	assert name not in json.dumps(finance.get("Public Event", doc["name"]))
	with pytest.raises(Refused):
		stranger.get("Public Event", doc["name"])
	assert doc["title"] not in json.dumps(stranger.list("Public Event", fields=["*"]))


@pytest.mark.requirement("VA-07")
def test_what_an_event_refuses(coordinator: Client) -> None:
	refused("EventNotHeldYetError", event, coordinator, status="Took Place", event_date=day(1))
	refused(
		"NobodyAttendedError", event, coordinator, status="Took Place", audiences=[{"audience": "Owners"}]
	)
	twice = [{"audience": "Owners", "attended": 1}] * 2
	refused("RepeatedAudienceError", event, coordinator, audiences=twice)
	refused("CancelledWithoutReasonError", event, coordinator, status="Cancelled")
	refused("MunicipalityOfOtherAgreementError", event, coordinator, municipality="Segrate")
	with pytest.raises(Refused) as caught:
		event(coordinator, agreement=OTHER, municipality="Segrate", action=None)
	assert caught.value.status == 403


@pytest.mark.requirement("VA-08")
def test_a_co_housing_from_the_survey_to_its_end(as_user: As, coordinator: Client, stranger: Client) -> None:
	manager = as_user(who("Housing Manager", AGREEMENT))
	phase = {"title": "Ingressi", "planned_start": day(-60), "planned_end": day(-10)}
	project = manager.insert(
		"Innovative Housing Project",
		title=f"Co-housing {token()} (demo)",
		kind="Co-housing",
		agreement=AGREEMENT,
		action="VA-2025-L5",
		category_of_need="Older People",
		estimated_cost=1000.10,
		phases=[phase],
		resources=[{"kind": "Money", "description": "Linea 5", "amount": 1000.09, "state": "Assured"}],
		indicators=[{"title": "Anziani ospitati", "target": 4}],
	)["name"]
	place = manager.insert(
		"Surveyed Property",
		agreement=AGREEMENT,
		municipality="Palaia",
		address=f"via Prova {token()} (demo)",
		surveyed_on=day(-70),
		property_kind="Former School",
		project=project,
	)
	assert place["title"].startswith("Palaia, via Prova")
	update = lambda **values: coordinator.update("Innovative Housing Project", project, **values)  # noqa: E731
	refused("ProjectNotSupervisedError", update, status="Approved")
	company = {"supervised_by": "Ente partner Valdera (demo)", "max_stay_months": 12}
	assert "0,01" in refused("ProjectNotFeasibleError", update, status="Approved", **company)
	money = {"kind": "Volunteers", "description": "Ore", "amount": 0.01, "state": "Assured"}
	doc = coordinator.get("Innovative Housing Project", project)
	doc = update(status="Approved", resources=[*doc["resources"], money], **company)
	assert doc["uncovered"] == 0
	rows = report(coordinator, "Phases of the Projects", agreement=AGREEMENT, project=project)
	assert [(row["days_late"], row["state"]) for row in rows] == [(10, "In ritardo")]
	refused("ProjectNotFinishedError", update, status="Completed")
	ended = {**doc["phases"][0], "actual_start": day(-60), "actual_end": day(-1)}
	measured = {**doc["indicators"][0], "measured_on": day(0), "value": 4}
	doc = update(status="Completed", phases=[ended], indicators=[measured])
	assert doc["progress"] == 100
	assert project not in stranger.names("Innovative Housing Project")
	assert place["name"] not in stranger.names("Surveyed Property")


@pytest.fixture
def meeting(coordinator: Client) -> Iterator[Callable[..., dict[str, Any]]]:
	"""Makes meetings; those that were closed are cancelled at the end, so that the demo stays as it was."""
	made: list[str] = []

	def insert(**values: Any) -> dict[str, Any]:
		attendees = [{"full_name": "Presidente (demo)", "seat": "Union or Area Office", "present": 1}]
		defaults = {"agreement": AGREEMENT, "meeting_date": day(0), "attendees": attendees}
		doc = coordinator.insert("Steering Meeting", **{**defaults, **values})
		made.append(doc["name"])
		return doc

	yield insert
	for name in made:
		if coordinator.get("Steering Meeting", name)["docstatus"] == 1:
			coordinator.update("Steering Meeting", name, docstatus=2)


def overdue(client: Client) -> Any:
	card = client.get("Number Card", "Steering Meetings Overdue")
	method = "frappe.desk.doctype.number_card.number_card.get_result"
	filters = [*json.loads(card["filters_json"]), ["Service Agreement", "next_steering_on", "<", day(0)]]
	return client.call(method, doc=card, filters=filters)


@pytest.mark.requirement("VA-16")
def test_a_late_meeting_shows_until_it_is_held(
	admin: Client, coordinator: Client, stranger: Client, meeting: Callable[..., dict[str, Any]]
) -> None:
	assert (overdue(coordinator), overdue(stranger)) == (1, 0)
	row = report(coordinator, "Steering Meetings Due", agreement=AGREEMENT)[0]
	assert row["late"] and row["days_left"] < 0
	name = meeting()["name"]
	doc = coordinator.update("Steering Meeting", name, docstatus=1)
	assert doc["is_late"] and doc["next_due_on"] > day(80)
	assert overdue(coordinator) == 0
	assert not report(coordinator, "Steering Meetings Due", agreement=AGREEMENT)[0]["late"]
	# The months are data.
	months = {"threshold_key": "steering_meeting_months", "agreement": AGREEMENT}
	threshold = admin.list("Threshold", filters=months)[0]["name"]
	value = admin.get("Threshold", threshold)["value"]
	try:
		admin.update("Threshold", threshold, value=1)
		month = admin.get("Service Agreement", AGREEMENT)["next_steering_on"]
		assert day(27) < month < day(32)
	finally:
		admin.update("Threshold", threshold, value=value)


@pytest.mark.requirement("VA-16")
def test_decisions_have_an_owner_and_a_day(
	coordinator: Client, stranger: Client, meeting: Callable[..., dict[str, Any]]
) -> None:
	word = f"Canarino{token()}"
	decision = {"decision": word, "responsible": "Ente partner (demo)", "due_date": day(20)}
	moved = {
		**decision,
		"kind": "Reallocation of Resources",
		"from_action": "VA-2025-L4",
		"to_action": "VA-2025-L2",
		"amount": 30_000.01,
	}
	refused("ReallocationError", meeting, decisions=[moved])
	doc = meeting(decisions=[decision, {**moved, "amount": 500.5}])
	name = doc["name"]
	doc = coordinator.update("Steering Meeting", name, docstatus=1)
	rows = report(coordinator, "Steering Decisions", agreement=AGREEMENT, only_open=1)
	assert len([row for row in rows if row["meeting"] == name]) == 2
	done = {**doc["decisions"][0], "done_on": day(0), "outcome": "Fatto"}
	doc = coordinator.update("Steering Meeting", name, decisions=[done, doc["decisions"][1]])
	assert doc["open_decisions"] == 1
	more = [*doc["decisions"], {**decision, "decision": "Aggiunta"}]
	assert "chiusa" in refused(
		"ClosedMinutesError", coordinator.update, "Steering Meeting", name, decisions=more
	)
	with pytest.raises(Refused) as caught:
		stranger.get("Steering Meeting", name)
	assert caught.value.status == 403
	seen = [
		report(stranger, "Steering Decisions"),
		stranger.list("Steering Meeting", fields=["*"]),
		stranger.call("frappe.desk.search.search_link", doctype="Steering Meeting", txt=name),
	]
	assert name not in json.dumps(seen) and word not in json.dumps(seen)


@pytest.mark.requirement("VA-16")
def test_an_indicator_is_measured_and_no_value_is_ever_overwritten(
	coordinator: Client, stranger: Client, as_user: As
) -> None:
	first, last = quarter()
	code = f"prova_{token().lower()}"
	indicator = coordinator.insert(
		"Programme Indicator",
		agreement=AGREEMENT,
		code=code,
		title="Proprietari agli incontri (demo)",
		target=30,
		how="Report",
		function="Sum",
		report="Events and Attendance",
		report_column="attendance",
		report_filters=json.dumps({"audience": "Owners"}),
	)["name"]
	measured = {
		"dt": "Programme Indicator",
		"dn": indicator,
		"method": "measure",
		"args": json.dumps({"day": first}),
	}

	def measure(client: Client) -> str:
		return str(client.request("POST", "/api/method/run_doc_method", json=measured)["message"])

	values = []
	for attended in (14, 16):
		event(
			coordinator,
			status="Took Place",
			event_date=last,
			audiences=[{"audience": "Owners", "attended": attended}],
		)
		values.append(measure(coordinator))
	before, after = (coordinator.get("Indicator Value", name) for name in values)
	assert after["value"] - before["value"] == 16 and after["replaces"] == before["name"]
	assert (after["period_from"], after["period_to"], after["how"]) == (first, last, "Computed")
	assert after["met"] == ("Yes" if after["value"] >= 30 else "No")
	for client in (coordinator, as_user(who("Programme Administrator"))):
		with pytest.raises(Refused) as caught:
			client.update("Indicator Value", before["name"], value=99)
		assert caught.value.status == 403
		with pytest.raises(Refused) as caught:
			client.delete("Indicator Value", before["name"])
		assert caught.value.status == 403
	row = next(
		row
		for row in report(
			coordinator, "Quarterly Sheet", agreement=AGREEMENT, period_from=first, period_to=last
		)
		if row["indicator"] == indicator
	)
	assert (row["value"], row["indicator_value"]) == (after["value"], after["name"])
	hand = {"indicator": indicator, "period_from": first, "period_to": last, "value": 1}
	refused("ValueWithoutSourceError", coordinator.insert, "Indicator Value", **hand)
	with pytest.raises(Refused) as caught:
		stranger.insert("Indicator Value", **hand, source="Registro")
	assert caught.value.status == 403
	with pytest.raises(Refused) as caught:
		measure(stranger)
	assert caught.value.status == 403
	assert not stranger.list("Indicator Value", filters={"indicator": indicator})


@pytest.mark.requirement("VA-16")
@pytest.mark.parametrize(
	"values",
	[
		{"how": "Formula", "formula": "__import__('os').getcwd()"},
		{"how": "Formula", "formula": "isee * 2"},
		{
			"how": "Report",
			"function": "Sum",
			"report": "Events and Attendance",
			"report_filters": "[]",
			"report_column": "x",
		},
		{"how": "Count", "function": "Count", "count_doctype": "User"},
		{
			"how": "Count",
			"function": "Count",
			"count_doctype": "Referral",
			"count_filters": '[["asylum_applicant_in_household", "=", 1]]',
		},
	],
)
def test_an_indicator_takes_data_and_no_code(coordinator: Client, values: dict[str, Any]) -> None:
	given = {"agreement": AGREEMENT, "code": f"x_{token().lower()}", "title": "Prova (demo)", "target": 1}
	with pytest.raises(Refused) as caught:
		coordinator.insert("Programme Indicator", **given, **values)
	assert caught.value.kind in ("InvalidFormulaError", "InvalidMeasureError")


@pytest.mark.requirement("VA-16")
def test_the_quarterly_sheet_is_printed_for_those_of_the_agreement(
	coordinator: Client, stranger: Client, as_user: As
) -> None:
	params = {
		"doctype": "Steering Meeting",
		"name": "DEMO-VA-CR-4",
		"format": "Steering Meeting Sheet",
		"no_letterhead": "0",
		"_lang": "it",
	}
	for client in (coordinator, as_user(who("Public Controller", AGREEMENT))):
		page = client.http.get("/printview", params=params)
		assert page.status_code == 200
		for text in (
			"Scheda trimestrale della Cabina di Regia",
			"Soddisfazione di chi partecipa",
			"Decisioni ancora aperte",
			"Unione Valdera",
		):
			assert text in page.text, text
	assert stranger.http.get("/printview", params=params).status_code in (403, 404)
