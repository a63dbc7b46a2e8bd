"""The desk's home pages: workspaces with those of their entries that the user may open."""

from collections.abc import Iterable
from typing import Any

from banco.context import ADMINISTRATOR, current
from banco.errors import PermissionError
from banco.messages import throw
from banco.modules import scrub
from banco.permissions import get_roles, has_permission
from banco.query.listing import get_list
from banco.translate import _
from banco.types import _dict
from banco.web.incoming import as_mapping
from banco.whitelist import whitelist

_PAGE = (
	"name", "label", "title", "icon", "indicator_color", "module", "public", "for_user", "parent_page",
	"sequence_id", "content", "is_hidden",
)  # fmt: skip
_SHORTCUT = ("type", "link_to", "url", "label", "doc_view", "color", "icon", "stats_filter", "format")
_LINK = (
	"type",
	"label",
	"icon",
	"description",
	"link_type",
	"link_to",
	"onboard",
	"hidden",
	"is_query_report",
)


@whitelist(reads=True)
def get_workspace_sidebar_items() -> dict[str, Any]:
	"""The workspaces that the user may open, in the order of the sidebar."""
	pages = [dict(page, title=_(page.title or page.name)) for page in visible_pages()]
	return {"pages": pages, "has_access": True, "has_create_access": current().user == ADMINISTRATOR}


@whitelist(reads=True)
def get_desktop_page(page: Any) -> dict[str, Any]:
	"""What a workspace shows beside its links: `number_cards`, `charts` and `quick_lists`, each with `items`.

	Left out is what the user could not read. A card or chart comes with its document.
	"""
	name = as_mapping(page).get("name") if str(page).startswith("{") else page
	if name not in [visible.name for visible in visible_pages()]:
		throw(_("You have no permission to {0}: {1}").format(_("read"), name), PermissionError)
	return {
		"number_cards": {"items": _figures("Workspace Number Card", "Number Card", str(name))},
		"charts": {"items": _figures("Workspace Chart", "Dashboard Chart", str(name))},
		"quick_lists": {"items": _figures("Workspace Quick List", None, str(name))},
	}


def workspaces() -> list[dict[str, Any]]:
	"""The visible workspaces with their shortcuts and links, as the desk's boot has them."""
	pages = visible_pages()
	shortcuts, links = entries([page.name for page in pages])
	return [
		dict(
			page,
			title=_(page.title or page.name),
			label=_(page.label or page.name),
			shortcuts=shortcuts.get(page.name, []),
			links=links.get(page.name, []),
		)
		for page in pages
	]


def visible_pages() -> list[_dict]:
	"""Public workspaces whose roles (if they name any) the user has, and the user's own."""
	context = current()
	rows = context.db.get_values(
		"Workspace", {"is_hidden": 0}, list(_PAGE), as_dict=True, order_by="sequence_id asc, name asc"
	)
	roles = frozenset(get_roles())
	wanted: dict[str, set[str]] = {}
	for parent, role in context.db.fetch(
		"select parent, role from `tabHas Role` where parenttype = 'Workspace'"
	):
		wanted.setdefault(parent, set()).add(role)
	return [row for row in rows if _is_visible(row, wanted.get(row.name, set()), roles, context.user)]


def entries(names: list[str]) -> tuple[dict[str, list[_dict]], dict[str, list[_dict]]]:
	"""Shortcuts and links of those workspaces, by workspace; what the user may not open is left out."""
	shortcuts = _children("Workspace Shortcut", _SHORTCUT, names)
	links = _children("Workspace Link", _LINK, names)
	allowed: dict[tuple[str, str], bool] = {}
	may_report = has_permission("Report", "read")
	reports = get_list("Report", pluck="name", filters={"disabled": 0}) if may_report else ()

	def may_open(kind: str, target: str | None) -> bool:
		if kind == "Report":
			return target in reports
		if kind != "DocType" or not target:
			return True
		key = (kind, target)
		if key not in allowed:
			allowed[key] = bool(current().db.exists("DocType", target)) and has_permission(target, "read")
		return allowed[key]

	return (
		{name: [row for row in rows if may_open(row.type, row.link_to)] for name, rows in shortcuts.items()},
		{
			name: without_empty_cards(
				[row for row in rows if row.type != "Link" or may_open(row.link_type, row.link_to)]
			)
			for name, rows in links.items()
		},
	)


def without_empty_cards(links: Iterable[_dict]) -> list[_dict]:
	"""The links without the headings ("Card Break") under which nothing is left."""
	kept: list[_dict] = []
	for row in links:
		if row.type == "Card Break" and kept and kept[-1].type == "Card Break":
			kept.pop()
		kept.append(row)
	while kept and kept[-1].type == "Card Break":
		kept.pop()
	return kept


def _is_visible(page: _dict, wanted: set[str], roles: frozenset[str], user: str) -> bool:
	if page.for_user:
		return bool(page.for_user == user)
	return bool(page.public) and (not wanted or bool(wanted & roles) or user == ADMINISTRATOR)


def _children(doctype: str, fields: tuple[str, ...], names: list[str]) -> dict[str, list[_dict]]:
	if not names:
		return {}
	rows = current().db.get_values(
		doctype, {"parent": ["in", names]}, ["parent", *fields], as_dict=True, order_by="parent asc, idx asc"
	)
	found: dict[str, list[_dict]] = {}
	for row in rows:
		row.label = _(row.label) if row.label else row.label
		found.setdefault(row.pop("parent"), []).append(row)
	return found


def _figures(table: str, source: str | None, page: str) -> list[dict[str, Any]]:
	found = []
	for row in current().db.get_all(table, filters={"parent": page}, fields=["*"], order_by="idx asc"):
		about = row
		if source:
			about = current().db.get_value(
				source, row[f"{scrub(source).removeprefix('dashboard_')}_name"], "*", as_dict=True
			)
		if not about or (about.document_type and not has_permission(about.document_type)):
			continue
		label = _(row.label or about.name)
		found.append(
			{**row, "label": row.label or about.name, "title": label, "doc": about if source else None}
		)
	return found
