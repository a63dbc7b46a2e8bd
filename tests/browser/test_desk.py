"""The desk itself: language, errors, keyboard, small screens, accessibility, and what it must not run or
lose.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from support.cases import eviction, person, surname, token
from support.client import Client
from support.desk import Desk
from support.host import Host
from support.people import who
from support.words import said

Open = Callable[..., Desk]
As = Callable[[str], Client]
pytestmark = pytest.mark.browser
# What passes needs no telling node by node, which takes axe as long as the judging.
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
WORKER = who("Social Worker", "Segrate")


@pytest.mark.requirement("BO-01")
def test_a_person_logs_in_and_reads_italian(desk: Open, host: Host) -> None:
	page = desk()
	page.open()
	expect(page.page.locator("html")).to_have_attribute("lang", "it")
	page.shot("20-login")
	page.page.get_by_role("textbox", name="Nome utente o e-mail").fill(WORKER)
	page.page.get_by_label("Password", exact=True).fill("sbagliata")
	page.page.get_by_role("button", name="Entra").click()
	expect(page.page.get_by_role("alert")).to_be_visible()
	page.page.get_by_label("Password", exact=True).fill(host.password)
	page.page.keyboard.press("Enter")
	expect(page.title).to_have_text(re.compile("^Buon"))
	page.shot("21-home")
	navigation = page.page.get_by_role("navigation", name="Navigazione principale")
	for label in ("Segnalazioni", "Nuclei familiari", "Persone"):
		expect(navigation.get_by_role("link", name=label, exact=True)).to_be_visible()
	expect(navigation.get_by_text(re.compile("Referral|Household|Person\\b"))).to_have_count(0)


def test_what_is_missing_is_told_at_its_field(desk: Open) -> None:
	page = desk(WORKER)
	page.document("Person")
	page.fill(first_name="Ada", phone="02 1234567", residence_municipality="")
	page.main.get_by_role("button", name=said("action.save"), exact=True).click()
	for fieldname in ("last_name", "residence_municipality"):
		expect(page.error_of(fieldname)).to_be_visible()
		expect(page.control(fieldname)).to_have_attribute("aria-invalid", "true")
	expect(page.control("last_name")).to_be_focused()
	expect(page.control("first_name")).to_have_value("Ada")
	page.shot("22-missing-values")


def test_what_the_server_refuses_is_told_and_the_typing_stays(desk: Open) -> None:
	page = desk(WORKER)
	page.document("Person")
	page.fill(last_name=surname(), first_name="Ada", fiscal_code="RSSMRA80A01F205Z", citizenship="Italiana")
	page.link("residence_municipality", "Segrate")
	page.save(status=417)
	expect(page.page.get_by_text("RSSMRA80A01F205Z").first).to_be_visible()
	expect(page.control("citizenship")).to_have_value("Italiana")
	assert page.name == "new"
	page.shot("23-refused")
	page.fill(fiscal_code="")
	page.save()


def test_a_wrong_date_never_leaves_the_field_in_silence(desk: Open) -> None:
	page = desk(WORKER)
	page.document("Person")
	page.fill(birth_date="31/02/1980")
	expect(page.error_of("birth_date")).to_be_visible()
	page.fill(birth_date="28021980")
	expect(page.error_of("birth_date")).to_have_count(0)
	expect(page.control("birth_date")).to_have_value("28/02/1980")


def test_a_form_gone_stale_keeps_the_typing_and_says_so(desk: Open, as_user: As) -> None:
	worker = as_user(WORKER)
	name = person(worker, "Segrate")["name"]
	page = desk(WORKER)
	page.document("Person", name)
	page.fill(citizenship="Peruviana")
	worker.update("Person", name, citizenship="Italiana", phone="02 7654321")
	page.save(status=417)
	expect(page.main.get_by_text(said("conflict.title"))).to_be_visible()
	expect(page.control("citizenship")).to_have_value("Peruviana")
	assert worker.get("Person", name)["citizenship"] == "Italiana"
	page.shot("24-conflict")


def test_leaving_with_unsaved_changes_asks_first(desk: Open) -> None:
	page = desk(WORKER)
	page.document("Person")
	page.fill(last_name="Da non perdere")
	page.page.get_by_role("navigation", name="Navigazione principale").get_by_role("link").nth(1).click()
	dialog = page.page.get_by_role("dialog")
	dialog.get_by_role("button", name=said("leave.stay")).click()
	expect(page.control("last_name")).to_have_value("Da non perdere")


def test_a_session_that_ended_is_renewed_over_the_form(desk: Open, host: Host) -> None:
	page = desk(WORKER)
	page.document("Person")
	family = surname()
	page.fill(last_name=family, first_name="Ada")
	page.link("residence_municipality", "Segrate")
	page.page.context.clear_cookies()
	page.main.get_by_role("button", name=said("action.save"), exact=True).click()
	dialog = page.page.get_by_role("dialog")
	dialog.get_by_role("textbox", name="Password").fill(host.password)
	page.shot("25-session-renewed")
	page.page.keyboard.press("Enter")
	expect(dialog).to_have_count(0)
	expect(page.control("last_name")).to_have_value(family)
	page.save()


@pytest.mark.requirement("BO-01")
def test_the_keyboard_is_enough(desk: Open) -> None:
	page, family = desk(WORKER), surname()
	page.open("/app/person")
	keys = page.page.keyboard
	keys.press("Control+b")
	expect(page.main.get_by_role("form")).to_be_visible()
	page.control("last_name").focus()
	keys.type(family)
	keys.press("Tab")
	keys.type("Ada")
	while page.page.evaluate("document.activeElement.getAttribute('role')") != "combobox":
		keys.press("Tab")
	keys.press("Delete")
	keys.type("Segr")
	expect(page.page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
	keys.press("Enter")
	with page.saving() as replies:
		keys.press("Control+s")
	assert replies[0].status == 200
	expect(page.title).to_have_text(f"{family} Ada")
	keys.press("Control+k")
	keys.type("Convenzione")
	expect(page.page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
	keys.press("Enter")
	expect(page.page).to_have_url(re.compile("/app/service-agreement"))


@pytest.mark.requirement("BO-01")
def test_lists_are_filtered_sorted_and_kept_in_the_address(desk: Open, as_user: As) -> None:
	worker, family = as_user(WORKER), surname()
	for number in range(3):
		person(
			worker, "Segrate", last_name=family, first_name=f"N{number}", sex="Male" if number else "Female"
		)
	page = desk(WORKER)
	page.open("/app/person")
	page.main.get_by_role("searchbox").fill(family)
	names = page.main.get_by_role("row").get_by_role("link")
	expect(names).to_have_count(3)
	page.main.get_by_role("columnheader").get_by_role("button").first.click()
	order = names.all_inner_texts()
	assert order in (sorted(order), sorted(order, reverse=True))
	page.page.reload()
	expect(names).to_have_count(3)
	names.first.click()
	expect(page.title).to_contain_text(family)
	page.page.go_back()
	expect(names).to_have_count(3)


@pytest.mark.requirement("BO-01")
def test_attachments_and_comments_stand_beside_the_form(desk: Open, as_user: As) -> None:
	name = eviction(as_user(WORKER), "Segrate", "EM-2018-A1")["name"]
	page = desk(WORKER)
	page.document("Referral", name)
	page.page.locator("input[type=file]").first.set_input_files(
		{"name": "sfratto.pdf", "mimeType": "application/pdf", "buffer": f"%PDF-1.4 {token()}".encode()}
	)
	expect(page.page.get_by_role("link", name=re.compile(r"sfratto"))).to_be_visible()
	comment = f"Sentita la famiglia {token()}"
	box = page.main.get_by_placeholder("Scrivi un commento")
	box.fill(comment)
	box.press("Control+Enter")
	expect(page.main.get_by_role("listitem").filter(has_text=comment)).to_be_visible()
	page.shot("26-attachment-and-comment")
	page.page.reload()
	expect(page.main.get_by_role("listitem").filter(has_text=comment)).to_be_visible()
	expect(page.page.get_by_role("link", name=re.compile(r"sfratto"))).to_be_visible()


def test_markup_is_shown_not_run(desk: Open, as_user: As) -> None:
	worker = as_user(WORKER)
	markup = f"<img src=x onerror='window.__x=1'>{token()}"
	someone = person(
		worker, "Segrate", last_name=markup, first_name=markup, address=markup, citizenship=markup
	)
	worker.call(
		"frappe.desk.form.utils.add_comment",
		reference_doctype="Person",
		reference_name=someone["name"],
		content=f"<script>window.__x=1</script>{markup}",
		comment_email=WORKER,
		comment_by="Prova",
	)
	page = desk(WORKER)
	page.open("/app/person")
	page.document("Person", someone["name"])
	page.document("Household")
	page.add_row("members")
	page.cell("members", 0, "Person").press_sequentially("<img")
	page.page.get_by_role("option").first.click()
	page.open()
	assert page.page.evaluate("window.__x") is None


@pytest.mark.parametrize(
	"path",
	[
		"/app",
		"/app/referral",
		"/app/referral/DEMO-EM-01",
		"/app/household/DEMO-EM-N01",
		"/app/person/new",
		"/app/user-profile",
	],
)
def test_a_narrow_screen_is_never_scrolled_sideways(desk: Open, path: str) -> None:
	page = desk(WORKER, width=320, height=640)
	page.open(path)
	page.page.wait_for_load_state("networkidle")
	assert page.width_beyond() == 0
	for tab in page.main.get_by_role("tab").all():
		tab.click()
		assert page.width_beyond() == 0, tab.inner_text()
	page.shot(f"30-narrow{path.replace('/', '-')}")


@pytest.mark.parametrize(
	"path",
	[
		"/app",
		"/app/referral",
		"/app/referral?workflow_state=Draft",
		"/app/referral/DEMO-EM-01",
		"/app/household/DEMO-EM-N01",
		"/app/person/new",
		"/app/user-profile",
		"/app/referral/NOPE",
	],
)
def test_axe_finds_nothing(desk: Open, path: str) -> None:
	page = desk(WORKER)
	page.open(path)
	page.page.wait_for_load_state("networkidle")
	violations(page)
	for tab in page.main.get_by_role("tab").all():
		tab.click()
		violations(page)


def test_axe_finds_nothing_in_errors_and_dialogs(desk: Open) -> None:
	guest = desk()
	guest.open()
	violations(guest)
	page = desk(WORKER)
	page.document("Household")
	page.add_row("members")
	page.fill(residence_municipality="")
	page.main.get_by_role("button", name=said("action.save"), exact=True).click()
	expect(page.error_of("residence_municipality")).to_be_visible()
	violations(page)
	page.field("members").get_by_role("button", name=said("grid.edit", n="1")).click()
	expect(page.page.get_by_role("dialog")).to_be_visible()
	violations(page)


# What fades in or out is of no colour yet.
AT_REST = """() => {
	const passing = document.getAnimations().filter(found => found.effect.getComputedTiming().iterations !== Infinity)
	const done = Promise.allSettled(passing.map(found => found.finished)).then(() => true)
	return Promise.race([done, new Promise(resolve => setTimeout(() => resolve(false), 2000))])
}"""


def violations(page: Desk) -> None:
	"""Fails with what axe-core finds against WCAG 2.1 A and AA."""
	page.page.evaluate(AT_REST)
	found = Axe().run(page.page, options=WCAG).response["violations"]
	assert not found, [
		(entry["id"], entry["help"], [node["target"] for node in entry["nodes"]][:5]) for entry in found
	]


def test_every_page_has_a_title_of_its_own(desk: Open) -> None:
	page, titles = desk(WORKER), set()
	for path in ("/app", "/app/referral", "/app/referral/DEMO-EM-01", "/app/person"):
		page.open(path)
		expect(page.page).to_have_title(re.compile(r"\w"))
		titles.add(page.page.title())
	assert len(titles) == 4
