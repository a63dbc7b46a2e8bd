"""The ledgers and their check over HTTP: many writers, one request many times, a kill in the middle (VA-14, VA-15)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from support.client import Client, Refused
from support.people import who

As = Callable[[str], Client]
AGREEMENT, ACTION = "EM-2018", "EM-2018-A1"
BUDGET = "Budget Ledger Entry"
FINANCE = who("Finance Officer", AGREEMENT)
CONTROLLER = who("Public Controller", AGREEMENT)


def check(client: Client) -> dict[str, Any]:
	"""A check of everything, ended."""
	name = client.insert("Integrity Check")["name"]
	for _ in range(600):
		doc = client.get("Integrity Check", name)
		if doc["status"] in ("Done", "Failed"):
			return doc
		time.sleep(0.1)
	raise AssertionError("the check does not end")


def findings(client: Client, name: str) -> list[Any]:
	return client.list(
		"Integrity Finding",
		filters={"integrity_check": name},
		fields=["code", "document", "found", "expected"],
	)


@pytest.mark.requirement("VA-14", "VA-15", "BO-05")
def test_the_demo_adds_up_and_finance_may_ask(as_user: As, admin: Client) -> None:
	for user in (FINANCE, CONTROLLER):
		doc = check(as_user(user))
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
