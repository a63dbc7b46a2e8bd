"""Opening a form: the doctype with its child tables and scripts, the document with what surrounds it."""

from typing import Any

from banco.context import GUEST, current
from banco.desk import docinfo
from banco.desk.scripts import calendar_script, client_script, list_script, text_hash
from banco.desk.user_settings import stored_settings
from banco.document import get_doc
from banco.document.document import Document
from banco.errors import PermissionError
from banco.meta import get_meta
from banco.meta.meta import Meta
from banco.permissions import has_permission
from banco.query.listing import get_list
from banco.translate import _
from banco.web import documents
from banco.whitelist import whitelist


@whitelist(reads=True)
def getdoctype(doctype: str, with_parent: Any = False, cached_timestamp: str | None = None) -> None:
	"""Put into the reply: `docs`, the doctype and those of its child tables, and `user_settings`."""
	meta = readable_meta(doctype)
	response = current().response
	response.docs.append(_with_scripts(meta))
	response.docs.extend(
		_as_dict(get_meta(name)) for name in dict.fromkeys(field.options for field in meta.get_table_fields())
	)
	response["user_settings"] = stored_settings(doctype)


@whitelist(reads=True)
def getdoc(doctype: str, name: str | int, user: str | None = None) -> None:
	"""Put into the reply: `docs` with the document as its form shows it, `docinfo`, `_link_titles`."""
	doc = documents.readable(doctype, name)
	doc.run_method("onload")
	respond_with(doc, nulls=False)


@whitelist(reads=True)
def get_docinfo(doctype: str, name: str | int) -> None:
	"""Put into the reply: `docinfo`, what surrounds the document (attachments, comments, history ...)."""
	current().response["docinfo"] = docinfo.of(documents.readable(doctype, name))


def respond_with(doc: Document, nulls: bool = True, localname: str | None = None) -> None:
	"""Put a document into the reply as its form wants it back."""
	response = current().response
	response["docinfo"] = docinfo.of(doc)
	shown = documents.shown(doc, nulls)
	onload = doc.get("__onload")
	if onload:
		shown["__onload"] = onload
	if localname:
		shown["localname"] = localname
	response.docs.append(shown)
	response["_link_titles"] = link_titles(doc, shown)


def readable_meta(doctype: str) -> Meta:
	"""A doctype's meta, for anybody logged in: forms of others show it as a child table or a link."""
	if current().user == GUEST:
		raise PermissionError(_("Log in to read {0}.").format(_(doctype)))
	return get_meta(doctype)


def link_titles(doc: Document, shown: dict[str, Any]) -> dict[str, str]:
	"""Titles of the linked documents that the user may read, by "DocType::name", where links show titles."""
	wanted: dict[str, set[str]] = {}
	for field in get_meta(doc.doctype).get_link_fields():
		value = shown.get(field.fieldname)
		if value and field.options and get_meta(field.options).show_title_field_in_link:
			wanted.setdefault(str(field.options), set()).add(str(value))
	titles: dict[str, str] = {}
	for doctype, names in wanted.items():
		if not has_permission(doctype, "read"):
			continue
		title = get_meta(doctype).get_title_field()
		rows = get_list(doctype, fields=["name", title], filters={"name": ["in", sorted(names)]}, order_by="")
		titles.update((f"{doctype}::{row.name}", str(row[title])) for row in rows if row[title])
	return titles


def _with_scripts(meta: Meta) -> dict[str, Any]:
	data = _as_dict(meta)
	readable = has_permission(meta.name, "read")
	script = client_script(meta.name) if readable else ""
	workflow = meta.get_workflow()
	data.update(
		__js=script,
		__js_hash=text_hash(script),
		__calendar_js=calendar_script(meta.name) if readable else "",
		__list_js=list_script(meta.name) if readable else "",
		__workflow_docs=[get_doc("Workflow", workflow).as_dict()] if workflow and readable else [],
		__print_formats=current().db.get_all(
			"Print Format", filters={"doc_type": meta.name, "disabled": 0}, fields=["name"], order_by="name"
		),
		__messages=None,
	)
	return data


def _as_dict(meta: Meta) -> dict[str, Any]:
	return dict(meta.as_dict(), doctype="DocType")
