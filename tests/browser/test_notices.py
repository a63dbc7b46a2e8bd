"""Telling people at their desk: assignments, the bell, progress of long work, rules of an administrator."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from browser.test_desk import violations
from playwright.sync_api import Page, Route, expect

from support.cases import eviction, token
from support.client import Client
from support.desk import Desk
from support.people import who
from support.words import it, said

Open = Callable[..., Desk]
As = Callable[[str], Client]
WORKER, COORDINATOR = who("Social Worker", "Segrate"), who("Coordinator", "EM-2018")


def bell(_page: Page) -> re.Pattern[str]:
	return re.compile(r"^Notifiche")


@pytest.mark.requirement("BO-01")
def test_a_case_is_given_to_a_colleague_who_hears_of_it_at_once(desk: Open, as_user: As) -> None:
	name = eviction(as_user(WORKER), "Segrate", "EM-2018-A1")["name"]
	worker, coordinator = desk(WORKER), desk(COORDINATOR)
	worker.open()
	coordinator.document("Referral", name)
	coordinator.page.get_by_role("button", name=said("assign.title"), exact=True).click()
	dialog = coordinator.page.get_by_role("dialog")
	coordinator.pick(dialog.get_by_label(said("assign.to")), "Segrate")
	task = f"Completa i documenti {token()}"
	dialog.get_by_label(said("assign.what")).fill(task)
	violations(coordinator)
	coordinator.shot("50-assign")
	dialog.get_by_role("button", name=said("assign.title")).click()
	side = coordinator.main.get_by_role("complementary")
	expect(side.get_by_role("listitem").filter(has_text="Assistente sociale")).to_be_visible()

	expect(
		worker.page.get_by_role("button", name=re.compile(r"Notifiche: \d+ da leggere")).first
	).to_be_visible()
	worker.page.get_by_role("button", name=bell(worker.page)).first.click()
	notices = worker.page.get_by_role("dialog")
	expect(notices.get_by_text(name)).to_be_visible()
	violations(worker)
	worker.shot("51-bell")
	notices.get_by_role("button").filter(has_text=name).click()
	expect(worker.page).to_have_url(re.compile(name))
	worker.open("/app/referral")
	worker.main.get_by_role("button", name=said("list.mine")).click()
	expect(worker.main.get_by_role("row").filter(has_text=name)).to_be_visible()
	worker.page.get_by_role("button", name=bell(worker.page)).first.click()
	worker.page.get_by_role("link", name=said("bell.tasks")).click()
	expect(worker.main.get_by_role("row").filter(has_text=task)).to_be_visible()
	worker.document("Referral", name)
	worker.main.get_by_role("button", name=said("assign.close")).click()
	expect(worker.page.get_by_text(said("assign.closed"))).to_be_visible()


def test_who_may_not_read_the_case_is_not_let_in_by_a_task(desk: Open, as_user: As) -> None:
	name = eviction(as_user(WORKER), "Segrate", "EM-2018-A1")["name"]
	page = desk(WORKER)
	page.document("Referral", name)
	page.page.get_by_role("button", name=said("assign.title"), exact=True).click()
	dialog = page.page.get_by_role("dialog")
	page.pick(dialog.get_by_label(said("assign.to")), "Amministrazione")
	dialog.get_by_role("button", name=said("assign.title")).click()
	expect(page.main.get_by_role("alert").filter(has_text="non può leggere")).to_be_visible()


def test_a_colleagues_change_is_seen_at_once_and_no_typing_is_lost(desk: Open, as_user: As) -> None:
	name = eviction(as_user(WORKER), "Segrate", "EM-2018-A1")["name"]
	coordinator = as_user(COORDINATOR)
	page = desk(WORKER)
	with page.page.expect_request(lambda request: name in request.url and "realtime" in request.url):
		page.document("Referral", name)
	page.page.wait_for_timeout(300)
	coordinator.update("Referral", name, protocol_number="PG-1")
	expect(page.page.get_by_text(said("form.updated"))).to_be_visible()
	expect(page.control("protocol_number")).to_have_value("PG-1")
	page.fill(protocol_number="PG-mio")
	coordinator.update("Referral", name, protocol_number="PG-2")
	expect(page.page.get_by_text(said("conflict.title"))).to_be_visible()
	expect(page.control("protocol_number")).to_have_value("PG-mio")


def test_long_work_shows_how_far_it_has_come(desk: Open) -> None:
	told = {"percent": 40, "title": "Esportazione", "description": "4 di 10"}
	failed = {"status": "failed", "job_name": "x", "error": "Il file non si legge"}

	def answer(route: Route) -> None:
		lines = f"retry: 100000\nevent: progress\ndata: {json.dumps(told)}\n\n"
		route.fulfill(content_type="text/event-stream", body=lines)

	page = desk(WORKER, width=320, height=640)
	page.page.route("**/banco.realtime.events*", answer)
	page.open()
	bar = page.page.get_by_role("progressbar", name="Esportazione")
	expect(bar).to_have_attribute("aria-valuenow", "40")
	assert page.width_beyond() == 0
	violations(page)
	page.shot("52-progress")
	page.page.unroute("**/banco.realtime.events*")

	def fail(route: Route) -> None:
		lines = f"retry: 100000\nevent: job\ndata: {json.dumps(failed)}\n\n"
		route.fulfill(content_type="text/event-stream", body=lines)

	page.page.route("**/banco.realtime.events*", fail)
	page.open()
	expect(page.page.get_by_text("Il file non si legge")).to_be_visible()


@pytest.mark.requirement("BO-02")
def test_an_administrator_makes_a_rule_and_tries_it(desk: Open, as_user: As) -> None:
	name = eviction(as_user(WORKER), "Segrate", "EM-2018-A1")["name"]
	page, title = desk("Administrator"), f"Avviso {token()}"
	page.open("/app/notification/new")
	page.page.get_by_label(it("Name"), exact=False).first.fill(title)
	page.link("document_type", it("Referral"))
	page.select(event="Value Change", channel="System Notification", message_type="HTML")
	page.control("value_changed").select_option("workflow_state")
	page.fill(subject="Caso {{ doc.name }}", message="<p>{{ doc.municipality }}</p>")
	page.add_row("recipients")
	page.cell("recipients", 0, "Receiver By Document Field").select_option("owner")
	with page.saving():
		page.main.get_by_role("button", name=said("action.save"), exact=True).click()
	page.page.get_by_role("button", name=it("Preview on a Document")).click()
	dialog = page.page.get_by_role("dialog")
	page.pick(dialog.get_by_role("combobox").first, name)
	dialog.get_by_role("button", name=said("action.confirm")).click()
	expect(page.page.get_by_role("dialog").get_by_text(f"Caso {name}")).to_be_visible()
	violations(page)
	page.shot("53-rule")
	as_user("Administrator").delete("Notification", title)


@pytest.mark.parametrize(
	"path", ["/app/notification", "/app/rq-job", "/app/email-queue", "/app/scheduled-job-type"]
)
def test_administrators_screens_are_accessible_and_narrow(desk: Open, path: str) -> None:
	page = desk("Administrator", width=320, height=640)
	page.open(path)
	page.page.wait_for_load_state("networkidle")
	violations(page)
	assert page.width_beyond() == 0
