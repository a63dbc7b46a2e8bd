"""Assignments: a document given to somebody to look after, as a ToDo that tells them."""

from typing import Any

from banco.context import current
from banco.document import Document, new_doc
from banco.errors import PermissionError
from banco.messages import bold, throw
from banco.office.notify import tell
from banco.permissions import has_permission
from banco.translate import _, set_user_language
from banco.types import _dict
from banco.values import get_fullname
from banco.web import documents
from banco.web.incoming import as_mapping, doctype_of, name_of
from banco.web.request import as_json
from banco.whitelist import whitelist


@whitelist(methods=["POST"])
def add(args: Any = None, **given: Any) -> list[_dict]:
	"""Assign a document to users; who has it already keeps the one task. Returns what `get` does.

	`assign_to` (a list, or its JSON), `doctype`, `name`, and as they like `description`, `priority`, `date`.
	Raises PermissionError when somebody may not read the document: a task never shares a case by the way.
	"""
	doc, asked = _asked(args or given)
	context, sender = current(), get_fullname()
	for user in _texts(asked, "assign_to"):
		with context.acting_as(user, set_user_language(user)):
			text = _("{0} assigned to you: {1}").format(sender, _(doc.doctype))
			may = context.db.get_value("User", user, "enabled") and has_permission(doc.doctype, "read", doc)
		if not may:
			message = _("{0} may not read {1}: choose somebody else, or share the document first.")
			throw(message.format(bold(get_fullname(user)), bold(doc.name)), PermissionError)
		if user in {row.owner for row in _open(doc)}:
			continue
		task = {"allocated_to": user, "description": asked.description or text, "date": asked.date}
		todo = new_doc("ToDo").update({**_about(doc), **task, "priority": asked.priority or "Medium"})
		todo.insert(ignore_permissions=True)
		doc.add_comment("Assigned", _("assigned it to {0}").format(get_fullname(user)))
		if user != context.user:
			tell(user, text, asked.description or "", doc, "Assignment")
	return _open(doc)


@whitelist(methods=["POST"])
def add_multiple(args: Any = None, **given: Any) -> None:
	"""The same for several documents: `name` is a list of names, or its JSON."""
	asked = as_mapping(args or given)
	for name in _texts(asked, "name"):
		add({**asked, "name": name})


@whitelist()
def get(args: Any = None, **given: Any) -> list[_dict]:
	"""The open assignments of a document (`doctype`, `name`): [{owner, name}]."""
	return _open(_asked(args or given)[0])


@whitelist(methods=["POST"])
def remove(doctype: str, name: str | int, assign_to: str) -> list[_dict]:
	"""Take an assignment back."""
	return _end(documents.readable(doctype, name), assign_to, "Cancelled", _("took the assignment from {0}"))


@whitelist(methods=["POST"])
def close(doctype: str, name: str | int, assign_to: str) -> list[_dict]:
	"""Tell that an assignment is done."""
	return _end(documents.readable(doctype, name), assign_to, "Closed", _("has done what was assigned"))


def _end(doc: Document, user: str, status: str, text: str) -> list[_dict]:
	for row in _open(doc):
		if row.owner == user:
			todo = documents.readable("ToDo", row.name, "write")
			todo.update({"status": status}).save()
			doc.add_comment("Assignment Completed", text.format(get_fullname(user)))
	return _open(doc)


def _open(doc: Document) -> list[_dict]:
	tasks = {**_about(doc), "status": "Open"}
	rows = current().db.get_values("ToDo", tasks, ["allocated_to", "name"], order_by="creation")
	return [_dict(owner=owner, name=name) for owner, name in rows]


def _about(doc: Document) -> dict[str, str]:
	return {"reference_type": str(doc.doctype), "reference_name": str(doc.name)}


def _asked(given: Any) -> tuple[Document, _dict]:
	asked = _dict(as_mapping(given))
	return documents.readable(doctype_of(asked), name_of(asked)), asked


def _texts(asked: dict[str, Any], key: str) -> list[str]:
	found = as_json(asked.get(key))
	if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
		throw(_("Argument '{0}' is missing.").format(key))
	return found
