"""Finding the document that a Link field shall point to."""

from typing import Any

from banco.calling import resolve
from banco.meta import Field, get_meta
from banco.meta.meta import Meta
from banco.permissions import has_permission, permitted_levels
from banco.query.filters import parse
from banco.query.listing import get_list
from banco.translate import _
from banco.web.registry import check_call
from banco.web.request import as_json
from banco.whitelist import whitelist

MOST = 1000
LONGEST_TEXT = 140  # characters of what is searched for
_SEARCHABLE = frozenset({
	"Data", "Text", "Small Text", "Long Text", "Link", "Select", "Read Only", "Text Editor", "Autocomplete",
	"Phone",
})  # fmt: skip


@whitelist(reads=True)
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
	"""Documents to link to: `{value, label?, description}`, at most `page_length`.

	Searched are name, title and search fields; or the whitelisted function at `query` is asked, which takes
	(doctype, txt, searchfield, start, page_len, filters).
	"""
	meta, text, most = get_meta(doctype), txt.strip()[:LONGEST_TEXT], max(1, min(page_length, MOST))
	given = as_json(filters) or {}
	if query:
		function = resolve(query)
		check_call(function, "GET", query)
		found = function(doctype, text, searchfield or "name", 0, most, given)
		return [_option(meta, list(row.values()) if isinstance(row, dict) else list(row)) for row in found]
	require_selectable(doctype)
	rows = get_list(
		doctype,
		fields=_columns(meta),
		filters=given,
		host_filters=_in_use(meta, given),
		or_filters=_matching(meta, text),
		order_by=_order(meta),
		limit_page_length=most,
		ignore_user_permissions=_ignores_user_permissions(reference_doctype, link_fieldname, doctype),
	)
	start = text.casefold()
	rows.sort(key=lambda row: not any(str(v or "").casefold().startswith(start) for v in row.values()))
	return [_option(meta, list(row.values())) for row in rows]


@whitelist(reads=True)
def get_link_title(doctype: str, docname: str | int) -> Any:
	"""The title of a document that the user may read; its name when links do not show titles."""
	meta = get_meta(doctype)
	title = meta.get_title_field()
	if not meta.show_title_field_in_link or title == "name":
		return docname
	rows = get_list(doctype, fields=["name", title], filters={"name": docname}, limit_page_length=1)
	return rows[0][title] if rows else docname


def require_selectable(doctype: str) -> None:
	"""Raise PermissionError unless the user may read documents of the doctype or select them in links."""
	if not has_permission(doctype, "select"):
		has_permission(doctype, "read", throw=True)


def _columns(meta: Meta) -> list[str]:
	title = [meta.get_title_field()] if meta.show_title_field_in_link else []
	names = dict.fromkeys(["name", *title, *meta.get_search_fields()])
	levels = permitted_levels(meta)
	return [name for name in names if name == "name" or _is_within(meta.get_field(name), levels)]


def _is_within(field: Field | None, levels: frozenset[int]) -> bool:
	return field is not None and int(field.permlevel or 0) in levels


def _matching(meta: Meta, text: str) -> list[list[Any]] | None:
	"""Filters of which one must hold; percent and underline are what the user typed, no wildcards."""
	literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
	return (
		[[name, "like", f"%{literal}%"] for name in _columns(meta) if _is_text(meta, name)] if text else None
	)


def _is_text(meta: Meta, name: str) -> bool:
	field = meta.get_field(name)
	return field is None or field.fieldtype in _SEARCHABLE


def _in_use(meta: Meta, given: Any) -> dict[str, int]:
	"""What is switched off is left out, unless the filters ask for it."""
	named = {row.field for row in parse(given)}
	switches = (("enabled", 1), ("disabled", 0))
	return {name: wanted for name, wanted in switches if meta.has_field(name) and name not in named}


def _order(meta: Meta) -> str:
	title = meta.get_title_field()
	return f"{title} asc" if meta.show_title_field_in_link and title in _columns(meta) else "name asc"


def _ignores_user_permissions(doctype: str | None, fieldname: str | None, target: str) -> bool:
	"""Whether the form's own Link field says so: a client's word is not enough."""
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
