"""Settings of a list and the numbers beside its filters."""

from __future__ import annotations

from typing import Any

from banco.context import current
from banco.messages import throw
from banco.meta import get_meta
from banco.translate import _
from banco.web import documents
from banco.web.registry import reads
from banco.web.request import as_json
from banco.whitelist import whitelist

GROUPS = 50


@reads
@whitelist()
def get_list_settings(doctype: str) -> None:
	"""Site-wide settings of a list; this host keeps each user's own only."""


@reads
@whitelist()
def get_group_by_count(doctype: str, current_filters: Any, field: str) -> list[dict[str, Any]]:
	"""How many documents of a list have each value of a field: `{name, count}`, the most frequent first."""
	if field == "assigned_to":
		return _assigned(doctype, current_filters)
	if field not in ("owner", "modified_by") and not get_meta(doctype).has_field(field):
		throw(_("{0} has no field {1}: check the name.").format(_(doctype), field[:140]))
	options = {
		"fields": [f"{field} as name", "count(name) as count"],
		"filters": as_json(current_filters),
		"group_by": field,
		"order_by": "count desc",
		"limit": GROUPS,
	}
	return documents.rows(doctype, options)


def _assigned(doctype: str, filters: Any) -> list[dict[str, Any]]:
	visible = documents.rows(doctype, {"fields": ["name"], "filters": as_json(filters), "limit": 0})
	names = {str(row.name) for row in visible}
	found: dict[str, int] = {}
	for name, user in current().db.fetch(
		"select reference_name, allocated_to from `tabToDo` where reference_type = ? and status = 'Open'",
		(doctype,),
	):
		if name in names:
			found[user] = found.get(user, 0) + 1
	return [
		{"name": user, "count": count} for user, count in sorted(found.items(), key=lambda item: -item[1])
	]
