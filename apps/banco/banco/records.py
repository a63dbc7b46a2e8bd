"""Records that travel as JSON files: those of an app's modules, its fixtures, and what a file brings in.

The files are Frappe's: `<module>/<kind>/<name>/<name>.json`, `fixtures/*.json` (a list of documents).
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from banco.context import current
from banco.dates import get_datetime
from banco.document import defaults, get_doc
from banco.document.locking import same_moment
from banco.hooks import thaw
from banco.meta import get_meta
from banco.meta.fieldtypes import ASIDE
from banco.modules import app_path, documents_of, read_json, scrub
from banco.public import as_json

# Folder names under a module, in the order of import.
KINDS = (
	"workflow_state", "workflow_action_master", "report", "letter_head", "print_format", "email_template",
	"notification", "number_card", "dashboard_chart", "workspace",
)  # fmt: skip
# A long text may lie beside its record, in a file of the record's name; that file is what counts.
TEXT_OF = {"print_format": "html", "notification": "message"}
_SKIPPED_CHECKS = (
	"ignore_links", "ignore_validate", "ignore_mandatory", "ignore_version", "ignore_permissions",
	"ignore_validate_update_after_submit",
)  # fmt: skip
# What says where and when a copy was made, not what it is.
_OF_THE_COPY = ("owner", "creation", "modified_by", "idx", "parent", "parentfield", "parenttype")
_OF_THE_ROW = {*_OF_THE_COPY, "name", "docstatus", "modified", "doctype"}


def sync_records(app: str) -> None:
	"""Bring the site's records in line with an app's files; doctypes that the host lacks are passed over."""
	for kind in KINDS:
		for _module, record, file in documents_of(app, kind):
			if current().db.exists("DocType", record["doctype"]):
				import_record(record)
				_read_beside(record, kind, file)


def import_record(record: dict[str, Any]) -> None:
	"""Make a record, or replace it when its file is newer than what the site has.

	So a record changed on the site stays until the app brings a newer one.
	"""
	present = current().db.get_value(record["doctype"], record["name"], "modified")
	if present is None or get_datetime(record.get("modified") or "1970-01-01") > get_datetime(present):
		put(record)


def put(record: Mapping[str, Any]) -> None:
	"""Store a document as a file describes it, in the place of the one of that name; nothing is checked.

	One that carries the `modified` of the stored document is that document: nothing is done.
	"""
	doctype, modified = record["doctype"], record.get("modified")
	meta = get_meta(doctype)
	name = doctype if meta.issingle else record.get("name")
	doc = get_doc(_without(record, _OF_THE_COPY))
	doc.flags.update(dict.fromkeys(_SKIPPED_CHECKS, True))
	if not (meta.issingle or (name and current().db.exists(doctype, name))):
		doc.insert(set_name=name)
	else:
		stored = get_doc(doctype, name)
		if modified and same_moment(modified, stored.modified):
			return
		defaults.fill(doc)
		kept = (*_OF_THE_COPY, "modified", *(field.fieldname for field in meta.plan.passwords))
		doc.__dict__.update({key: stored.get(key) for key in kept}, name=name)
		doc.save()
	if modified:
		doc.db_set("modified", modified, update_modified=False)


def import_file(file: Path) -> int:
	"""Store the documents of a JSON file; returns how many. Raises ValidationError for any other file."""
	content = read_json(file)
	records = content if isinstance(content, list) else [content]
	for record in records:
		put(record)
	return len(records)


def import_fixtures(app: str) -> None:
	"""Store the documents of an app's `fixtures` folder, file by file."""
	for file in sorted(app_path(app, "fixtures").glob("*.json")):
		import_file(file)


def export_fixtures(app: str) -> Iterator[Path]:
	"""Write what an app's hook `fixtures` names into its `fixtures` folder; yields each file.

	An entry is a doctype, or {"dt": doctype, "filters": ...}.
	"""
	for entry in current().site.hooks.get("fixtures", app):
		asked = entry if isinstance(entry, Mapping) else {"dt": entry}
		doctype = str(asked.get("dt") or asked.get("doctype"))
		file = app_path(app, "fixtures", f"{scrub(doctype)}.json")
		file.parent.mkdir(exist_ok=True)
		file.write_text(as_json(exported(doctype, asked.get("filters"))) + "\n")
		yield file


def exported(doctype: str, filters: Any = None) -> list[dict[str, Any]]:
	"""Documents as their file describes them, by name; passwords stay on the site."""
	meta, names = get_meta(doctype), [doctype]
	if not meta.issingle:
		names = current().db.get_all(doctype, filters=thaw(filters), pluck="name", order_by="name")
	left_out = {*_OF_THE_COPY, *ASIDE, *(field.fieldname for field in meta.plan.passwords)}
	return [_without(get_doc(doctype, name).as_dict(), left_out) for name in names]


def _without(record: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
	kept = {key: value for key, value in record.items() if key not in keys}
	for key, value in kept.items():
		if isinstance(value, list):
			kept[key] = [_without(row, _OF_THE_ROW) if isinstance(row, Mapping) else row for row in value]
	return kept


def _read_beside(record: dict[str, Any], kind: str, file: Path) -> None:
	field = TEXT_OF.get(kind, "")
	for path in (file.with_suffix(suffix) for suffix in (".md", ".html") if field):
		if path.is_file():
			text = {field: path.read_text(encoding="utf-8")}
			current().db.set_value(record["doctype"], record["name"], text, update_modified=False)
