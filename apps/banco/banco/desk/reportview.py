"""The rows and the number of rows of a list as the desk asks for them."""

import json
from typing import Any

from banco.context import current
from banco.core.doctype.report.report import BUILDER
from banco.desk.docinfo import user_info
from banco.document import delete_doc, get_doc, new_doc
from banco.web import documents
from banco.web.request import as_json
from banco.whitelist import whitelist


@whitelist(reads=True)
def get(doctype: str, **options: Any) -> Any:
	"""A page of a list with the names of its columns once: `{keys, values, user_info}`; `[]` when empty."""
	rows = get_list(doctype, **{**options, "as_dict": 1})
	if not rows:
		return []
	people = user_info({row.get(key) for row in rows for key in ("owner", "modified_by")})
	return {"keys": list(rows[0]), "values": [list(row.values()) for row in rows], "user_info": people}


@whitelist(reads=True)
def get_list(doctype: str, **options: Any) -> list[Any]:
	"""A page of a list; the latest changed first unless ordered or grouped otherwise."""
	if not (options.get("order_by") or options.get("group_by")):
		options["order_by"] = "modified desc"
	return documents.rows(doctype, options)


@whitelist(methods=["POST"])
def save_report(name: str, doctype: str, report_settings: Any) -> str:
	"""Keep the way a list is shown as a report of that name, new or one's own; gives the name."""
	known = current().db.exists("Report", name)
	report = get_doc("Report", name) if known else new_doc("Report", report_name=name, report_type=BUILDER)
	return str(
		report.update({"ref_doctype": doctype, "json": json.dumps(as_json(report_settings))}).save().name
	)


@whitelist(methods=["POST"])
def delete_report(name: str) -> None:
	"""Delete a report of one's own."""
	delete_doc("Report", name)
