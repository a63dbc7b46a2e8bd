"""Parcels that a clerk imports: the doctypes, who may, and a job with its file."""

from __future__ import annotations

import io
import json

import pytest

import frappe
from banco.core.doctype.data_import import data_import as calls
from banco.office.tabular import to_csv

CLERK, OTHER = "clerk@import.test", "other@import.test"


@pytest.fixture(scope="module")
def parcels(site):
	"""Towns that a clerk is bound to, and parcels with items to import."""

	def field(fieldname, fieldtype="Data", **more):
		return {"fieldname": fieldname, "fieldtype": fieldtype, "label": fieldname.title(), **more}

	common = {"doctype": "DocType", "module": "Core", "custom": 1}
	rights = {"read": 1, "write": 1, "create": 1}
	with site.context():
		for role in ("Import Clerk", "Import Reader"):
			frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert()
		clerk, reader = {"role": "Import Clerk", **rights}, {"role": "Import Reader", **rights}
		frappe.get_doc(
			{
				**common, "name": "Import Town", "autoname": "hash", "title_field": "town", "document_type": "Setup",
				"fields": [field("town", reqd=1)], "permissions": [clerk, reader],
			}
		).insert()  # fmt: skip
		item = [field("item", reqd=1), field("pieces", "Int", non_negative=1)]
		frappe.get_doc({**common, "name": "Import Item", "istable": 1, "fields": item}).insert()
		fields = (
			field("title", reqd=1, unique=1),
			field("colour", "Select", options="\nRed\nBlue"),
			field("weight", "Currency"),
			field("born", "Date"),
			field("ready", "Check"),
			field("town", "Link", options="Import Town"),
			field("items", "Table", options="Import Item"),
			field("secret", permlevel=1),
			field("computed", read_only=1),
			field("plate", unique=1),
		)
		frappe.get_doc(
			{
				**common, "name": "Parcel", "autoname": "PAR-.####", "allow_import": 1, "fields": list(fields),
				"permissions": [{**clerk, "import": 1}, reader], "is_submittable": 0, "title_field": "title",
			}
		).insert()  # fmt: skip
		for source, text in (("Colour", "Colore"), ("Red", "Rosso"), ("Blue", "Blu")):
			row = {"doctype": "Translation", "language": "it", "source_text": source, "translated_text": text}
			frappe.get_doc(row).insert()
		towns = ("Alta", "Bassa", "Doppia", "Doppia")
		_alta, *open_to_clerk = [
			frappe.get_doc({"doctype": "Import Town", "town": town}).insert().name for town in towns
		]
		for user, role in ((CLERK, "Import Clerk"), (OTHER, "Import Reader")):
			row = {
				"doctype": "User",
				"email": user,
				"first_name": user,
				"roles": [{"role": role}],
				"language": "it",
			}
			frappe.get_doc({**row, "send_welcome_email": 0}).insert()
		for town in open_to_clerk:
			allowed = {"doctype": "User Permission", "user": CLERK, "allow": "Import Town"}
			frappe.get_doc({**allowed, "for_value": town, "apply_to_all_doctypes": 1}).insert()
	return site


@pytest.fixture
def clerk(parcels):
	with parcels.context(user=CLERK, lang="it") as context:
		context.db.delete("Parcel")
		context.db.delete("Import Item")
		context.db.delete("Data Import Log")
		context.db.delete("Email Queue")
		context.db.commit()
		yield context
		context.db.rollback()


def upload(job: str, rows: list[list], name: str = "parcels.csv") -> str:
	from banco.files import save_upload

	stream = io.BytesIO(rows if isinstance(rows, bytes) else to_csv(rows, ";"))
	file = save_upload(name, stream, doctype="Data Import", docname=job, fieldname="import_file")
	return str(file.file_url)


def job_of(rows=None, name="parcels.csv", **values):
	"""A Data Import with its file."""
	job = frappe.get_doc(
		{
			"doctype": "Data Import",
			"reference_doctype": "Parcel",
			"import_type": "Insert New Records",
			**values,
		}
	).insert()
	if rows is not None:
		job.import_file = upload(job.name, rows, name)
		job.save()
	return job


def imported(job, dry_run=False):
	calls.form_start_import(job.name, dry_run)
	job.reload()
	return json.loads(job.template_warnings)
