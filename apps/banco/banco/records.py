"""Records that apps carry as JSON files beside their doctypes: workspaces and the like."""

from __future__ import annotations

from typing import Any

from banco.context import current
from banco.dates import get_datetime
from banco.modules import documents_of

# Folder names under a module, in the order of import.
KINDS = ("workflow_state", "workflow_action_master", "workspace")
_SKIPPED_CHECKS = (
	"ignore_links",
	"ignore_validate",
	"ignore_mandatory",
	"ignore_version",
	"ignore_permissions",
)


def sync_records(app: str) -> None:
	"""Bring the site's records in line with an app's files; kinds that the host lacks are passed over."""
	for kind in KINDS:
		for _module, record, _file in documents_of(app, kind):
			import_record(record)


def import_record(record: dict[str, Any]) -> None:
	"""Make a record, or replace it when its file is newer than what the site has.

	So a record changed on the site stays until the app brings a newer one.
	"""
	from banco.document import delete_doc, get_doc

	doctype, name = record["doctype"], record["name"]
	present = current().db.get_value(doctype, name, "modified")
	if present is not None:
		if get_datetime(record.get("modified") or "1970-01-01") <= get_datetime(present):
			return
		delete_doc(doctype, name, force=True, ignore_permissions=True, delete_permanently=True)
	doc = get_doc(dict(record))
	for flag in _SKIPPED_CHECKS:
		doc.flags[flag] = True
	doc.insert(ignore_permissions=True, set_name=name)
	if record.get("modified"):
		doc.db_set("modified", record["modified"], update_modified=False)
