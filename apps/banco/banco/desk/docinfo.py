"""What surrounds a document on its form: attachments, comments, history, assignments, shares, permissions."""

import json
from collections.abc import Iterable
from typing import Any

from banco.context import current
from banco.document.document import Document
from banco.meta import get_meta
from banco.permissions import get_doc_permissions, permitted_levels
from banco.types import _dict

LATEST = 10  # changes shown in the history
COMMENTS = 100
_LOGS = {
	"Comment": "comments",
	"Info": "info_logs",
	"Workflow": "workflow_logs",
	"Attachment": "attachment_logs",
	"Attachment Removed": "attachment_logs",
	"Assigned": "assignment_logs",
	"Assignment Completed": "assignment_logs",
	"Like": "like_logs",
}
# Parts that Frappe's clients look for and this host has no use of.
_ALWAYS_EMPTY = ("communications", "automated_messages", "views", "milestones", "additional_timeline_content")


def of(doc: Document) -> dict[str, Any]:
	"""The surroundings of a document that the user may read; the caller has checked that."""
	doctype, name = str(doc.doctype), str(doc.name)
	info: dict[str, Any] = {kind: [] for kind in (*dict.fromkeys(_LOGS.values()), *_ALWAYS_EMPTY)}
	comments = _rows(
		"select name, creation, content, owner, comment_type from `tabComment` "
		f"where reference_doctype = ? and reference_name = ? order by creation desc limit {COMMENTS}",
		doctype, name,
	)  # fmt: skip
	for comment in reversed(comments):
		info[_LOGS.get(comment.comment_type, "info_logs")].append(comment)
	versions = _rows(
		"select name, owner, creation, data from `tabVersion` where ref_doctype = ? and docname = ? "
		f"order by creation desc limit {LATEST}",
		doctype, name,
	)  # fmt: skip
	info.update(
		doctype=doctype,
		name=doc.name,
		attachments=_rows(
			"select name, file_name, file_url, is_private, file_size, owner, creation, attached_to_field "
			"from `tabFile` where attached_to_doctype = ? and attached_to_name = ? order by creation",
			doctype, name,
		),
		versions=[_visible(doc, row) for row in versions],
		assignments=_rows(
			"select name, allocated_to as owner, description, status from `tabToDo` "
			"where reference_type = ? and reference_name = ? and status not in ('Cancelled', 'Closed')",
			doctype, name,
		),
		shared=_rows(
			"select name, user, read, write, submit, share, everyone, owner, creation from `tabDocShare` "
			"where share_doctype = ? and share_name = ?",
			doctype, name,
		),
		permissions=_rights(doc),
		tags=doc.get("_user_tags") or "",
	)  # fmt: skip
	hidden = _hidden_fields(doctype)
	info["attachments"] = [row for row in info["attachments"] if row.attached_to_field not in hidden]
	info["user_info"] = user_info((doc.owner, doc.modified_by, *_people(info)))
	return info


def _rights(doc: Document) -> dict[str, int]:
	context = current()
	# To ask what may be done is not to do it: apps that record accesses by request must not see one here.
	request, context.request = context.request, None
	try:
		return get_doc_permissions(doc)
	finally:
		context.request = request


def user_info(names: Iterable[str | None]) -> dict[str, dict[str, Any]]:
	"""Full name and picture of users, by their name."""
	wanted = sorted({name for name in names if name})
	if not wanted:
		return {}
	marks = ", ".join("?" * len(wanted))
	rows = current().db.fetch(
		f"select name, full_name, user_image, email from `tabUser` where name in ({marks})", wanted
	)
	keys = ("name", "fullname", "image", "email")
	return {row[0]: dict(zip(keys, row, strict=True)) for row in rows}


def _people(info: dict[str, Any]) -> Iterable[str | None]:
	for kind in ("comments", "versions", "attachments", "assignments", "info_logs", "workflow_logs"):
		yield from (row.get("owner") for row in info[kind])
	yield from (row.get("user") for row in info["shared"])


def _rows(query: str, doctype: str, name: str) -> list[_dict]:
	return list(current().db.shaped(query, (doctype, name), as_dict=True))


def _visible(doc: Document, version: _dict) -> _dict:
	"""A version without the fields of permission levels that the user may not read."""
	try:
		data = json.loads(version.data or "{}")
	except ValueError:
		return _dict(version, data="{}")
	hidden = _hidden_fields(str(doc.doctype))
	for part in ("changed", "added", "removed", "row_changed"):
		rows = [row for row in data.get(part) or () if row[0] not in hidden]
		data[part] = rows if part == "changed" else [_visible_row(doc, row) for row in rows]
	return _dict(version, data=json.dumps(data))


def _visible_row(doc: Document, row: list[Any]) -> list[Any]:
	table = get_meta(str(doc.doctype)).get_field(row[0])
	hidden = _hidden_fields(str(table.options), str(doc.doctype)) if table else frozenset()
	last = row[-1]
	if isinstance(last, dict):
		return [*row[:-1], {key: value for key, value in last.items() if key not in hidden}]
	return [*row[:-1], [change for change in last if change[0] not in hidden]]


def _hidden_fields(doctype: str, parent: str | None = None) -> frozenset[str]:
	meta = get_meta(doctype)
	high = meta.get_high_permlevel_fields()
	if not high:
		return frozenset()
	levels = permitted_levels(get_meta(parent) if parent else meta, "read")
	return frozenset(field.fieldname for field in high if field.permlevel not in levels)
