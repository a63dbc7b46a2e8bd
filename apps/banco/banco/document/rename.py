"""Another name for a document, in every place that names it; or two documents made one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from banco.context import current
from banco.document import events, store
from banco.document.problems import shown
from banco.document.references import LinkField, link_fields
from banco.errors import ValidationError
from banco.messages import throw
from banco.meta import definitions
from banco.meta.load import get_meta
from banco.meta.plan import quoted
from banco.naming.name import validate_name
from banco.translate import _

if TYPE_CHECKING:
	from banco.document.document import Document

# Doctypes and workflows are kept read: what they name may not change behind them.
_DEFINITIONS = frozenset(
	(
		"DocField", "DocPerm", "Custom Field", "Custom DocPerm", "Has Role", "Workflow",
		"Workflow Document State", "Workflow Transition",
	)
)  # fmt: skip

# Named in data fields, not by links: where the doctype and where the name stands.
_BY_DATA = (
	("Version", "ref_doctype", "docname"),
	("Comment", "reference_doctype", "reference_name"),
	("File", "attached_to_doctype", "attached_to_name"),
	("DocShare", "share_doctype", "share_name"),
	("ToDo", "reference_type", "reference_name"),
	("User Permission", "allow", "for_value"),
)


def rename_doc(
	doctype: str | None = None,
	old: str | None = None,
	new: str | None = None,
	force: bool = False,
	merge: bool = False,
	*,
	ignore_permissions: bool = False,
) -> str:
	"""Rename a document and return its new name; with `merge` hand its links to the document named `new`
	and delete it.

	Raises PermissionError, DoesNotExistError, ValidationError when the doctype does not allow it or the name
	is taken.
	"""
	current().db.writing()
	doc = store.load(str(doctype), old)
	if ignore_permissions:
		doc.flags.ignore_permissions = True
	old_name = doc.name
	new_name = validate_name(doc.doctype, new)
	_check(doc, old_name, new_name, force, merge)
	answer = events.run(doc, "before_rename", old_name, new_name, merge)
	if isinstance(answer, dict) and answer.get("new"):
		new_name = answer["new"]
	elif isinstance(answer, str) and answer:
		new_name = answer
	taken = store.exists(doc.doctype, new_name) and new_name.lower() != str(old_name).lower()
	if taken and not merge:
		_refuse(_("Another {0} is called {1}: choose another name").format(_(doc.doctype), shown(new_name)))
	if merge and not taken:
		_refuse(_("There is no {0} {1} to merge with").format(_(doc.doctype), shown(new_name)))
	_rename(doc, old_name, new_name, merge)
	if any(field.doctype in _DEFINITIONS for field in link_fields(doc.doctype)):
		definitions.changed()
	renamed = store.load(doc.doctype, new_name)
	events.run(renamed, "after_rename", old_name, new_name, merge)
	renamed.add_comment(
		"Edit", _("renamed from {0} to {1}").format(f"<b>{shown(old_name)}</b>", f"<b>{shown(new_name)}</b>")
	)
	current().memo.pop("documents", None)
	return new_name


def _check(doc: Document, old: Any, new: str, force: bool, merge: bool) -> None:
	if not doc.flags.ignore_permissions:
		doc.check_permission("write")
		if merge:
			doc.check_permission("delete")
	if not (force or doc._meta.allow_rename):
		_refuse(_("{0} cannot be renamed").format(_(doc.doctype)))
	if doc._meta.issingle or doc.doctype == "DocType":
		_refuse(_("{0} cannot be renamed").format(_(doc.doctype)))
	if str(old) == new:
		_refuse(_("The new name is the old one"))
	if merge and doc.docstatus == 1:
		_refuse(_("A submitted document cannot be merged"))


def _rename(doc: Document, old: Any, new: str, merge: bool) -> None:
	db = current().db
	for field in link_fields(doc.doctype):
		_repoint(field, doc.doctype, old, new)
	for table, kind, name in _BY_DATA:
		db.write(
			f"update {quoted(f'tab{table}')} set {name} = ? where {kind} = ? and {name} = ?",
			(new, doc.doctype, old),
		)
	own = quoted(f"tab{doc.doctype}")
	if merge:
		for child in doc._meta.plan.tables.values():
			db.write(get_meta(child).plan.sql.delete_children, (old, doc.doctype))
		db.write(doc._meta.plan.sql.delete, (old,))
		return
	db.write(f"update {own} set name = ? where name = ?", (new, old))
	for child in doc._meta.plan.tables.values():
		db.write(
			f"update {quoted(f'tab{child}')} set parent = ? where parent = ? and parenttype = ?",
			(new, old, doc.doctype),
		)
	rule, _colon, fieldname = str(doc._meta.autoname or "").partition(":")
	if rule.lower() == "field" and doc._meta.has_field(fieldname):
		db.write(f"update {own} set {quoted(fieldname)} = ? where name = ?", (new, new))


def _repoint(field: LinkField, doctype: str, old: Any, new: str) -> None:
	db = current().db
	name = quoted(field.fieldname)
	if field.is_single:
		db.write(
			"update `tabSingles` set value = ? where doctype = ? and field = ? and value = ?",
			(new, field.doctype, field.fieldname, old),
		)
		return
	statement = f"update {quoted(f'tab{field.doctype}')} set {name} = ? where {name} = ?"
	params: tuple[Any, ...] = (new, str(old))
	if field.type_field is not None:
		statement += f" and {quoted(field.type_field)} = ?"
		params += (doctype,)
	db.write(statement, params)


def _refuse(message: str) -> None:
	throw(message, ValidationError, fieldname="name")
