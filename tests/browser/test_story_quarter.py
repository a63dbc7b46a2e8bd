"""The claim of a quarter on the desk, by the people who do it: finance gathers and prepares it, a second person sends
it, the controller cuts a line, asks for papers on another and admits the rest, finance answers; it is paid, and what
the reports show is what was decided.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from browser.test_desk import violations
from playwright.sync_api import expect

from support.client import Client
from support.desk import Desk
from support.host import Host
from support.quarter import Service, plan_rows, service
from support.vouchers import Till, Voucher, on
from support.words import it

Open = Callable[..., Desk]
pytestmark = pytest.mark.browser
CLAIM = "Reimbursement Claim"
PAID = date(2025, 10, 9)
# 100.00 + 250.00 + 88.40 of the authority's; 500.00 of the partner's, shown and never asked for.
VOUCHERS = (
	Voucher("UNO", on("L1-MAN-01"), "100.00", day=PAID, paid=PAID, municipality="Pontedera"),
	Voucher("DUE", on("L2-SER-01"), "250.00", day=PAID, paid=PAID),
	Voucher("TRE", on("L4-PRO-01"), "72.46", "15.94", day=PAID, paid=PAID),
	Voucher("STANZA", on("L2-CP-01", "Partner Cash"), "500.00", day=PAID, paid=PAID, kind="Overhead"),
)


@pytest.fixture(scope="module")
def valdera(admin: Client, host: Host) -> Service:
	"""The service with its plan, and four complete vouchers."""
	made = service(admin, host)
	for values in plan_rows(made.code):
		name = made.finance.insert("Budget Row", **values)["name"]
		made.finance.update("Budget Row", name, docstatus=1)
	till = Till(made)
	for voucher in VOUCHERS:
		till.complete(voucher)
	return made


@pytest.fixture(scope="module")
def story() -> dict[str, Any]:
	"""What the tests below make, in order."""
	return {}


def decide(page: Desk, choice: str, lines: str = "", **fields: str) -> None:
	"""The controller's decision on lines, from the claim."""
	page.press("Decide")
	page.page.get_by_role("menuitem", name=it(choice), exact=True).click()
	dialog = page.page.get_by_role("dialog")
	for fieldname, text in {"lines": lines, **fields}.items():
		dialog.locator(f'[data-path="{fieldname}"]').locator("input, textarea").first.fill(text)
	dialog.get_by_role("button", name=it("Decide"), exact=True).click()
	expect(dialog).to_have_count(0)


@pytest.mark.requirement("VA-14")
def test_finance_gathers_and_prepares_the_claim(desk: Open, valdera: Service, story: dict[str, Any]) -> None:
	page = desk(valdera.finance.user)
	page.document(CLAIM)
	page.link("agreement", valdera.code)
	page.fill(period_from="01/09/2025", period_to="30/11/2025")
	page.save()
	expect(page.page).to_have_url(re.compile(valdera.code))
	story["claim"] = page.name
	expect(page.field("claimed")).to_contain_text("438,40")
	page.press("Gather Again")
	page.tab("Co-participation")
	expect(page.field("partner_cash")).to_contain_text("500,00")
	page.shot("claim-gathered")
	violations(page)
	page.act("Prepare")
	page.state("Prepared")


@pytest.mark.requirement("VA-14")
def test_a_second_person_sends_it(desk: Open, valdera: Service, story: dict[str, Any]) -> None:
	page = desk(valdera.second.user)
	page.document(CLAIM, story["claim"])
	page.act("Send")
	page.state("Submitted")
	page.shot("claim-sent")


@pytest.mark.requirement("VA-14")
def test_the_controller_cuts_and_asks_for_papers(desk: Open, valdera: Service, story: dict[str, Any]) -> None:
	page = desk(valdera.controller.user)
	page.document(CLAIM, story["claim"])
	page.act("Take under Control")
	page.state("Under Control")
	decide(page, "Cut a Part", "1", cut="30", reason="Quota non pertinente")
	decide(page, "Ask for Papers", "2", request="Manca il contratto")
	page.shot("claim-under-control")
	violations(page)
	page.act("Ask for Integration")
	page.state("Integration Requested")


@pytest.mark.requirement("VA-14")
def test_finance_answers(desk: Open, valdera: Service, story: dict[str, Any]) -> None:
	page = desk(valdera.finance.user)
	page.document(CLAIM, story["claim"])
	page.press("Answer Several Lines")
	dialog = page.page.get_by_role("dialog")
	dialog.locator('[data-path="text"]').locator("textarea, input").first.fill("Contratto allegato")
	page.shot("claim-answer")
	dialog.get_by_role("button", name=it("Send the Answer"), exact=True).click()
	expect(dialog).to_have_count(0)
	page.act("Hand In the Integration")
	page.state("Under Control")


@pytest.mark.requirement("VA-14", "BO-03")
def test_it_is_admitted_paid_and_reported(desk: Open, valdera: Service, story: dict[str, Any]) -> None:
	page = desk(valdera.controller.user)
	page.document(CLAIM, story["claim"])
	decide(page, "Admit")
	page.act("Admit in Part")
	page.state("Partly Admitted")
	expect(page.field("to_pay")).to_contain_text("408,40")
	page.shot("claim-admitted")
	page.open(f"/app/query-report/Budget Status?agreement={valdera.code}")
	table = page.main.get_by_role("treegrid").or_(page.main.get_by_role("grid"))
	expect(table).to_contain_text("408,40")
	page.shot("budget-status")
	violations(page)
