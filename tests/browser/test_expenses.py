"""Expenses on the desk, by who keeps the accounts: invoices read several at once, one of them taken from its draft to
complete, with what is missing and the next step always in view.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from browser.test_desk import violations
from playwright.sync_api import expect

from sostegno_abitare.tests.invoices import body, envelope, invoice
from support.cases import token
from support.client import Client
from support.desk import Desk
from support.people import who
from support.words import it, said

Open = Callable[..., Desk]
As = Callable[[str], Client]
pytestmark = pytest.mark.browser
FINANCE = who("Finance Officer", "VA-2025")
READ = "Read Electronic Invoices"
DAY = date.today() - timedelta(15)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def send(page: Desk, folder: Path, *files: tuple[str, bytes]) -> None:
	"""Chooses files of this machine with the button of the list."""
	paths = []
	for name, content in files:
		(folder / name).write_bytes(content)
		paths.append(folder / name)
	page.open("/app/expense")
	with page.page.expect_file_chooser() as chooser:
		page.main.get_by_role("button", name=it(READ), exact=True).click()
	assert chooser.value.is_multiple()
	chooser.value.set_files(paths)


@pytest.mark.requirement("VA-14")
def test_several_invoices_are_read_and_each_is_told(desk: Open, tmp_path: Path) -> None:
	page, one, two = desk(FINANCE), token(), token()
	send(
		page,
		tmp_path,
		("buona.xml", invoice(day=str(DAY), number=one)),
		(
			"firmata.xml.p7m",
			envelope(invoice(body(day=str(DAY), number=two), body(day=str(DAY), number=f"{two}-B"))),
		),
		("manomessa.xml.p7m", envelope(invoice(day=str(DAY)), shown=invoice(day=str(DAY), number="0"))),
		("doppia.xml", invoice(day=str(DAY), number=one)),
		(
			"ostile.xml",
			invoice(day=str(DAY), prologue='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
		),
	)
	dialog = page.page.get_by_role("dialog")
	expect(dialog).to_contain_text(it("Draft expenses made: {0}").format(3))
	expect(dialog).to_contain_text(it("Files not read: {0}").format(3))
	for text in (one, f"{two}-B", "manomessa.xml.p7m", "doppia.xml", "ostile.xml"):
		expect(dialog).to_contain_text(text)
	violations(page)
	page.shot("spese-fatture-lette")
	dialog.get_by_role("button").last.click()
	expect(page.main.get_by_role("link", name=f"Fornitore di Prova Srl {one}", exact=True)).to_be_visible()


@pytest.mark.requirement("VA-14")
def test_an_invoice_from_the_file_to_complete(desk: Open, tmp_path: Path) -> None:
	page, number = desk(FINANCE), token()
	send(page, tmp_path, ("fattura.xml", invoice(day=str(DAY), number=number)))
	expect(page.title).to_contain_text(number)
	notice = page.main.get_by_text(it("Before it is complete: {0} to do").format(3))
	expect(notice).to_be_visible()
	page.shot("spesa-bozza")

	page.add_row("allocations")
	page.pick(page.cell("allocations", 0, "Budget Row"), "PRO-01")
	page.save()
	expect(page.cell("allocations", 0, "Amount")).to_have_value("122,00")
	page.press("Propose the Annulment Note")
	page.save()
	expect(page.main.get_by_text(it("Before it is complete: {0} to do").format(1))).to_be_visible()
	page.act("Allocate")
	page.state("Allocated")

	page.tab("Payment and Papers")
	page.add_row("payments")
	page.cell("payments", 0, "Paid On").fill(f"{DAY + timedelta(3):%d/%m/%Y}")
	page.cell("payments", 0, "Amount").fill("122,00")
	page.field("payments").locator("tr[data-row]").first.get_by_role("button").last.click()
	row = page.page.get_by_role("dialog")
	paper = tmp_path / "bonifico.pdf"
	paper.write_bytes(PDF)
	row.locator("input[type=file]").set_input_files(paper)
	expect(row.get_by_role("link", name=re.compile("bonifico"))).to_be_visible()
	page.page.keyboard.press("Escape")
	expect(row).to_have_count(0)
	page.save()
	expect(page.main.get_by_text(it("Nothing is missing: it can be completed"), exact=True)).to_be_visible()
	page.act("Complete")
	page.state("Complete")
	expect(page.main.get_by_role("button", name=said("action.save"), exact=True)).to_have_count(0)
	page.shot("spesa-completa")
	violations(page)


@pytest.mark.requirement("VA-14")
def test_what_is_missing_stands_at_the_head_also_on_a_phone(desk: Open) -> None:
	page = desk(FINANCE, width=320, height=640)
	page.open("/app/expense")
	expect(page.main.get_by_role("button", name=it(READ), exact=True)).to_be_visible()
	assert page.width_beyond() == 0
	page.document("Expense", "DEMO-VA-SP10")
	expect(page.main.get_by_text(it("Before it is complete: {0} to do").format(2))).to_be_visible()
	assert page.width_beyond() == 0
	page.shot("spesa-telefono")


@pytest.mark.requirement("VA-14", "BO-03")
@pytest.mark.parametrize("report", ["Expense Register", "Missing Papers"])
def test_the_reports_of_expenses(desk: Open, report: str) -> None:
	page = desk(FINANCE)
	page.open(f"/app/query-report/{report}")
	expect(page.main.get_by_role("grid")).to_contain_text("Arredi Prova Srl")
	violations(page)
	page.shot(f"spese-{report.lower().replace(' ', '-')}")


@pytest.mark.requirement("VA-14")
def test_a_head_rent_becomes_an_expense(desk: Open, as_user: As) -> None:
	client = as_user(FINANCE)
	found = client.list(
		"Rent Payment",
		filters={"side": "Payable", "docstatus": 1, "agreement": "VA-2025"},
		limit_page_length=1,
	)
	assert found, "the demo has a head rent that was paid"
	page = desk(FINANCE)
	page.document("Rent Payment", found[0]["name"])
	page.press("Make Expense")
	expect(page.field("kind")).to_be_visible()
	expect(page.title).to_contain_text(found[0]["name"])
