"""An administrator reads the log of changes, tries a rule before saving it, takes the configuration out and in, and
asks who sees what.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from support.client import Client
from support.desk import Desk
from support.people import who
from support.words import it

Open = Callable[..., Desk]
As = Callable[[str], Client]
pytestmark = pytest.mark.browser
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
ADMIN, WORKER = who("Programme Administrator"), who("Social Worker", "Pioltello")
WHO = f"/app/query-report/Who%20Sees%20What?user={WORKER}"
STATE = "Stato da un file (prova)"


def violations(page: Desk) -> None:
	found = Axe().run(page.page, options=WCAG).response["violations"]
	assert not found, [
		(entry["id"], entry["help"], [node["target"] for node in entry["nodes"]][:5]) for entry in found
	]


def button(page: Desk, source: str) -> Locator:
	return page.page.get_by_role("button", name=it(source), exact=True)


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize(
	"path",
	[
		"/app/configuration-change",
		"/app/configuration-transfer",
		WHO,
		f"{WHO}&document_type=Referral&document=DEMO-EM-01",
	],
)
def test_the_screens_are_accessible_and_narrow(desk: Open, path: str, width: int) -> None:
	page = desk(ADMIN, width=width, height=800)
	page.open(path)
	page.page.wait_for_load_state("networkidle")
	violations(page)
	assert page.width_beyond() == 0


@pytest.mark.requirement("BO-02", "BO-06")
def test_the_log_says_what_changed_and_is_whole(desk: Open, as_user: As) -> None:
	programme = as_user(ADMIN)
	rule = programme.get("Eligibility Rule", "EM-2018-A1-01")
	programme.update("Eligibility Rule", rule["name"], sequence=rule["sequence"] + 1)
	programme.update("Eligibility Rule", rule["name"], sequence=rule["sequence"])
	row = programme.list(
		"Configuration Change", filters={"document": rule["name"], "kind": "Change"}, order_by="name desc"
	)[0]["name"]
	page = desk(ADMIN)
	page.document("Configuration Change", row)
	expect(page.main.get_by_text(it("Order")).first).to_be_visible()
	button(page, "Verify the Log").click()
	dialog = page.page.get_by_role("dialog")
	expect(dialog).to_contain_text(it("The log is whole: {0} rows.").split("{0}")[0])
	violations(page)
	page.shot("80-log")


@pytest.mark.requirement("BO-02")
def test_a_rule_is_tried_on_a_case_before_it_is_saved(desk: Open, as_user: As) -> None:
	programme = as_user(ADMIN)
	before = programme.get("Eligibility Rule", "EM-2018-A1-01")["modified"]
	page = desk(ADMIN)
	page.document("Eligibility Rule", "EM-2018-A1-01")
	page.field("met_when").get_by_role("textbox").fill("household_size > 90")
	button(page, "Try on a Case").click()
	dialog = page.page.get_by_role("dialog")
	dialog.get_by_role("combobox").fill("DEMO-EM-01")
	page.page.get_by_role("option").filter(has_text="DEMO-EM-01").first.click()
	dialog.get_by_role("button", name=it("Try"), exact=True).click()
	shown = page.page.get_by_role("dialog")
	expect(shown).to_contain_text(it("Not Eligible"))
	expect(shown).to_contain_text(it("Members of the household"))
	expect(shown).to_contain_text(it("Nothing was saved."))
	violations(page)
	page.shot("81-trial")
	page.page.keyboard.press("Escape")
	button(page, "Open Cases That Would Change").click()
	expect(page.page.get_by_role("dialog")).to_contain_text(it("Not Eligible"))
	page.shot("82-open-cases")
	assert programme.get("Eligibility Rule", "EM-2018-A1-01")["modified"] == before


@pytest.mark.requirement("BO-02", "BO-07")
def test_a_configuration_goes_out_and_comes_in(desk: Open, as_user: As, tmp_path: Path) -> None:
	admin = as_user("Administrator")
	page = desk(ADMIN)
	page.open("/app/configuration-transfer")
	with page.page.expect_download() as download:
		button(page, "Download Configuration").click()
	records = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
	assert {"Workflow", "Workflow State"} <= {record["doctype"] for record in records}
	file = tmp_path / "configurazione.json"
	state = {"doctype": "Workflow State", "name": STATE, "workflow_state_name": STATE}
	file.write_text(json.dumps([*records, state]), encoding="utf-8")
	page.page.set_input_files("input[type=file]", file)
	expect(page.main.get_by_role("link", name=re.compile("configurazione"))).to_be_visible()
	try:
		button(page, "Preview Import").click()
		expect(page.main.get_by_role("cell", name=STATE)).to_be_visible()
		expect(page.main.get_by_role("cell", name=it("New"), exact=True)).to_be_visible()
		violations(page)
		page.shot("83-transfer")
		button(page, "Apply Import").click()
		page.page.get_by_role("dialog").get_by_role("button").last.click()
		expect(page.page.get_by_role("dialog")).to_contain_text("1")
		assert admin.names("Workflow State", filters={"name": STATE}) == {STATE}
	finally:
		for name in admin.names("Workflow State", filters={"name": STATE}):
			admin.delete("Workflow State", name)


@pytest.mark.requirement("BO-05")
def test_who_sees_what_says_why(desk: Open) -> None:
	page = desk(ADMIN)
	page.open(f"{WHO}&document_type=Referral&document=DEMO-EM-01")
	expect(page.main.get_by_text(it("no role of the user gives this right")).first).to_be_visible()
	expect(page.main.get_by_text("Pioltello").first).to_be_visible()
	page.shot("84-who-sees-what")
