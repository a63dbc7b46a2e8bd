"""The last euros of a guarantee fund, asked for by two at the same instant: one gets them (VA-06, R45)."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from support.cases import token
from support.client import Client
from support.host import Host
from support.people import who
from support.together import at_once, done, refusals

As = Callable[[str], Client]
AGREEMENT, PLACE = "EM-2018", "Rodano"
FUND = f"FG-{AGREEMENT}-{PLACE}"
PAYMENT, ENTRY = "Guarantee Disbursement", "Fund Ledger Entry"
# `RACES=1000` for the figure of the reliability paper; some of them show it every day.
RACES = int(os.environ.get("RACES", "20"))
DECISION = {
	"decided_on": "2026-01-15",
	"decided_by_body": "Ufficio di prova (demo)",
	"decision_number": "Determina 1/2026",
}
EUROS = 500


@pytest.fixture(scope="module")
def fund(admin: Client) -> str:
	"""A fund with 500.00 in all."""
	if FUND not in admin.names("Guarantee Fund"):
		admin.insert(
			"Guarantee Fund",
			agreement=AGREEMENT,
			municipality=PLACE,
			joined_on="2018-06-01",
			resolution="Delibera di prova (demo)",
		)
	give(admin)
	return FUND


def give(admin: Client) -> None:
	"""Another 500.00 for the fund."""
	values: dict[str, Any] = {"fund": FUND, "allocated_on": "2026-01-15", "source": "Municipality"}
	name = admin.insert("Fund Allocation", amount=EUROS, **values, **DECISION)["name"]
	admin.update("Fund Allocation", name, docstatus=1)


@pytest.fixture(scope="module")
def crowd(host: Host) -> list[Client]:
	return [host.fresh_client(who("Public Controller", AGREEMENT)) for _ in range(8)]


def payment(admin: Client, finance: Client, coordinator: Client, euros: float = EUROS, **values: Any) -> str:
	"""Temporary support, checked: what is left is a second person's approval."""
	case = admin.list(
		"Referral",
		filters={"agreement": AGREEMENT, "workflow_state": "Taken in Charge"},
		order_by="name asc",
		limit_page_length=1,
	)[0]["name"]
	owner = admin.list(
		"Property Owner", filters={"agreement": AGREEMENT, "iban": ["is", "set"]}, limit_page_length=1
	)[0]["name"]
	defaults: dict[str, Any] = {
		"heading": "Temporary Support",
		"referral": case,
		"municipality": PLACE,
		"property_owner": owner,
		"gross_amount": euros,
		"evidence": "/private/files/prova.pdf",
		"first_instalment_on": "2027-12-01",
		"instalment_count": 5,
		**DECISION,
	}
	name = str(finance.insert(PAYMENT, **{**defaults, **values})["name"])
	coordinator.act(PAYMENT, name, "Check")
	return name


def balance(admin: Client) -> dict[str, int]:
	"""What the entries of the fund sum to, in cents, by kind."""
	found: dict[str, int] = {}
	for row in admin.list(ENTRY, filters={"fund": FUND}, fields=["kind", "amount"]):
		found[row["kind"]] = found.get(row["kind"], 0) + round(row["amount"] * 100)
	return found


def free(admin: Client) -> int:
	sums = balance(admin)
	plus = ("Allocation", "Transfer", "Repayment", "Release")
	return sum(cents if kind in plus else -cents for kind, cents in sums.items() if kind != "Write-off")


@pytest.mark.requirement("VA-06")
def test_two_race_for_the_last_euros(admin: Client, as_user: As, fund: str, crowd: list[Client]) -> None:
	people = as_user(who("Finance Officer", AGREEMENT)), as_user(who("Coordinator", AGREEMENT))
	names = [payment(admin, *people) for _ in range(2)]
	won = dict.fromkeys(names, 0)
	for _race in range(RACES):
		replies = at_once(2, lambda n: str(crowd[n].act(PAYMENT, names[n], "Approve")["name"]))
		[winner] = done(replies)
		[refusal] = refusals(replies)
		assert refusal.kind == "FundExceededError", refusal
		won[winner] += 1
		assert free(admin) == 0 if _race % 10 == 0 else True
		crowd[0].act(PAYMENT, winner, "Send Back")
		people[1].act(PAYMENT, winner, "Check")
	assert sum(won.values()) == RACES
	assert free(admin) == EUROS * 100
	for name in names:
		people[1].act(PAYMENT, name, "Send Back")


@pytest.mark.requirement("VA-06")
def test_eight_race_and_three_are_served(admin: Client, as_user: As, fund: str, crowd: list[Client]) -> None:
	people = as_user(who("Finance Officer", AGREEMENT)), as_user(who("Coordinator", AGREEMENT))
	names = [payment(admin, *people, euros=150) for _ in range(8)]
	replies = at_once(8, lambda n: str(crowd[n].act(PAYMENT, names[n], "Approve")["name"]))
	assert len(done(replies)) == 3
	assert {refusal.kind for refusal in refusals(replies)} == {"FundExceededError"}
	assert free(admin) == 50_00
	for name in done(replies):
		crowd[0].act(PAYMENT, name, "Send Back")
	assert free(admin) == EUROS * 100


@pytest.mark.requirement("VA-06")
def test_one_repayment_sent_fifty_times_at_once_comes_back_once(
	admin: Client, as_user: As, fund: str, host: Host, crowd: list[Client]
) -> None:
	finance, coordinator = as_user(who("Finance Officer", AGREEMENT)), as_user(who("Coordinator", AGREEMENT))
	name = payment(admin, finance, coordinator)
	crowd[0].act(PAYMENT, name, "Approve")
	finance.update(PAYMENT, name, paid_on="2026-02-01", payment_reference="CRO prova")
	finance.act(PAYMENT, name, "Record Payment")
	before, request = balance(admin), token()
	many = [host.fresh_client(who("Finance Officer", AGREEMENT)) for _ in range(50)]

	def send(number: int) -> str:
		values = {"disbursement": name, "paid_on": "2026-03-01", "amount": 20.5, "request_id": request}
		return str(many[number].insert("Guarantee Repayment", **values)["name"])

	[made] = done(at_once(50, send))
	replies = at_once(50, lambda n: many[n].update("Guarantee Repayment", made, docstatus=1)["name"])
	assert set(done(replies)) == {made}
	after = balance(admin)
	assert after["Repayment"] - before.get("Repayment", 0) == 2050
	assert {kind: after[kind] for kind in before if kind != "Repayment"} == {
		kind: cents for kind, cents in before.items() if kind != "Repayment"
	}
