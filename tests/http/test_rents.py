"""Rents over HTTP: asked for once however many ask, paid once however many pay, owed to the cent (VA-01, R49)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from support.client import Client, Refused
from support.host import Host
from support.people import who
from support.rents import dues_of, head_lease, month, pay, report, run, service, sublease
from support.together import at_once, done, refusals

As = Callable[[str], Client]
CLIENTS = 8
MANY = 45  # contracts: more than a run does while its user waits


@pytest.fixture(scope="module")
def code(admin: Client, as_user: As) -> str:
	return service(admin, as_user(who("Programme Administrator")))


@pytest.fixture
def tenancy(admin: Client, code: str) -> tuple[str, str]:
	"""(head lease, sublease) of a home of its own."""
	head = head_lease(admin, code, monthly_charges=40)
	return head, sublease(admin, code, head)


@pytest.fixture(scope="module")
def crowd(host: Host, admin: Client) -> list[Client]:
	"""Eight sessions of one user, as on eight machines."""
	return [host.fresh_client("Administrator") for _ in range(CLIENTS)]


def cents(amount: float) -> int:
	return round(amount * 100)


@pytest.mark.requirement("VA-01")
def test_two_unpaid_rents_a_plan_and_an_early_end(admin: Client, code: str, tenancy: tuple[str, str]) -> None:
	head, sub = tenancy
	for back in (3, 2, 1):
		made = run(admin, code, back)
		assert made["status"] == "Done" and not made["failures"]
	first, second, third = dues_of(admin, sub)
	assert [due["amount"] for due in (first, second, third)] == [420.0] * 3
	assert {due["side"] for due in dues_of(admin, head)} == {"Payable"}
	assert len({due["payment_reference"] for due in (first, second, third)}) == 3
	pay(admin, sub, 420)

	rows, total = report(admin, "Arrears Ageing", agreement=code, only_overdue=1)
	[row] = [row for row in rows if row["contract"] == sub]
	assert (row["arrears"], row["oldest"]) == (840.0, second["due_date"])
	assert cents(row["arrears"]) == cents(sum(row[f"age_{number}"] for number in range(4)))
	assert cents(total["arrears"]) == sum(cents(each["arrears"]) for each in rows)

	step = admin.insert(
		"Arrears Step", sublease=sub, step="Reminder", status="Done", step_date=str(date.today())
	)
	assert (step["arrears_amount"], step["months_unpaid"]) == (840.0, 2)
	plan = admin.insert(
		"Repayment Agreement",
		sublease=sub,
		agreed_on=str(date.today()),
		first_instalment_on=str(date.today() + timedelta(10)),
		instalment_count=9,
	)
	assert [row["rent_due"] for row in plan["dues"]] == [second["name"], third["name"]]
	assert sum(cents(row["amount"]) for row in plan["instalments"]) == 84_000
	with pytest.raises(Refused) as refused:
		wrong = [{"due_date": str(date.today() + timedelta(9)), "amount": 839.99}]
		admin.update("Repayment Agreement", plan["name"], instalments=wrong)
	assert refused.value.status == 417
	admin.update("Repayment Agreement", plan["name"], docstatus=1)
	asked = {"dt": "Repayment Agreement", "dn": plan["name"], "method": "how_it_stands"}
	standing = admin.http.post("/api/method/run_doc_method", json=asked).json()["message"]
	assert (standing["state"], standing["paid"]) == ("Kept", 0)

	last = month(1) + timedelta(9)
	admin.update(
		"Sublease", sub, early_end_on=str(last), end_reason="Casa popolare", destination="Public Housing"
	)
	rows_after = dues_of(admin, sub)
	[taken] = [due for due in rows_after if due["kind"] == "Adjustment"]
	assert taken["adjusts"] == third["name"] and taken["amount"] < 0
	days = (month(0) - month(1)).days
	assert cents(taken["rent"]) == round(38_000 * 10 / days) - 38_000
	assert admin.get("Rent Due", third["name"])["amount"] == 420.0, "what was asked for stays as it was"


@pytest.mark.requirement("VA-01", "BO-03")
def test_the_rent_roll_adds_up_to_its_dues(admin: Client, code: str, tenancy: tuple[str, str]) -> None:
	run(admin, code, 2)
	pay(admin, tenancy[1], 19.99)
	rows, total = report(admin, "Rent Roll", agreement=code, month=str(month(2)))
	asked = admin.list(
		"Rent Due",
		fields=["side", "amount"],
		filters={
			"agreement": code,
			"period_from": ["between", [str(month(2)), str(month(1) - timedelta(1))]],
		},
		limit_page_length=0,
	)
	for field, side in (("head_rent", "Payable"), ("subrent", "Receivable")):
		owed = sum(cents(due["amount"]) for due in asked if due["side"] == side)
		assert sum(cents(row[field]) for row in rows) == cents(total[field]) == owed
	unit = admin.get("Sublease", tenancy[1])["unit"]
	[row] = [row for row in rows if row["unit"] == unit]
	assert (row["margin"], row["arrears"]) == (-140.0, 400.01)


@pytest.mark.requirement("VA-01")
def test_a_month_is_asked_for_once_however_many_ask(
	admin: Client, code: str, tenancy: tuple[str, str], crowd: list[Client]
) -> None:
	replies = at_once(CLIENTS, lambda number: run(crowd[number], code, 0)["status"])
	assert set(done(replies)) == {"Done"} and not refusals(replies), refusals(replies)
	for contract in tenancy:
		assert len(dues_of(admin, contract)) == 1
	assert run(admin, code, 0)["dues"] == 0


@pytest.mark.requirement("VA-01")
def test_many_contracts_are_done_in_the_background_once(
	admin: Client, as_user: As, crowd: list[Client]
) -> None:
	code = service(admin, as_user(who("Programme Administrator")))
	heads = [head_lease(admin, code) for _ in range(MANY)]
	runs = [
		crowd[number].insert("Rent Run", agreement=code, month=str(month(0)))["name"] for number in range(3)
	]
	replies = at_once(3, lambda number: crowd[number].update("Rent Run", runs[number], docstatus=1))
	assert not refusals(replies), refusals(replies)
	until = time.monotonic() + 60
	while time.monotonic() < until:
		states = {admin.get("Rent Run", name)["status"] for name in runs}
		if states == {"Done"}:
			break
		time.sleep(0.2)
	assert states == {"Done"}
	asked = admin.list("Rent Due", fields=["contract"], filters={"agreement": code}, limit_page_length=0)
	assert sorted(due["contract"] for due in asked) == sorted(heads)
	assert sum(admin.get("Rent Run", name)["dues"] for name in runs) == MANY


@pytest.mark.requirement("VA-01")
def test_fifty_payments_of_one_due_at_once_pay_it_once(
	admin: Client, code: str, tenancy: tuple[str, str], crowd: list[Client]
) -> None:
	sub = tenancy[1]
	run(admin, code, 1)
	[due] = dues_of(admin, sub)

	def lay(number: int) -> str:
		return str(pay(crowd[number % CLIENTS], sub, 100, (due["name"], 100))["name"])

	replies = at_once(50, lay)
	assert len(done(replies)) == 4, "420.00 has room for four times 100.00"
	assert {refused.status for refused in refusals(replies)} == {417}
	laid = [admin.get("Rent Payment", name)["allocated"] for name in done(replies)]
	assert laid == [100.0] * 4
	rows, _total = report(admin, "Arrears Ageing", agreement=code)
	[row] = [row for row in rows if row["contract"] == sub]
	assert row["arrears"] + row["not_due"] == 20.0
	admin.update("Rent Payment", done(replies)[0], docstatus=2)
	rows, _total = report(admin, "Arrears Ageing", agreement=code)
	[row] = [row for row in rows if row["contract"] == sub]
	assert row["arrears"] + row["not_due"] == 120.0


@pytest.mark.requirement("VA-01")
def test_the_same_payment_sent_fifty_times_is_one(
	admin: Client, code: str, tenancy: tuple[str, str], crowd: list[Client]
) -> None:
	sub = tenancy[1]
	run(admin, code, 1)
	replies = at_once(
		50, lambda number: pay(crowd[number % CLIENTS], sub, 5, request_id=f"prova-{sub}")["name"]
	)
	assert len(done(replies)) == 1
	assert {refused.status for refused in refusals(replies)} <= {409, 417}
	assert len(admin.names("Rent Payment", filters={"contract": sub})) == 1


@pytest.mark.requirement("VA-01", "BO-05")
def test_dues_are_nobodys_to_write(admin: Client, as_user: As) -> None:
	manager = as_user(who("Housing Manager", "EM-2018"))
	name = sorted(manager.names("Rent Due", filters={"contract": "DEMO-EM-SUB1"}))[0]
	for client in (manager, admin):
		for attempt in (
			lambda client=client: client.update("Rent Due", name, amount=1),
			lambda client=client: client.delete("Rent Due", name),
			lambda client=client: client.insert(
				"Rent Due", contract_type="Sublease", contract="DEMO-EM-SUB1"
			),
		):
			with pytest.raises(Refused) as refused:
				attempt()
			assert refused.value.status in (403, 417)


@pytest.mark.requirement("VA-01", "BO-05")
def test_each_sees_the_rents_of_its_service_and_finance_no_name(admin: Client, as_user: As) -> None:
	valdera, milano = as_user(who("Housing Manager", "VA-2025")), as_user(who("Housing Manager", "EM-2018"))
	finance = as_user(who("Finance Officer", "VA-2025"))
	for doctype in ("Rent Due", "Rent Payment", "Rent Run", "Repayment Agreement", "Arrears Step"):
		mine = {row["agreement"] for row in valdera.list(doctype, fields=["agreement"], limit_page_length=0)}
		assert mine == {"VA-2025"}, doctype
		theirs = milano.list(doctype, fields=["agreement"], limit_page_length=0)
		assert {row["agreement"] for row in theirs} == {"EM-2018"}, doctype
	for client, name in ((valdera, "Arrears Ageing"), (finance, "Rent Roll")):
		rows, _total = report(client, name, as_of=str(date.today()), month=str(month(1)))
		assert rows, name
		assert not report(client, name, agreement="EM-2018", month=str(month(1)))[0], name
	tenant = admin.get("Sublease", "DEMO-VA-SUB1")["tenant_name"]
	family = tenant.split()[0]
	for doctype in ("Rent Due", "Rent Payment", "Arrears Step", "Repayment Agreement"):
		assert family not in json.dumps(finance.list(doctype, fields=["*"], limit_page_length=0)), doctype
	for name in ("Rent Roll", "Arrears Ageing"):
		assert family not in json.dumps(report(finance, name)), name


@pytest.mark.requirement("VA-01")
@pytest.mark.parametrize(
	"values",
	[
		{"amount": -1},
		{"amount": 0},
		{"amount": 0.001},
		{"amount": 1e308},
		{"amount": "1.234,56x"},
		{"payment_date": str(date.today() + timedelta(1))},
		{"contract": "NESSUNO"},
		{"contract_type": "Referral", "contract": "DEMO-EM-01"},
		{"allocations": [{"rent_due": "NESSUNO", "amount": 1}]},
	],
)
def test_bad_payments_change_nothing(admin: Client, values: dict[str, Any]) -> None:
	before = admin.names("Rent Payment", filters={"contract": "DEMO-EM-SUB1"})
	with pytest.raises(Refused) as refused:
		pay(admin, **{"contract": "DEMO-EM-SUB1", "amount": 10, **values})
	assert 400 <= refused.value.status < 500, refused.value
	assert admin.names("Rent Payment", filters={"contract": "DEMO-EM-SUB1"}) == before


@pytest.mark.requirement("VA-01", "BO-05")
def test_letters_and_plans_name_the_tenant_for_who_reads_names(as_user: As, admin: Client) -> None:
	tenant = admin.get("Sublease", "DEMO-VA-SUB1")["tenant_name"]
	ageing, _total = report(admin, "Arrears Ageing", as_of=str(date.today()))
	arrears = next(row["arrears"] for row in ageing if row["contract"] == "DEMO-VA-SUB1")
	agreed = admin.get("Repayment Agreement", "DEMO-VA-RIENTRO1")["total"]
	for role, named in (("Housing Manager", True), ("Finance Officer", False)):
		client = as_user(who(role, "VA-2025"))
		for doctype, name, form, sum_of in (
			("Arrears Step", "DEMO-VA-AZ1", "Arrears Letter", arrears),
			("Repayment Agreement", "DEMO-VA-RIENTRO1", "Repayment Plan", agreed),
		):
			owed = f"{sum_of:.2f}".replace(".", ",")
			params = {"doctype": doctype, "name": name, "format": form, "_lang": "it"}
			html = client.http.get("/printview", params=params).text
			assert "Riferimento di pagamento" in html, form
			if form == "Repayment Plan":  # what a letter asks for follows the payments
				assert owed in html.replace(".", "")
			assert (tenant.split()[0] in html) == named, (role, form)
	other = as_user(who("Housing Manager", "EM-2018"))
	assert other.http.get("/printview", params=params).status_code in (403, 404)
