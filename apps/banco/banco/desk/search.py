"""Finding the document that a Link field shall point to."""

from __future__ import annotations

from typing import Any

from banco.errors import PermissionError
from banco.messages import throw
from banco.meta import get_meta
from banco.meta.meta import Meta
from banco.permissions import has_permission
from banco.query.listing import get_list
from banco.translate import _
from banco.web import documents
from banco.web.calling import resolve
from banco.web.registry import check_call, reads
from banco.web.request import as_json
from banco.whitelist import whitelist

MOST = 100
_SEARCHABLE = frozenset(
	(
		"Data",
		"Text",
		"Small Text",
		"Long Text",
		"Link",
		"Select",
		"Read Only",
		"Text Editor",
		"Autocomplete",
		"Phone",
	)
)


@reads
@whitelist()
def search_link(
	doctype: str,
	txt: str = "",
	query: str | None = None,
	filters: Any = None,
	page_length: int = 10,
	searchfield: str | None = None,
	reference_doctype: str | None = None,
	ignore_user_permissions: Any = False,
	link_fieldname: str | None = None,
) -> list[dict[str, Any]]:
	"""Documents to link to: `{value, label?, description}`, at most `page_length`."""
	found = search_widget(
		doctype, txt, query, searchfield, 0, page_length, filters, reference_doctype=reference_doctype,
		ignore_user_permissions=ignore_user_permissions, link_fieldname=link_fieldname,
	)  # fmt: skip
	meta = get_meta(doctype)
	return [_option(meta, list(row.values()) if isinstance(row, dict) else list(row)) for row in found]


@reads
@whitelist()
def search_widget(
	doctype: str,
	txt: str = "",
	query: str | None = None,
	searchfield: str | None = None,
	start: int = 0,
	page_length: int = 10,
	filters: Any = None,
	filter_fields: Any = None,
	as_dict: Any = False,
	reference_doctype: str | None = None,
	ignore_user_permissions: Any = False,
	link_fieldname: str | None = None,
) -> list[Any]:
	"""The rows of such a search: name, title if links show it, then the fields that describe a document."""
	meta = get_meta(doctype)
	given = as_json(filters)
	if query:
		function = resolve(query)
		check_call(function, "GET", query)
		return list(function(doctype, txt, searchfield or "name", start, min(page_length, MOST), given or {}))
	if not (has_permission(doctype, "select") or has_permission(doctype, "read")):
		raise PermissionError(_("You are not permitted to {0} {1}.").format(_("read"), _(doctype)))
	free = documents.truthy(ignore_user_permissions) and _ignores_user_permissions(
		reference_doctype, link_fieldname, doctype
	)
	rows = get_list(
		doctype,
		fields=_columns(meta),
		filters=_with_enabled(meta, given),
		or_filters=_matching(meta, txt.strip(), searchfield),
		order_by=_order(meta),
		limit_start=max(start, 0),
		limit_page_length=max(1, min(page_length, MOST)),
		ignore_user_permissions=free,
	)
	rows = _nearest_first(rows, txt.strip())
	return rows if documents.truthy(as_dict) else [list(row.values()) for row in rows]


@reads
@whitelist()
def get_link_title(doctype: str, docname: Any) -> Any:
	"""The title of a document that the user may read; its name when links do not show titles."""
	meta = get_meta(doctype)
	title = meta.get_title_field()
	if not meta.show_title_field_in_link or title == "name":
		return docname
	rows = get_list(doctype, fields=["name", title], filters={"name": docname}, limit_page_length=1)
	return rows[0][title] if rows else docname


def _columns(meta: Meta) -> list[str]:
	title = [meta.get_title_field()] if meta.show_title_field_in_link else []
	names = ["name", *title, *meta.get_search_fields()]
	return [name for name in dict.fromkeys(names) if name == "name" or meta.has_field(name)]


def _matching(meta: Meta, txt: str, searchfield: str | None) -> list[list[Any]] | None:
	if not txt:
		return None
	names = [searchfield] if searchfield and searchfield != "name" else _columns(meta)
	if searchfield and searchfield != "name" and not meta.has_field(searchfield):
		throw(_("{0} has no field {1}: check the name.").format(_(meta.name), searchfield[:140]))
	pattern = f"%{_literal(txt[:140])}%"
	searched = [name for name in dict.fromkeys(["name", *names]) if _is_searchable(meta, name)]
	return [[name, "like", pattern] for name in searched]


def _literal(text: str) -> str:
	return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _is_searchable(meta: Meta, name: str) -> bool:
	field = meta.get_field(name)
	return name == "name" if field is None else field.fieldtype in _SEARCHABLE


def _with_enabled(meta: Meta, filters: Any) -> Any:
	"""The filters, with what is switched off left out."""
	rows = (
		[[key, *_operator(value)] for key, value in filters.items()] if isinstance(filters, dict) else filters
	)
	rows = list(rows or [])
	named = {row[1] if len(row) == 4 else row[0] for row in rows}
	if meta.has_field("enabled") and "enabled" not in named:
		rows.append(["enabled", "=", 1])
	if meta.has_field("disabled") and "disabled" not in named:
		rows.append(["disabled", "=", 0])
	return rows


def _operator(value: Any) -> list[Any]:
	return list(value) if isinstance(value, list | tuple) and len(value) == 2 else ["=", value]


def _order(meta: Meta) -> str:
	title = meta.get_title_field()
	return f"{title} asc" if meta.show_title_field_in_link and meta.has_field(title) else "name asc"


def _nearest_first(rows: list[Any], txt: str) -> list[Any]:
	start = txt.casefold()
	return sorted(
		rows, key=lambda row: not any(str(v or "").casefold().startswith(start) for v in row.values())
	)


def _ignores_user_permissions(doctype: str | None, fieldname: str | None, target: str) -> bool:
	"""Whether the form's own Link field says so: a client's word alone is not enough."""
	field = get_meta(doctype).get_field(fieldname) if doctype and fieldname else None
	return bool(field and field.options == target and field.ignore_user_permissions)


def _option(meta: Meta, row: list[Any]) -> dict[str, Any]:
	value, rest = row[0], row[1:]
	option = {"value": value}
	if meta.show_title_field_in_link and rest:
		option["label"] = rest[0] or value
		rest = [value, *rest[1:]]
	elif meta.translated_doctype:
		option["label"] = _(value)
	option["description"] = ", ".join(dict.fromkeys(str(item) for item in rest if item not in (None, "")))
	return option
