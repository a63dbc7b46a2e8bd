"""Records as files: fixtures of an app, documents from a file, texts beside their record."""

from __future__ import annotations

import json
import shutil

import pytest

import frappe
from banco import install, modules, records
from banco.migrate import migrate

pytestmark = pytest.mark.usefixtures("in_app_path")
NEWER = "2026-03-01 00:00:00.000000"


@pytest.fixture
def tiny(bench, in_app_path, tmp_path, monkeypatch):
	"""A site with the tiny app, whose files are a copy that a test may change."""
	site = install.new_site("records.localhost", bench, "secret words of mine", force=True)
	install.install_app(site, "tiny_app")
	copy = tmp_path / "tiny_app"
	shutil.copytree(modules.app_path("tiny_app"), copy)
	real = modules.app_path

	def path(app, *parts):
		return copy.joinpath(*parts) if app == "tiny_app" else real(app, *parts)

	for module in (modules, records, install):
		monkeypatch.setattr(module, "app_path", path, raising=False)
	site.folder = copy
	yield site
	site.close()


def migrated(site):
	migrate(site, lambda line: None)
	return site.context(write=False)


def test_fixtures_come_with_the_app_and_again_with_each_migration(tiny):
	with tiny.context() as context:
		elm = frappe.get_doc("Tree", "Young Elm")
		assert (elm.kind, elm.rows[0].note, str(elm.modified)) == ("Elm", "planted", "2026-01-02 00:00:00")
		elm.update({"kind": "Oak", "rows": []}).save()
		elm.add_comment("Comment", "leans")
		context.db.commit()
	with migrated(tiny) as context:
		elm = frappe.get_doc("Tree", "Young Elm")
		assert (elm.kind, len(elm.rows), elm.owner) == ("Elm", 1, "Administrator")
		assert context.db.count("Tree Row", {"parent": "Young Elm"}) == 1
		assert context.db.exists("Comment", {"reference_name": "Young Elm", "content": "leans"})


def test_exported_fixtures_bring_the_same_elsewhere(tiny):
	with tiny.context():
		files = list(records.export_fixtures("tiny_app"))
		assert [file.name for file in files] == ["tree.json", "role.json"]
		trees = json.loads(files[0].read_text())
		assert [tree["name"] for tree in trees] == ["Old Oak", "Young Elm"]
		assert trees[0]["rows"] == [{"note": "hollow"}]
		assert not {"owner", "creation", "modified_by", "idx", "_assign"} & set(trees[0])
		assert files[0].read_text() == frappe.as_json(trees) + "\n"
		before = frappe.get_doc("Tree", "Old Oak").as_dict()
		frappe.delete_doc("Tree", "Old Oak")
		records.import_fixtures("tiny_app")
		after = frappe.get_doc("Tree", "Old Oak").as_dict()
		assert after.modified == before.modified
		assert (after.kind, after.rows[0].note) == (before.kind, "hollow")


def test_a_password_stays_on_the_site(tiny):
	with tiny.context():
		user = frappe.get_doc({"doctype": "User", "email": "ada@example.org", "first_name": "Ada"}).insert()
		user.new_password = "lungo come un treno"
		user.save()
		(record,) = records.exported("User", {"name": user.name})
		assert "new_password" not in record
		records.put({**record, "modified": NEWER, "first_name": "Ada Maria"})
		assert frappe.db.get_value("User", user.name, "first_name") == "Ada Maria"


def test_a_text_beside_its_record_is_what_counts(tiny, monkeypatch):
	monkeypatch.setattr(records, "TEXT_OF", {"workspace": "content"})
	beside = tiny.folder / "garden/workspace/garden/garden.html"
	for text in ("[1]", "[2]"):
		beside.write_text(text)
		with migrated(tiny) as context:
			assert context.db.get_value("Workspace", "Garden", "content") == text


def test_a_kind_of_doctype_that_the_host_lacks_is_passed_over(tiny):
	folder = tiny.folder / "garden/report/odd"
	folder.mkdir(parents=True)
	(folder / "odd.json").write_text('{"doctype": "Odd Kind", "name": "Odd"}')
	with migrated(tiny) as context:
		assert context.db.exists("Workspace", "Garden")


def test_a_file_of_documents_is_stored_whole_or_not_at_all(tiny, tmp_path, monkeypatch, bench):
	from click.testing import CliRunner

	from banco.cli import cli, load_commands

	monkeypatch.setenv("BANCO_SITES", str(bench))
	load_commands()
	file = tmp_path / "trees.json"

	def run(*trees):
		file.write_text(json.dumps(trees))
		return CliRunner().invoke(cli, ["--site", tiny.name, "import-doc", str(file)])

	good = {"doctype": "Tree", "name": "Ash", "tree_name": "Ash"}
	assert run(good, {"doctype": "No Such", "name": "x"}).exit_code == 1
	with tiny.context(write=False) as context:
		assert not context.db.exists("Tree", "Ash")
	assert run(good, {**good, "name": "Fir", "tree_name": "Fir"}).output.startswith("2 from ")
	with tiny.context(write=False) as context:
		assert context.db.exists("Tree", "Ash") and context.db.exists("Tree", "Fir")
