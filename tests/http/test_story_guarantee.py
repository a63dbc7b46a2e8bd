"""A guarantee in Pontedera: given, paid for two months that a household could not, repaid late, on a new plan,
settled; what finance, the controller and everybody else see of it; and a municipality that has not joined.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from support.cases import before_commission, household, person, placement, seats, session_of, token
from support.client import Client, Refused
from support.host import Host
from support.people import who
from support.quarter import Service, plan_rows, service
from support.rents import month, report
from support.vouchers import upload

PLACE, OUTSIDE = "Pontedera", "Capannoli"
IBAN = "IT60X0542811101000000123456"  # the published example of an Italian IBAN
TODAY = date.today()
PAID_ON = TODAY - timedelta(70)
DECISION = {
	"decided_on": str(TODAY - timedelta(80)),
	"decided_by_body": "Giunta di Pontedera (prova)",
	"decision_number": "Delibera 12",
}
SIGNS = {"Allocation": 1, "Repayment": 1, "Transfer": 1, "Disbursement": -1}


@pytest.fixture(scope="module")
def valdera(admin: Client, host: Host) -> Service:
	made = service(admin, host)
	[row] = [row for row in plan_rows(made.code) if row["code"] == "FON-01"]
	name = made.finance.insert("Budget Row", **row)["name"]
	made.finance.update("Budget Row", name, docstatus=1)
	return made


@pytest.fixture(scope="module")
def story() -> dict[str, Any]:
	"""What the tests below make, in order."""
	return {"surname": f"Garzetta{token()} (demo)"}


def stands(client: Client, fund: str) -> tuple[Decimal, Decimal, Decimal]:
	"""Balance, what is kept ready, and what has to come back, in euros, from the rows of the ledger."""
	kinds: Counter[str] = Counter()
	for row in client.list(
		"Fund Ledger Entry", filters={"fund": fund}, fields=["kind", "amount", "repayable"]
	):
		amount = Decimal(str(row["amount"]))
		kinds[row["kind"]] += amount  # type: ignore[assignment]
		if row["kind"] == "Disbursement" and row["repayable"]:
			kinds["lent"] += amount  # type: ignore[assignment]
	balance = sum((sign * Decimal(kinds[kind]) for kind, sign in SIGNS.items()), Decimal(0))
	return (
		balance,
		Decimal(kinds["Commitment"] - kinds["Release"]),
		Decimal(kinds["lent"] - kinds["Repayment"] - kinds["Write-off"]),
	)


def accepted(valdera: Service, admin: Client, place: str, **values: Any) -> str:
	"""A case of the place that the Commission accepted."""
	home = household(admin, place, person(admin, place, **values), net_monthly_income=1200)
	case = before_commission(admin, valdera.coordinator, valdera.line("L3"), municipality=place, home=home)
	session = session_of(
		valdera.coordinator,
		valdera.code,
		seats(("Coordinator", None, valdera.member.user)),
		placement(case),
	)
	valdera.member.update("Commission Session", session, docstatus=1)
	return case


def guarantee_of(valdera: Service, story: dict[str, Any], place: str, case: str) -> dict[str, Any]:
	return {
		"referral": case,
		"contract_kind": "Private Lease",
		"property_owner": story["owner"],
		"municipality": place,
		"address": "via della Prova 7",
		"lease_registration": f"TZE 3T n. {token()}",
		"lease_start": str(month(18)),
		"lease_end": str(month(-18) - timedelta(1)),
		"monthly_amount": 480,
		"months_covered": 6,
		"legal_covered": 500,
		"damages_covered": 0,
		"valid_from": str(month(8)),
		"valid_to": str(month(-10)),
		**DECISION,
	}


@pytest.mark.requirement("VA-06")
def test_pontedera_joins_with_five_thousand_euros(valdera: Service, story: dict[str, Any]) -> None:
	fund = valdera.controller.insert(
		"Guarantee Fund",
		agreement=valdera.code,
		municipality=PLACE,
		joined_on="2025-01-15",
		resolution="Delibera di adesione (prova)",
	)["name"]
	story["fund"] = fund
	allocation = valdera.finance.insert(
		"Fund Allocation",
		fund=fund,
		allocated_on="2025-02-01",
		amount=5000,
		source="Agreement",
		budget_row=valdera.row("L3-FON-01"),
		**{**DECISION, "decided_on": "2025-01-30"},
	)["name"]
	valdera.controller.update("Fund Allocation", allocation, docstatus=1)
	assert stands(valdera.finance, fund) == (5000, 0, 0)
	spent = valdera.finance.list(
		"Budget Ledger Entry",
		filters={"budget_row": valdera.row("L3-FON-01"), "kind": "Spent"},
		fields=["amount"],
	)
	assert [row["amount"] for row in spent] == [5000]


@pytest.mark.requirement("VA-06")
def test_a_guarantee_is_given_by_another_than_who_proposes_it(
	valdera: Service, admin: Client, story: dict[str, Any]
) -> None:
	story["owner"] = valdera.manager.insert(
		"Property Owner",
		owner_name=f"Proprietaria {token()} (demo)",
		kind="Private Person",
		agreement=valdera.code,
		iban=IBAN,
	)["name"]
	story["case"] = accepted(valdera, admin, PLACE, last_name=story["surname"])
	values = guarantee_of(valdera, story, PLACE, story["case"])
	name = valdera.coordinator.insert("Rent Guarantee", **values)["name"]
	valdera.coordinator.act("Rent Guarantee", name, "Propose")
	with pytest.raises(Refused) as refused:
		valdera.coordinator.act("Rent Guarantee", name, "Give Guarantee")
	assert refused.value.kind == "SelfApprovalError"
	valdera.controller.act("Rent Guarantee", name, "Give Guarantee")
	story["guarantee"] = name
	assert stands(valdera.finance, story["fund"]) == (5000, 6 * 480 + 500, 0)


@pytest.mark.requirement("VA-06")
def test_two_months_are_paid_once(valdera: Service, story: dict[str, Any]) -> None:
	values = {
		"heading": "Rent",
		"rent_guarantee": story["guarantee"],
		"months": [{"month": str(month(back)), "arrears": 480} for back in (4, 3)],
		"repayable": 1,
		"first_instalment_on": str(TODAY - timedelta(60)),
		"instalment_count": 6,
		"evidence_note": "Estratto conto della proprietaria",
		**DECISION,
	}
	name = valdera.finance.insert("Guarantee Disbursement", **values)["name"]
	evidence = upload(valdera.finance, "Guarantee Disbursement", name, "morosita.pdf")
	valdera.finance.update("Guarantee Disbursement", name, evidence=evidence)
	with pytest.raises(Refused) as refused:
		valdera.finance.insert("Guarantee Disbursement", **{**values, "months": values["months"][:1]})
	assert "pag" in refused.value.text.lower() or "paid" in refused.value.text.lower()
	valdera.coordinator.act("Guarantee Disbursement", name, "Check")
	valdera.controller.act("Guarantee Disbursement", name, "Approve")
	valdera.finance.update(
		"Guarantee Disbursement", name, paid_on=str(PAID_ON), payment_reference=f"CRO {token()}"
	)
	valdera.finance.act("Guarantee Disbursement", name, "Record Payment")
	story["payment"] = name
	assert stands(valdera.finance, story["fund"]) == (5000 - 960, 4 * 480 + 500, 960)


@pytest.mark.requirement("VA-06", "BO-05")
def test_finance_reads_a_code_and_no_name(valdera: Service, story: dict[str, Any]) -> None:
	payment = valdera.finance.get("Guarantee Disbursement", story["payment"])
	guarantee = valdera.finance.get("Rent Guarantee", story["guarantee"])
	assert payment["case_code"] and payment["payee_iban"] == IBAN
	for document in (payment, guarantee):
		assert story["surname"] not in str(document)
		assert not document.get("social_reason")
	other = next(iter({who("Social Worker", "Calcinaia")}))
	assert other  # a worker of another municipality, by name of the demo
	with pytest.raises(Refused):
		valdera.volunteer.get("Guarantee Disbursement", story["payment"])


def plan_in_force(client: Client, payment: str) -> dict[str, Any]:
	[row] = client.list(
		"Fund Repayment Plan",
		filters={"disbursement": payment, "docstatus": 1, "replaced_by": ["is", "not set"]},
	)
	return client.get("Fund Repayment Plan", row["name"])


def repay(valdera: Service, payment: str, amount: float, day: date) -> str:
	made = valdera.finance.insert(
		"Guarantee Repayment",
		disbursement=payment,
		paid_on=str(day),
		amount=amount,
		paid_by="Household",
		method="Bank Transfer",
		request_id=token(),
	)["name"]
	valdera.finance.update("Guarantee Repayment", made, docstatus=1)
	return str(made)


@pytest.mark.requirement("VA-06")
def test_it_is_repaid_late_on_a_new_plan_and_settled(valdera: Service, story: dict[str, Any]) -> None:
	payment = story["payment"]
	first = plan_in_force(valdera.finance, payment)
	assert [row["amount"] for row in first["instalments"]] == [160] * 6
	overdue = [row for row in first["instalments"] if row["due_date"] < str(TODAY)]
	assert overdue, "the first instalments fell due while nobody paid"
	repay(valdera, payment, 160, TODAY - timedelta(10))
	assert stands(valdera.finance, story["fund"])[2] == 800
	made = valdera.finance.insert(
		"Fund Repayment Plan",
		disbursement=payment,
		agreed_on=str(TODAY - timedelta(5)),
		reason="Ore di lavoro ridotte",
		first_instalment_on=str(TODAY - timedelta(4)),
		instalment_count=3,
	)["name"]
	valdera.finance.update("Fund Repayment Plan", made, docstatus=1)
	second = plan_in_force(valdera.finance, payment)
	assert second["name"] == made and second["replaces"] == first["name"]
	assert sum(row["amount"] for row in second["instalments"]) == 800
	kept = valdera.finance.get("Fund Repayment Plan", first["name"])
	assert [row["amount"] for row in kept["instalments"]] == [160] * 6
	assert kept["docstatus"] == 1
	with pytest.raises(Refused):
		repay(valdera, payment, 800.01, TODAY)
	repay(valdera, payment, 266.67, TODAY - timedelta(2))
	repay(valdera, payment, 533.33, TODAY)
	assert valdera.finance.get("Guarantee Disbursement", payment)["workflow_state"] == "Settled"
	assert stands(valdera.finance, story["fund"]) == (5000, 4 * 480 + 500, 0)


@pytest.mark.requirement("VA-06")
def test_a_municipality_that_has_not_joined_is_told_how(
	valdera: Service, admin: Client, story: dict[str, Any]
) -> None:
	case = accepted(valdera, admin, OUTSIDE)
	with pytest.raises(Refused) as refused:
		valdera.coordinator.insert("Rent Guarantee", **guarantee_of(valdera, story, OUTSIDE, case))
	assert refused.value.kind == "NotJoinedError"
	assert OUTSIDE in refused.value.text
	assert "risorse proprie" in refused.value.text or "own money" in refused.value.text


@pytest.mark.requirement("VA-06", "BO-03")
def test_the_situation_of_the_fund_equals_its_ledger(valdera: Service, story: dict[str, Any]) -> None:
	rows = report(valdera.controller, "Situation of the Funds", agreement=valdera.code)[0]
	[row] = [row for row in rows if row.get("fund") == story["fund"]]
	balance, committed, receivable = stands(valdera.controller, story["fund"])
	assert Decimal(str(row["balance"])) == balance == 5000
	assert Decimal(str(row["ready"])) == committed
	assert Decimal(str(row["receivable"])) == receivable == 0
