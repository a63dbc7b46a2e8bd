"""The bank on the desk, by who keeps the accounts: a statement read and taken in, its movements confirmed one after
the other, rents ordered and approved by somebody else.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from support import bank
from support.client import Client
from support.desk import Desk
from support.host import Host
from support.people import who
from support.rents import dues_of, head_lease, run, service, sublease
from support.words import it, said

Open = Callable[..., Desk]
As = Callable[[str], Client]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def story(host: Host, admin: Client, as_user: As) -> dict[str, Any]:
	"""A service with an account, and a home whose last three months nobody paid."""
	code = service(admin, as_user(who("Programme Administrator")))
	people = bank.people(host, admin, code)
	head = head_lease(admin, code)
	admin.update("Property Owner", admin.get("Head Lease", head)["property_owner"], iban=bank.an_iban())
	sub = sublease(admin, code, head)
	for back in (3, 2, 1):
		run(admin, code, back)
	return {
		"people": people,
		"account": bank.account(people["finance"], code, account_name="Conto dei canoni (demo)"),
		"rents": dues_of(admin, sub),
		"head": dues_of(admin, head),
		"tenant": admin.get("Sublease", sub)["tenant_name"],
	}


def submit(page: Desk) -> None:
	"""Submits the open document, and says yes."""
	page.main.get_by_role("button", name=said("form.submit"), exact=True).click()
	dialog = page.page.get_by_role("dialog")
	dialog.get_by_role("button").last.click()
	expect(dialog).to_have_count(0)


@pytest.mark.requirement("VA-06")
def test_a_statement_is_read_and_its_movements_confirmed(
	desk: Open, story: dict[str, Any], admin: Client, tmp_path: Path
) -> None:
	first, second, _third = story["rents"]
	entries = [
		bank.entry(42_000, f"affitto {first['payment_reference']}", 9, name=story["tenant"]),
		bank.entry(42_000, f"canone {second['payment_reference']}", 5, name=story["tenant"]),
		bank.entry(20_000, "acconto", 4, name=story["tenant"]),
		bank.entry(-250, "spese tenuta conto", 3, name="Banca di Prova"),
		bank.entry(1_500, "rimborso", 2, name="Sconosciuto di Prova"),
	]
	file = tmp_path / "estratto.xml"
	file.write_bytes(bank.camt(story["account"]["iban"], 100_000, 105_250, *entries))
	page = desk(story["people"]["finance"].user)
	page.document("Bank Statement")
	page.link("account", story["account"]["account_name"])
	page.field("file").locator("input[type=file]").set_input_files(file)
	expect(page.field("file")).to_contain_text("estratto")
	page.save()
	expect(page.field("movements")).to_contain_text("5")
	page.shot("bank-statement-draft")
	submit(page)
	expect(page.field("added")).to_contain_text("5")
	page.shot("bank-statement")

	page.press("Movements to Match")
	table = page.main.get_by_role("grid")
	expect(table).to_contain_text("spese tenuta conto")
	page.shot("bank-movements-to-match")
	page.main.get_by_role("button", name=it("Confirm the Certain Ones"), exact=True).click()
	page.page.get_by_role("dialog").get_by_role("button").last.click()
	expect(page.page.get_by_role("dialog")).to_contain_text("2")
	page.shot("bank-confirmed")
	page.page.keyboard.press("Escape")
	expect(table).not_to_contain_text(first["payment_reference"])

	table.get_by_role("link").first.click()
	expect(page.field("remittance")).to_contain_text("acconto")
	page.shot("bank-movement-probable")
	page.press("Confirm and Next")
	expect(page.field("amount")).not_to_contain_text("200")
	page.shot("bank-movement-next")
	page.press("Not a Payment of Ours")
	expect(page.field("amount")).to_contain_text("15")
	page.shot("bank-movement-open")
	page.press("Not a Payment of Ours")
	expect(page.page.get_by_text(it("No other movement of this account waits."))).to_be_visible()
	page.shot("bank-movement-last")


@pytest.mark.requirement("VA-06")
def test_rents_are_ordered_and_approved_by_somebody_else(desk: Open, story: dict[str, Any]) -> None:
	page = desk(story["people"]["finance"].user)
	page.document("Payment Batch")
	page.link("account", story["account"]["account_name"])
	page.press("Add What Is Due")
	page.page.get_by_role("dialog").get_by_role("button").last.click()
	page.save()
	expect(page.field("items")).to_contain_text("520,00")
	page.shot("bank-batch-draft")
	name = page.name
	approver = desk(story["people"]["controller"].user)
	approver.document("Payment Batch", name)
	submit(approver)
	expect(approver.field("payment_file")).to_contain_text(".xml")
	approver.shot("bank-batch-approved")
