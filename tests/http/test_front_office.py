"""The front office over HTTP: people received, requests followed to their outcome, time and months given once."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import icalendar
import pytest

from support.cases import fiscal_code, surname, token
from support.client import Client
from support.front_office import (
	ON_CALL,
	OPERATOR,
	POINT,
	TODAY,
	appointment,
	contact,
	moment,
	months_ago,
	refused,
	report,
	request,
	rows_of,
)
from support.host import Host
from support.people import who
from support.together import at_once, done, refusals

As = Callable[[str], Client]
ROOM, HALL = "DEMO Stanza 1 – Unione Valdera", "DEMO Sala 22 – Unione Valdera"
PAID = "Arrears Paid, the Household Stays"


@pytest.fixture(scope="module")
def operator(as_user: As) -> Client:
	return as_user(OPERATOR)


@pytest.fixture(scope="module")
def coordinator(as_user: As) -> Client:
	return as_user(who("Coordinator", "VA-2025"))


@pytest.mark.requirement("VA-02")
def test_a_person_is_received_given_an_appointment_and_it_is_in_the_operators_calendar(
	host: Host, operator: Client
) -> None:
	came = contact(operator, outcome="Appointment Given")
	assert (came["agreement"], came["operator"]) == ("VA-2025", OPERATOR)
	start = moment(9, shift=20 + secrets.randbelow(300))
	while operator.list("Front Office Appointment", filters={"starts_on": start}):
		start = moment(9, shift=20 + secrets.randbelow(300))
	given = appointment(operator, start, full_name=came["full_name"], contact=came["name"])
	assert given["ends_on"][11:16] == "09:30"
	error = refused(417, lambda: appointment(operator, f"{start[:11]}09:15:00"))
	assert error.kind == "OperatorBusyError" and given["name"] in error.text
	appointment(
		operator, f"{start[:11]}09:30:00", contact_point=ON_CALL, municipality="Capannoli", place="Biblioteca"
	)
	feed = operator.insert("Calendar Feed")
	answer = httpx.get(
		host.address + operator.call("sostegno_abitare.calendar.feed.new_address", feed=feed["name"])
	)
	events = {
		str(event["summary"]): event for event in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
	}
	[own] = [event for summary, event in events.items() if given["name"] in summary]
	assert own.decoded("dtend") - own.decoded("dtstart") == timedelta(minutes=30)
	assert came["full_name"].split()[1] not in answer.text and POINT in str(own["summary"])
	operator.delete("Calendar Feed", feed["name"])
	day = operator.call(
		"frappe.desk.calendar.get_events",
		doctype="Front Office Appointment",
		start=start[:10],
		end=str(date.fromisoformat(start[:10]) + timedelta(days=1)),
		field_map=json.dumps({"start": "starts_on", "end": "ends_on", "id": "name", "title": "full_name"}),
	)
	assert given["name"] in {row["name"] for row in day}


@pytest.mark.requirement("VA-02")
@pytest.mark.parametrize(
	("kind", "values"),
	[
		("ContactInFutureError", {"contact_on": f"{TODAY + timedelta(2)} 09:00:00"}),
		("MunicipalityOfOtherAgreementError", {"municipality": "Segrate"}),
		("NoWayToCallBackError", {"outcome": "To Be Called Back", "call_back_on": str(TODAY), "phone": ""}),
		("ReceiverMissingError", {"outcome": "Sent to Another Service"}),
	],
)
def test_bad_contacts_change_nothing(operator: Client, kind: str, values: dict[str, Any]) -> None:
	name = f"Ada {surname()}"
	assert refused(417, lambda: contact(operator, **{"full_name": name, **values})).kind == kind
	assert operator.names("Front Office Contact", filters={"full_name": name}) == set()


@pytest.mark.requirement("VA-03")
def test_a_regional_notice_is_followed_until_the_case_is_solved(operator: Client) -> None:
	made = request(operator, execution_date=str(TODAY + timedelta(20)))
	name = made["name"]
	operator.act("Help Request", name, "Prepare")
	operator.update("Help Request", name, requested_amount=8000.01)
	assert refused(417, lambda: operator.act("Help Request", name, "Send")).kind == "NoticeTermsError"
	operator.update("Help Request", name, requested_amount=1500)
	sent = operator.act("Help Request", name, "Send")
	assert sent["answer_due_on"] == str(TODAY + timedelta(60))
	line = next(row for row in rows_of(report(operator, "Help Requests")) if row["request"] == name)
	assert (line["days_left"], line["late"]) == (20, [])
	assert refused(417, lambda: operator.act("Help Request", name, "Grant")).kind == "AnswerIncompleteError"
	operator.update("Help Request", name, granted_amount=1000)
	operator.act("Help Request", name, "Grant")
	rows = [{"month": months_ago(back), "amount": 500} for back in (3, 2)]
	operator.update("Help Request", name, months=rows, outcome=PAID)
	assert refused(417, lambda: operator.act("Help Request", name, "Solve")).kind == "MonthsUnpaidError"
	operator.update("Help Request", name, months=[{**row, "paid_on": str(TODAY)} for row in rows])
	solved = operator.act("Help Request", name, "Solve")
	assert (solved["workflow_state"], solved["closed_on"]) == ("Solved", str(TODAY))
	assert refused(417, lambda: operator.update("Help Request", name, phone="1")).kind == "ClosedRequestError"
	again = request(operator, fiscal_code=made["fiscal_code"])
	error = refused(
		417, lambda: operator.update("Help Request", again["name"], months=[{**rows[0], "amount": 1}])
	)
	assert error.kind == "MonthTakenError" and name in error.text


@pytest.mark.requirement("VA-03")
def test_of_many_that_cover_the_same_month_at_once_one_does(host: Host, operator: Client) -> None:
	code = fiscal_code("1975-01-30", "M")
	names = [request(operator, fiscal_code=code)["name"] for _ in range(8)]
	crowd = [host.fresh_client(OPERATOR) for _ in range(8)]
	row = {"month": months_ago(1), "amount": 300}
	replies = at_once(8, lambda at: crowd[at].update("Help Request", names[at], months=[row])["name"])
	assert len(done(replies)) == 1
	# MariaDB ends a ring of those who wait for each other by turning one away.
	other = [error for error in refusals(replies) if host.is_banco or error.kind != "QueryDeadlockError"]
	assert {error.status for error in other} <= {409, 417}, other
	covered = [name for name in names if operator.get("Help Request", name)["months"]]
	assert covered == done(replies)


@pytest.mark.requirement("VA-03")
def test_what_a_notice_pays_of_a_sublease_waits_for_who_keeps_the_rents(
	as_user: As, coordinator: Client
) -> None:
	dues = coordinator.list(
		"Rent Due",
		fields=["name", "period_from", "amount"],
		filters={"contract": "DEMO-VA-SUB1", "kind": "Rent"},
		order_by="period_from asc",
	)
	paid = {
		part["rent_due"]
		for part in coordinator.list(
			"Rent Allocation", parent="Rent Payment", fields=["rent_due", "docstatus"]
		)
		if part["docstatus"] == 1
	}
	full = next(row for row in dues if row["name"] in paid)
	made = request(coordinator, municipality="Calcinaia", sublease="DEMO-VA-SUB1")
	months = [{"month": full["period_from"], "amount": full["amount"], "paid_on": str(TODAY)}]
	error = refused(417, lambda: coordinator.update("Help Request", made["name"], months=months))
	assert error.kind == "MonthTakenError"
	unpaid = [row for row in dues if row["name"] not in paid]
	months = [{"month": unpaid[-1]["period_from"], "amount": 1, "paid_on": str(TODAY)}]
	saved = coordinator.update("Help Request", made["name"], months=months)
	waiting = as_user(who("Housing Manager", "VA-2025")).get(
		"Rent Payment", saved["months"][0]["rent_payment"]
	)
	assert (waiting["docstatus"], waiting["paid_by"], waiting["reference"]) == (
		0,
		"Regional Notice",
		made["name"],
	)
	as_user(who("Finance Officer", "VA-2025")).update("Rent Payment", waiting["name"], docstatus=1)


@pytest.mark.requirement("VA-04")
def test_advice_and_forms_have_their_outcome(operator: Client) -> None:
	advice = request(operator, kind="L. 431/1998 Advice", quality="Owner", regional_notice="")["name"]
	assert refused(417, lambda: operator.act("Help Request", advice, "Send")).kind == "NothingToSendError"
	operator.update("Help Request", advice, outcome="Lease Agreed")
	assert operator.act("Help Request", advice, "Solve")["workflow_state"] == "Solved"
	form = request(
		operator, kind="ERP Form", regional_notice="DEMO Bando ERP Lode Pisano", requested_amount=0
	)["name"]
	operator.act("Help Request", form, "Send")
	operator.update("Help Request", form, outcome="Form Handed In")
	assert operator.act("Help Request", form, "Solve")["workflow_state"] == "Solved"


@pytest.mark.requirement("VA-05")
def test_resources_are_matched_with_a_plan_and_say_why(as_user: As, operator: Client) -> None:
	educator = as_user(who("Case Manager", "VA-2025"))
	[plan] = educator.names("Work Inclusion Plan", filters={"name": "DEMO-VA-L01"})
	found = rows_of(report(educator, "Job Resources for a Person", plan=plan, include_unfit=1))
	by_name = {row["resource"]: row for row in found}
	assert [row["fits"] for row in found] == sorted((row["fits"] for row in found), reverse=True)
	assert by_name["DEMO-VA-JR2"]["fits"] and "magazzino" in by_name["DEMO-VA-JR2"]["reasons"]
	assert not by_name["DEMO-VA-JR5"]["fits"] and "patente B" in by_name["DEMO-VA-JR5"]["against"]
	assert not by_name["DEMO-VA-JR7"]["fits"]
	fitting = {row["resource"] for row in rows_of(report(educator, "Job Resources for a Person", plan=plan))}
	assert fitting == {name for name, row in by_name.items() if row["fits"]}
	refused(403, lambda: report(operator, "Job Resources for a Person", plan=plan))
	given = rows_of(report(operator, "Job Resources for a Person", skills="Muletto e magazzino", age=30))
	assert given[0]["resource"] == "DEMO-VA-JR1"
	steps = educator.get("Work Inclusion Plan", plan)["steps"]
	steps[-1]["job_resource"] = "DEMO-VA-JR1"
	saved = educator.update("Work Inclusion Plan", plan, steps=steps)
	assert saved["steps"][-1]["job_resource"] == "DEMO-VA-JR1"


@pytest.mark.requirement("VA-05")
def test_resources_nobody_checked_are_listed_until_somebody_does(operator: Client) -> None:
	made = operator.insert(
		"Job Resource",
		title=f"Risorsa {token()}",
		kind="Job Offer",
		organisation="Società della Salute",
		agreement="VA-2025",
		valid_from="2025-01-01",
		last_checked_on=str(TODAY - timedelta(61)),
	)["name"]

	def listed() -> set[str]:
		return {row["resource"] for row in rows_of(report(operator, "Job Resources to Check"))}

	assert made in listed()
	operator.update("Job Resource", made, last_checked_on=str(TODAY))
	assert made not in listed()
	operator.update("Job Resource", made, valid_to=str(TODAY - timedelta(1)))
	assert made in listed()


@pytest.mark.requirement("VA-10")
def test_of_twenty_bookings_of_one_room_at_one_hour_one_wins(host: Host, coordinator: Client) -> None:
	room = coordinator.insert(
		"Service Room",
		room_name=f"Stanza {token()} (prova)",
		use="Public Desk",
		agreement="VA-2025",
		reserved=1,
	)["name"]
	users = (OPERATOR, who("Case Manager", "VA-2025"), who("Housing Manager", "VA-2025"))
	crowd = [host.fresh_client(users[at % 3]) for at in range(20)]
	start = moment(9)

	def book(at: int) -> str:
		made = crowd[at].insert(
			"Room Booking",
			room=room,
			starts_on=start,
			ends_on=f"{start[:11]}1{at % 3}:30:00",
			purpose=f"Prova {at}",
		)
		return str(made["name"])

	replies = at_once(20, book)
	assert len(done(replies)) == 1, replies
	assert {refusal.kind for refusal in refusals(replies)} == {"RoomTakenError"}
	rows = coordinator.list("Room Booking", fields=["name", "workflow_state"], filters={"room": room})
	assert rows == [{"name": done(replies)[0], "workflow_state": "Confirmed"}]


@pytest.mark.requirement("VA-02")
def test_of_twenty_appointments_with_one_operator_at_one_hour_one_wins(host: Host, operator: Client) -> None:
	crowd = [host.fresh_client(OPERATOR) for _ in range(10)]
	start = moment(15)
	replies = at_once(20, lambda at: appointment(crowd[at % 10], start)["name"])
	assert len(done(replies)) == 1
	assert {refusal.kind for refusal in refusals(replies)} == {"OperatorBusyError"}
	assert operator.names("Front Office Appointment", filters={"starts_on": start}) == set(done(replies))


@pytest.mark.requirement("VA-10")
def test_rooms_of_others_are_asked_for_and_meant_for_their_use(operator: Client, coordinator: Client) -> None:
	start = moment(17)
	asked = operator.insert(
		"Room Booking", room=HALL, starts_on=start, purpose="Incontro pubblico", attendees=40
	)
	assert asked["workflow_state"] == "Requested" and operator.actions("Room Booking", asked["name"]) == {
		"Call Off"
	}
	assert coordinator.act("Room Booking", asked["name"], "Confirm")["workflow_state"] == "Confirmed"
	small = {"room": "DEMO Stanza 16 – Unione Valdera", "starts_on": start, "purpose": "Riunione"}
	for kind, values in (
		("InternalRoomError", {"open_to_public": 1}),
		("RoomTooSmallError", {"attendees": 7}),
	):
		error = refused(417, lambda values=values: operator.insert("Room Booking", **small, **values))  # type: ignore[misc]
		assert error.kind == kind


@pytest.mark.requirement("VA-10")
def test_room_1_is_the_partners_share_and_never_claimed(as_user: As) -> None:
	finance = as_user(who("Finance Officer", "VA-2025"))
	found = rows_of(report(finance, "Use of Rooms", from_date="2026-01-01", to_date="2026-12-31"))
	by_room = {row["room"]: row for row in found if row.get("room")}
	assert (by_room[ROOM]["coparticipation"], by_room[ROOM]["other_cost"]) == (500.0, 0.0)
	half = rows_of(report(finance, "Use of Rooms", from_date="2025-01-01", to_date="2025-06-30"))
	assert (
		next(row for row in half if row.get("room") == ROOM)["coparticipation"] == 247.95
	)  # 181 days of 365
	assert "EM-2018" not in json.dumps(found) and "DEMO Sala colloqui Segrate" not in by_room
