"""Volunteers, staff, rooms and goods over HTTP: hours at the rate of their day, each hour and each resource once
(VA-10, VA-11, VA-12; R5, R10-R16, R21).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from support import imports
from support.cases import fiscal_code, token
from support.client import Client, Refused
from support.host import Host
from support.people import who
from support.rents import report
from support.together import at_once, done, refusals
from support.volunteers import AGREEMENT, PARTNER, ROW, hours, valued_on, volunteer

As = Callable[[str], Client]
KEEPER = who("Volunteer Coordinator", AGREEMENT)
FINANCE = who("Finance Officer", AGREEMENT)
VOLUNTEER = who("Volunteer", AGREEMENT)
# CCNL of the social cooperatives, level C1, a month; the divisor is 165.
MONTHLY = ((date(2025, 10, 1), "1545.21"), (date(2024, 10, 1), "1515.21"))
CHANGE = date(2025, 10, 1)
MANY = 300
AT_ONCE = 50
CLIENTS = 8


@pytest.fixture(scope="module")
def keeper(as_user: As) -> Client:
	return as_user(KEEPER)


@pytest.fixture(scope="module")
def finance(as_user: As) -> Client:
	return as_user(FINANCE)


@pytest.fixture(scope="module")
def crowd(host: Host) -> list[Client]:
	"""Sessions of the coordinator of volunteers, as on eight machines."""
	return [host.fresh_client(KEEPER) for _ in range(CLIENTS)]


def half_up(amount: Decimal) -> Decimal:
	return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def worth(day: date, minutes: int) -> Decimal:
	"""An independent few lines: monthly pay by 165, half up, by the hours, half up."""
	monthly = next(Decimal(pay) for since, pay in MONTHLY if day >= since)
	return half_up(half_up(monthly / 165) * minutes / 60)


def many(client: Client, action: str, **filters: Any) -> dict[str, Any]:
	method = f"sostegno_abitare.accountability.volunteering.{action}"
	return dict(client.call(method, filters=json.dumps(filters)))


@pytest.mark.requirement("VA-11")
def test_three_hundred_hours_over_a_change_of_rates(keeper: Client, finance: Client) -> None:
	before = valued_on(finance, ROW)
	people = [volunteer(keeper)["name"] for _ in range(5)]
	expected, entered = Decimal(0), 0
	for number, person in enumerate(people):
		rows = []
		for step in range(MANY // len(people)):
			day = CHANGE - timedelta(30) + timedelta(step)
			minutes = 60 + 7 * ((step + number) % 11)
			end = f"{9 + minutes // 60}:{minutes % 60:02}"
			rows.append({"date": str(day), "start_time": "9:00", "end_time": end, "activity": "Sportello"})
			expected += worth(day, minutes)
		sheet = keeper.insert(
			"Volunteer Hours Sheet", volunteer=person, register_sheet="Registro 9", entries=rows
		)
		handed_in = keeper.update("Volunteer Hours Sheet", sheet["name"], docstatus=1)
		entered += len([row for row in handed_in["entries"] if row["volunteer_hours"]])
	assert entered == MANY

	started = time.perf_counter()
	assert many(keeper, "confirm", agreement=AGREEMENT, from_date="2025-09-01", to_date="2025-12-31") == {
		"done": MANY,
		"refused": [],
		"left": 0,
	}
	valued = many(finance, "give_value", agreement=AGREEMENT, from_date="2025-09-01", to_date="2025-12-31")
	assert (valued["done"], valued["refused"]) == (MANY, [])
	assert time.perf_counter() - started < 30

	assert valued_on(finance, ROW) - before == int(expected * 100)
	rows, _total = report(finance, "Volunteer Hours Done", from_date="2025-09-01", to_date="2025-12-31")
	ours = [row for row in rows if row["key"] in people]
	assert sum(Decimal(str(row["value"])) for row in ours) == expected
	rates = {
		row["rate"]
		for row in keeper.list("Volunteer Hours", filters={"volunteer": people[0]}, fields=["rate"])
	}
	assert rates == {9.18, 9.36}


@pytest.mark.requirement("VA-11")
def test_what_was_valued_is_not_changed_by_later_rates(admin: Client, keeper: Client) -> None:
	person = volunteer(keeper)["name"]
	entry = hours(keeper, person, "2025-10-15")["name"]
	keeper.act("Volunteer Hours", entry, "Confirm")
	assert keeper.act("Volunteer Hours", entry, "Give Value")["value"] == 18.72
	scale = admin.get("Pay Scale", "CCNL Cooperative sociali (T151)")
	for row in scale["rates"]:
		if (row["level"], row["valid_from"]) == ("C1", "2025-10-01"):
			row["monthly_base"] = 2000
	with pytest.raises(Refused) as refused:
		admin.update("Pay Scale", scale["name"], rates=scale["rates"])
	assert refused.value.status == 417 and "C1" in str(refused.value)
	assert keeper.get("Volunteer Hours", entry)["value"] == 18.72


@pytest.mark.requirement("VA-11")
def test_a_volunteer_enters_the_own_hours_and_no_others(as_user: As, keeper: Client) -> None:
	own = as_user(VOLUNTEER)
	theirs = hours(keeper, volunteer(keeper)["name"], "2026-01-14")
	mine = own.list("Registered Volunteer", fields=["name", "volunteer_name"])
	assert [row["name"] for row in mine] == ["DEMO-VA-VOL1"] and mine[0]["volunteer_name"]
	entry = own.insert(
		"Volunteer Hours",
		volunteer="DEMO-VA-VOL1",
		date="2026-01-14",
		start_time="9.30",
		end_time="11:00",
		activity="Accompagnamento",
	)
	assert (entry["hours"], entry["start_time"], entry["workflow_state"]) == (1.5, "09:30", "Entered")
	assert own.actions("Volunteer Hours", entry["name"]) == set()
	assert theirs["name"] not in own.names("Volunteer Hours", limit_page_length=0)
	for attempt in (
		lambda: own.get("Volunteer Hours", theirs["name"]),
		lambda: own.insert("Volunteer Hours", volunteer=theirs["volunteer"], date="2026-01-15", start_time="9:00", end_time="10:00", activity="x"),
		lambda: own.update("Volunteer Hours", entry["name"], volunteer=theirs["volunteer"]),
		lambda: own.update("Registered Volunteer", "DEMO-VA-VOL1", insured_to="2030-01-01"),
	):  # fmt: skip
		with pytest.raises(Refused) as refused:
			attempt()
		assert refused.value.status == 403
	own.delete("Volunteer Hours", entry["name"])


@pytest.mark.requirement("VA-11", "BO-05")
def test_who_needs_no_names_gets_none(as_user: As) -> None:
	asked = {"filters": {"name": "DEMO-VA-VOL1"}, "fields": ["name", "volunteer_name"]}
	found = {"doctype": "Registered Volunteer", "txt": "Lisi"}
	controller = as_user(who("Public Controller", AGREEMENT))
	assert as_user(KEEPER).list("Registered Volunteer", **asked)[0]["volunteer_name"]
	assert as_user(KEEPER).call("frappe.desk.search.search_link", **found)
	for attempt in (
		lambda: controller.list("Registered Volunteer", **asked),
		lambda: controller.get("Registered Volunteer", "DEMO-VA-VOL1"),
		lambda: controller.list("Volunteer Hours", fields=["name", "volunteer_name"]),
		lambda: controller.call("frappe.desk.search.search_link", **found),
	):
		with pytest.raises(Refused) as refused:
			attempt()
		assert refused.value.status == 403
	assert not controller.get("Volunteer Hours", "DEMO-VA-OV01").get("volunteer_name")
	rows, _total = report(controller, "Volunteer Hours Done", agreement=AGREEMENT)
	assert rows and "Lisi" not in json.dumps(rows)


@pytest.mark.parametrize(
	("values", "word"),
	[
		({"start_time": "25:00"}, "start_time"),
		({"end_time": "alle nove"}, "end_time"),
		({"end_time": "9:00"}, "end_time"),
		({"date": "2025-03-29", "start_time": "23:00", "end_time": "2:30"}, "end_time"),
		({"date": "2024-12-31"}, "date"),
		({"date": str(date.today() + timedelta(1))}, "date"),
		({"date": "boh"}, "date"),
		({"volunteer": "nobody"}, "volunteer"),
		({"budget_row": "VA-2025-L2-PER-01"}, "budget_row"),
		({"budget_row": "EM-2018-A2-BNI-DEMO"}, "budget_row"),
		({"municipality": "Segrate"}, "municipality"),
	],
)
def test_bad_hours_change_nothing(keeper: Client, values: dict[str, str], word: str) -> None:
	person = volunteer(keeper)["name"]
	given = {"volunteer": person, "date": "2025-11-03", "start_time": "9:00", "end_time": "11:00", **values}
	with pytest.raises(Refused) as refused:
		keeper.insert("Volunteer Hours", **given)
	assert refused.value.status in (403, 404, 417) and str(refused.value), word
	assert not keeper.names("Volunteer Hours", filters={"volunteer": person})


@pytest.mark.requirement("VA-11")
def test_the_same_request_fifty_times_has_one_effect(crowd: list[Client], keeper: Client) -> None:
	person, request = volunteer(keeper)["name"], token()
	replies = at_once(
		AT_ONCE, lambda number: hours(crowd[number % CLIENTS], person, "2025-11-04", request_id=request)
	)
	assert len(done(replies)) == 1
	assert {refused.status for refused in refusals(replies)} <= {409, 417}
	assert len(keeper.names("Volunteer Hours", filters={"volunteer": person})) == 1


@pytest.mark.requirement("VA-11")
def test_nobody_is_in_two_places_however_many_say_so(crowd: list[Client], keeper: Client) -> None:
	person = volunteer(keeper)["name"]
	replies = at_once(
		CLIENTS, lambda number: hours(crowd[number], person, "2025-11-05", f"9:{number:02}", "12:00")
	)
	assert len(done(replies)) == 1
	assert {refused.status for refused in refusals(replies)} <= {409, 417}
	assert len(keeper.names("Volunteer Hours", filters={"volunteer": person})) == 1


@pytest.mark.requirement("VA-11")
def test_paid_or_volunteer_for_one_body_on_one_day(keeper: Client, finance: Client) -> None:
	code = fiscal_code("1975-02-02", "M")
	common = {"fiscal_code": code, "organisation": PARTNER, "agreement": AGREEMENT}
	paid = {**common, "staff_name": "Dipendente (demo)", "hired_on": "2026-01-01"}
	costs = [{"year": 2026, "gross_cost": 30000, "productive_hours": 1500}]
	staff = finance.insert("Staff Member", **paid, costs=costs)
	assert staff["costs"][0]["hourly_cost"] == 20.0
	with pytest.raises(Refused) as refused:
		volunteer(keeper, fiscal_code=code)
	assert staff["name"] in str(refused.value)
	former = volunteer(keeper, fiscal_code=code, left_on="2025-12-31")
	with pytest.raises(Refused):
		hours(keeper, former["name"], "2026-01-02")
	assert hours(keeper, former["name"], "2025-12-30")["hours"] == 2.0


@pytest.mark.requirement("VA-11")
def test_a_month_of_staff_becomes_one_expense(finance: Client) -> None:
	sheet = finance.get("Staff Hours", "DEMO-VA-OL2")
	assert sheet["docstatus"] == 1 and sheet["total_hours"] == 69.0
	cost = half_up(Decimal("14200.00") / 820 * 69)
	assert (
		Decimal(str(sheet["total_cost"])) == sum(Decimal(str(row["cost"])) for row in sheet["costs"]) == cost
	)
	first = finance.run("Staff Hours", sheet["name"], "make_expense")
	assert finance.run("Staff Hours", sheet["name"], "make_expense") == first
	expense = finance.get("Expense", first)
	assert (expense["kind"], Decimal(str(expense["total"]))) == ("Staff", cost)
	assert [row["budget_row"] for row in expense["allocations"]] == ["VA-2025-L2-PER-01"]
	with pytest.raises(Refused):
		finance.update("Staff Hours", sheet["name"], docstatus=2)
	finance.delete("Expense", first)


@pytest.mark.requirement("VA-11")
def test_a_refund_is_ten_euros_a_day_at_most(keeper: Client, finance: Client) -> None:
	person = volunteer(keeper)["name"]
	entry = hours(keeper, person, "2025-11-06")["name"]
	keeper.act("Volunteer Hours", entry, "Confirm")

	def refund(amount: Any, day: str = "2025-11-06") -> dict[str, Any]:
		line = {"date": day, "proof_kind": "Self-Certified", "description": "Autobus", "amount": amount}
		return finance.insert("Volunteer Refund", volunteer=person, board_resolution="n. 1", lines=[line])

	assert refund(6)["total"] == 6.0
	for amount in (4.01, -1, 0, "1.234,56", "1,234.56", 1e308, 2.005):
		with pytest.raises(Refused) as refused:
			refund(amount)
		assert refused.value.status == 417
	with pytest.raises(Refused):
		refund(1, "2025-11-07")  # no service on that day: a flat refund
	assert refund(4)["self_certified"] == 4.0


@pytest.mark.requirement("VA-12")
def test_a_resource_is_valued_by_its_share_and_never_more_than_whole(host: Host, finance: Client) -> None:
	van = finance.insert(
		"Structural Resource", resource_name=f"Furgone {token()} (demo)", kind="Vehicle", organisation=PARTNER
	)["name"]
	values = {
		"budget_row": "VA-2025-L2-BNI-01",
		"resource": van,
		"description": "Furgone per i traslochi",
		"period_from": "2025-01-01",
		"period_to": "2025-06-30",
		"method": "Depreciation",
		"basis": "24.000 euro in 8 anni",
		"document": "/private/files/prospetto-demo.pdf",
		"unit_value": 250,
		"per": "Month",
		"share_of_use": 60,
	}
	drafts = [finance.insert("In-Kind Contribution", **values)["name"] for _ in range(4)]
	assert finance.get("In-Kind Contribution", drafts[0])["value"] == 900.0
	before = valued_on(finance, values["budget_row"])
	machines = [host.fresh_client(FINANCE) for _ in drafts]
	replies = at_once(
		len(drafts),
		lambda number: machines[number].update("In-Kind Contribution", drafts[number], docstatus=1),
	)
	assert len(done(replies)) == 1
	assert valued_on(finance, values["budget_row"]) - before == 90_000
	with pytest.raises(Refused) as refused:
		finance.insert(
			"In-Kind Contribution", **{**values, "share_of_use": 40.01, "period_from": "2025-06-30"}
		)
	assert "100" in str(refused.value)
	for field, value in (
		("unit_value", -1),
		("unit_value", "1.234,56"),
		("share_of_use", 101),
		("quantity", 0),
	):
		with pytest.raises(Refused) as refused:
			finance.insert("In-Kind Contribution", **{**values, "share_of_use": 10, field: value})
		assert refused.value.status == 417
	[standing] = done(replies)
	finance.update("In-Kind Contribution", standing["name"], docstatus=2)
	assert valued_on(finance, values["budget_row"]) == before


@pytest.mark.requirement("VA-10")
def test_room_one_is_the_partners_money_and_never_claimed(finance: Client, as_user: As) -> None:
	room = as_user(who("Coordinator", AGREEMENT)).insert(
		"Service Room",
		room_name=f"Stanza {token()} (demo)",
		use="Public Desk",
		agreement=AGREEMENT,
		organisation="Unione Valdera",
		yearly_cost=500,
		coparticipation=1,
		cost_from="2025-01-01",
	)["name"]
	asked = {"room": room, "year": 2025, "budget_row": "VA-2025-L2-CP-01"}
	method = "sostegno_abitare.accountability.rooms.make_expense"
	name = finance.call(method, **asked)
	assert finance.call(method, **asked) == name
	expense = finance.get("Expense", name)
	assert (expense["total"], expense["public_amount"]) == (500.0, 0.0)
	assert [(row["share"], row["amount"]) for row in expense["allocations"]] == [("Partner Cash", 500.0)]
	with pytest.raises(Refused):
		finance.call(method, **{**asked, "year": 2024})
	with pytest.raises(Refused):
		finance.call(method, **{**asked, "year": 2025, "budget_row": "VA-2025-L2-PER-01"})


@pytest.mark.requirement("VA-11", "BO-04")
def test_co_participation_equals_the_ledger(finance: Client) -> None:
	found = finance.call(
		"frappe.desk.query_report.run",
		report_name="Co-participation and Valuation",
		filters=json.dumps({"agreement": AGREEMENT}),
	)
	rows = [row for row in found["result"] if isinstance(row, dict)]
	top = next(row for row in rows if row["name"] == AGREEMENT)
	by_row = {row["name"]: row for row in rows if row["indent"]}
	for budget_row, line in by_row.items():
		assert round(line["figurative"] * 100) == valued_on(finance, budget_row)
	assert round(top["figurative"] * 100) == sum(round(row["figurative"] * 100) for row in by_row.values())


def test_the_register_is_printed_with_hours_and_signatures(keeper: Client) -> None:
	asked = {"doctype": "Attendance Register", "name": "DEMO-VA-RP1", "format": "Attendance Register"}
	page = keeper.http.get("/printview", params={**asked, "no_letterhead": 0, "_lang": "it"}).text
	for words in ("Registro delle presenze dei volontari", "Lisi (demo)", "Registro 3, foglio 1", "14:30"):
		assert words in page


@pytest.mark.requirement("VA-11", "BO-02")
def test_a_spreadsheet_of_hours_is_imported(keeper: Client, host: Host) -> None:
	if not host.is_banco:
		pytest.skip("the preview of a bench names no fields to map")
	person = volunteer(keeper)["name"]
	made = imports.job(keeper, [["x"], ["y"]], "Volunteer Hours", "ore.csv")
	known = imports.labels(keeper, made)
	fields = ("volunteer", "date", "start_time", "end_time", "activity", "register_sheet")
	rows = [
		[person, f"{day}/11/2025", start, end, "Sportello", "Registro 5"]
		for day, start, end in ((10, "9:00", "12:30"), (10, "12:00", "13:00"), (11, "22:00", "1:00"))
	]
	imports.attach(keeper, made, [[known[field] for field in fields], *rows], "ore.csv")
	keeper.call(f"{imports.PATH}.form_start_import", data_import=made)
	status = keeper.call(f"{imports.PATH}.get_import_status", data_import_name=made)
	assert (status["status"], status["success"], status["failed"]) == ("Partial Success", 2, 1)
	found = keeper.list(
		"Volunteer Hours", filters={"volunteer": person}, fields=["hours"], order_by="date asc"
	)
	assert [row["hours"] for row in found] == [3.5, 3.0]
