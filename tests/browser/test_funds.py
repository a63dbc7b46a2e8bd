"""A guarantee on the desk: proposed by the coordinator, given and paid through four hands, repaid, and told by the
reports; who prepared a payment does not approve it, and finance meets codes alone (VA-06).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from support import funds
from support.cases import token
from support.client import Client
from support.desk import Desk
from support.host import Host
from support.quarter import service
from support.rents import month
from support.words import it, said

Open = Callable[..., Desk]
PLACE, OUTSIDE = "Pontedera", "Capannoli"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def story(host: Host, admin: Client) -> dict[str, Any]:
	"""A service whose fund of Pontedera has 5,000.00, an owner, and two accepted cases."""
	made = service(admin, host)
	surname = f"Alzavola{token()} (demo)"
	return {
		"service": made,
		"surname": surname,
		"fund": funds.fund(made, PLACE, 5_000),
		"owner": funds.owner(made),
		"case": funds.case(made, admin, PLACE, last_name=surname),
		"outside": funds.case(made, admin, OUTSIDE, last_name=f"Moretta{token()} (demo)"),
	}


def shown(day: Any) -> str:
	"""A day as a person writes it."""
	return f"{day:%d/%m/%Y}"


def decision(page: Desk) -> None:
	page.fill(
		decided_on=shown(funds.TODAY - timedelta(20)),
		decided_by_body="Giunta di Pontedera (prova)",
		decision_number="Delibera 12",
	)


@pytest.mark.requirement("VA-06")
def test_the_coordinator_proposes_and_the_controller_gives(
	desk: Open, admin: Client, story: dict[str, Any]
) -> None:
	made = story["service"]
	page = desk(made.coordinator.user)
	page.document("Rent Guarantee")
	page.link("referral", admin.get("Referral", story["case"])["title"])
	page.link("property_owner", admin.get("Property Owner", story["owner"])["owner_name"])
	page.link("municipality", PLACE)
	page.fill(
		address="via della Prova 7",
		lease_registration=f"TZE 3T n. {token()}",
		lease_start=shown(month(18)),
		lease_end=shown(month(-18)),
		monthly_amount="480",
		months_covered="6",
		legal_covered="500",
	)
	page.tab("Decision")
	page.fill(valid_from=shown(month(8)), valid_to=shown(month(-10)))
	decision(page)
	page.tab("Case")
	page.fill(social_reason="Cassa integrazione da marzo")
	page.tab("Rent Guarantee")
	page.shot("funds-guarantee-draft")
	story["guarantee"] = page.save()["docs"][0]["name"]
	page.act("Propose")
	page.state("Proposed")
	step = page.main.get_by_role("button", name=it("Give Guarantee"), exact=True)
	menu = page.main.get_by_role("button", name=said("workflow.actions"), exact=True)
	expect(step.or_(menu).first).to_be_visible()
	page.shot("funds-guarantee-proposed")
	other = desk(made.controller.user)
	other.document("Rent Guarantee", story["guarantee"])
	expect(other.main).not_to_contain_text("Alzavola")
	expect(other.main).not_to_contain_text("Cassa integrazione")
	other.act("Give Guarantee")
	other.state("Given")
	expect(other.main).to_contain_text("3.380,00")
	other.shot("funds-guarantee-given")
	assert not page.faults + other.faults


@pytest.mark.requirement("VA-06")
def test_a_municipality_that_has_not_joined_is_told_so(
	desk: Open, admin: Client, story: dict[str, Any]
) -> None:
	page = desk(story["service"].coordinator.user)
	page.document("Guarantee Disbursement")
	page.select(heading="Temporary Support")
	page.link("referral", admin.get("Referral", story["outside"])["title"])
	page.link("property_owner", admin.get("Property Owner", story["owner"])["owner_name"])
	page.link("municipality", OUTSIDE)
	page.fill(gross_amount="300")
	page.save(status=417)
	expect(page.page.locator("body")).to_contain_text("non ha aderito al fondo di garanzia")
	page.shot("funds-not-joined")


@pytest.mark.requirement("VA-06", "BO-05")
def test_two_months_go_through_four_hands(desk: Open, story: dict[str, Any], tmp_path: Path) -> None:
	made, evidence = story["service"], tmp_path / "diffida.pdf"
	evidence.write_bytes(b"%PDF-1.4\n%%EOF\n")
	finance = desk(made.finance.user)
	finance.document("Guarantee Disbursement")
	code = made.finance.get("Rent Guarantee", story["guarantee"])["case_code"]
	finance.link("rent_guarantee", code)
	for number, back in enumerate((4, 3)):
		finance.add_row("months")
		finance.cell("months", number, "Month").fill(shown(month(back)))
		finance.cell("months", number, "Not Paid").fill("480")
	finance.fill(first_instalment_on=shown(funds.TODAY + timedelta(25)), instalment_count="6")
	finance.field("evidence").locator("input[type=file]").set_input_files(evidence)
	expect(finance.field("evidence")).to_contain_text("diffida")
	decision(finance)
	story["payment"] = finance.save()["docs"][0]["name"]
	expect(finance.field("amount")).to_contain_text("960,00")
	finance.shot("funds-payment-draft")

	coordinator = desk(made.coordinator.user)
	coordinator.document("Guarantee Disbursement", story["payment"])
	coordinator.act("Check")
	coordinator.state("Checked")

	controller = desk(made.controller.user)
	controller.open("/app/guarantee-funds")
	expect(controller.main).to_contain_text(code)
	controller.shot("funds-home-of-the-controller")
	controller.document("Guarantee Disbursement", story["payment"])
	expect(controller.main).not_to_contain_text("Alzavola")
	controller.act("Approve")
	controller.state("Approved")
	controller.tab("Payment")
	expect(controller.field("payee_iban")).to_contain_text(funds.IBAN[:4])
	controller.shot("funds-payment-approved")

	finance.document("Guarantee Disbursement", story["payment"])
	finance.tab("Payment")
	finance.fill(paid_on=shown(funds.TODAY), payment_reference="CRO 1234")
	finance.save()
	finance.act("Record Payment")
	finance.state("Repaying")
	expect(finance.main).to_contain_text("960,00 da restituire")
	finance.shot("funds-payment-made")
	assert not finance.faults + coordinator.faults + controller.faults


@pytest.mark.requirement("VA-06", "BO-03")
def test_it_comes_back_and_the_reports_tell(desk: Open, story: dict[str, Any]) -> None:
	made = story["service"]
	page = desk(made.finance.user)
	page.document("Guarantee Disbursement", story["payment"])
	page.main.get_by_role("button", name=it("Create")).click()
	page.page.get_by_role("menuitem", name=it("New Repayment")).click()
	expect(page.control("amount")).to_be_visible()
	page.fill(amount="160", reference="Bonifico del nucleo")
	page.save()
	page.main.get_by_role("button", name=said("form.submit"), exact=True).click()
	page.page.get_by_role("dialog").get_by_role("button").last.click()
	expect(page.page.get_by_role("dialog")).to_have_count(0)
	page.shot("funds-repayment")
	for report, figure in (
		("Situation of the Funds", "4.200,00"),
		("Guarantee Fund Ledger", "4.200,00"),
		("Fund Repayments Due", "800,00"),
	):
		page.open(f"/app/query-report/{report}?agreement={made.code}")
		expect(page.main).to_contain_text(figure)
		expect(page.main).not_to_contain_text("Alzavola")
		page.shot(f"funds-{report.lower().replace(' ', '-')}")
	assert not page.faults
