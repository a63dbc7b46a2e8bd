"""What processes and threads remember must neither be half of something, nor another's, nor out of date."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from documents_support import doctype, field
from tests_support import user

import frappe
from banco import modules
from banco.context import Context
from banco.meta import get_meta
from banco.permissions.load import links_of
from banco.settings import system_setting
from banco.site import Site
from banco.translate import _, messages


@pytest.fixture
def other_process(site: Site) -> Any:
	"""The same site as another process has it open."""
	opened = Site(site.name, site.sites_path)
	yield opened
	opened.close()


def test_nobody_meets_a_half_made_list_of_modules(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
	"""A module taken for the core's has no controllers: its documents would be saved unchecked."""
	listed = {"frappe": ("Core",), "first": ("Intake",), "second": ("Support",)}
	seen: list[str] = []

	def module_names(app: str) -> tuple[str, ...]:
		if app == "second" and not seen:
			seen.append("asked")
			seen.append(modules.module_app("Support"))
		return listed[app]

	monkeypatch.setattr(modules, "module_names", module_names)
	with site.context(write=False):
		monkeypatch.setitem(site.__dict__, "_hooks", SimpleNamespace(apps=tuple(listed)))
		site.cache.clear()
		modules.module_apps()
	site.cache.clear()
	assert seen == ["asked", "second"]


def test_settings_changed_by_another_process_hold_at_once(site: Site, other_process: Site) -> None:
	with site.context(write=False):
		assert system_setting("session_expiry") == "08:00"
	with other_process.context() as context:
		context.db.set_single_value("System Settings", "session_expiry", "00:30")
	with site.context(write=False):
		assert system_setting("session_expiry") == "00:30"


def test_settings_of_a_transaction_stay_its_own(site: Site) -> None:
	with pytest.raises(ZeroDivisionError), site.context():
		settings = frappe.get_doc("System Settings")
		settings.minimum_password_score = "4"
		settings.save()
		assert system_setting("minimum_password_score") == "4"
		raise ZeroDivisionError
	with site.context(write=False):
		assert str(system_setting("minimum_password_score")) == "2"


def test_translations_of_a_transaction_stay_its_own(site: Site, other_process: Site) -> None:
	word = {"doctype": "Translation", "language": "it", "source_text": "Household", "translated_text": "Casa"}
	with pytest.raises(ZeroDivisionError), site.context(lang="it"):
		frappe.get_doc(word).insert()
		assert _("Household") == "Casa"
		raise ZeroDivisionError
	with site.context(write=False, lang="it"):
		assert _("Household") != "Casa"
		messages("it")
	with other_process.context(lang="it"):
		frappe.get_doc(word).insert()
	with site.context(write=False, lang="it") as context:
		context.db.count("User")  # every request begins with a look into the database
		assert _("Household") == "Casa"


def test_links_of_an_uncommitted_doctype_reach_nobody_else(site: Site) -> None:
	with site.context():
		doctype("Parcel", field("title"))
	with site.context() as writing:
		frappe.get_doc(
			{
				"doctype": "Custom Field", "dt": "Parcel", "fieldname": "role", "fieldtype": "Link",
				"label": "Role", "options": "Role",
			}
		).insert()  # fmt: skip
		assert "role" in {link.fieldname for link in links_of(get_meta("Parcel"))}
		with site.context(write=False):
			assert "role" not in {link.fieldname for link in links_of(get_meta("Parcel"))}
		writing.db.commit()
	with site.context(write=False) as reading:
		reading.db.count("Parcel")
		assert "role" in {link.fieldname for link in links_of(get_meta("Parcel"))}


def test_a_name_is_never_a_search(ctx: Context) -> None:
	for name in ('["name", "like", "%"]', '{"name": ["like", "%"]}'):
		assert ctx.db.exists("User", name) is None
		assert ctx.db.get_value("User", name, "email") is None
	doctype("Label", field("text"), autoname="prompt")
	frappe.get_doc({"doctype": "Label", "name": "[1] Scala A", "text": "x"}).insert()
	assert ctx.db.get_value("Label", "[1] Scala A", "text") == "x"


def test_restrictions_and_shares_hold_in_the_context_that_makes_them(ctx: Context) -> None:
	doctype("Town", field("town_name"), autoname="field:town_name")
	doctype("Field Plot", field("town", "Link", options="Town"), permissions=[{"role": "All", "read": 1}])
	for town in ("Alfa", "Beta"):
		frappe.get_doc({"doctype": "Town", "town_name": town}).insert()
	parcel = frappe.get_doc({"doctype": "Field Plot", "town": "Beta"}).insert()
	clerk = user("clerk@example.org").name

	def seen() -> bool:
		granted = frappe.has_permission("Field Plot", "read", parcel, user=clerk)
		assert granted is (parcel.name in frappe.get_list("Field Plot", user=clerk, pluck="name"))
		return granted

	assert seen()
	bound = {"user": clerk, "allow": "Town", "for_value": "Alfa", "apply_to_all_doctypes": 1}
	restriction = frappe.get_doc({"doctype": "User Permission", **bound}).insert()
	assert not seen()
	of_parcel = {"share_doctype": "Field Plot", "share_name": parcel.name, "user": clerk, "read": 1}
	share = frappe.get_doc({"doctype": "DocShare", **of_parcel}).insert()
	assert seen()
	share.delete()
	assert not seen()
	restriction.delete()
	assert seen()
