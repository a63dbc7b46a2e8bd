"""Sites made, apps installed and migrated, tests run: the whole chain on a tiny app."""

from __future__ import annotations

import stat

import pytest
from conftest import ADMIN_PASSWORD

import frappe
from banco import install
from banco.errors import AppNotInstalledError, DataError, ValidationError
from banco.migrate import is_up_to_date, migrate
from banco.site import Site
from banco.testing.runner import Selection, run

pytestmark = pytest.mark.usefixtures("in_app_path")


@pytest.fixture
def tiny(bench, made_site, in_app_path):
	"""A site of its own with the tiny app installed."""
	site = install.new_site("tiny.localhost", bench, "secret words of mine", force=True)
	install.install_app(site, "tiny_app")
	yield site
	site.close()


def calls():
	from tiny_app.setup import CALLS

	return CALLS


def test_a_new_site_has_its_users_and_roles(site):
	assert stat.S_IMODE((site.path / "site_config.json").stat().st_mode) == 0o600
	with site.context(write=False) as context:
		assert context.db.get_value("User", "Administrator", "enabled") == 1
		assert context.db.exists("User", "Guest")
		assert {"Administrator", "System Manager", "All", "Guest", "Desk User"} <= set(
			frappe.get_all("Role", pluck="name")
		)
		assert context.db.get_single_value("System Settings", "time_zone") == "Europe/Rome"
		assert frappe.get_installed_apps() == ["frappe"]


def test_names_that_are_no_host_names_or_taken(bench, site):
	for name in ("../x", "UPPER", "a b", "", "-x", "x/y", "assets", "a" * 200):
		with pytest.raises(ValidationError, match="site name"):
			install.new_site(name, bench, ADMIN_PASSWORD)
	with pytest.raises(ValidationError, match="exists already"):
		install.new_site(site.name, bench, ADMIN_PASSWORD)


def test_a_site_that_failed_in_the_making_leaves_no_site(bench, monkeypatch):
	monkeypatch.setattr(install, "_insert_settings", lambda: 1 / 0)
	with pytest.raises(ZeroDivisionError):
		install.new_site("broken.localhost", bench, ADMIN_PASSWORD)
	assert not (bench / "broken.localhost").exists()


def test_installing_calls_the_hooks_in_order(tiny):
	assert calls()[:2] == ["before_install None", "after_install Tree"]
	assert "on_update Old Oak" in calls()
	assert tiny.apps == ("frappe", "tiny_app")
	with tiny.context(write=False) as context:
		assert context.db.get_value("Installed Application", "tiny_app", "app_version") == "1.2.3"
		assert context.db.get_value("Module Def", "Garden", "app_name") == "tiny_app"
		assert context.db.exists("Role", "Gardener")
		assert context.db.get_value("Workspace Shortcut", {"parent": "Garden"}, "link_to") == "Tree"
		assert frappe.get_doc("Tree", "Old Oak").rows[0].note == "hollow"
		assert context.db.count("Patch Log", {"app_name": "tiny_app"}) == 3
		assert context.db.get_default("patched") is None


def test_a_doctype_asks_for_an_index_over_several_fields(tiny):
	with tiny.context(write=False) as context:
		query = (
			"explain query plan select count(*) from tabTree where kind = 'Oak' and planted_on > '2000-01-01'"
		)
		assert "by_age" in str(context.db.fetch(query))
	with tiny.context() as context, pytest.raises(DataError, match="no field height"):
		frappe.db.add_index("Tree", ["kind", "height"])


def test_installing_twice_changes_nothing(tiny):
	before = list(calls())
	assert install.install_app(tiny, "tiny_app") == []
	assert calls() == before


def test_an_app_that_fails_to_install_leaves_nothing(bench, made_site, monkeypatch):
	site = install.new_site("halfway.localhost", bench, ADMIN_PASSWORD, force=True)
	import tiny_app.setup

	monkeypatch.setattr(tiny_app.setup, "after_install", lambda: 1 / 0)
	with pytest.raises(ZeroDivisionError):
		install.install_app(site, "tiny_app")
	site.close()
	site = Site("halfway.localhost", bench)
	assert site.apps == ("frappe",)
	with site.context(write=False) as context:
		assert not context.db.exists("DocType", "Tree")
		assert not context.db.table_exists("Tree")
	site.close()


def test_an_app_that_is_not_there(tiny):
	with pytest.raises(AppNotInstalledError, match="nowhere_app"):
		install.install_app(tiny, "nowhere_app")


def test_migrating_runs_each_patch_once(tiny):
	with tiny.context() as context:
		context.db.delete("Patch Log", {"app_name": "tiny_app"})
	calls().clear()
	migrate(tiny, lambda line: None)
	order = [call for call in calls() if not call.startswith("on_")]
	assert order == ["before_migrate", "patch first", "patch second", "after_migrate"]
	with tiny.context(write=False) as context:
		assert context.db.get_default("patched") == "by statement"
	calls().clear()
	migrate(tiny, lambda line: None)
	assert calls() == ["before_migrate", "after_migrate"]
	assert is_up_to_date(tiny)


def test_a_migration_that_was_stopped_is_finished_by_the_next(tiny, monkeypatch):
	import tiny_app.patches.second

	with tiny.context() as context:
		context.db.delete("Patch Log", {"app_name": "tiny_app"})
	with monkeypatch.context() as patched:
		patched.setattr(tiny_app.patches.second, "execute", lambda: 1 / 0)
		with pytest.raises(ZeroDivisionError):
			migrate(tiny, lambda line: None)
	calls().clear()
	migrate(tiny, lambda line: None)
	assert calls() == ["before_migrate", "patch second", "after_migrate"]


def test_a_column_added_to_a_doctype_comes_with_the_migration(tiny, monkeypatch):
	from banco import modules

	read = modules.read_json

	def with_height(file):
		record = read(file)
		if record["name"] == "Tree" if isinstance(record, dict) else False:
			record["fields"].append({"fieldname": "height", "fieldtype": "Float", "label": "Height"})
			record["modified"] = "2026-02-01 00:00:00"
		return record

	monkeypatch.setattr(modules, "read_json", with_height)
	migrate(tiny, lambda line: None)
	with tiny.context() as context:
		assert context.db.has_column("Tree", "height")
		assert frappe.get_doc("Tree", "Old Oak").height == 0


def test_tests_run_and_are_rolled_back(tiny, capfd):
	selection = Selection(app="tiny_app")
	with pytest.raises(ValidationError, match="allow_tests"):
		run(tiny, selection)
	tiny.config.allow_tests = 1
	assert run(tiny, selection)
	assert "Ran 3 tests" in capfd.readouterr().err
	with tiny.context(write=False) as context:
		assert not context.db.exists("Tree", "Seen Only Here")
	assert "before_tests" in calls()


def test_choosing_tests(tiny, capfd):
	tiny.config.allow_tests = 1
	assert run(tiny, Selection(doctype="Tree", tests=("test_planting",)))
	assert "Ran 1 test" in capfd.readouterr().err
	with pytest.raises(ValidationError, match="No test"):
		run(tiny, Selection(doctype="Tree", tests=("test_nothing",)))


def test_a_failing_test_is_told(tiny, monkeypatch):
	tiny.config.allow_tests = 1
	monkeypatch.setattr("frappe.tests.utils.FrappeTestCase.assertTrue", lambda self, value: self.fail("no"))
	assert not run(tiny, Selection(doctype="Tree", tests=("test_planting",)))
