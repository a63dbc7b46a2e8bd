"""Reimbursement claims over HTTP: each step by who may take it, every voucher once and every cent once, however many at
once (VA-14, BO-03, BO-05).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from support.cases import agreement, token
from support.client import Client, Refused
from support.host import Host
from support.people import who
from support.rents import report
from support.together import at_once, done, refusals

As = Callable[[str], Client]
CLAIM, LINE = "Reimbursement Claim", "Claim Line"
DAY = str(date.today() - timedelta(20))
PEOPLE = ("Finance Officer", "Coordinator", "Public Controller")


@pytest.fixture(scope="module")
def code(admin: Client, as_user: As) -> str:
	"""An agreement of its own, open to the people of Est Milano."""
	found = agreement(admin, as_user(who("Programme Administrator")))
	for role in PEOPLE:
		admin.insert(
			"User Permission",
			user=who(role, "EM-2018"),
			allow="Service Agreement",
			for_value=found,
			apply_to_all_doctypes=1,
		)
	return found


@pytest.fixture(scope="module")
def people(as_user: As, code: str) -> dict[str, Client]:
	return {role: as_user(who(role, "EM-2018")) for role in PEOPLE}


@pytest.fixture
def row(admin: Client, code: str) -> str:
	"""An approved budget row of a hundred euros."""
	name = admin.insert(
		"Budget Row",
		action=f"{code}-A1",
		code=token().upper()[:8],
		cost_category=admin.list("Cost Category", limit_page_length=1)[0]["name"],
		description="Voce di prova",
		brought_by="Public Authority",
		nature="Cash",
		quantity=1,
		unit_value=100,
		public_share=100,
	)["name"]
	admin.update("Budget Row", name, docstatus=1)
	return str(name)


def voucher(admin: Client, code: str, row: str, amount: float, **more: Any) -> str:
	"""A complete expense."""
	proof = {"method": "Bank Transfer", "proof": "https://demo.invalid/q.pdf"}
	name = admin.insert(
		"Expense",
		**{
			"agreement": code,
			"supplier_name": "Fornitore di Prova Srl",
			"supplier_tax_id": "12345670017",
			"number": token(),
			"voucher_date": DAY,
			"net_amount": amount,
			"voucher_file": "https://demo.invalid/fattura.pdf",
			"annulment_declaration": "https://demo.invalid/dichiarazione.pdf",
			"allocations": [{"budget_row": row, "share": "Public", "percent": 100}],
			"payments": [{"paid_on": DAY, "amount": amount, **proof}],
			**more,
		},
	)["name"]
	admin.act("Expense", name, "Allocate")
	admin.act("Expense", name, "Complete")
	return str(name)


def prepared(finance: Client, code: str) -> str:
	"""A claim of the last ninety days, prepared."""
	values = {"period_from": str(date.today() - timedelta(90)), "period_to": str(date.today())}
	name = str(finance.insert(CLAIM, agreement=code, **values)["name"])
	finance.act(CLAIM, name, "Prepare")
	return name


def under_control(people: dict[str, Client], code: str) -> str:
	name = prepared(people["Finance Officer"], code)
	people["Coordinator"].act(CLAIM, name, "Send")
	people["Public Controller"].act(CLAIM, name, "Take under Control")
	return name


def admitted(people: dict[str, Client], code: str) -> str:
	name = under_control(people, code)
	people["Public Controller"].run(CLAIM, name, "decide", decision="Admitted")
	people["Public Controller"].act(CLAIM, name, "Admit")
	return name


def ledger(admin: Client, claim: str) -> dict[str, int]:
	"""Cents of each kind that a claim wrote."""
	found: dict[str, int] = {}
	for entry in admin.list(
		"Budget Ledger Entry", fields=["kind", "amount"], filters={"claim": claim}, limit_page_length=0
	):
		found[entry["kind"]] = found.get(entry["kind"], 0) + round(entry["amount"] * 100)
	return found


@pytest.mark.requirement("VA-14", "BO-03", "BO-05")
def test_a_claim_from_the_vouchers_to_the_payment(
	host: Host, admin: Client, as_user: As, people: dict[str, Client], code: str, row: str
) -> None:
	finance, coordinator, controller = (people[role] for role in PEOPLE)
	amounts = (10.0, 20.01, 30.5)
	expenses = [voucher(admin, code, row, amount) for amount in amounts]
	name = prepared(finance, code)
	claim = finance.get(CLAIM, name)
	assert (claim["line_count"], round(claim["claimed"] * 100)) == (3, 6051)
	with pytest.raises(Refused):
		finance.act(CLAIM, name, "Send")
	with pytest.raises(Refused) as refused:
		controller.act(CLAIM, name, "Send")
	assert refused.value.kind == "WorkflowTransitionError"
	coordinator.act(CLAIM, name, "Send")
	assert {admin.get("Expense", each)["workflow_state"] for each in expenses} == {"Claimed"}
	for client, status in ((finance, 403), (coordinator, 403), (controller, 417)):
		with pytest.raises(Refused) as refused:
			client.run(CLAIM, name, "decide", decision="Admitted")
		assert refused.value.status == status
	controller.act(CLAIM, name, "Take under Control")
	lines = controller.list(LINE, filters={"claim": name}, fields=["name", "claimed"], order_by="line_no asc")
	controller.update(LINE, lines[0]["name"], decision="Cut", cut=2.5, cut_reason="Quota privata")
	controller.run(CLAIM, name, "decide", decision="Integration Requested", lines="2", request="Quietanza")
	controller.run(CLAIM, name, "decide", decision="Admitted")
	controller.act(CLAIM, name, "Ask for Integration")
	with pytest.raises(Refused) as refused:
		finance.act(CLAIM, name, "Hand In the Integration")
	assert refused.value.kind == "NotAnsweredError"
	finance.run(CLAIM, name, "answer", text="Allegata")
	finance.act(CLAIM, name, "Hand In the Integration")
	assert controller.actions(CLAIM, name) == {"Ask for Integration"}
	controller.run(LINE, lines[1]["name"], "decide", decision="Admitted")
	assert controller.actions(CLAIM, name) == {"Ask for Integration", "Admit in Part"}
	controller.act(CLAIM, name, "Admit in Part")
	assert ledger(admin, name) == {"Claimed": 6051, "Admitted": 5801, "Cut": 250}
	with pytest.raises(Refused) as refused:
		controller.update(LINE, lines[1]["name"], decision="Rejected", cut_reason="x")
	assert refused.value.kind == "NotInControlError"
	with pytest.raises(Refused) as refused:
		pay(controller, name, 58.02)
	assert refused.value.kind == "OverAdmittedError"
	with pytest.raises(Refused) as refused:
		pay(finance, name, 58.01)
	assert refused.value.kind == "SelfApprovalError"
	pay(controller, name, 58.01)
	assert controller.get(CLAIM, name)["workflow_state"] == "Paid"
	assert ledger(admin, name)["Reimbursed"] == 5801
	controller.act(CLAIM, name, "Close")
	assert finance.get(CLAIM, name)["keep_until"] > str(date.today() + timedelta(5 * 365 - 1))
	assert controller.run(CLAIM, name, "is_unchanged") is True
	rows, _summary = report(controller, "Claim Statement", claim=name, by="Budget Row")
	assert [(each["claimed"], each["admitted"], each["cut"]) for each in rows] == [(60.51, 58.01, 2.5)]
	pdf = controller.http.get(
		"/api/method/frappe.utils.print_format.download_pdf",
		params={"doctype": CLAIM, "name": name, "format": "Reimbursement Claim Statement"},
	)
	assert pdf.content[:4] == b"%PDF" or not host.is_banco, "a bench may have nothing to print with"
	for user in (who("Finance Officer", "VA-2025"), who("Social Worker", "Segrate"), who("Volunteer")):
		for doctype, document in ((CLAIM, name), (LINE, lines[0]["name"])):
			assert as_user(user).http.get(f"/api/resource/{doctype}/{document}").status_code in (403, 404)
	assert host.guest().http.get(f"/api/resource/{CLAIM}/{name}").status_code in (401, 403)


def pay(client: Client, claim: str, amount: float, **more: Any) -> str:
	"""A payment of today, submitted."""
	values = {"claim": claim, "amount": amount, "paid_on": str(date.today()), **more}
	name = str(client.insert("Claim Payment", **values)["name"])
	client.update("Claim Payment", name, docstatus=1)
	return name


@pytest.mark.requirement("VA-14")
def test_the_same_vouchers_go_out_once(
	host: Host, admin: Client, people: dict[str, Client], code: str, row: str
) -> None:
	expense = voucher(admin, code, row, 40)
	names = [prepared(people["Finance Officer"], code) for _ in range(6)]
	senders = [host.fresh_client(who("Coordinator", "EM-2018")) for _ in names]
	replies = at_once(6, lambda number: senders[number].act(CLAIM, names[number], "Send"))
	assert len(done(replies)) == 1
	kinds = {"LinesChangedError", "TimestampMismatchError"}
	# MariaDB may show a request the lines as it first saw them: then the ledger, which is read anew, refuses.
	kinds |= set() if host.is_banco else {"BudgetOrderError"}
	assert {reply.kind for reply in refusals(replies)} <= kinds
	states = [admin.get(CLAIM, name)["workflow_state"] for name in names]
	assert sorted(states) == ["Prepared"] * 5 + ["Submitted"]
	sent = names[states.index("Submitted")]
	assert admin.get("Expense", expense)["claim"] == sent
	assert ledger(admin, sent) == {"Claimed": 4000}
	people["Coordinator"].act(CLAIM, sent, "Withdraw")
	assert ledger(admin, sent) == {"Claimed": 0}
	people["Coordinator"].act(CLAIM, names[states.index("Prepared")], "Send")


@pytest.mark.requirement("VA-14")
def test_the_last_euros_of_a_claim_are_paid_once(
	host: Host, admin: Client, people: dict[str, Client], code: str, row: str
) -> None:
	voucher(admin, code, row, 70)
	name = admitted(people, code)
	payers = [host.fresh_client(who("Public Controller", "EM-2018")) for _ in range(8)]
	at_once(8, lambda number: pay(payers[number], name, 30))
	assert ledger(admin, name)["Reimbursed"] == 6000
	request = {"request_id": f"prova-{token()}"}
	replies = at_once(50, lambda number: payers[number % 8].insert(
		"Claim Payment", claim=name, amount=10, paid_on=str(date.today()), **request
	)["name"])  # fmt: skip
	assert len(done(replies)) == 1 and {reply.status for reply in refusals(replies)} <= {409, 417}
	admin_payments = admin.list("Claim Payment", filters={"claim": name, "docstatus": 1}, fields=["amount"])
	assert [each["amount"] for each in admin_payments] == [30, 30]


@pytest.mark.requirement("VA-14")
def test_what_is_wrong_changes_nothing(admin: Client, people: dict[str, Client], code: str, row: str) -> None:
	finance, _coordinator, controller = (people[role] for role in PEOPLE)
	voucher(admin, code, row, 50)
	name = under_control(people, code)
	[line] = controller.list(LINE, filters={"claim": name}, fields=["*"])
	for amount in (-1, 0, 50, 50.01, 0.001, "1.234,56", "1,234.56", "NaN", 1e308):
		with pytest.raises(Refused) as refused:
			controller.update(LINE, line["name"], decision="Cut", cut=amount, cut_reason="Prova")
		assert refused.value.status == 417, amount
	for change in ({"claimed": 1}, {"supplier": "x"}, {"claim": None}, {"budget_row": None}, {"line_no": 2}):
		with pytest.raises(Refused):
			controller.update(LINE, line["name"], **change)
	wrong: list[dict[str, Any]] = [
		{"lines": "1", "decision": "Rejected"},
		{"lines": "2", "decision": "Admitted"},
		{"lines": "1;drop", "decision": "Admitted"},
		{"lines": "1", "decision": "Cut", "percent": "1e308", "reason": "x"},
		{"lines": "1", "decision": "Qualcosa"},
	]
	for values in wrong:
		with pytest.raises(Refused) as refused:
			controller.run(CLAIM, name, "decide", **values)
		assert refused.value.status == 417, values
	for values in (
		{"period_from": "2001-01-01", "period_to": DAY},
		{"period_from": DAY, "period_to": "2001-01-01"},
		{"period_from": "2026-02-30", "period_to": DAY},
		{"period_from": DAY},
	):
		with pytest.raises(Refused) as refused:
			finance.insert(CLAIM, agreement=code, **values)
		assert refused.value.status == 417, values
	# What the system writes is put back, or refused.
	fields = ["claimed", "paid", "snapshot_hash", "prepared_by", "controlled_by"]
	before = controller.get(CLAIM, name)
	changes: list[dict[str, Any]] = [
		{"claimed": 9},
		{"paid": 9},
		{"snapshot_hash": "x"},
		{"prepared_by": None},
	]
	for values in [*changes, {"controlled_by": "Administrator"}]:
		with contextlib.suppress(Refused):
			controller.update(CLAIM, name, **values)
	with pytest.raises(Refused):
		controller.update(CLAIM, name, workflow_state="Paid")
	after = controller.get(CLAIM, name)
	assert [after[field] for field in fields] == [before[field] for field in fields]
	[same] = controller.list(LINE, filters={"claim": name}, fields=["*"])
	assert same == line
	assert controller.run(CLAIM, name, "is_unchanged") is True


@pytest.mark.requirement("VA-10", "VA-11", "VA-14")
def test_co_participation_is_reported_and_never_claimed(admin: Client, as_user: As) -> None:
	"""Room 1 at 500 euros a year, and hours of volunteers, in the demo of Valdera."""
	shared = admin.list(
		"Claim Co-participation Line",
		filters={"agreement": "VA-2025", "claim": "DEMO-VA-RR1"},
		fields=["kind", "amount", "quantity", "unit_value"],
	)
	assert [line["amount"] for line in shared if line["kind"] == "Partner Cash"] == [500]
	for doctype in (LINE, "Budget Ledger Entry"):
		field = "budget_row"
		asked = admin.list(doctype, filters={"claim": "DEMO-VA-RR1"}, fields=[field], limit_page_length=0)
		assert "VA-2025-L2-CP-01" not in {each[field] for each in asked}
	claim = as_user(who("Public Controller", "VA-2025")).get(CLAIM, "DEMO-VA-RR1")
	lines = admin.list(
		LINE, filters={"claim": claim["name"]}, fields=["claimed", "admitted", "cut"], limit_page_length=0
	)
	for field in ("claimed", "admitted", "cut"):
		assert sum(round(line[field] * 100) for line in lines) == round(claim[field] * 100)
