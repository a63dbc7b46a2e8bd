"""Other ways to look at cases: the home page's figures, prints, the calendar, the board."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browser.test_desk import violations
from playwright.sync_api import Locator, expect

from support.cases import eviction, token
from support.client import Client
from support.desk import Desk
from support.people import who
from support.words import it, said

Open = Callable[..., Desk]
As = Callable[[str], Client]
WORKER, COORDINATOR = who("Social Worker", "Segrate"), who("Coordinator", "EM-2018")
HOSTILE = "<img src=x onerror=window.__x=1> {{7*7}}"


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize(
	"path",
	[
		"/app",
		"/app/housing-coordination",
		"/app/referral/view/kanban",
		"/app/commission-session/view/calendar?day=2018-07-12",
		"/app/commission-session/view/calendar?day=2018-07-12&as=week",
		"/app/commission-session/view/calendar?day=2018-07-12&as=list",
		"/app/print/Referral/DEMO-EM-01",
	],
)
def test_views_are_accessible_and_narrow(desk: Open, path: str, width: int) -> None:
	page = desk(COORDINATOR, width=width, height=800)
	page.open(path)
	page.page.wait_for_load_state("networkidle")
	violations(page)
	assert page.width_beyond() == 0
	page.shot(f"60-{width}{re.sub(r'[^a-z0-9]+', '-', path.lower())}")


@pytest.mark.requirement("BO-01")
def test_a_coordinator_reads_the_day_from_the_home_page(desk: Open, as_user: As) -> None:
	page = desk(COORDINATOR)
	page.open()
	figure = page.main.get_by_role("link").filter(has_text=it("Cases to Assess"))
	expect(figure).to_contain_text(re.compile(r"\d"))
	number = int(re.findall(r"\d+", figure.inner_text())[-1])
	expect(page.main.get_by_text(it("Referrals by State"), exact=True).first).to_be_visible()
	page.page.wait_for_load_state("networkidle")
	page.shot("61-home")
	figure.click()
	expect(page.main.get_by_role("heading", level=1)).to_contain_text(str(number))
	page.shot("61-day")


@pytest.mark.requirement("BO-01")
def test_a_card_moves_on_the_board_by_keyboard_and_by_mouse(desk: Open, as_user: As) -> None:
	worker = as_user(WORKER)
	names = [eviction(worker, "Segrate", "EM-2018-A1")["name"] for _ in range(2)]
	page = desk(WORKER)
	page.open("/app/referral/view/kanban")

	def column(state: str) -> Locator:
		return page.main.get_by_role("region", name=re.compile(rf"^{it(state)}, \d+"))

	def drag(name: str, state: str) -> None:
		"""To the head of a column: its middle may be below the window, and to scroll between pressing the
		button and the first move takes the card that comes under the pointer instead.
		"""
		page.page.locator(f'[data-card="{name}"]').drag_to(column(state).get_by_role("heading"))

	card = page.page.locator(f'[data-card="{names[0]}"]')
	button = card.get_by_role("button")
	button.focus()
	page.page.keyboard.press("Enter")
	page.page.keyboard.press("Enter")
	dialog = page.page.get_by_role("dialog")
	expect(dialog).to_be_visible()
	violations(page)
	dialog.get_by_role("button").last.press("Enter")
	expect(column("Received").locator(f'[data-card="{names[0]}"]')).to_be_visible()
	expect(dialog).to_have_count(0)
	page.page.set_viewport_size({"width": 3600, "height": 900})  # every column beside the others
	drag(names[1], "Closed")
	refused = said("board.no_way", **{"from": it("Draft"), "to": it("Closed")})
	expect(page.page.get_by_text(refused)).to_be_visible()
	expect(dialog).to_have_count(0)
	page.page.set_viewport_size({"width": 1280, "height": 900})
	drag(names[1], "Received")
	dialog.get_by_role("button").last.click()
	expect(column("Received").locator(f'[data-card="{names[1]}"]')).to_be_visible()
	last = column("Received").locator(f'[data-card="{names[1]}"]')
	expect(last).to_have_attribute("draggable", "false")  # no further way for a social worker
	page.shot("62-board")
	assert [worker.get("Referral", name)["workflow_state"] for name in names] == ["Received", "Received"]


def test_the_calendar_is_walked_by_keyboard(desk: Open) -> None:
	page = desk(COORDINATOR)
	page.open("/app/commission-session/view/calendar?day=2018-07-12")
	expect(page.main.get_by_role("link", name="12/07/2018 EM-2018")).to_be_visible()
	heads = page.main.get_by_role("columnheader").all_inner_texts()
	assert heads[0].startswith("lun") and heads[-1].startswith("dom")
	day = page.page.locator('[data-day="2018-07-12"]')
	day.focus()
	for key, expected in (
		("ArrowRight", "2018-07-13"),
		("ArrowDown", "2018-07-20"),
		("PageDown", "2018-08-20"),
	):
		page.page.keyboard.press(key)
		expect(page.page.locator(f'[data-day="{expected}"]')).to_be_focused()
	page.page.keyboard.press("Enter")
	expect(page.main.get_by_role("form")).to_be_visible()
	expect(page.control("session_date")).to_have_value("20/08/2018")


def test_the_chosen_view_is_remembered(desk: Open) -> None:
	page = desk(COORDINATOR)
	page.open("/app/pei")
	page.main.get_by_role("button", name=said("view.list"), exact=True).click()
	page.page.get_by_role("menuitem", name=said("view.kanban")).click()
	expect(page.page).to_have_url(re.compile("/view/kanban"))
	page.page.wait_for_load_state("networkidle")
	page.open("/app")
	page.open("/app/pei")
	expect(page.page).to_have_url(re.compile("/view/kanban"))
	page.main.get_by_role("button", name=said("view.kanban"), exact=True).click()
	page.page.get_by_role("menuitem", name=said("view.list")).click()
	expect(page.page).to_have_url(re.compile("/app/pei$"))


@pytest.mark.requirement("BO-03")
def test_a_print_shows_what_was_typed_and_runs_nothing(desk: Open, as_user: As) -> None:
	worker = as_user(WORKER)
	name = eviction(worker, "Segrate", "EM-2018-A1", needs=HOSTILE)["name"]
	page = desk(WORKER)
	asked: list[str] = []
	page.page.on("request", lambda request: asked.append(request.url))
	page.document("Referral", name)
	page.page.keyboard.press("Control+p")
	frame = page.page.frame_locator("iframe")
	expect(frame.get_by_text("{{7*7}}")).to_be_visible()
	assert frame.locator("img[src=x]").count() == 0
	assert not any(url.endswith("/x") for url in asked)
	for handle in page.page.frames:
		assert handle.evaluate("window.__x") is None
	page.main.get_by_label(said("print.format")).select_option(label=said("print.standard"))
	expect(frame.get_by_role("heading", level=1)).to_have_text(it("Referral"))
	expect(frame.get_by_text("{{7*7}}")).to_be_visible()
	page.shot("63-print")


@pytest.mark.requirement("BO-03")
def test_chosen_documents_are_printed_as_one_pdf(desk: Open) -> None:
	page = desk(COORDINATOR)
	page.open("/app/referral")
	boxes = page.main.get_by_role("table").get_by_role("checkbox")
	boxes.nth(1).check()
	boxes.nth(2).check()
	page.main.get_by_role("button", name=said("print.selected_button", n="2")).click()
	dialog = page.page.get_by_role("dialog")
	expect(dialog.get_by_label(said("print.format"))).to_be_visible()
	violations(page)
	page.shot("66-selected")
	with page.page.context.expect_event(
		"response", lambda reply: "download_multi_pdf" in reply.url
	) as caught:
		dialog.get_by_role("button", name=said("print.pdf_of", n="2")).click()
	assert (caught.value.status, caught.value.headers["content-type"]) == (200, "application/pdf")


@pytest.mark.requirement("BO-06")
def test_an_administrator_writes_a_print_format_and_sees_it(desk: Open, as_user: As) -> None:
	page, title = desk("Administrator"), f"Foglio {token()}"
	page.open("/app/print-format/new")
	page.page.get_by_label(it("Name"), exact=False).first.fill(title)
	page.link("doc_type", it("Referral"))
	page.fill(html="<h1>Foglio</h1><script>window.__x = 1</script>{{ doc.name }}")
	expect(page.page.frame_locator("iframe").get_by_role("heading", name="Foglio")).to_be_visible()
	violations(page)
	page.shot("64-format")
	page.fill(html="<h1>Foglio</h1>\n{{ doc.name ")
	expect(page.main.get_by_text("Riga 2 del modello")).to_be_visible()
	assert page.page.evaluate("window.__x") is None
	# The browser says that it kept a script of the frame from running: that is what the frame is for.
	blocked = [fault for fault in page.faults if fault.startswith("Blocked script execution")]
	assert blocked
	page.faults[:] = [fault for fault in page.faults if fault not in blocked]


@pytest.mark.requirement("BO-06")
def test_an_administrator_rearranges_a_home_page_by_keyboard(desk: Open, as_user: As) -> None:
	page, admin = desk("Administrator"), as_user("Administrator")
	before = admin.get("Workspace", "Sostegno Abitare")
	page.open("/app/sostegno-abitare")
	page.main.get_by_role("button", name=said("blocks.edit")).press("Enter")
	page.main.get_by_label(said("blocks.which")).select_option("Open Cases")
	page.main.get_by_role("button", name=said("blocks.add")).press("Enter")
	name = re.compile(f"^{said('blocks.up', name=it('Open Cases'))}")
	page.main.get_by_role("button", name=name).press("Enter")
	expect(page.main.get_by_role("button", name=name)).to_be_focused()
	violations(page)
	page.shot("65-blocks")
	page.main.get_by_role("button", name=said("action.save"), exact=True).press("Enter")
	expect(page.main.get_by_role("link").filter(has_text=it("Open Cases"))).to_be_visible()
	after = admin.get("Workspace", "Sostegno Abitare")
	assert [row["number_card_name"] for row in after["number_cards"]] == ["Open Cases"]
	values = {key: before[key] for key in ("content", "number_cards")}
	admin.update("Workspace", "Sostegno Abitare", **values)
