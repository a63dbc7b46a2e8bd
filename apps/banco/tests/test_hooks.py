from __future__ import annotations

import sys
import types

import pytest

from banco import hooks
from banco.errors import AppNotInstalledError, ValidationError
from banco.modules import get_attr, load_doctype_module, scrub


@pytest.fixture
def two_apps(monkeypatch, tmp_path):
	first = {
		"fixtures": ["Role"],
		"after_install": "first.setup",
		"doc_events": {
			"Case": {"validate": "first.check", "on_update": ["first.a", "first.b"]},
			"*": {"on_trash": "x"},
		},
		"unheard_of": {"a": 1},
	}
	second = {"fixtures": ["Language"], "doc_events": {"Case": {"validate": "second.check"}}, "_private": 1}
	for name, values in (("first", first), ("second", second)):
		package, module = types.ModuleType(name), types.ModuleType(f"{name}.hooks")
		vars(module).update(values)
		monkeypatch.setitem(sys.modules, name, package)
		monkeypatch.setitem(sys.modules, f"{name}.hooks", module)
	return hooks.Hooks(("first", "second"))


def test_lists_append_and_dicts_merge_down_to_lists(two_apps):
	assert two_apps.get("fixtures") == ("Role", "Language")
	assert two_apps.get("after_install") == ("first.setup",)
	assert two_apps.get("doc_events")["Case"]["validate"] == ("first.check", "second.check")
	assert two_apps.get("doc_events")["Case"]["on_update"] == ("first.a", "first.b")
	assert hooks.thaw(two_apps.get("unheard_of")) == {"a": [1]}


def test_one_apps_own_hooks(two_apps):
	assert two_apps.get("fixtures", "second") == ("Language",)
	assert not two_apps.get("after_install", "second")
	assert "_private" not in two_apps.all("second")


def test_missing_hooks_read_as_empty_list_and_dict(two_apps):
	nothing = two_apps.get("nothing")
	assert not nothing
	assert list(nothing) == []
	assert nothing.get("Case") is None


def test_hooks_are_frozen(two_apps):
	with pytest.raises(TypeError):
		two_apps.get("doc_events")["Case"] = {}
	thawed = hooks.thaw(two_apps.get("doc_events"))
	thawed["Case"]["validate"].append("mine")
	assert two_apps.get("doc_events")["Case"]["validate"] == ("first.check", "second.check")


def test_a_list_in_one_app_and_a_dict_in_another_is_an_error():
	with pytest.raises(TypeError, match="doc_events"):
		hooks.merge(({"doc_events": {"A": "x"}}, {"doc_events": ["y"]}))


def test_an_app_that_is_not_there():
	with pytest.raises(AppNotInstalledError, match="nowhere"):
		hooks.Hooks(("nowhere_at_all",))


def test_dotted_paths():
	assert get_attr("banco.modules.scrub") is scrub
	for path in ("banco.modules.nothing", "banco.nowhere.x", "scrub"):
		with pytest.raises(ValidationError):
			get_attr(path)


def test_scrub():
	assert scrub("PEI Goal-Row") == "pei_goal_row"


def test_public_names_are_offered():
	import frappe

	missing = [name for name in frappe._SOURCES if not hasattr(frappe, name)]
	assert missing == []
	assert frappe.ValidationError is ValidationError
	with pytest.raises(AttributeError, match="nothing_such"):
		frappe.nothing_such


def test_a_controller_that_fails_is_not_taken_for_absent(monkeypatch):
	monkeypatch.setattr("banco.modules.module_app", lambda module: "banco")
	assert load_doctype_module("Nothing Such", "Core") is None
