"""An administrator changes the service without code - a state, a field, a rule - and those who work try it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from support.cases import eviction, token
from support.client import Client
from support.desk import Desk
from support.people import who
from support.words import it, said

Open = Callable[..., Desk]
As = Callable[[str], Client]
pytestmark = pytest.mark.browser
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
ADMIN = who("Programme Administrator")
WORKER, COORDINATOR = who("Social Worker", "Segrate"), who("Coordinator", "EM-2018")
STATE, ASK, ANSWER = "Documenti richiesti", "Richiedi i documenti", "Consegna i documenti"
MARKUP = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def referral(as_user: As) -> Iterator[str]:
	"""A case that waits for the coordinator; workflow and form are put back afterwards."""
	admin, worker = as_user("Administrator"), as_user(WORKER)
	workflow = admin.get("Workflow", "Referral")
	name = eviction(worker, "Segrate", "EM-2018-A1")["name"]
	worker.act("Referral", name, "Refer")
	yield str(name)
	admin.delete("Referral", name)
	kept = {key: workflow.get(key) for key in ("states", "transitions", "workflow_data")}
	admin.update("Workflow", "Referral", **kept)
	for field in admin.names("Custom Field", filters={"dt": "Referral", "label": ["like", "Scala%"]}):
		admin.delete("Custom Field", field)


def violations(page: Desk) -> None:
	found = Axe().run(page.page, options=WCAG).response["violations"]
	assert not found, [
		(entry["id"], entry["help"], [node["target"] for node in entry["nodes"]][:5]) for entry in found
	]


def told(rule: str, state: str) -> str:
	"""The beginning of a finding about a state, in Italian."""
	return it(rule).replace("{0}", it(state)).split(":")[0]


def create(page: Desk, control: Locator, name: str, doctype: str, **values: str) -> None:
	"""Make the document that a link needs on the spot, in its short form."""
	control.fill("")
	control.press_sequentially(name)
	page.page.get_by_role("option", name=said("link.create", doctype=it(doctype))).click()
	dialog = page.page.get_by_role("dialog").last
	for fieldname, label in values.items():
		dialog.locator(f'[data-path="{fieldname}"] select').select_option(label=it(label))
	dialog.get_by_role("button", name=said("action.save")).click()
	expect(control).to_have_value(name)


def panel(page: Desk) -> Locator:
	return page.main.get_by_role("region", name=said("workflow.panel"))


def cell(page: Desk, fieldname: str) -> Locator:
	"""The control of a field in the row that is open."""
	return page.page.get_by_role("dialog").last.locator(f'[data-fieldname="{fieldname}"] input').first


def done(page: Desk) -> None:
	page.page.get_by_role("dialog").last.get_by_role("button", name=said("action.done")).click()
	expect(page.page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.requirement("BO-02")
def test_a_state_that_cannot_be_left_is_told_and_mended(desk: Open, referral: str) -> None:
	page = desk(ADMIN)
	page.document("Workflow", "Referral")
	panel(page).get_by_role("button", name=said("workflow.add_state")).click()
	create(page, cell(page, "state"), STATE, "Workflow State", style="Warning")
	done(page)
	for rule in (
		"No action leads to the state {0}: add one, or remove the state",
		"The state {0} cannot be left: add an action, or a closing colour if it is an end",
	):
		expect(panel(page).get_by_text(told(rule, STATE))).to_be_visible()
	page.shot("60-workflow-not-sound")
	for start, action, end, role in (
		("Received", ASK, STATE, "Coordinator"),
		(STATE, ANSWER, "Received", "Social Worker"),
	):
		panel(page).get_by_role("button", name=said("workflow.add_action")).click()
		page.pick(cell(page, "state"), it(start))
		create(page, cell(page, "action"), action, "Workflow Action Master")
		page.pick(cell(page, "next_state"), it(end))
		page.pick(cell(page, "allowed"), it(role))
		done(page)
	expect(panel(page).get_by_role("listitem").filter(has_text=STATE)).to_have_count(0)
	node = panel(page).get_by_role("button", name=f"Stato {STATE}.")
	expect(node).to_have_accessible_name(
		said("workflow.node", state=STATE, ways=f"{ANSWER} → {it('Received')}")
	)
	violations(page)
	page.save()
	page.shot("61-workflow-sound")


@pytest.mark.requirement("BO-02")
def test_a_field_is_added_and_seen_before_it_is_saved(desk: Open, referral: str) -> None:
	page = desk(ADMIN)
	page.document("Referral", referral)
	page.main.get_by_role("button", name=said("form.more")).click()
	page.page.get_by_role("menuitem", name=said("customize.menu")).click()
	page.main.get_by_role("button", name=it("Needs"), exact=False).first.click()
	page.main.get_by_role("button", name=said("customize.add")).click()
	dialog = page.page.get_by_role("dialog")
	dialog.get_by_label(said("customize.label")).fill("Scala")
	dialog.get_by_role("radio", name=said("kind.Select")).check()
	choices = dialog.get_by_label(said("customize.choices"))
	choices.fill("Bassa\nMedia\nAlta")
	violations(page)
	page.shot("62-new-field")
	choices.fill(f"A\nB\n{MARKUP}")
	dialog.get_by_role("button", name=said("customize.add_short"), exact=True).click()
	expect(page.main.locator("[inert]").get_by_text("Scala", exact=True)).to_have_count(1)
	violations(page)
	page.shot("63-customize-form")
	page.main.get_by_role("button", name=said("action.save"), exact=True).click()
	expect(page.page.get_by_text(said("customize.saved"))).to_be_visible()
	expect(page.main.locator("[data-fieldname=fieldname]")).to_contain_text("custom_scala")
	page.main.get_by_role("button", name=said("customize.settings")).click()
	expect(page.main.get_by_text(said("customize.by_program"))).to_be_visible()
	violations(page)


def test_what_a_change_asks_of_documents_is_told_before_it_is_saved(desk: Open, as_user: As) -> None:
	page = desk(ADMIN)
	page.open("/app/customize-form?doc_type=Referral&field=protocol_number")
	page.main.locator('[data-fieldname="reqd"] input').check()
	page.main.get_by_role("button", name=it("Conditions")).click()
	page.main.locator('[data-fieldname="depends_on"] textarea').fill("eval:doc.status ==")
	page.main.locator('[data-fieldname="depends_on"] textarea').blur()
	page.page.keyboard.press("Control+s")
	dialog = page.page.get_by_role("dialog")
	expect(dialog.get_by_text("documenti, che lo chiederanno")).to_be_visible()
	expect(dialog.get_by_text("non si può leggere")).to_be_visible()
	page.shot("70-before-saving")
	dialog.get_by_role("button", name=said("action.cancel")).click()
	found = {"doc_type": "Referral", "field_name": "protocol_number"}
	assert not as_user("Administrator").names("Property Setter", filters=found)


@pytest.mark.requirement("BO-02")
def test_those_who_work_find_both_at_once(desk: Open, referral: str) -> None:
	coordinator = desk(COORDINATOR)
	coordinator.document("Referral", referral)
	coordinator.act(ASK)
	coordinator.state(STATE)
	worker = desk(WORKER)
	worker.document("Referral", referral)
	field = worker.page.locator('[data-path="custom_scala"]')
	for tab in worker.main.get_by_role("tab").all():
		if not field.is_visible():
			tab.click()
	assert [text.strip() for text in field.locator("option").all_inner_texts()] == ["", "A", "B", MARKUP]
	worker.control("custom_scala").select_option(label="B")
	assert worker.save()["docs"][0]["custom_scala"] == "B"
	worker.shot("64-field-on-a-case")
	worker.act(ANSWER)
	worker.state(it("Received"))
	worker.shot("65-state-on-a-case")


@pytest.mark.requirement("BO-02")
def test_a_state_with_documents_is_not_removed_and_the_administrator_learns_where_they_go(
	desk: Open, referral: str, as_user: As
) -> None:
	as_user(COORDINATOR).act("Referral", referral, ASK)
	page = desk(ADMIN)
	page.document("Workflow", "Referral")
	panel(page).get_by_role("button", name=f"Stato {STATE}.").click()
	page.page.get_by_role("dialog").get_by_role("button", name=said("action.delete")).click()
	finding = panel(page).get_by_role("listitem").filter(has_text=f"1 documenti sono nello stato {STATE}")
	expect(finding.first).to_contain_text(it("Received"))
	page.save(status=417)
	page.shot("66-state-in-use")
	finding.first.get_by_role("link", name=said("workflow.show_documents")).click()
	page.page.get_by_role("dialog").get_by_role("button", name=said("leave.go")).click()
	expect(page.main.locator(f'a[href*="{referral}"]').first).to_be_visible()
	as_user(WORKER).act("Referral", referral, ANSWER)


@pytest.mark.requirement("BO-01")
def test_the_keyboard_moves_states_and_fields(desk: Open, referral: str, as_user: As) -> None:
	page = desk(ADMIN)
	page.document("Workflow", "Referral")
	node = panel(page).get_by_role("button", name=f"Stato {it('Draft')}.")
	node.focus()
	for key in ("ArrowRight", "Shift+ArrowDown"):
		page.page.keyboard.press(key)
	with page.saving() as replies:
		page.page.keyboard.press("Control+s")
	assert replies[0].status == 200
	kept = json.loads(as_user("Administrator").get("Workflow", "Referral")["workflow_data"])
	assert kept[0]["type"] == "state" and (kept[0]["position"]["x"], kept[0]["position"]["y"]) == (15, 60)
	node.focus()
	page.page.keyboard.press("Enter")
	expect(page.page.get_by_role("dialog")).to_be_visible()

	page.open("/app/customize-form?doc_type=Referral")
	row = page.main.locator("[data-choose]").filter(has_text="Scala")
	row.focus()
	page.page.keyboard.press("Alt+ArrowUp")
	expect(row).to_be_focused()
	with page.page.expect_response(lambda response: "run_doc_method" in response.url) as caught:
		page.page.keyboard.press("Control+s")
	assert caught.value.status == 200


@pytest.mark.requirement("BO-02")
def test_a_rule_is_changed_and_a_protected_level_is_asked_for(desk: Open, as_user: As) -> None:
	page, admin = desk(ADMIN), as_user("Administrator")
	page.open("/app/permission-manager/Referral")
	card = page.main.locator('[data-rule="Finance Officer/0"], [data-rule="Case Manager/0"]').first
	try:
		box = card.get_by_label(it("Export"))
		box.click()
		expect(page.main.get_by_text(said("permissions.changed"))).to_be_visible()
		expect(box).to_be_checked()
		page.shot("67-permission-manager")
		page.main.get_by_role("form", name=said("permissions.add")).get_by_label(it("Role")).select_option(
			label=it("Finance Officer")
		)
		page.main.get_by_label(it("Level"), exact=True).select_option(label="1")
		page.main.get_by_role("button", name=said("permissions.add")).click()
		dialog = page.page.get_by_role("dialog")
		expect(dialog.get_by_text("art. 9 GDPR")).to_be_visible()
		violations(page)
		page.shot("68-protected-level")
		dialog.get_by_role("button", name=said("action.cancel")).click()
		assert not admin.names(
			"Custom DocPerm", filters={"parent": "Referral", "role": "Finance Officer", "permlevel": 1}
		)
	finally:
		page.main.get_by_role("button", name=said("permissions.reset")).click()
		page.page.get_by_role("dialog").get_by_role("button", name=said("permissions.reset")).click()
		expect(page.main.get_by_text(said("permissions.standard"))).to_be_visible()


@pytest.mark.requirement("BO-02")
def test_roles_are_ticked_and_the_last_administrator_stays(desk: Open, as_user: As) -> None:
	admin, email = as_user("Administrator"), f"prova.{token()}@demo.invalid"
	admin.insert("User", email=email, first_name="Prova (demo)", send_welcome_email=0)
	page = desk(ADMIN)
	page.document("User", email)
	page.tab("Roles")
	page.main.get_by_label(it("Coordinator"), exact=True).check()
	violations(page)
	page.save()
	assert [row["role"] for row in admin.get("User", email)["roles"]] == ["Coordinator"]
	page.document("User", ADMIN)
	page.tab("Roles")
	page.main.get_by_label(it("System Manager"), exact=True).uncheck()
	page.save(status=417)
	page.shot("69-last-administrator")
	admin.delete("User", email)


@pytest.mark.requirement("BO-02")
def test_the_wording_of_a_label_is_changed_where_it_stands(desk: Open, as_user: As) -> None:
	admin, source = as_user("Administrator"), "Protocol Number"
	page = desk(ADMIN)
	page.document("Referral", "DEMO-EM-01")
	page.field("protocol_number").locator("label").click(button="right")
	dialog = page.page.get_by_role("dialog")
	expect(dialog.get_by_role("textbox")).to_have_value(it(source))
	dialog.get_by_role("textbox").fill("Protocollo n.")
	dialog.get_by_role("button", name=said("action.save")).click()
	try:
		expect(page.field("protocol_number")).to_contain_text("Protocollo n.")
		worker = desk(WORKER)
		worker.document("Referral", "DEMO-EM-01")
		expect(worker.field("protocol_number")).to_contain_text("Protocollo n.")
		worker.field("protocol_number").locator("[id$=label]").click(button="right")
		expect(worker.page.get_by_role("dialog")).to_have_count(0)
	finally:
		for name in admin.names("Translation", filters={"source_text": source}):
			admin.delete("Translation", name)


@pytest.mark.parametrize(
	"path",
	[
		"/app/workflow/Referral",
		"/app/customize-form",
		"/app/customize-form?doc_type=Referral",
		"/app/permission-manager/Referral",
		"/app/permission-manager?role=Coordinator",
		f"/app/user/{COORDINATOR}",
	],
)
def test_the_screens_are_accessible_and_narrow(desk: Open, path: str) -> None:
	page = desk(ADMIN, width=320, height=640)
	page.open(path)
	page.page.wait_for_load_state("networkidle")
	violations(page)
	assert page.width_beyond() == 0
