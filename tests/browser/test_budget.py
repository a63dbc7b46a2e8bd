"""A plan on the desk: a row whose total and share follow, money bound and freed from it, and a move that a controller
approves (VA-13, VA-16).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browser.test_desk import violations
from playwright.sync_api import expect

from support.client import Client
from support.desk import Desk
from support.host import Host
from support.money import Accounts, accounts
from support.words import it, said

Open = Callable[..., Desk]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def money(host: Host, admin: Client) -> Accounts:
	made = accounts(host, admin, {"A1": 1000, "A2": 500})
	made.row("CAN-01", 400, cost_category="CANONI")
	made.row("PER-01", 500, "A2")
	return made


def submit(page: Desk) -> None:
	page.main.get_by_role("button", name=said("form.submit"), exact=True).click()
	dialog = page.page.get_by_role("dialog")
	with page.saving() as replies:
		dialog.get_by_role("button").last.click()
	assert replies[0].status == 200, replies[0].text()[:400]
	expect(dialog).to_have_count(0)


@pytest.mark.requirement("VA-13")
def test_total_and_share_of_a_row_follow(desk: Open, money: Accounts) -> None:
	page = desk(money.officer.user)
	page.document("Budget Row")
	page.link("action", money.action("A1"))
	page.link("cost_category", "PERSONALE")
	page.fill(code="PER-01", description="Operatori (demo)", quantity="24", unit_value="25")
	expect(page.control("total")).to_have_value("600,00")
	expect(page.control("public_share")).to_have_value("600,00")
	page.select(brought_by="Partner")
	expect(page.control("partner_cash")).to_have_value("600,00")
	page.select(nature="Figurative")
	expect(page.control("partner_in_kind")).to_have_value("600,00")
	page.select(nature="Cash", brought_by="Public Authority")
	expect(page.control("public_share")).to_have_value("600,00")
	expect(page.control("partner_in_kind")).not_to_have_value("600,00")
	page.fill(activity="Sportello di prova")
	saved = page.save()["docs"][0]
	assert (saved["total"], saved["public_share"], saved["partner_in_kind"]) == (600, 600, 0)
	submit(page)
	expect(page.main.get_by_text("600,00").first).to_be_visible()
	violations(page)
	page.shot("budget-1-row")


@pytest.mark.requirement("VA-13")
def test_money_is_bound_from_the_row_and_the_rest_freed(desk: Open, money: Accounts) -> None:
	page = desk(money.officer.user)
	page.document("Budget Row", money.action("A1") + "-CAN-01")
	page.press("Commit")
	expect(page.control("budget_row")).not_to_have_value("")
	page.fill(amount="120,50", reason="Ordine di prova")
	page.save()
	submit(page)
	expect(page.main.get_by_text("120,50").first).to_be_visible()
	page.press("Free the Rest")
	dialog = page.page.get_by_role("dialog")
	dialog.get_by_label(it("Why It Was Freed")).fill("Economia")
	dialog.get_by_role("button", name=it("Free It"), exact=True).click()
	expect(page.field("release_reason")).to_contain_text("Economia")
	expect(page.main.get_by_role("button", name=it("Free the Rest"), exact=True)).to_have_count(0)
	assert money.status()[money.action("A1")]["committed"] == 0


@pytest.mark.requirement("VA-16")
def test_a_controller_approves_a_move_between_actions(desk: Open, money: Accounts) -> None:
	made = money.move((money.action("A2") + "-PER-01", -100), (money.action("A1") + "-CAN-01", 100))
	page = desk(money.officer.user)
	page.document("Budget Reallocation", made["name"])
	expect(
		page.main.get_by_text(it("A public controller who did not prepare it has to approve it: propose it."))
	).to_be_visible()
	page.act("Propose")
	page.state("Proposed")
	other = desk(money.controller.user)
	other.document("Budget Reallocation", made["name"])
	other.act("Approve")
	other.state("In Force")
	expect(other.field("version")).to_contain_text("2")
	other.press("Versions of the Plan")
	expect(other.main.get_by_text("€ 400,00").first).to_be_visible()
	other.shot("budget-2-versions")
