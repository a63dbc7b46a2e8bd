"""Expenses over HTTP: invoices sent and read, vouchers once, rows never exceeded, however many at once (VA-14)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sostegno_abitare.tests.invoices import body, envelope, invoice, many_lines
from support.cases import agreement, token
from support.client import Client, Refused
from support.host import Host
from support.people import who
from support.rents import report
from support.together import at_once, done, refusals

As = Callable[[str], Client]
DAY = str(date.today() - timedelta(20))
SUPPLIER = "12345670017"  # invented, with its check digit
READ = "sostegno_abitare.accountability.invoices.read_files"
BOMB = '<!DOCTYPE a [<!ENTITY a "ah"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.fixture(scope="module")
def finance(as_user: As) -> Client:
	return as_user(who("Finance Officer", "VA-2025"))


@pytest.fixture(scope="module")
def code(admin: Client, as_user: As) -> str:
	"""An agreement of its own."""
	found = agreement(admin, as_user(who("Programme Administrator")))
	admin.update("Service Agreement", found, voucher_grace_days=0, vat_claimable="Where Not Recoverable")
	return found


def budget_row(admin: Client, code: str, amount: float) -> str:
	"""An approved budget row with that public share."""
	name = admin.insert(
		"Budget Row",
		action=f"{code}-A1",
		code=token().upper()[:8],
		cost_category=admin.list("Cost Category", limit_page_length=1)[0]["name"],
		description="Voce di prova",
		brought_by="Public Authority",
		nature="Cash",
		quantity=1,
		unit_value=amount,
		public_share=amount,
	)["name"]
	admin.update("Budget Row", name, docstatus=1)
	return str(name)


@pytest.fixture(scope="module")
def shared(admin: Client, code: str) -> str:
	"""A budget row for what does not use it up."""
	return budget_row(admin, code, 500)


@pytest.fixture
def row(admin: Client, code: str) -> str:
	"""A budget row of a hundred euros."""
	return budget_row(admin, code, 100)


def values(code: str, row: str, amount: float, **more: Any) -> dict[str, Any]:
	"""An invoice of that amount, with everything but its payment."""
	defaults = {
		"agreement": code,
		"supplier_name": "Fornitore di Prova Srl",
		"supplier_tax_id": SUPPLIER,
		"number": token(),
		"voucher_date": DAY,
		"net_amount": amount,
		"voucher_file": "https://demo.invalid/fattura.pdf",
		"annulment_declaration": "https://demo.invalid/dichiarazione.pdf",
		"allocations": [{"budget_row": row, "share": "Public", "percent": 100}],
	}
	return {**defaults, **more}


def paid(amount: float) -> list[dict[str, Any]]:
	return [
		{"paid_on": DAY, "amount": amount, "method": "Bank Transfer", "proof": "https://demo.invalid/q.pdf"}
	]


def send(client: Client, name: str, content: bytes) -> dict[str, Any]:
	"""A private file that hangs on nothing yet."""
	sent = client.request(
		"POST", "/api/method/upload_file", files={"file": (name, content)}, data={"is_private": "1"}
	)
	return dict(sent["message"])


def read(client: Client, *contents: bytes, agreement: str | None = None) -> list[dict[str, Any]]:
	names = [send(client, f"fattura {token()}.xml", content)["name"] for content in contents]
	return list(client.call(READ, files=names, agreement=agreement))


@pytest.mark.requirement("VA-14", "BO-05")
def test_invoices_are_read_with_their_file_which_stays_closed(
	host: Host, as_user: As, finance: Client
) -> None:
	plain, signed = invoice(day=DAY, number=token()), envelope(invoice(day=DAY, number=token()))
	several = invoice(body(day=DAY, number=token()), body(day=DAY, number=token(), kind="TD04"))
	results = read(finance, plain, signed, several)
	assert [(len(result["expenses"]), result["error"]) for result in results] == [
		(1, None),
		(1, None),
		(2, None),
	]
	first = finance.get("Expense", results[0]["expenses"][0]["name"])
	assert (first["agreement"], first["supplier_tax_id"], first["total"]) == ("VA-2025", SUPPLIER, 122.0)
	assert [line["description"] for line in first["lines"]] == ["Servizio di prova"]
	assert (first["workflow_state"], first["next_step"]) == ("Draft", "Allocate")
	assert finance.http.get(first["electronic_invoice"]).content == plain
	signer = finance.get("Expense", results[1]["expenses"][0]["name"])["signed_by"]
	assert signer.startswith("Firmatario di Prova - Ente di Prova")
	kinds = [finance.get("Expense", each["name"])["voucher_kind"] for each in results[2]["expenses"]]
	assert kinds == ["Invoice", "Credit Note"]
	for user in (who("Finance Officer", "EM-2018"), who("Social Worker", "Pontedera"), who("Volunteer")):
		assert as_user(user).http.get(first["electronic_invoice"]).status_code in (401, 403, 404)
		assert as_user(user).http.get(f"/api/resource/Expense/{first['name']}").status_code in (403, 404)
	assert host.guest().http.get(first["electronic_invoice"]).status_code in (401, 403, 404)


@pytest.mark.requirement("VA-14")
def test_a_file_that_is_not_read_leaves_nothing(finance: Client) -> None:
	def count() -> list[int]:
		return [finance.call("frappe.client.get_count", doctype=doctype) for doctype in ("Expense", "File")]

	number = token()
	before = count()
	for content in (
		b"",
		b"testo",
		b"\xff\xfe\x00",
		invoice(day=DAY, prologue=BOMB),
		invoice(day=DAY, prologue=OUTSIDE),
		b"<a>" * 50_000 + b"</a>" * 50_000,
		invoice(day=DAY)[:-40],
		invoice(root="Altro"),
		invoice(day=DAY, lines=()),
		invoice(day=DAY, total="1.234,56"),
		invoice(day=DAY, total="NaN"),
		invoice(day="31/12/2026"),
		invoice(day="2001-01-01"),
		invoice(body(day=DAY, number=number), body(day="2001-01-01", number=number)),
		envelope(invoice(day=DAY), shown=invoice(day=DAY, number=number)),
		envelope(invoice(day=DAY))[:700],
		envelope(invoice(day=DAY), digest="sha1"),
	):
		try:
			[result] = read(finance, content)
		except Refused as refused:  # an empty file is refused when it is sent
			assert refused.status == 417 or not content
			continue
		assert result["error"] and not result["expenses"], content[:60]
	assert count() == before


@pytest.mark.requirement("VA-14")
def test_an_invoice_of_200_lines_at_once(finance: Client) -> None:
	for lines in (200, 2000):
		[file] = [send(finance, f"{token()}.xml", many_lines(lines, number=token(), day=DAY))["name"]]
		start = time.perf_counter()
		[result] = finance.call(READ, files=[file])
		taken = time.perf_counter() - start
		assert result["error"] is None and result["expenses"][0]["lines"] == lines
		assert taken < (1 if lines == 200 else 10)


@pytest.mark.requirement("VA-14")
def test_the_same_voucher_many_times_is_one_expense(host: Host, admin: Client, code: str, row: str) -> None:
	clients = [host.fresh_client("Administrator") for _ in range(10)]
	same = values(code, row, 10)
	replies = at_once(50, lambda number: clients[number % 10].insert("Expense", **same)["name"])
	assert len(done(replies)) == 1 and {reply.status for reply in refusals(replies)} <= {409, 417}
	again = {**same, "number": same["number"].upper() + " ", "supplier_tax_id": f"IT{SUPPLIER}"}
	with pytest.raises(Refused, match=str(done(replies)[0])):
		admin.insert("Expense", **again)
	requests = [values(code, row, 10, request_id="R" + row) for _ in range(10)]
	replies = at_once(10, lambda number: clients[number].insert("Expense", **requests[number])["name"])
	assert len(done(replies)) == 1


@pytest.mark.requirement("VA-14", "VA-15")
def test_the_last_euros_of_a_row_go_once(host: Host, admin: Client, code: str, row: str) -> None:
	clients = [host.fresh_client("Administrator") for _ in range(8)]
	names = [admin.insert("Expense", **values(code, row, 30))["name"] for _ in range(8)]
	replies = at_once(8, lambda number: clients[number].act("Expense", names[number], "Allocate"))
	assert len(done(replies)) == 3
	assert {reply.kind for reply in refusals(replies)} <= {"BudgetExceededError", "TimestampMismatchError"}
	entries = admin.list(
		"Budget Ledger Entry", fields=["amount"], filters={"budget_row": row, "kind": "Committed"}
	)
	assert sum(round(entry["amount"] * 100) for entry in entries) == 9000


@pytest.mark.requirement("VA-14")
def test_complete_is_refused_with_the_list_and_done_once(
	host: Host, admin: Client, code: str, row: str
) -> None:
	name = admin.insert("Expense", **values(code, row, 30, annulment_declaration=None))["name"]
	admin.act("Expense", name, "Allocate")
	with pytest.raises(Refused) as refused:
		admin.act("Expense", name, "Complete")
	assert refused.value.kind == "IncompleteExpenseError"
	assert (
		"30" in refused.value.text
		and "Annullo:" in refused.value.text
		and "Quietanza" not in refused.value.text
	)
	admin.update("Expense", name, payments=paid(30), annulment_declaration="https://demo.invalid/d.pdf")
	clients = [host.fresh_client("Administrator") for _ in range(8)]
	at_once(8, lambda number: clients[number].run("Expense", name, "complete"))
	assert admin.get("Expense", name)["workflow_state"] == "Complete"
	entries = admin.list(
		"Budget Ledger Entry", fields=["amount"], filters={"source_name": name, "kind": "Spent"}
	)
	assert [entry["amount"] for entry in entries] == [30.0]
	changes: list[dict[str, Any]] = [
		{"net_amount": 1},
		{"payments": []},
		{"workflow_state": "Claimed"},
		{"claim": "X"},
	]
	for change in changes:
		with pytest.raises(Refused):
			admin.update("Expense", name, **change)


@pytest.mark.requirement("VA-14")
@pytest.mark.parametrize(
	"wrong",
	[
		{"net_amount": -1},
		{"net_amount": 1e308},
		{"net_amount": 10.005},
		{"net_amount": "1.234,56"},
		{"net_amount": "1,234.56"},
		{"net_amount": "NaN"},
		{"net_amount": 0},
		{"voucher_date": "1999-01-01"},
		{"voucher_date": "31/31/2026"},
		{"supplier_tax_id": "12345678901"},
		{"supplier_iban": "IT00"},
		{"number": ""},
		{"agreement": "NESSUNA"},
		{"allocations": [{"budget_row": "NESSUNA"}]},
		{"allocations": [{"share": "Other Funder"}]},
		{"payments": [{"paid_on": DAY, "amount": 1, "method": "Cash"}]},
		{"payments": [{"paid_on": str(date.today() + timedelta(2)), "amount": 1}]},
		{"payments": [{"paid_on": DAY, "amount": -1}]},
	],
	ids=str,
)
def test_what_is_wrong_is_refused_and_named(
	admin: Client, code: str, shared: str, wrong: dict[str, Any]
) -> None:
	number = token()
	with pytest.raises(Refused) as refused:
		admin.insert("Expense", **{**values(code, shared, 10, number=number), **wrong})
	assert 400 <= refused.value.status < 500 and len(refused.value.text) > 10
	assert not admin.names("Expense", filters={"number": number})


@pytest.mark.requirement("VA-14", "BO-05")
def test_who_enters_and_who_only_reads(as_user: As, finance: Client) -> None:
	[result] = read(finance, invoice(day=DAY, number=token()))
	name = result["expenses"][0]["name"]
	for role in ("Coordinator", "Public Controller"):
		client = as_user(who(role, "VA-2025"))
		seen = client.get("Expense", name)
		assert bool(seen.get("supplier_tax_id")) == (role == "Public Controller")
		for refused in (
			lambda client=client: client.update("Expense", name, notes="x"),
			lambda client=client: client.insert("Expense", agreement="VA-2025", supplier_name="x"),
			lambda client=client: client.call(READ, files=["x"]),
		):
			with pytest.raises(Refused) as caught:
				refused()
			assert caught.value.status == 403


@pytest.mark.requirement("BO-03", "VA-14")
def test_the_register_adds_up(admin: Client, code: str, shared: str) -> None:
	for amount in (10.01, 20.02):
		name = admin.insert("Expense", **values(code, shared, amount, payments=paid(amount)))["name"]
		admin.act("Expense", name, "Complete")
	rows, total = report(admin, "Expense Register", agreement=code, workflow_state="Complete")
	mine = [each for each in rows if each["public"] in (10.01, 20.02)]
	assert len(mine) == 2
	assert round(total["public"] * 100) == sum(round(each["public"] * 100) for each in rows)
	assert not report(admin, "Missing Papers", agreement=code, from_date="2001-01-01", to_date="2001-01-02")[
		0
	]
