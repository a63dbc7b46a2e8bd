"""A quarter of Valdera, from September to November 2025, told in order by the people who keep its money: the plan of
the five lines, 300 hours of volunteers over a change of rates, 40 expenses of which some are awkward, a room, the
claim that the controller cuts, sends back and admits, and its payment.

Every figure is worked out again from the vouchers by the few lines of this file.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from support.cases import fiscal_code, token
from support.client import Client, Refused
from support.host import Host
from support.integrity import checked
from support.quarter import LINES, PARTNER, Service, plan_rows, service
from support.rents import report
from support.vouchers import ELECTRONIC, Till, Voucher, on, ordinary, read_invoices

FIRST, LAST = date(2025, 9, 1), date(2025, 11, 30)
CENT = Decimal("0.01")
# Level C1, from the table of the contract: monthly pay of base, by the day it holds from; the divisor is 165.
C1 = ((date(2024, 10, 1), Decimal("1515.21")), (date(2025, 10, 1), Decimal("1545.21")))


@pytest.fixture(scope="module")
def valdera(admin: Client, host: Host) -> Service:
	return service(admin, host)


@pytest.fixture(scope="module")
def story() -> dict[str, Any]:
	"""What the tests below make, in order."""
	return {"token": token()}


def cents(amount: Any) -> int:
	return int((Decimal(str(amount or 0)) * 100).to_integral_value(ROUND_HALF_UP))


def ledger(client: Client, code: str, **filters: Any) -> Counter[tuple[str, str, str]]:
	"""(budget row, kind, share) -> cents, summed here from the rows."""
	found: Counter[tuple[str, str, str]] = Counter()
	for row in client.list(
		"Budget Ledger Entry",
		filters={"agreement": code, **filters},
		fields=["budget_row", "kind", "share", "amount"],
	):
		found[row["budget_row"], row["kind"], row["share"]] += cents(row["amount"])
	return found


@pytest.mark.requirement("VA-13", "VA-15", "BO-04")
def test_the_plan_adds_up_to_the_five_lines(valdera: Service) -> None:
	for values in plan_rows(valdera.code):
		made = valdera.finance.insert("Budget Row", **values)
		valdera.finance.update("Budget Row", made["name"], docstatus=1)
	planned: Counter[str] = Counter()
	for (row, kind, share), amount in ledger(valdera.finance, valdera.code).items():
		assert kind == "Planned"
		if share == "Public":
			planned[row.removeprefix(f"{valdera.code}-")[:2]] += amount
	assert planned == {line: cents(budget) for line, budget in LINES.items()}
	assert sum(planned.values()) == 450_000_00


def days_of(first: date, count: int, step: int = 1) -> list[date]:
	return [first + timedelta(step * number) for number in range(count)]


# Volunteer, day, start and end: 81 entries, of which 36 before the rates change. The last is of the night in which
# the clock goes back: from one to four are four hours.
HOURS = [
	*(("first", day, "09:00", "13:00") for day in days_of(date(2025, 9, 8), 18)),
	*(("second", day, "14:30", "18:00") for day in days_of(date(2025, 9, 8), 18)),
	*(("first", day, "09:00", "13:00") for day in days_of(date(2025, 10, 1), 20)),
	*(("second", day, "14:30", "18:00") for day in days_of(date(2025, 10, 1), 20)),
	*(("first", day, "09:00", "11:45") for day in days_of(date(2025, 11, 3), 4)),
	("second", date(2025, 10, 26), "01:00", "04:00"),
]


def rate(day: date) -> Decimal:
	"""Euros an hour of level C1 on a day."""
	monthly = [pay for start, pay in C1 if start <= day][-1]
	return (monthly / 165).quantize(CENT, ROUND_HALF_UP)


def length(day: date, start: str, end: str) -> Decimal:
	"""Hours between two times of a day."""
	(from_hour, from_minute), (to_hour, to_minute) = (map(int, time.split(":")) for time in (start, end))
	back = 1 if day == date(2025, 10, 26) and from_hour < 3 <= to_hour else 0
	return Decimal((to_hour - from_hour + back) * 60 + to_minute - from_minute) / 60


def value_of_hours() -> int:
	"""Cents of all of them."""
	return sum(
		cents((length(day, start, end) * rate(day)).quantize(CENT, ROUND_HALF_UP))
		for _who, day, start, end in HOURS
	)


@pytest.mark.requirement("VA-11")
def test_three_hundred_hours_are_given_and_valued(valdera: Service, story: dict[str, Any]) -> None:
	assert sum(length(day, start, end) for _who, day, start, end in HOURS) == 300
	for who in ("first", "second"):
		story[who] = valdera.volunteering.insert(
			"Registered Volunteer",
			volunteer_name=f"Prova {who} {story['token']} (demo)",
			fiscal_code=fiscal_code("1960-03-04", "F", "Pontedera"),
			organisation=PARTNER,
			agreement=valdera.code,
			registered_on="2025-01-10",
			insured_from="2025-01-10",
			insured_to="2026-01-09",
			pay_level="C1",
			action=valdera.line("L2"),
			budget_row=valdera.row("L2-VOL-01"),
			activity="Accoglienza allo sportello",
			user=valdera.volunteer.user if who == "first" else None,
		)["name"]
	for who, day, start, end in HOURS:
		own = who == "first"
		made = (valdera.volunteer if own else valdera.volunteering).insert(
			"Volunteer Hours",
			volunteer=story[who],
			date=str(day),
			start_time=start,
			end_time=end,
			activity="Accoglienza allo sportello",
			register_sheet=None if own else "Foglio firme dello sportello",
		)
		for action in ("Confirm", "Give Value"):
			valdera.volunteering.act("Volunteer Hours", made["name"], action)
	totals = ledger(valdera.finance, valdera.code, kind="Valued")
	assert totals == {(valdera.row("L2-VOL-01"), "Valued", "Partner In Kind"): value_of_hours()}


@pytest.fixture(scope="module")
def till(valdera: Service) -> Till:
	return Till(valdera)


VOUCHERS = list(ordinary())


@pytest.mark.requirement("VA-10", "VA-14", "VA-15")
def test_ordinary_vouchers_are_complete(valdera: Service, till: Till) -> None:
	assert len(VOUCHERS) == 27
	for voucher in VOUCHERS:
		till.complete(voucher)
	spent = ledger(valdera.finance, valdera.code, kind="Spent")
	expected: Counter[tuple[str, str, str]] = Counter()
	for voucher in VOUCHERS:
		sign = -1 if voucher.voucher_kind == "Credit Note" else 1
		for row, share, part in voucher.borne():
			if share != "Other Funder":
				expected[valdera.row(row), "Spent", share] += sign * cents(part)
	assert spent == expected


@pytest.mark.requirement("VA-14")
def test_eight_electronic_invoices_are_read_and_one_of_them_twice(valdera: Service, till: Till) -> None:
	read = read_invoices(valdera.finance, valdera.code, *ELECTRONIC)
	assert [row["error"] for row in read] == [None] * 8
	for voucher, row in zip(ELECTRONIC, read, strict=True):
		[draft] = row["expenses"]
		assert cents(draft["total"]) == cents(voucher.total)
		till.complete(voucher, till.adopt(voucher, draft["name"]))
	[again] = read_invoices(valdera.finance, valdera.code, ELECTRONIC[3])
	assert again["expenses"] == [] and till.expenses["FPA/3"] in again["error"]


UNPAID = Voucher("NON/PAGATA", on("L4-SER-01"), "145.00", "31.90")
IN_CASH = Voucher("CONTANTI", on("L4-SER-01"), "60.00", method="Cash")
BEFORE = Voucher("LUGLIO", on("L4-SER-01"), "75.50", day=date(2025, 7, 8), paid=date(2025, 7, 18))
OVER = Voucher("TROPPO", on("L5-SER-01"), "7999.00")


@pytest.mark.requirement("VA-14")
def test_awkward_vouchers_are_kept_and_told_what_they_lack(valdera: Service, till: Till) -> None:
	unpaid = till.allocate(UNPAID)
	till.annul(unpaid, UNPAID)
	with pytest.raises(Refused) as refused:
		valdera.finance.act("Expense", unpaid, "Complete")
	assert refused.value.kind == "IncompleteExpenseError" and "176,90" in refused.value.text

	cash = till.allocate(IN_CASH)
	with pytest.raises(Refused) as refused:
		till.pay(cash, IN_CASH)
	assert refused.value.kind == "CashPaymentError"

	till.complete(BEFORE)

	over = till.enter(OVER)
	with pytest.raises(Refused) as refused:
		valdera.finance.act("Expense", over, "Allocate")
	assert refused.value.kind == "BudgetExceededError"
	assert valdera.finance.get("Expense", over)["docstatus"] == 0, "the draft is kept"


CLAIM = "Reimbursement Claim"
CLAIMED = [voucher for voucher in (*VOUCHERS, *ELECTRONIC) if voucher.public]


def lines(client: Client, claim: str, **filters: Any) -> list[dict[str, Any]]:
	return client.list(
		"Claim Line", filters={"claim": claim, **filters}, fields=["*"], order_by="line_no asc"
	)


@pytest.mark.requirement("VA-14", "VA-10", "BO-03", "BO-04")
def test_the_claim_holds_every_admissible_cent_once(
	valdera: Service, story: dict[str, Any], till: Till
) -> None:
	made = valdera.finance.insert(
		CLAIM, agreement=valdera.code, period_from=str(FIRST), period_to=str(LAST), include_earlier=0
	)
	story["claim"] = claim = made["name"]
	valdera.finance.run(CLAIM, claim, "gather")
	found = valdera.finance.get(CLAIM, claim)
	total = sum(cents(voucher.public) for voucher in CLAIMED)
	assert cents(found["claimed"]) == total
	by_voucher: Counter[str] = Counter()
	for line in lines(valdera.finance, claim):
		by_voucher[line["expense"]] += cents(line["claimed"])
	assert by_voucher == {till.expenses[voucher.number]: cents(voucher.public) for voucher in CLAIMED}
	assert cents(found["hours_value"]) == value_of_hours()
	assert cents(found["partner_cash"]) == 500_00
	assert till.expenses["STANZA/2025"] not in by_voucher
	shared = valdera.finance.list(
		"Claim Co-participation Line", filters={"claim": claim}, fields=["kind", "amount", "quantity"]
	)
	hours = [row for row in shared if row["kind"] == "Hours"]
	assert sum(Decimal(str(row["quantity"])) for row in hours) == 300


@pytest.mark.requirement("VA-14")
def test_a_second_person_submits_it_and_it_is_frozen(
	valdera: Service, story: dict[str, Any], till: Till
) -> None:
	claim = story["claim"]
	valdera.finance.act(CLAIM, claim, "Prepare")
	with pytest.raises(Refused) as refused:
		valdera.finance.act(CLAIM, claim, "Send")
	assert refused.value.kind == "SelfApprovalError"
	valdera.second.act(CLAIM, claim, "Send")
	story["lines"] = lines(valdera.second, claim)
	for change in (
		lambda: valdera.finance.update("Claim Line", story["lines"][0]["name"], claimed=1),
		lambda: valdera.finance.update("Expense", till.expenses["MAN/3"], description="Altro", net_amount=1),
		lambda: valdera.finance.update("Expense", till.expenses["MAN/3"], docstatus=2),
		lambda: valdera.finance.update(CLAIM, claim, period_to="2025-12-31"),
	):
		with pytest.raises(Refused):
			change()
	assert lines(valdera.second, claim) == story["lines"]
	assert valdera.second.run(CLAIM, claim, "is_unchanged") is True
	claimed = ledger(valdera.controller, valdera.code, kind="Claimed")
	expected: Counter[tuple[str, str, str]] = Counter()
	for voucher in CLAIMED:
		sign = -1 if voucher.voucher_kind == "Credit Note" else 1
		for row, share, part in voucher.borne():
			if share == "Public":
				expected[valdera.row(row), "Claimed", "Public"] += sign * cents(part)
	assert claimed == expected


def numbers(story: dict[str, Any], till: Till, *vouchers: str) -> str:
	names = {till.expenses[number] for number in vouchers}
	return ", ".join(str(line["line_no"]) for line in story["lines"] if line["expense"] in names)


CUT = {"MAN/4": Decimal("40.00"), "STA/1": Decimal("12.34")}


@pytest.mark.requirement("VA-14")
def test_two_lines_are_cut_and_papers_asked_for(valdera: Service, story: dict[str, Any], till: Till) -> None:
	claim, controller = story["claim"], valdera.controller
	controller.act(CLAIM, claim, "Take under Control")
	with pytest.raises(Refused):
		controller.run(CLAIM, claim, "decide", lines=numbers(story, till, "MAN/4"), decision="Cut", cut=40)
	for number, cut in CUT.items():
		controller.run(
			CLAIM,
			claim,
			"decide",
			lines=numbers(story, till, number),
			decision="Cut",
			cut=float(cut),
			reason="Quota non pertinente",
		)
	asked = numbers(story, till, "ASS/2")
	controller.run(
		CLAIM, claim, "decide", lines=asked, decision="Integration Requested", request="Manca la polizza"
	)
	controller.act(CLAIM, claim, "Ask for Integration")
	with pytest.raises(Refused):
		valdera.finance.act(CLAIM, claim, "Hand In the Integration")
	valdera.finance.run(CLAIM, claim, "answer", text="Polizza allegata", lines=asked)
	valdera.finance.act(CLAIM, claim, "Hand In the Integration")
	with pytest.raises(Refused):
		valdera.finance.run(CLAIM, claim, "decide", decision="Admitted")
	controller.run(CLAIM, claim, "decide", decision="Admitted")
	controller.act(CLAIM, claim, "Admit in Part")
	found = controller.get(CLAIM, claim)
	total = sum(cents(voucher.public) for voucher in CLAIMED)
	cut_off = sum(cents(each) for each in CUT.values())
	assert (cents(found["admitted"]), cents(found["cut"])) == (total - cut_off, cut_off)
	by_kind: Counter[str] = Counter()
	for (_row, kind, _share), amount in ledger(controller, valdera.code, claim=claim).items():
		by_kind[kind] += amount
	assert (by_kind["Claimed"], by_kind["Admitted"], by_kind["Cut"]) == (total, total - cut_off, cut_off)


@pytest.mark.requirement("VA-14")
def test_it_is_paid_once_and_closed(valdera: Service, story: dict[str, Any]) -> None:
	claim = story["claim"]
	to_pay = valdera.controller.get(CLAIM, claim)["to_pay"]
	values = {"claim": claim, "paid_on": str(date.today()), "reference": "Mandato 12", "request_id": token()}
	with pytest.raises(Refused):
		over = valdera.controller.insert(
			"Claim Payment", **{**values, "amount": to_pay + 0.01, "request_id": token()}
		)
		valdera.controller.update("Claim Payment", over["name"], docstatus=1)
	paid = valdera.controller.insert("Claim Payment", **values, amount=to_pay)
	valdera.controller.update("Claim Payment", paid["name"], docstatus=1)
	found = valdera.controller.get(CLAIM, claim)
	assert found["workflow_state"] == "Paid" and cents(found["paid"]) == cents(to_pay)
	valdera.controller.act(CLAIM, claim, "Close")
	assert valdera.controller.get(CLAIM, claim)["keep_until"] >= f"{date.today().year + 5}-01-01"
	reimbursed = ledger(valdera.finance, valdera.code, kind="Reimbursed")
	assert sum(reimbursed.values()) == cents(to_pay)


def of_last(client: Client, name: str, **filters: Any) -> Counter[str]:
	"""Cents of each amount of a report's deepest rows, summed here."""
	rows = report(client, name, **filters)[0]
	depth = max(row.get("indent") or 0 for row in rows)
	found: Counter[str] = Counter()
	for row in rows:
		if (row.get("indent") or 0) == depth:
			found.update({key: cents(value) for key, value in row.items() if isinstance(value, float)})
	return found


@pytest.mark.requirement("BO-03", "VA-15")
def test_reports_say_what_the_ledger_says(valdera: Service, story: dict[str, Any]) -> None:
	kinds: Counter[str] = Counter()
	for (_row, kind, _share), amount in ledger(valdera.controller, valdera.code).items():
		kinds[kind.lower()] += amount
	status = of_last(valdera.controller, "Budget Status", agreement=valdera.code)
	assert {kind: status[kind] for kind in kinds} == kinds
	total = sum(cents(voucher.public) for voucher in CLAIMED)
	cut_off = sum(cents(each) for each in CUT.values())
	for by in ("Action", "Cost Category", "Month of Payment", "Municipality"):
		found = of_last(valdera.controller, "Claim Statement", claim=story["claim"], by=by)
		assert (found["claimed"], found["admitted"], found["cut"]) == (total, total - cut_off, cut_off), by


@pytest.mark.requirement("VA-14")
def test_what_was_left_out_is_in_the_next_claim_alone(valdera: Service, till: Till) -> None:
	claim = valdera.finance.insert(
		CLAIM, agreement=valdera.code, period_from="2025-12-01", period_to="2026-01-31"
	)
	valdera.finance.run(CLAIM, claim["name"], "gather")
	[line] = lines(valdera.finance, claim["name"])
	assert (line["expense"], cents(line["claimed"])) == (till.expenses["LUGLIO"], cents(BEFORE.public))


@pytest.mark.requirement("VA-14", "VA-15")
def test_nothing_of_it_breaks_an_invariant(valdera: Service) -> None:
	doc = checked(valdera.finance)
	found = valdera.finance.list(
		"Integrity Finding",
		filters={"integrity_check": doc["name"], "agreement": valdera.code},
		fields=["code", "document", "found", "expected"],
	)
	assert (doc["status"], found) == ("Done", [])
