"""The bank over HTTP: each movement once, each payment once, whoever asks and however many at the same time; and
files that mean harm change nothing (VA-06, R19, R24, R47).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from support import bank
from support.client import Client, Refused
from support.host import Host
from support.people import who
from support.rents import dues_of, head_lease, owed_on, run, service, sublease
from support.together import at_once, done, refusals

As = Callable[[str], Client]
AT_ONCE, TIMES = 10, 5


@pytest.fixture(scope="module")
def code(admin: Client, as_user: As) -> str:
	return service(admin, as_user(who("Programme Administrator")))


@pytest.fixture(scope="module")
def people(host: Host, admin: Client, code: str) -> dict[str, Client]:
	return bank.people(host, admin, code)


@pytest.fixture(scope="module")
def crowd(host: Host, people: dict[str, Client]) -> list[Client]:
	"""Ten sessions of the finance officer, as on ten machines."""
	return [host.fresh_client(people["finance"].user) for _ in range(AT_ONCE)]


@pytest.fixture
def account(people: dict[str, Client], code: str) -> dict[str, Any]:
	return bank.account(people["finance"], code)


@pytest.fixture
def tenancy(admin: Client, code: str) -> tuple[str, str]:
	"""(head lease, sublease) with three months asked for."""
	head = head_lease(admin, code)
	owner = admin.get("Head Lease", head)["property_owner"]
	admin.update("Property Owner", owner, iban=bank.an_iban())
	sub = sublease(admin, code, head)
	for back in (3, 2, 1):
		run(admin, code, back)
	return head, sub


def taken(
	client: Client, account: dict[str, Any], opening: int, *rows: tuple[int, str]
) -> list[dict[str, Any]]:
	entries = [bank.entry(cents, text) for cents, text in rows]
	content = bank.camt(str(account["iban"]), opening, sum(cents for cents, _ in rows), *entries)
	return bank.movements(client, bank.statement(client, str(account["name"]), content)["name"])


@pytest.mark.requirement("VA-06")
def test_a_rent_paid_late_is_known_by_its_reference(
	people: dict[str, Client], account: dict[str, Any], tenancy: tuple[str, str], admin: Client
) -> None:
	finance = people["finance"]
	first, second, _third = dues_of(admin, tenancy[1])
	rows = taken(
		finance,
		account,
		0,
		(42_000, f"affitto {first['payment_reference']}"),
		(10_000, f"acconto {second['payment_reference']}"),
		(-250, "spese"),
	)
	assert [row["certainty"] or "" for row in rows] == ["Certain", "Probable", ""]
	assert bank.decide(finance, rows[0]["name"])["next"] == rows[1]["name"]
	assert bank.decide(finance, rows[1]["name"])["next"] == rows[2]["name"]
	assert bank.decide(finance, rows[2]["name"], "ignore") == {"state": "Ignored", "next": None}
	assert owed_on(admin, "Sublease", tenancy[1])["arrears"] == 420 * 3 - 520
	bank.decide(finance, rows[0]["name"], "undo")
	assert owed_on(admin, "Sublease", tenancy[1])["arrears"] == 420 * 3 - 100


@pytest.mark.requirement("VA-06")
def test_a_movement_confirmed_fifty_times_at_once_is_one_payment(
	crowd: list[Client],
	people: dict[str, Client],
	account: dict[str, Any],
	tenancy: tuple[str, str],
	admin: Client,
) -> None:
	due = dues_of(admin, tenancy[1])[0]
	[row] = taken(people["finance"], account, 0, (42_000, due["payment_reference"]))
	states = []
	for _ in range(TIMES):
		replies = at_once(AT_ONCE, lambda number: bank.decide(crowd[number], row["name"])["state"])
		assert not refusals(replies), refusals(replies)
		states += done(replies)
	assert states == ["Matched"] * AT_ONCE * TIMES
	payments = admin.list("Rent Payment", filters={"contract": tenancy[1]}, fields=["amount", "docstatus"])
	assert payments == [{"amount": 420.0, "docstatus": 1}]


@pytest.mark.requirement("VA-06")
def test_confirmed_and_undone_at_once_it_is_one_or_the_other(
	crowd: list[Client],
	people: dict[str, Client],
	account: dict[str, Any],
	tenancy: tuple[str, str],
	admin: Client,
) -> None:
	due = dues_of(admin, tenancy[1])[0]
	[row] = taken(people["finance"], account, 0, (42_000, due["payment_reference"]))
	replies = at_once(
		AT_ONCE,
		lambda number: bank.decide(crowd[number], row["name"], ("confirm", "undo")[number % 2])["state"],
	)
	assert not refusals(replies), refusals(replies)
	state = admin.get("Bank Movement", row["name"])["state"]
	standing = admin.names("Rent Payment", filters={"contract": tenancy[1], "docstatus": 1})
	assert len(standing) == (1 if state == "Matched" else 0)


@pytest.mark.requirement("VA-06")
def test_a_statement_taken_in_by_ten_at_once_is_there_once(
	crowd: list[Client], people: dict[str, Client], account: dict[str, Any]
) -> None:
	entries = [bank.entry(cents, f"movimento {cents}") for cents in range(1, 21)]
	content = bank.camt(str(account["iban"]), 0, sum(range(1, 21)), *entries)
	drafts = [bank.statement(client, str(account["name"]), content, submit=False)["name"] for client in crowd]
	replies = at_once(
		AT_ONCE, lambda number: crowd[number].update("Bank Statement", drafts[number], docstatus=1)
	)
	assert done(replies)
	assert {refused.status for refused in refusals(replies)} <= {417}
	rows = people["finance"].list("Bank Movement", filters={"account": account["name"]}, fields=["amount"])
	assert sorted(row["amount"] for row in rows) == [cents / 100 for cents in range(1, 21)]
	with pytest.raises(Refused) as refused:
		bank.statement(people["finance"], str(account["name"]), content)
	assert "BS-" in refused.value.text


@pytest.mark.requirement("VA-06")
def test_a_rent_is_ordered_once_and_approved_by_somebody_else(
	crowd: list[Client],
	people: dict[str, Client],
	account: dict[str, Any],
	tenancy: tuple[str, str],
	admin: Client,
) -> None:
	finance = people["finance"]
	due = dues_of(admin, tenancy[0])[0]
	items = [{"source_type": "Rent Due", "source": due["name"]}]
	values = {"account": account["name"], "execution_date": str(due["due_date"]), "items": items}
	replies = at_once(AT_ONCE, lambda number: crowd[number].insert("Payment Batch", **values)["name"])
	[name] = done(replies)
	assert len(refusals(replies)) == AT_ONCE - 1
	for client in (finance, people["coordinator"]):
		with pytest.raises(Refused):
			client.update("Payment Batch", name, items=[{**items[0], "amount": 520.01}])
	with pytest.raises(Refused):
		finance.update("Payment Batch", name, docstatus=1)
	made = people["controller"].update("Payment Batch", name, docstatus=1)
	assert (made["status"], made["total"]) == ("Approved", 520.0)
	file = finance.http.get(made["payment_file"])
	assert file.status_code == 200 and b"<CtrlSum>520.00</CtrlSum>" in file.content
	content = bank.camt(
		str(account["iban"]),
		52_000,
		-52_000,
		bank.entry(-52_000, end_to_end=made["items"][0]["end_to_end_id"]),
	)
	[row] = bank.movements(finance, bank.statement(finance, str(account["name"]), content)["name"])
	assert row["certainty"] == "Certain"
	bank.decide(finance, row["name"])
	assert admin.get("Payment Batch", name)["status"] == "Executed"
	assert owed_on(admin, "Head Lease", tenancy[0])["arrears"] == 520 * 2


@pytest.mark.requirement("VA-06")
def test_who_prepared_a_batch_does_not_approve_it_whatever_the_role(
	admin: Client, code: str, account: dict[str, Any], tenancy: tuple[str, str]
) -> None:
	due = dues_of(admin, tenancy[0])[1]
	items = [{"source_type": "Rent Due", "source": due["name"]}]
	made = admin.insert(
		"Payment Batch", account=account["name"], execution_date=str(due["due_date"]), items=items
	)
	with pytest.raises(Refused) as refused:
		admin.update("Payment Batch", made["name"], docstatus=1)
	assert refused.value.kind == "SelfApprovalError"


@pytest.mark.requirement("BO-05")
def test_names_on_a_statement_are_for_who_needs_them(
	people: dict[str, Client], account: dict[str, Any]
) -> None:
	content = bank.camt(str(account["iban"]), 0, 100, bank.entry(100, "saldo di Segreta", name="Ada Segreta"))
	finance, controller = people["finance"], people["controller"]
	[row] = bank.movements(finance, bank.statement(finance, str(account["name"]), content)["name"])
	assert row["counterparty"] == "Ada Segreta"
	seen = controller.get("Bank Movement", row["name"])
	assert seen["amount"] == 1 and not seen.get("counterparty") and not seen.get("remittance")
	found = controller.call(
		"frappe.desk.query_report.run", report_name="Movements to Match", filters={"account": account["name"]}
	)
	assert "Segreta" not in str(found["result"]) and row["name"] in str(found["result"])
	with pytest.raises(Refused):
		bank.decide(controller, row["name"], "ignore")
	read = finance.get("Bank Statement", row["statement"])
	assert finance.http.get(read["file"]).content == content
	with pytest.raises(Refused):
		controller.get("Bank Statement", row["statement"])
	found = controller.call(
		"frappe.desk.query_report.run", report_name="Account Reconciliation", filters={"purpose": "Rents"}
	)
	[line] = [
		line for line in found["result"] if isinstance(line, dict) and line["account"] == account["name"]
	]
	assert (line["told"], line["balance"], line["off"], line["to_match"]) == (1, 1, 0, 1)
	assert controller.http.get(read["file"]).status_code == 403


@pytest.mark.requirement("VA-06")
def test_files_that_mean_harm_or_nothing(people: dict[str, Client], account: dict[str, Any]) -> None:
	finance, iban = people["finance"], str(account["iban"])
	lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
	good = bank.camt(iban, 0, 100, bank.entry(100))
	for name, content in {
		"bomb": f'<!DOCTYPE a [<!ENTITY l0 "lol">{lol}]><a>&l11;</a>'.encode(),
		"outside": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
		"deep": b"<a>" * 100_000 + b"</a>" * 100_000,
		"broken": good[:-20],
		"empty": b" ",
		"binary": bytes(range(256)) * 40,
		"latin": "Data;Importo;Causale\n01/10/2026;1,00;società\n".encode("latin-1"),
		"nan": good.replace(b">1.00<", b">NaN<"),
		"huge": good.replace(b">1.00<", b">1e308<"),
		"thirds": good.replace(b">1.00<", b">1.001<"),
		"dollars": good.replace(b"EUR", b"USD"),
		"nowhere": bank.camt(bank.an_iban(), 0, 100, bank.entry(100)),
		"off": good.replace(
			b"<Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>1.00",
			b"<Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>1.01",
		),
		"ambiguous": b"Data;Importo;Causale\n01/10/2026;1.234;x\n",
	}.items():
		start = time.monotonic()
		with pytest.raises(Refused) as refused:
			bank.statement(finance, str(account["name"]), content, submit=False)
		assert refused.value.status == 417, (name, refused.value)
		assert time.monotonic() - start < 5, name
	assert not finance.names("Bank Statement", filters={"account": account["name"]})
	other = Client(str(finance.http.base_url))
	with pytest.raises(Refused):
		bank.statement(other, str(account["name"]), good)


@pytest.mark.requirement("VA-06")
def test_another_s_file_is_not_read(people: dict[str, Client], account: dict[str, Any]) -> None:
	content = bank.camt(str(account["iban"]), 0, 100, bank.entry(100))
	address = bank.upload(people["coordinator"], content)
	with pytest.raises(Refused):
		people["finance"].insert("Bank Statement", account=account["name"], file=address)


def test_five_thousand_movements_are_taken_in_while_others_work(
	people: dict[str, Client], account: dict[str, Any], admin: Client
) -> None:
	finance = people["finance"]
	entries = [bank.entry(100 + n, f"movimento {n}", name=f"Persona {n}") for n in range(5_000)]
	content = bank.camt(str(account["iban"]), 0, sum(100 + n for n in range(5_000)), *entries)
	draft = bank.statement(finance, str(account["name"]), content, submit=False)
	waits: list[float] = []
	stop = threading.Event()

	def read() -> None:
		while not stop.is_set():
			start = time.monotonic()
			admin.get("Dedicated Account", str(account["name"]))
			waits.append(time.monotonic() - start)
			time.sleep(0.02)

	reader = threading.Thread(target=read)
	reader.start()
	start = time.monotonic()
	made = finance.update("Bank Statement", draft["name"], docstatus=1)
	while made["status"] in ("Queued", "Running") and time.monotonic() - start < 120:
		time.sleep(0.1)
		made = finance.get("Bank Statement", draft["name"])
	took = time.monotonic() - start
	stop.set()
	reader.join()
	print(f"5,000 movements in {took:.1f} s, longest wait of a reader {max(waits):.2f} s")
	assert (made["status"], made["added"], made["off_by"]) == ("Done", 5_000, 0)
	assert took < 30 and max(waits) < 2
