"""Documents from spreadsheets: columns, cells, dry run, bad rows kept for mending, nothing stored twice."""

from __future__ import annotations

import io
import json

import pytest
from import_support import CLERK, OTHER, imported, job_of, upload
from openpyxl import Workbook, load_workbook

import frappe
from banco.context import Context
from banco.core.doctype.data_import import data_import as calls
from banco.office.tabular import read_table

pytest_plugins = ["import_support"]
HEAD = ["Title *", "Colour", "Weight", "Born", "Ready", "Town", "Item (Items)", "Pieces (Items)"]
GOOD = ["Ada", "rosso", "1.234,56", "31/01/2026", "sì", "Bassa", "ink", "2"]


def test_what_people_write_becomes_what_the_fields_hold(clerk: Context):
	job = job_of([HEAD, GOOD, ["", "", "", "", "", "", "pen", "3"]])
	assert imported(job) == []
	parcel = frappe.get_doc("Parcel", {"title": "Ada"})
	assert (parcel.colour, parcel.weight, str(parcel.born), parcel.ready) == ("Red", 1234.56, "2026-01-31", 1)
	assert frappe.db.get_value("Import Town", parcel.town, "town") == "Bassa"
	assert [(row.item, row.pieces) for row in parcel.items] == [("ink", 2), ("pen", 3)]
	assert (parcel.owner, job.status, job.payload_count) == (CLERK, "Success", 1)
	status = calls.get_import_status(job.name)
	assert status == {"status": "Success", "success": 1, "failed": 0, "total_records": 1, "checked_on": None}


@pytest.mark.parametrize(
	("written", "meant"),
	[
		("1.234,56", 1234.56), ("1.234", 1234), ("1234,5", 1234.5), ("1234.5", 1234.5), ("1,234.56", 1234.56),
		("1.234.567", 1234567), ("€ 12", 12), ("-3,2", -3.2), ("12.34.5", None), ("1,2,3", None), ("dodici", None),
		("nan", None), ("1e5", 100000),
	],
)  # fmt: skip
def test_numbers_as_they_are_written(clerk: Context, written, meant):
	problems = imported(job_of([["Title", "Weight"], ["N", written]]))
	if meant is None:
		assert [(p["row"], p["col"], p["field"]) for p in problems] == [(2, 2, "weight")]
	else:
		assert frappe.db.get_value("Parcel", {"title": "N"}, "weight") == meant


def test_a_workbook_with_real_dates_numbers_and_formulas(clerk: Context):
	import datetime

	book = Workbook()
	book.active.append(["Title", "Weight", "Born", "Plate"])
	book.active.append(["Bea", 12.5, datetime.datetime(2026, 2, 28), 20133])
	book.active.append(["Cleo", "=1+1", None, "=cmd|' /C calc'!A0"])
	stream = io.BytesIO()
	book.save(stream)
	assert imported(job_of(stream.getvalue(), "parcels.xlsx")) == []
	bea = frappe.get_doc("Parcel", {"title": "Bea"})
	assert (bea.weight, str(bea.born), bea.plate) == (12.5, "2026-02-28", "20133")
	assert frappe.db.get_value("Parcel", {"title": "Cleo"}, ["weight", "plate"]) == (0, None)


def test_bad_rows_are_told_by_row_and_column_and_kept_for_mending(clerk: Context):
	rows = [
		HEAD,
		GOOD,
		["Bea", "verde", "", "", "", "", "", ""],
		["Cleo", "", "", "30/02/2026", "", "", "", ""],
		["Dora", "", "", "", "", "Nessuna", "", ""],
		["Elsa", "", "", "", "", "Doppia", "", ""],
		["Fede", "", "", "", "", "", "ink", "1"],
		["", "", "", "", "", "", "pen", "-1"],
		["", "Blu", "", "", "", "", "", ""],
		["Ada", "", "", "", "", "", "", ""],
		["Gina", "", "", "", "forse", "", "", ""],
	]
	job = job_of(rows)
	told = imported(job, dry_run=True)
	places = [(p["row"], p["col"]) for p in told]
	assert places == [(3, 2), (4, 4), (5, 6), (6, 6), (8, 8), (9, 1), (10, 1), (11, 5)]
	assert (
		"verde" in told[0]["message"] and "Rosso" in told[0]["message"] and "30/02/2026" in told[1]["message"]
	)
	assert clerk.db.count("Parcel") == 0 and job.status == "Pending" and job.checked_on
	assert imported(job) == told
	assert [p.title for p in frappe.get_all("Parcel", ["title"])] == ["Ada"]
	assert clerk.db.count("Import Item") == 1
	assert job.status == "Partial Success"
	calls.download_errored_template(job.name)
	bad = read_table(clerk.response.filecontent, "x.csv")
	assert bad[0] == [*HEAD, "Da correggere"]
	assert [row[0] for row in bad[1:]] == ["Bea", "Cleo", "Dora", "Elsa", "Fede", "", "", "Ada", "Gina"]
	assert "verde" in bad[1][-1]
	bad[1][1] = "BLU"
	job.import_file = upload(job.name, bad)
	job.save()
	assert len(imported(job)) == 7
	assert frappe.db.get_value("Parcel", {"title": "Bea"}, "colour") == "Blue"


def test_nothing_is_stored_twice(clerk: Context):
	rows = [["Plate", "Title"], ["", "Ada"], ["x", "Bea"], ["x", "Cleo"]]
	job = job_of(rows)
	assert len(imported(job)) == 1
	assert len(imported(job)) == 1
	rows[3][0] = "y"
	job.import_file = upload(job.name, rows)
	job.save()
	assert imported(job) == []
	assert (clerk.db.count("Parcel"), calls.get_import_status(job.name)["success"]) == (3, 3)


def test_after_a_crash_it_goes_on_where_it_stopped(clerk: Context, monkeypatch):
	from banco.office.dataimport import run

	monkeypatch.setattr(run, "AT_ONCE", 10)
	job = job_of([["Title", "Item (Items)"], *([f"P{number:03}", "ink"] for number in range(35))])
	real = run.Run._write

	def dying(self, entry):
		if self.table[next(iter(entry)) - 1][0] == "P027":
			raise KeyboardInterrupt
		return real(self, entry)

	with monkeypatch.context() as patched:
		patched.setattr(run.Run, "_write", dying)
		with pytest.raises(KeyboardInterrupt):
			calls.form_start_import(job.name)
	clerk.db.rollback()
	assert (clerk.db.count("Parcel"), clerk.db.count("Import Item")) == (20, 20)
	assert imported(job) == []
	assert (clerk.db.count("Parcel"), clerk.db.count("Import Item")) == (35, 35)


def test_rows_that_lie_outside_what_the_user_may_see(clerk: Context):
	with clerk.site.context():
		alta = frappe.db.get_value("Import Town", {"town": "Alta"}, "name")
	problems = imported(job_of([["Title", "Town"], ["Ada", "Alta"], ["Bea", alta], ["Cleo", "Bassa"]]))
	assert [(p["row"]) for p in problems] == [2, 3]
	assert frappe.get_all("Parcel", pluck="title") == ["Cleo"]


def test_fields_that_are_not_the_users_to_fill(clerk: Context):
	job = job_of([["Title", "Secret", "Computed", "owner", "docstatus"], ["Ada", "s", "c", "x", "1"]])
	preview = calls.get_preview_from_template(job.name)
	assert [column.get("map_to_field") for column in preview["columns"]] == [
		None,
		"title",
		None,
		None,
		None,
		None,
	]
	assert not {"secret", "computed", "name"} & {field["value"] for field in preview["fields"]}
	job.template_options = json.dumps({"column_to_field_map": {"1": "secret", "2": "owner", "3": "doctype"}})
	job.save()
	assert imported(job) == []
	parcel = frappe.get_doc("Parcel", {"title": "Ada"})
	assert (parcel.owner, parcel.secret, parcel.docstatus) == (CLERK, None, 0)


def test_columns_chosen_by_hand(clerk: Context):
	job = job_of([["Chi", "Peso", "Colour"], ["Ada", "3", "Red"]])
	columns = calls.get_preview_from_template(job.name)["columns"]
	assert [column.get("map_to_field") for column in columns[1:]] == [None, None, "colour"]
	job.template_options = json.dumps(
		{"column_to_field_map": {"0": "title", "1": "weight", "2": "Don't Import"}}
	)
	job.save()
	assert imported(job) == []
	parcel = frappe.get_doc("Parcel", {"title": "Ada"})
	assert (parcel.weight, parcel.colour) == (3, "")


def test_updating_by_id_changes_what_the_file_gives(clerk: Context):
	parcel = frappe.get_doc(
		{"doctype": "Parcel", "title": "Ada", "weight": 2, "items": [{"item": "ink"}]}
	).insert()
	update = {"import_type": "Update Existing Records"}
	problems = imported(
		job_of([["ID", "Colore", "Weight"], [parcel.name, "blu", ""], ["PAR-9999", "blu", "1"]], **update)
	)
	parcel.reload()
	assert (parcel.colour, parcel.weight, len(parcel.items)) == ("Blue", 2, 1)
	assert [p["row"] for p in problems] == [3]


def test_who_may_import(clerk: Context, parcels):
	job = job_of([["Title"], ["Ada"]])
	with pytest.raises(frappe.PermissionError):
		job_of(reference_doctype="Import Town")
	clerk.db.commit()
	with parcels.context(user=OTHER, lang="it"):
		with pytest.raises(frappe.PermissionError):
			job_of()
		for call in (
			lambda: calls.form_start_import(job.name), lambda: calls.get_preview_from_template(job.name),
			lambda: calls.get_import_logs(job.name), lambda: calls.download_errored_template(job.name),
			lambda: calls.get_import_status(job.name), lambda: calls.download_template("Parcel"),
		):  # fmt: skip
			with pytest.raises(frappe.PermissionError):
				call()


ASKING = (
	calls.form_start_import, calls.get_preview_from_template, calls.get_import_logs, calls.get_import_status,
	calls.download_errored_template,
)  # fmt: skip


@pytest.mark.parametrize("call", ASKING, ids=lambda call: call.__name__)
def test_imports_of_others_and_rights_that_are_gone(clerk: Context, parcels, call):
	clerk.db.commit()
	with parcels.context() as context:
		job = job_of([["Title"], ["Ada"]])
		context.db.commit()
		context.set_user(CLERK)
		with pytest.raises(frappe.PermissionError):
			call(job.name)
		job.db_set("owner", OTHER)
		context.db.commit()
		context.set_user(OTHER)
		with pytest.raises(frappe.PermissionError):
			call(job.name)


def test_a_document_that_fails_half_way_leaves_nothing(clerk: Context, monkeypatch):
	from banco.office.dataimport import run

	real = run.Run._write

	def failing(self, entry):
		name = real(self, entry)
		return 1 // (frappe.db.get_value("Parcel", name, "title") != "Bea") and name

	monkeypatch.setattr(run.Run, "_write", failing)
	(problem,) = imported(
		job_of([["Title", "Item (Items)"], ["Ada", "ink"], ["Bea", "ink"], ["Cleo", "ink"]])
	)
	assert problem["row"] == 3
	assert sorted(frappe.get_all("Parcel", pluck="title")) == ["Ada", "Cleo"]
	assert clerk.db.count("Import Item") == 2


def test_files_that_are_not_the_users(clerk: Context, parcels):
	with parcels.context(user=OTHER, lang="it"):
		private = (
			frappe.get_doc({"doctype": "File", "file_name": "x.csv", "content": b"Title\nAda"})
			.insert()
			.file_url
		)
	for url in ("/etc/passwd", "../../site_config.json", "/private/files/../../site_config.json", private):
		job = job_of()
		job.import_file = url
		with pytest.raises((frappe.PermissionError, frappe.DoesNotExistError)):
			job.save()
		job.db_set("import_file", url)
		for call in (calls.get_preview_from_template, calls.form_start_import):
			with pytest.raises((frappe.PermissionError, frappe.DoesNotExistError)):
				call(job.name)


def test_a_template_says_what_each_column_takes(clerk: Context):
	calls.download_template("Parcel", file_type="Excel")
	book = load_workbook(io.BytesIO(clerk.response.filecontent))
	heading, notes = (list(sheet.values) for sheet in book.worksheets)
	assert len(heading) == 1 and heading[0][:3] == ("Titolo *", "Colore", "Weight")
	about = {row[0]: row[1] for row in notes}
	assert about["Colore"] == "Rosso, Blu" and about["Born"] == "31/01/2026"
	assert "Bassa" in about["Town"]
	calls.download_template("Parcel", {"Parcel": ["title"], "items": ["item"]})
	assert read_table(clerk.response.filecontent, "x.csv") == [["Titolo *", "Item (Items) *"]]


def test_an_error_of_a_hook_is_that_of_its_row(clerk: Context, monkeypatch):
	from banco.office.dataimport import run

	monkeypatch.setattr(run, "value_of", lambda cell, target: 1 // (cell != "zero") and cell)
	(problem,) = imported(job_of([["Title"], ["zero"], ["Ada"]]))
	assert problem["row"] == 2 and "division" not in problem["message"]
	assert frappe.get_all("Parcel", pluck="title") == ["Ada"]
	assert clerk.db.exists("Error Log", {"reference_doctype": "Data Import"})


def test_a_dry_run_sees_rows_that_exclude_each_other(clerk: Context):
	job = job_of([["Title"], ["Ada"], ["Ada"], ["Bea"]])
	assert [p["row"] for p in imported(job, dry_run=True)] == [3]
	assert clerk.db.count("Parcel") == 0


@pytest.mark.parametrize(
	"options", ["", "[]", "3", '{"column_to_field_map": [1]}', '{"column_to_field_map": {"0": ["x"]}}']
)
def test_options_that_mean_nothing_are_none(clerk: Context, options):
	job = job_of([["Title"], ["Ada"]])
	job.template_options = options
	job.save()
	assert calls.get_preview_from_template(job.name)["total_number_of_rows"] in (0, 1)


def test_options_that_are_no_json_are_refused(clerk: Context):
	job = job_of([["Title"], ["Ada"]])
	job.template_options = "{"
	with pytest.raises(frappe.ValidationError):
		job.save()


@pytest.mark.parametrize(("mute", "dry_run", "queued"), [(1, False, 0), (0, True, 0), (0, False, 1)])
def test_mails_of_what_is_imported_wait_for_leave(clerk: Context, monkeypatch, mute, dry_run, queued):
	from banco.office.dataimport import run
	from banco.office.mail import sendmail

	real = run.Run._write
	monkeypatch.setattr(
		run.Run, "_write", lambda self, e: sendmail(CLERK, subject="x", message="x") or real(self, e)
	)
	imported(job_of([["Title"], ["Ada"]], mute_emails=mute), dry_run)
	assert clerk.db.count("Email Queue") == queued


def test_an_import_without_a_file_answers(clerk: Context):
	job = job_of()
	assert calls.get_preview_from_template(job.name)["fields"]
	assert calls.form_start_import(job.name) is False
	calls.download_errored_template(job.name)
	assert read_table(clerk.response.filecontent, "x.csv") == [["Da correggere"]]
	for fields in ("[]", '{"Parcel": null}', "3", '{"Nope": ["x"]}'):
		calls.download_template("Parcel", fields)
