"""Spreadsheets brought in by Data Import."""

from __future__ import annotations

import csv
import io

from support.client import Client

PATH = "frappe.core.doctype.data_import.data_import"


def job(
	client: Client, rows: list[list[str]], doctype: str = "Referral", name: str = "segnalazioni.csv"
) -> str:
	"""A Data Import of new documents with a file of these rows; gives its name."""
	made = client.insert("Data Import", reference_doctype=doctype, import_type="Insert New Records")["name"]
	attach(client, made, rows, name)
	return made


def attach(client: Client, made: str, rows: list[list[str]], name: str = "segnalazioni.csv") -> None:
	"""Gives the import another file."""
	stream = io.StringIO()
	csv.writer(stream, delimiter=";").writerows(rows)
	where = {"doctype": "Data Import", "docname": made, "fieldname": "import_file"}
	reply = client.check(
		client.http.post("/api/method/upload_file", data=where, files={"file": (name, stream.getvalue())})
	)
	client.update("Data Import", made, import_file=reply.json()["message"]["file_url"])


def labels(client: Client, made: str) -> dict[str, str]:
	"""Field -> its label in the reader's language, as a heading may be written."""
	return {
		field["value"]: field["label"]
		for field in client.call(f"{PATH}.get_preview_from_template", data_import=made)["fields"]
	}
