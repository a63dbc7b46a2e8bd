"""A home sublet and given back, on the desk, by who manages homes: the sublease from the head lease, the sustainable
rent, the signature, an update that the owner waived, the end of both contracts together.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from support.client import Client
from support.desk import Desk
from support.leases import accepted_case, head_lease
from support.people import who
from support.words import it

Open = Callable[..., Desk]
As = Callable[[str], Client]
pytestmark = pytest.mark.browser
MANAGER = who("Housing Manager", "VA-2025")


def written(days: int) -> str:
	"""A day from today as a person writes it."""
	return (date.today() + timedelta(days=days)).strftime("%d/%m/%Y")


@pytest.fixture(scope="module")
def story(as_user: As, admin: Client) -> dict[str, str]:
	"""A head lease in force whose owner waived updates, and a case that was accepted."""
	case = accepted_case(as_user)
	return {
		"head": head_lease(as_user(MANAGER), update_waived=1),
		"case": case,
		"code": admin.get("Referral", case)["case_code"],
	}


ASKED = "Choose the case of the household that moves in, with the button above: without it the contract is not saved"


@pytest.mark.requirement("VA-01")
def test_the_sublease_is_written_from_the_head_lease(desk: Open, story: dict[str, str]) -> None:
	page = desk(MANAGER)
	page.document("Head Lease", story["head"])
	page.main.get_by_role("button", name=it("New Sublease"), exact=True).click()
	expect(page.control("head_lease")).not_to_have_value("")
	asked = page.main.get_by_text(it(ASKED), exact=True)
	expect(asked).to_be_visible()
	page.main.get_by_role("button", name=it("Choose the Case"), exact=True).click()
	dialog = page.page.get_by_role("dialog")
	dialog.get_by_label(it("Case")).select_option(label=f"{story['code']}, Pontedera")
	dialog.get_by_role("button").last.click()
	expect(page.field("referral")).to_contain_text(story["case"])
	expect(asked).to_have_count(0)
	page.link("lease_type", "Sublocazione sociale")
	page.fill(signed_on=written(-5), start_date=written(-5))
	expect(page.control("end_date")).not_to_have_value("")
	page.fill(monthly_rent="380", deposit_amount="760")
	saved = page.save()["docs"][0]
	story["sublease"] = saved["name"]
	assert (saved["rent_to_income"], saved["affordability"]) == (28.15, "Sustainable")
	expect(page.field("rent_to_income")).to_contain_text("28,15")
	page.shot("leases-1-sublease")


@pytest.mark.requirement("VA-01")
def test_it_is_signed_and_what_was_signed_is_shown_and_not_edited(desk: Open, story: dict[str, str]) -> None:
	page = desk(MANAGER)
	page.document("Sublease", story["sublease"])
	for action, state in (("Propose", "Proposed"), ("Sign", "Signed"), ("Start", "Running")):
		page.act(action)
		page.state(state)
	expect(page.field("monthly_rent").locator("input")).to_have_count(0)
	expect(page.field("monthly_rent")).to_contain_text("380,00")


@pytest.mark.requirement("VA-01")
def test_a_deposit_opened_from_the_sublease_is_of_that_sublease(desk: Open, story: dict[str, str]) -> None:
	page = desk(MANAGER)
	page.open(f"/app/security-deposit/new?contract={story['sublease']}")
	expect(page.control("contract_type")).to_have_value("Sublease")
	expect(page.control("contract")).not_to_have_value("")
	page.fill(amount="760", received_on=written(-5))
	assert page.save()["docs"][0]["contract"] == story["sublease"]


@pytest.mark.requirement("VA-01")
def test_an_update_that_the_owner_waived_is_refused_with_the_reason(
	desk: Open, story: dict[str, str]
) -> None:
	page = desk(MANAGER)
	page.document("Head Lease", story["head"])
	page.main.get_by_role("button", name=it("Update the Rent"), exact=True).click()
	expect(page.control("contract")).not_to_have_value("")
	page.link("index_from", "2025-08")
	page.link("index_to", "2026-08")
	page.fill(effective_from=written(40))
	page.save(status=417)
	reason = it("{0}: the landlord gave up updating the rent, and it stays as it is").split("{0}: ")[1]
	expect(page.main.get_by_text(reason).first).to_be_visible()
	page.shot("leases-2-waived")


@pytest.mark.requirement("VA-01")
def test_the_head_lease_ends_early_with_its_subleases_once_they_are_named(
	desk: Open, admin: Client, story: dict[str, str]
) -> None:
	page = desk(MANAGER)
	page.document("Head Lease", story["head"])
	page.main.get_by_role("button", name=it("End the Lease Early"), exact=True).click()
	dialog = page.page.get_by_role("dialog")
	dialog.get_by_label(it("Last Day")).fill(written(90))
	dialog.get_by_label(it("Reason of the End")).fill("Recesso del proprietario")
	dialog.get_by_role("button", name=it("End"), exact=True).click()
	expect(dialog.get_by_text(story["code"])).to_be_visible()
	page.shot("leases-3-end-early")
	dialog.get_by_role("button").last.click()
	expect(page.control("early_end_on")).to_have_value(written(90))
	last = str(date.today() + timedelta(days=90))
	assert admin.get("Sublease", story["sublease"])["ends_on"] == last
	assert admin.get("Head Lease", story["head"])["ends_on"] == last


@pytest.mark.requirement("VA-01")
def test_the_deadlines_of_contracts_are_read_in_a_report(desk: Open, story: dict[str, str]) -> None:
	page = desk(MANAGER)
	page.open("/app/query-report/Contract Deadlines")
	expect(page.main.get_by_text(story["code"]).first).to_be_visible()
	page.shot("leases-4-deadlines")
