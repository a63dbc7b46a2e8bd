"""The desk as a person uses it: fields by their names, links by what they show, actions by their words."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from support.client import Client
from support.host import REPO
from support.words import it, said

ARTEFACTS = REPO / "artefacts"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
	"--headless",
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
]
QUIET = ("Failed to load resource",)


class Desk:
	"""One page of one person. `faults` gathers what the page's scripts complain about."""

	def __init__(self, context: BrowserContext, address: str) -> None:
		self.address = address
		self.page: Page = context.new_page()
		self.faults: list[str] = []
		self.page.on("pageerror", lambda error: self.faults.append(str(error)))
		self.page.on(
			"console",
			lambda message: (
				self.faults.append(message.text)
				if message.type == "error" and not message.text.startswith(QUIET)
				else None
			),
		)

	@property
	def main(self) -> Locator:
		return self.page.locator("main")

	@property
	def title(self) -> Locator:
		return self.main.get_by_role("heading", level=1)

	def open(self, path: str = "/app") -> None:
		self.page.goto(f"{self.address}{path}")
		expect(self.title).to_be_visible()

	def document(self, doctype: str, name: str = "new") -> None:
		self.open(f"/app/{doctype.lower().replace(' ', '-')}/{quote(name, safe='')}")
		expect(self.main.get_by_role("form")).to_be_visible()

	@property
	def name(self) -> str:
		"""The name of the open document, as in its address."""
		return self.page.url.split("?")[0].rsplit("/", 1)[1]

	def tab(self, label: str) -> None:
		self.main.get_by_role("tab", name=it(label)).click()

	def field(self, fieldname: str) -> Locator:
		return self.page.locator(f'[data-path="{fieldname}"]').last

	def control(self, fieldname: str) -> Locator:
		return self.field(fieldname).locator("input, select, textarea, [contenteditable=true]").first

	def fill(self, **values: str) -> None:
		"""Type into fields; dates as the person writes them (14/03/1979)."""
		for fieldname, value in values.items():
			self.control(fieldname).fill(value)
			self.control(fieldname).blur()

	def select(self, **values: str) -> None:
		"""Choose an option, by its English name; the person sees it in Italian."""
		for fieldname, label in values.items():
			self.control(fieldname).select_option(label=it(label))

	def tick(self, *fieldnames: str) -> None:
		for fieldname in fieldnames:
			self.control(fieldname).check()

	def link(self, fieldname: str, text: str) -> None:
		self.pick(self.control(fieldname), text)

	def pick(self, control: Locator, text: str) -> None:
		"""Search by the first word in a link field and take the first hit that shows the text."""
		control.fill("")
		control.press_sequentially(text.split()[0])
		self.page.get_by_role("option").filter(has_text=text).first.click()

	def add_row(self, table: str) -> int:
		"""A new row of a table; its number from 0."""
		self.field(table).get_by_role("button", name=said("grid.add")).click()
		return self.field(table).locator("tr[data-row]").count() - 1

	def cell(self, table: str, row: int, label: str) -> Locator:
		"""The control of a cell, by the English label of its column."""
		return self.field(table).get_by_label(
			re.compile(rf"^{re.escape(said('grid.cell', label=it(label), n=str(row + 1)))}$")
		)

	@contextmanager
	def saving(self) -> Iterator[list[Response]]:
		"""Wait for the save that the block sets off; the reply is put in the list."""
		found: list[Response] = []
		with self.page.expect_response(lambda response: "savedocs" in response.url) as caught:
			yield found
		found.append(caught.value)
		caught.value.finished()

	def save(self, status: int = 200) -> dict[str, Any]:
		"""Press Salva; gives the reply, which must have that status."""
		with self.saving() as replies:
			self.main.get_by_role("button", name=said("action.save"), exact=True).click()
		assert replies[0].status == status, replies[0].text()[:500]
		if status == 200:
			expect(self.main.get_by_text(said("form.unsaved"))).to_have_count(0)
		return dict(replies[0].json())

	def act(self, action: str) -> None:
		"""Take a workflow action, from its button or from the menu of actions, and confirm it."""
		action = it(action)
		step = self.main.get_by_role("button", name=action, exact=True)
		menu = self.main.get_by_role("button", name=said("workflow.actions"), exact=True)
		item = self.page.get_by_role("menuitem", name=action, exact=True)
		dialog = self.page.get_by_role("dialog")
		step.or_(menu).first.click()
		expect(item.or_(dialog).first).to_be_visible()
		if not dialog.is_visible():
			item.click()
		dialog.get_by_role("button", name=action, exact=True).click()
		expect(dialog).to_have_count(0)

	def press(self, label: str) -> None:
		self.main.get_by_role("button", name=it(label), exact=True).click()

	def state(self, label: str) -> None:
		"""The document is shown in that state."""
		expect(self.main.get_by_text(it(label), exact=True).first).to_be_visible()

	def error_of(self, fieldname: str) -> Locator:
		"""The text of the error beside a field."""
		return self.field(fieldname).locator("[id$='-error']").last

	def width_beyond(self) -> int:
		"""How many pixels the page must be scrolled sideways to see all of it."""
		return int(
			self.page.evaluate(
				"document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
			)
		)

	def shot(self, name: str) -> None:
		"""A picture of the whole page among the artefacts."""
		ARTEFACTS.mkdir(exist_ok=True)
		self.page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)


def admit(context: BrowserContext, client: Client) -> None:
	"""Give the browser the session that a client has."""
	url = str(client.http.base_url)
	context.add_cookies(
		[{"name": key, "value": value, "url": url} for key, value in client.http.cookies.items()]
	)


def picture(name: str) -> Path:
	return ARTEFACTS / f"{name}.png"
