from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from banco.cli import cli, load_commands

pytestmark = pytest.mark.usefixtures("in_app_path")


PASSWORD = "tre cavalli senza sella"


@pytest.fixture
def banco(bench, made_site, monkeypatch):
	"""Run the command with arguments on the bench of the tests; returns click's result."""
	monkeypatch.setenv("BANCO_SITES", str(bench))
	load_commands()

	def run(*arguments, **options):
		return CliRunner().invoke(cli, arguments, catch_exceptions=True, **options)

	return run


@pytest.fixture
def on_site(banco):
	banco("new-site", "cli.localhost", "--force", "--admin-password", PASSWORD, "--install-app", "tiny_app")
	return lambda *arguments, **options: banco("--site", "cli.localhost", *arguments, **options)


def test_making_using_and_dropping_a_site(banco, bench):
	made = banco("new-site", "short.localhost")
	assert made.exit_code == 0, made.output
	assert "shown this once" in made.output
	(bench / "currentsite.txt").write_text("short.localhost")
	assert banco("list-apps").output.startswith("frappe ")
	assert banco("drop-site", "short.localhost", input="n\n").exit_code == 1
	assert (bench / "short.localhost").exists()
	dropped = banco("drop-site", "short.localhost", "--force")
	assert dropped.exit_code == 0, dropped.output
	assert not (bench / "short.localhost").exists()
	assert list((bench.parent / "archived").glob("*short_localhost.zip"))
	assert not (bench / "currentsite.txt").exists()


@pytest.mark.parametrize(
	("arguments", "message"),
	[
		(("--site", "no.localhost", "list-apps"), "no site 'no.localhost'"),
		(("new-site", "No Host"), "is no site name"),
		(("new-site", "x.localhost", "--install-app", "nowhere_app"), "nowhere_app"),
		(("--site", "made.localhost", "execute", "tiny_app.setup.nothing"), "has no 'nothing'"),
		(("--site", "made.localhost", "execute", "tiny_app.setup.fail"), "No such luck"),
		(("--site", "made.localhost", "execute", "tiny_app.setup.greet", "--kwargs", "[1]"), "must be JSON"),
		(("--site", "made.localhost", "run-tests"), "allow_tests"),
	],
)
def test_refusals_are_one_clear_line(banco, arguments, message):
	result = banco(*arguments)
	assert result.exit_code != 0
	assert message in result.output
	assert "Traceback" not in result.output


def test_executing_a_function(on_site):
	assert on_site("execute", "tiny_app.setup.greet", "--args", '["Ada"]').output == '"Hello Ada"\n'
	kwargs = json.dumps({"name": "Ada", "times": 2})
	assert on_site("execute", "tiny_app.setup.greet", "--kwargs", kwargs).output == '"Hello AdaHello Ada"\n'
	assert on_site("execute", "tiny_app.setup.plant", "--args", "['Birch']").output == ""
	assert on_site("execute", "frappe.db.exists", "--args", '["Tree", "Birch"]').output == '"Birch"\n'


def test_migrating_only_when_needed(on_site):
	assert on_site("migrate", "--if-needed").output == ""
	assert "up to date" in on_site("migrate").output


def test_settings(on_site, bench):
	def config():
		return json.loads((bench / "cli.localhost" / "site_config.json").read_text())

	assert on_site("set-config", "allow_tests", "1").exit_code == 0
	assert on_site("set-config", "-p", "limits", '{"users": 5}').exit_code == 0
	assert (config()["allow_tests"], config()["limits"]) == (1, {"users": 5})
	on_site("set-config", "allow_tests", "None")
	assert "allow_tests" not in config()


def test_the_administrators_password(on_site):
	assert on_site("set-admin-password", f"{PASSWORD} nuovo").exit_code == 0


def test_weak_passwords_of_the_administrator(banco, on_site):
	weak = on_site("set-admin-password", "admin")
	assert weak.exit_code == 1 and "12" in weak.output
	weak = banco("new-site", "weak.localhost", "--admin-password", "Password1234")
	assert weak.exit_code == 1 and "Traceback" not in weak.output
	assert not isinstance(weak.exception, Exception) or isinstance(weak.exception, SystemExit)


def test_tests_from_the_command_line(on_site):
	on_site("set-config", "allow_tests", "1")
	assert on_site("run-tests", "--app", "tiny_app").exit_code == 0


def test_console(on_site):
	result = on_site("console", input="print(frappe.db.count('Tree'))\n")
	assert ">>> 2\n" in result.output


def test_backup_and_restore(on_site, banco, tmp_path):
	archive = on_site("backup", "--path", str(tmp_path)).output.strip()
	on_site("execute", "tiny_app.setup.plant", "--args", "['Later']")
	assert on_site("restore", archive).exit_code == 1
	assert on_site("restore", archive, "--force").exit_code == 0
	assert on_site("execute", "frappe.db.exists", "--args", '["Tree", "Later"]').output == ""
	assert on_site("execute", "frappe.db.exists", "--args", '["Tree", "Old Oak"]').output == '"Old Oak"\n'
