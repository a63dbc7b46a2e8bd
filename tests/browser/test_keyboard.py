"""The office's ten main tasks by keyboard alone: no mouse, and at every stop one sees where one is (WCAG 2.1.1,
2.1.2, 2.4.7).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from support.cases import eviction, household, person, surname, token
from support.client import Client
from support.desk import Desk
from support.host import Host
from support.people import who
from support.words import it, said

Open = Callable[..., Desk]
As = Callable[[str], Client]
pytestmark = [pytest.mark.browser, pytest.mark.requirement("BO-01")]
WORKER, COORDINATOR = who("Social Worker", "Segrate"), who("Coordinator", "EM-2018")
FINANCE = who("Finance Officer", "EM-2018")
MOST_STOPS = 150

# What says where one is: a line around the element with the cursor (or, for text that is edited, around its
# box), which stands in the window and is not covered away to nothing.
SEEN = """() => {
	const at = document.activeElement
	if (!at || at === document.body || at.tagName === "IFRAME") return ""
	const line = (element) => {
		const style = getComputedStyle(element)
		return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1
	}
	const box = at.getBoundingClientRect()
	const inside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth
	const around = [at, at.parentElement, at.parentElement?.parentElement].filter(Boolean)
	const edited = at.isContentEditable || at.getAttribute("role") === "combobox"
	const marked = edited ? around.some(line) : line(at)
	return inside && box.width > 0 && box.height > 0 && marked ? "" : at.outerHTML.slice(0, 200)
}"""


class Hands:
	"""A person with a keyboard and no mouse."""

	def __init__(self, desk: Desk) -> None:
		self.desk = desk
		self.keys = desk.page.keyboard

	def press(self, *keys: str) -> None:
		for key in keys:
			self.keys.press(key)

	def look(self) -> None:
		"""Where the cursor is can be seen."""
		hidden = self.desk.page.evaluate(SEEN)
		assert hidden == "", f"one does not see that the cursor is at {hidden}"

	def to(self, goal: Locator, key: str = "Tab") -> None:
		"""Press Tab (or another key) until the goal has the cursor, looking at every stop."""
		expect(goal.first).to_be_visible()
		for _stop in range(MOST_STOPS):
			if goal.first.evaluate("element => element === document.activeElement"):
				self.look()
				return
			self.press(key)
			self.look()
		raise AssertionError(f"{MOST_STOPS} times {key} do not lead to {goal}")

	def back(self, goal: Locator) -> None:
		self.to(goal, "Shift+Tab")

	def push(self, goal: Locator) -> None:
		"""Go to a button or link and press Enter."""
		self.to(goal)
		self.press("Enter")

	def field(self, fieldname: str) -> None:
		self.to(self.desk.control(fieldname))

	def write(self, **values: str) -> None:
		"""Go to each field in turn and write over what stands there."""
		for fieldname, value in values.items():
			self.field(fieldname)
			self.press("Control+a")
			self.keys.type(value)

	def link(self, fieldname: str, text: str) -> None:
		self.field(fieldname)
		self.press("Control+a")
		self.keys.type(text)
		expect(self.desk.page.get_by_role("option").filter(has_text=text).first).to_be_visible()
		self.press("Enter")

	def choose(self, goal: Locator, label: str) -> None:
		"""Go to a list of choices and down to one of them."""
		self.to(goal)
		options = goal.locator("option").all_inner_texts()
		place = [option.strip() for option in options].index(label)
		self.press("Home", *["ArrowDown"] * (place - int(goal.evaluate("element => element.selectedIndex"))))
		expect(goal.locator("option:checked")).to_have_text(label)

	def tab(self, label: str) -> None:
		"""Another tab of the form: to the row of tabs, then along it."""
		tabs = self.desk.main.get_by_role("tab")
		self.back(tabs.and_(self.desk.page.locator("[aria-selected=true]")))
		goal = self.desk.main.get_by_role("tab", name=it(label), exact=True)
		self.to(goal, "ArrowRight")
		expect(goal).to_have_attribute("aria-selected", "true")

	def find(self, text: str, hit: str | None = None) -> None:
		"""The palette: Ctrl+K, some letters, Enter at the first hit."""
		self.press("Control+k")
		self.look()
		self.keys.type(text)
		first = self.desk.page.get_by_role("listbox").get_by_role("option").filter(has_text=hit or text).first
		expect(first).to_be_visible()
		for _hit in range(20):
			if first.get_attribute("aria-selected") == "true":
				break
			self.press("ArrowDown")
		self.press("Enter")
		expect(self.desk.page.get_by_role("dialog")).to_have_count(0)

	def menu(self, key: str, entry: str) -> None:
		"""A menu by its button, and an entry of it."""
		self.push(self.desk.page.get_by_role("button", name=said(key), exact=True))
		self.to(self.desk.page.get_by_role("menuitem", name=said(entry), exact=True), "ArrowDown")
		self.press("Enter")


def test_one_logs_in(desk: Open, host: Host) -> None:
	page = desk()
	page.open()
	hands = Hands(page)
	hands.to(page.page.get_by_role("textbox", name="Nome utente o e-mail"))
	hands.keys.type(WORKER)
	hands.to(page.page.get_by_label("Password", exact=True))
	hands.keys.type(host.password)
	hands.press("Enter")
	expect(page.title).to_have_text(re.compile("^Buon"))
	hands.press("Tab")
	hands.look()


def test_a_person_is_registered(desk: Open) -> None:
	page, family = desk(WORKER), surname()
	page.open()
	hands = Hands(page)
	hands.find("Persone")
	expect(page.page).to_have_url(re.compile("/app/person$"))
	hands.press("Control+b")
	expect(page.main.get_by_role("form")).to_be_visible()
	hands.write(last_name=family, first_name="Ada")
	hands.choose(page.control("sex"), it("Female"))
	hands.link("residence_municipality", "Segrate")
	with page.saving() as replies:
		hands.press("Control+s")
	assert replies[0].status == 200
	expect(page.title).to_have_text(f"{family} Ada")


def test_a_referral_goes_through_its_first_action(desk: Open, as_user: As) -> None:
	worker = as_user(WORKER)
	home = household(worker, "Segrate", person(worker, "Segrate"))
	page = desk(WORKER)
	page.document("Household", home["name"])
	hands = Hands(page)
	hands.push(page.main.get_by_role("button", name=it("New Referral"), exact=True))
	expect(page.control("municipality")).to_have_value("Segrate")
	hands.link("action", "Azione 1")
	hands.write(referral_date="01/03/2018")
	hands.tab("Housing Situation")
	hands.choose(page.control("tenure"), it("Private Rent"))
	hands.choose(page.control("procedure_type"), it("Eviction for Arrears"))
	hands.write(
		notice_date="01/10/2017",
		validation_date="15/01/2018",
		execution_date="10/07/2018",
		arrears="3.200,50",
	)
	hands.field("accepts_project")
	hands.press("Space")
	hands.tab("Needs and Report")
	hands.write(needs="Casa e lavoro", report="Il nucleo è conosciuto dal servizio.")
	hands.field("privacy_notice_given")
	hands.press("Space")
	with page.saving() as replies:
		hands.press("Control+s")
	assert replies[0].status == 200, replies[0].text()[:300]
	page.state("Draft")
	hands.back(page.main.get_by_role("button", name=it("Refer"), exact=True))
	hands.press("Enter")
	dialog = page.page.get_by_role("dialog")
	hands.push(dialog.get_by_role("button", name=it("Refer"), exact=True))
	expect(dialog).to_have_count(0)
	page.state("Received")


def test_a_case_is_found(desk: Open, as_user: As) -> None:
	case = eviction(as_user(WORKER), "Segrate", "EM-2018-A1")
	page = desk(WORKER)
	page.open()
	Hands(page).find(case["name"])
	expect(page.page).to_have_url(re.compile(f"/app/referral/{case['name']}"))


def test_a_list_is_filtered_and_a_row_opened(desk: Open, as_user: As) -> None:
	family = surname()
	person(as_user(WORKER), "Segrate", last_name=family)
	page = desk(WORKER)
	page.open("/app/person")
	hands = Hands(page)
	hands.to(page.main.get_by_role("searchbox"))
	hands.keys.type(family)
	rows = page.main.get_by_role("row").get_by_role("link")
	expect(rows).to_have_count(1)
	hands.push(rows)
	expect(page.title).to_contain_text(family)


def test_a_report_is_run_and_exported(desk: Open, tmp_path: Path) -> None:
	page = desk(FINANCE)
	page.open()
	hands = Hands(page)
	hands.find(it("Budget by Action"))
	expect(page.title).to_have_text(it("Budget by Action"))
	hands.choose(page.main.locator("#filter-status"), it("Active"))
	expect(page.page).to_have_url(re.compile("status="))
	expect(page.main.locator("[role=gridcell]").first).to_be_visible()
	hands.back(page.main.get_by_role("button", name=said("report.menu"), exact=True))
	with page.page.expect_download() as coming:
		hands.menu("report.menu", "export.csv")
	assert coming.value.suggested_filename.endswith(".csv")


def test_a_print_is_looked_at(desk: Open, as_user: As) -> None:
	name = eviction(as_user(WORKER), "Segrate", "EM-2018-A1")["name"]
	page = desk(WORKER)
	page.document("Referral", name)
	hands = Hands(page)
	hands.press("Control+p")
	expect(page.page.frame_locator("iframe").get_by_text(name).first).to_be_visible()
	hands.choose(page.main.get_by_label(said("print.format")), said("print.standard"))
	expect(page.page.frame_locator("iframe").get_by_role("heading", level=1)).to_have_text(it("Referral"))
	hands.back(page.main.get_by_role("link", name=said("print.back")))
	hands.press("Enter")
	expect(page.page).to_have_url(re.compile(f"/app/referral/{name}"))


def test_a_notice_is_answered(desk: Open, as_user: As) -> None:
	name = eviction(as_user(WORKER), "Segrate", "EM-2018-A1")["name"]
	as_user(COORDINATOR).call(
		"frappe.desk.form.assign_to.add",
		doctype="Referral",
		name=name,
		assign_to=f'["{WORKER}"]',
		description=f"Completa {token()}",
	)
	page = desk(WORKER)
	page.open()
	hands = Hands(page)
	hands.push(page.page.get_by_role("button", name=re.compile("^Notifiche")))
	notices = page.page.get_by_role("dialog")
	hands.push(notices.get_by_role("button").filter(has_text=name))
	expect(page.page).to_have_url(re.compile(name))
	hands.push(page.main.get_by_role("button", name=said("assign.close")))
	expect(page.page.get_by_text(said("assign.closed"))).to_be_visible()


def test_a_case_is_assigned(desk: Open, as_user: As) -> None:
	name = eviction(as_user(WORKER), "Segrate", "EM-2018-A1")["name"]
	page = desk(COORDINATOR)
	page.document("Referral", name)
	hands = Hands(page)
	hands.push(page.page.get_by_role("button", name=said("assign.title"), exact=True))
	dialog = page.page.get_by_role("dialog")
	hands.to(dialog.get_by_label(said("assign.to")))
	hands.keys.type("Segrate")
	expect(page.page.get_by_role("option").filter(has_text="Segrate").first).to_be_visible()
	hands.press("Enter")
	hands.push(dialog.get_by_role("button", name=said("assign.title")))
	side = page.main.get_by_role("complementary")
	expect(side.get_by_role("listitem").filter(has_text="Assistente sociale")).to_be_visible()


def test_a_card_is_moved_on_the_board(desk: Open, as_user: As) -> None:
	worker = as_user(WORKER)
	name = eviction(worker, "Segrate", "EM-2018-A1")["name"]
	page = desk(WORKER)
	page.open(f"/app/referral/view/kanban?name={name}")
	hands = Hands(page)
	hands.push(page.page.locator(f'[data-card="{name}"]').get_by_role("button"))
	expect(page.page.get_by_role("menuitem").first).to_be_focused()
	hands.look()
	hands.press("Enter")
	dialog = page.page.get_by_role("dialog")
	hands.push(dialog.get_by_role("button").last)
	expect(dialog).to_have_count(0)
	column = page.main.get_by_role("region", name=re.compile(rf"^{it('Received')}, \d+"))
	expect(column.locator(f'[data-card="{name}"]')).to_be_visible()
	assert worker.get("Referral", name)["workflow_state"] == "Received"
