"""A person secures their account: the second factor on, a login with a code of the app, one with a recovery code;
a code is good for one use.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator

import pyotp
import pytest
from browser.test_desk import violations
from playwright.sync_api import Locator, expect

from support.cases import token
from support.client import Client
from support.desk import Desk
from support.words import said

Open = Callable[..., Desk]
As = Callable[[str], Client]
pytestmark = [pytest.mark.browser, pytest.mark.requirement("BO-01")]
NAME, PASSWORD = "Prova (demo)", secrets.token_urlsafe(12)


@pytest.fixture
def person(as_user: As) -> Iterator[str]:
	"""A user of this walk alone: putting the factor in force ends all their other sessions."""
	admin, email = as_user("Administrator"), f"{token()}@example.org".lower()
	roles = [{"role": "Coordinator"}]
	admin.insert(
		"User", email=email, first_name=NAME, new_password=PASSWORD, roles=roles, send_welcome_email=0
	)
	yield email
	admin.update("User", email, enabled=0)  # what they read keeps the log from losing them


def seen(page: Desk, name: str) -> None:
	"""Nothing for axe to find and nothing to scroll sideways, wide and narrow; a picture of each."""
	for width in (320, 1280):
		page.page.set_viewport_size({"width": width, "height": 900})
		violations(page)
		assert page.width_beyond() == 0, (name, width)
		page.shot(f"71-{name}-{width}")


def enter(page: Desk) -> None:
	page.page.get_by_role("button", name=said("login.enter"), exact=True).click()


def log_in(page: Desk, user: str) -> Locator:
	"""Name and password; gives the field that asks for the code."""
	page.page.goto(f"{page.address}/login")
	page.page.get_by_label(said("login.user")).fill(user)
	page.page.get_by_label(said("login.password"), exact=True).fill(PASSWORD)
	enter(page)
	field = page.page.get_by_label(said("factor.code"), exact=True)
	expect(field).to_be_focused()
	return field


def log_out(page: Desk) -> None:
	page.page.get_by_role("button", name=re.compile(re.escape(NAME))).click()
	page.page.get_by_role("menuitem", name=said("user.leave")).click()
	expect(page.page.get_by_label(said("login.user"))).to_be_visible()


def switch_on(page: Desk) -> tuple[pyotp.TOTP, list[str]]:
	"""On the person's profile: password, the key for the app, its first code; gives the recovery codes too."""
	page.open("/app/user-profile")
	page.main.get_by_role("button", name=said("factor.begin")).click()
	dialog = page.page.get_by_role("dialog")
	dialog.get_by_label(said("login.password"), exact=True).fill(PASSWORD)
	dialog.get_by_role("button", name=said("factor.go")).click()
	expect(dialog.get_by_role("img", name=said("factor.qr"))).to_be_visible()
	seen(page, "factor-offer")
	app = pyotp.TOTP(dialog.locator("code").inner_text().replace(" ", ""))
	field = dialog.get_by_label(said("factor.code"), exact=True)
	expect(field).to_be_focused()
	field.fill("000000" if app.now() != "000000" else "111111")
	dialog.get_by_role("button", name=said("factor.go")).click()
	expect(dialog.get_by_role("alert")).to_be_visible()
	field.fill(app.now())
	dialog.get_by_role("button", name=said("factor.go")).click()
	expect(dialog.get_by_role("listitem")).to_have_count(10)
	seen(page, "factor-recovery")
	codes = dialog.get_by_role("listitem").all_inner_texts()
	dialog.get_by_role("button", name=said("factor.kept")).click()
	expect(page.main.get_by_text(said("factor.on", n="10"))).to_be_visible()
	return app, codes


def test_a_second_factor_from_the_profile_to_the_login(desk: Open, person: str) -> None:
	page = desk()
	page.page.goto(f"{page.address}/login?redirect-to=/app/user-profile")
	page.page.get_by_label(said("login.user")).fill(person)
	page.page.get_by_label(said("login.password"), exact=True).fill(PASSWORD)
	enter(page)
	expect(page.title).to_have_text(said("user.profile"))
	app, codes = switch_on(page)
	log_out(page)

	# A clock half a minute ahead: the code after the one that was used.
	code = app.at(int(time.time()) + 30)
	field = log_in(page, person)
	seen(page, "factor-code")
	field.fill(code)
	enter(page)
	expect(page.title).to_have_text(re.compile("^Buon"))
	log_out(page)

	for spent, fresh in ((code, codes[0]), (codes[0], codes[1])):
		field = log_in(page, person)
		field.fill(spent)
		enter(page)
		expect(page.page.get_by_role("alert")).to_contain_text("codice")
		field.fill(fresh)
		enter(page)
		expect(page.title).to_have_text(re.compile("^Buon"))
		if fresh == codes[0]:
			log_out(page)
	page.open("/app/user-profile")
	expect(page.main.get_by_text(said("factor.on", n="8"))).to_be_visible()


def test_a_forgotten_password_is_asked_about(desk: Open) -> None:
	page = desk()
	page.page.goto(f"{page.address}/login")
	page.page.get_by_role("button", name=said("forgotten.title")).click()
	expect(page.page.get_by_text(said("forgotten.text"))).to_be_visible()
	expect(page.page.get_by_label(said("login.user"))).to_be_focused()
	seen(page, "forgotten")
	page.page.get_by_label(said("login.user")).fill("nessuno@demo.invalid")
	page.page.get_by_role("button", name=said("forgotten.send")).click()
	expect(page.page.get_by_role("status").filter(has_text=re.compile(r"\w"))).to_be_visible()
