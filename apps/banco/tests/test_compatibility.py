"""The compatibility page lists what is offered, all of it and nothing else."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import banco
import frappe
from banco import cli, errors
from banco.document import Document
from banco.modules import documents_of
from banco.storage.database import Database
from banco.whitelist import rule_of

PAGE = Path(str(banco.__file__)).parents[1] / "COMPATIBILITY.md"
SECTION = re.compile(r"^## (.+)$", re.M)
# A name stands in the first cell of a table or in a list that begins "As in Frappe:".
ROW = re.compile(r"^\| (`[^|]+) \|", re.M)
SAME = re.compile(r"^As in Frappe: (.+?)(?:\n\n|\Z)", re.M | re.S)
NAME = re.compile(r"`([^`]+)`")


def modules() -> Iterator[ModuleType]:
	for found in pkgutil.walk_packages(frappe.__path__, "frappe."):
		if ".tests" not in found.name:
			yield import_module(found.name)


def handed_on(module: ModuleType) -> Iterator[tuple[str, Any]]:
	"""What a module offers: the names in its `__all__`, or all its public ones but other modules.

	Under `frappe.core` are controllers: of those, what a client may call.
	"""
	declared = getattr(module, "__all__", None)
	for name, value in vars(module).items():
		callable_by_clients = rule_of(value) is not None and not isinstance(value, type)
		if declared is None and not module.__name__.startswith("frappe.core."):
			is_offered = not name.startswith("_") and not isinstance(value, ModuleType)
		else:
			is_offered = name in (declared or ())
		if callable_by_clients or (is_offered and name not in PLUMBING):
			yield f"{module.__name__}.{name}", value


def names() -> set[str]:
	given = {name for name in dir(frappe) if not name.startswith("_")}
	given -= PLUMBING | {name for name, _error in exceptions()}
	# A module of `frappe` that some test imported stands among its names too.
	return {f"frappe.{name}" for name in given if not isinstance(vars(frappe).get(name), ModuleType)}


def exceptions() -> Iterator[tuple[str, Any]]:
	return ((name, value) for name, value in vars(errors).items() if name.endswith("Error"))


def helpers() -> set[str]:
	found = {path for module in modules() for path, value in handed_on(module) if rule_of(value) is None}
	# `frappe.utils.data` is another door to the same room.
	return {path for path in found if not path.startswith(("frappe.exceptions.", "frappe.utils.data."))}


def methods() -> set[str]:
	return {path for module in modules() for path, value in handed_on(module) if rule_of(value)}


def members(owner: type) -> set[str]:
	return {name for name in dir(owner) if not name.startswith("_")}


def hooks() -> set[str]:
	"""Frappe's documented hooks that the engine's source names."""
	package = Path(str(banco.__file__)).parent
	text = "".join(file.read_text(encoding="utf-8") for file in package.rglob("*.py"))
	return {hook for hook in DOCUMENTED_HOOKS if f'"{hook}"' in text}


def doctypes() -> set[str]:
	return {record["name"] for _module, record, _file in documents_of("frappe", "doctype")}


def commands() -> set[str]:
	cli.load_commands()
	return set(cli.cli.commands)


# What the module of public names needs itself.
PLUMBING = {"annotations", "importlib", "Any"}
DOCUMENTED_HOOKS = """
	add_to_apps_screen after_app_install after_build after_install after_job after_login after_migrate after_request
	after_sync after_uninstall app_include_css app_include_js app_logo_url app_title auth_hooks auto_cancel_exempted_doctypes
	before_app_install before_install before_job before_migrate before_request before_tests before_uninstall
	boot_session calendars clear_cache default_mail_footer delete_file_data_content doc_events doctype_calendar_js
	doctype_js doctype_list_js doctype_tree_js dump_report_map email_brand_image export_python_type_annotations
	extend_bootinfo extend_doctype_class extend_website_page_controller_context fixtures get_translated_dict
	get_web_pages_with_dynamic_routes has_permission has_website_permission home_page ignore_links_on_delete
	jinja jenv leaderboards notification_config on_login on_logout on_session_creation override_doctype_class
	override_doctype_dashboards override_whitelisted_methods page_js page_renderer permission_query_conditions
	pdf_body_html pdf_header_html pdf_footer_html portal_menu_items required_apps role_home_page scheduler_events
	setup_wizard_complete signup_form_template standard_portal_menu_items standard_queries translator_url
	update_website_context user_data_fields website_context website_generators website_route_rules website_user_home_page
	write_file
""".split()  # noqa: SIM905
OFFERED = {
	"Names": names,
	"Helpers": helpers,
	"Errors": lambda: {name for name, _error in exceptions()},
	"Documents": lambda: members(Document),
	"Database": lambda: members(Database),
	"Methods over HTTP": methods,
	"Hooks": hooks,
	"Core doctypes": doctypes,
	"Commands": commands,
}


def sections() -> dict[str, str]:
	parts = SECTION.split(PAGE.read_text(encoding="utf-8"))
	return dict(zip(parts[1::2], parts[2::2], strict=True))


def listed(text: str) -> list[str]:
	cells = [*ROW.findall(text), *SAME.findall(text)]
	return [name for cell in cells for name in NAME.findall(" ".join(cell.split()))]


@pytest.mark.parametrize("section", OFFERED)
def test_the_page_lists_what_is_offered(section: str) -> None:
	found = listed(sections()[section])
	assert len(found) == len(set(found)), "a name stands twice"
	assert set(found) == OFFERED[section]()
