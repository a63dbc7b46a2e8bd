"""The ledgers and their check over HTTP: many writers, one request many times, a kill in the middle (VA-14, VA-15)."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import httpx
import pytest

from support.cases import agreement, token
from support.client import Client, Refused
from support.host import Host, make_host, serve
from support.integrity import checked
from support.people import who
from support.together import at_once, done, refusals

As = Callable[[str], Client]
AGREEMENT, ACTION = "EM-2018", "EM-2018-A1"
BUDGET = "Budget Ledger Entry"
FINANCE = who("Finance Officer", AGREEMENT)
CONTROLLER = who("Public Controller", AGREEMENT)


def findings(client: Client, name: str) -> list[Any]:
	return client.list(
		"Integrity Finding",
		filters={"integrity_check": name},
		fields=["code", "document", "found", "expected"],
	)


@pytest.mark.requirement("VA-14", "VA-15", "BO-05")
def test_the_demo_adds_up_and_finance_may_ask(as_user: As, admin: Client) -> None:
	for user in (FINANCE, CONTROLLER):
		doc = checked(as_user(user))
		assert (doc["status"], doc["ok"], findings(admin, doc["name"])) == ("Done", 1, [])
		assert any(head["chain"] == AGREEMENT and len(head["head"]) == 64 for head in doc["heads"])
	worker = as_user(who("Social Worker", "Segrate"))
	with pytest.raises(Refused) as refused:
		worker.insert("Integrity Check")
	assert refused.value.status == 403


@pytest.mark.requirement("VA-14")
def test_nobody_touches_an_entry(as_user: As, admin: Client) -> None:
	entry = admin.list(BUDGET, limit_page_length=1)[0]["name"]
	for client in (admin, as_user(FINANCE)):
		for act in (
			lambda c=client: c.update(BUDGET, entry, amount=1),
			lambda c=client: c.delete(BUDGET, entry),
			lambda c=client: c.insert(BUDGET, agreement=AGREEMENT, amount=1),
		):
			with pytest.raises(Refused) as refused:
				act()
			assert refused.value.status == 403


# -- many at once


@pytest.fixture(scope="module")
def crowd(host: Host) -> list[Client]:
	return many(host, 8)


def many(host: Host, count: int) -> list[Client]:
	"""Sessions of one user who may do everything, as on so many machines."""
	return [Client(host.address, "Administrator", host.admin_password) for _ in range(count)]


def budget_row(client: Client, action: str, number: int, cents: int = 100_00) -> str:
	"""A draft of a row, with a public share."""
	row = client.insert(
		"Budget Row",
		action=action,
		code=f"R{number}",
		cost_category="PERSONALE",
		description="Riga di prova (demo)",
		quantity=1,
		unit_value=cents / 100,
		public_share=cents / 100,
	)
	return str(row["name"])


def submit(client: Client, doctype: str, name: str) -> dict[str, Any]:
	return client.update(doctype, name, docstatus=1)


def submit_one_of(crowd: list[Client], names: list[str], number: int) -> str:
	return str(submit(crowd[number], "Budget Row", names[number // 2])["name"])


def allocate(client: Client, name: str) -> str:
	return str(client.act("Expense", name, "Allocate")["name"])


def sums(client: Client, **filters: Any) -> dict[str, int]:
	"""Kind -> cents."""
	found: dict[str, int] = {}
	for row in client.list(BUDGET, filters=filters, fields=["kind", "amount"]):
		found[row["kind"]] = found.get(row["kind"], 0) + round(row["amount"] * 100)
	return found


@pytest.mark.requirement("VA-13", "VA-15")
def test_many_writers_of_one_ledger_take_no_place_twice(
	admin: Client, as_user: As, crowd: list[Client]
) -> None:
	code = agreement(admin, as_user(who("Programme Administrator")))
	rows = [budget_row(admin, f"{code}-A1", number) for number in range(16)]
	# Each row is submitted by two at the same instant, and the action has room for ten of the sixteen.
	replies = [
		reply
		for first in range(0, 16, 4)
		for reply in at_once(8, partial(submit_one_of, crowd, rows[first : first + 4]))
	]
	won = done(replies)
	assert len(set(won)) == 10, [str(refusal) for refusal in refusals(replies)]
	assert sums(admin, agreement=code) == {"Planned": 1000_00}
	names = sorted(admin.names(BUDGET, filters={"agreement": code}))
	assert names == [f"{code}-B{number:07}" for number in range(1, 11)]
	assert checked(admin)["ok"] == 1


def voucher(client: Client, code: str, row: str, cents: int = 60_00, **values: Any) -> dict[str, Any]:
	"""An expense laid on a row, not submitted."""
	return client.insert(
		"Expense",
		agreement=code,
		kind="Supplier",
		voucher_kind="Invoice",
		supplier_name="Fornitore di prova (demo)",
		supplier_tax_id="12345670017",
		number=values.pop("number", token()),
		voucher_date="2026-01-15",
		net_amount=cents / 100,
		vat_amount=0,
		allocations=[{"budget_row": row, "share": "Public", "amount": cents / 100}],
		**values,
	)


@pytest.mark.requirement("VA-14")
def test_the_same_request_fifty_times_at_once_has_one_effect(admin: Client, as_user: As, host: Host) -> None:
	code = agreement(admin, as_user(who("Programme Administrator")))
	row = budget_row(admin, f"{code}-A1", 1)
	submit(admin, "Budget Row", row)
	crowd = many(host, 50)
	request, number = token(), token()
	replies = at_once(
		50, lambda n: str(voucher(crowd[n], code, row, number=number, request_id=request)["name"])
	)
	[name] = done(replies)
	assert admin.names("Expense", filters={"agreement": code}) == {name}
	replies = at_once(50, lambda n: allocate(crowd[n], name))
	assert set(done(replies)) == {name} and len(done(replies)) >= 1
	assert sums(admin, agreement=code) == {"Planned": 100_00, "Committed": 60_00}
	assert all(refusal.status in (409, 417, 404) for refusal in refusals(replies)), refusals(replies)[:3]


@pytest.mark.requirement("VA-14")
def test_the_last_euros_of_a_row_are_bound_once(admin: Client, as_user: As, crowd: list[Client]) -> None:
	code = agreement(admin, as_user(who("Programme Administrator")))
	row = budget_row(admin, f"{code}-A1", 1)
	submit(admin, "Budget Row", row)
	names = [str(voucher(admin, code, row, 30_00)["name"]) for _ in range(8)]
	replies = at_once(8, lambda n: allocate(crowd[n], names[n]))
	assert len(done(replies)) == 3, [str(refusal) for refusal in refusals(replies)]
	assert {refusal.kind for refusal in refusals(replies)} == {"BudgetExceededError"}
	assert sums(admin, agreement=code) == {"Planned": 100_00, "Committed": 90_00}


# -- killed in the middle

KILLS = int(os.environ.get("KILLS", "5"))


@pytest.fixture
def mortal() -> Iterator[Host]:
	if os.environ.get("SITE_URL"):
		pytest.skip("only a host of our own may be killed")
	host = make_host()
	yield host
	host.stop()


@pytest.mark.requirement("VA-14", "VA-15")
def test_killed_in_the_middle_every_sum_is_that_of_its_documents(mortal: Host) -> None:
	kept: set[str] = set()
	[client] = many(mortal, 1)
	code = agreement(client, client)
	row = budget_row(client, f"{code}-A1", 1, 1000_00)
	submit(client, "Budget Row", row)
	for _ in range(KILLS):
		spend_until_killed(mortal, code, row, kept)
		serve(mortal)
	[client] = many(mortal, 1)
	standing = client.names("Expense", filters={"agreement": code, "docstatus": 1})
	assert kept and kept <= standing
	assert sums(client, agreement=code) == {"Planned": 1000_00, "Committed": 10 * len(standing)}
	found = checked(client)
	assert (found["ok"], findings(client, found["name"])) == (1, [])


def spend_until_killed(host: Host, code: str, row: str, kept: set[str]) -> None:
	def write(client: Client) -> None:
		try:
			while True:
				name = str(voucher(client, code, row, 10)["name"])
				allocate(client, name)
				kept.add(name)
		except httpx.HTTPError:
			return

	writers = [threading.Thread(target=write, args=(client,)) for client in many(host, 3)]
	for writer in writers:
		writer.start()
	time.sleep(random.uniform(0.3, 1))
	assert host.process
	host.process.send_signal(signal.SIGKILL)
	host.process.wait()
	for writer in writers:
		writer.join(timeout=30)
