"""The rules of permissions, on plain data: nothing here reads a database or knows who is asking."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

RIGHTS = (
	"select", "read", "write", "create", "delete", "submit", "cancel", "amend", "print", "email", "report",
	"import", "export", "share",
)  # fmt: skip
# Right -> the right of a share that gives it: what one was given to read may be printed and sent on.
SHARED_RIGHTS = {
	"read": "read",
	"print": "read",
	"email": "read",
	"write": "write",
	"submit": "submit",
	"share": "share",
}
# What needs a submittable doctype, or one that may be imported, whatever the roles say.
_OF_SUBMITTABLE = ("submit", "cancel", "amend")


class Grants(NamedTuple):
	"""What roles give on a doctype: on every document, and on documents that the user owns."""

	on_all: frozenset[str]
	on_own: frozenset[str]

	def may(self, right: str, is_owner: bool) -> bool:
		return right in self.on_all or (is_owner and right in self.on_own)


class Link(NamedTuple):
	"""A link field that user permissions can restrict, and once they do the names that the user may meet
	there.

	`table_field` and `child_doctype` are set for a link in a child table.
	"""

	fieldname: str
	label: str
	options: str
	table_field: str | None = None
	child_doctype: str | None = None
	allowed: tuple[str, ...] = ()


def grants(rows: Iterable[Mapping[str, Any]], roles: Collection[str], meta: Any) -> Grants:
	"""The rights that the permission rows of level 0 give to these roles.

	"Only if owner" rows give their rights on own documents only, except "create": nobody owns a document
	before it is made.
	"""
	on_all: set[str] = set()
	on_own: set[str] = set()
	for row in rows:
		if row.get("role") not in roles or int(row.get("permlevel") or 0):
			continue
		given = {right for right in RIGHTS if row.get(right)}
		if row.get("if_owner"):
			on_own |= given
			on_all |= given & {"create"}
		else:
			on_all |= given
	impossible = set() if meta.is_submittable else set(_OF_SUBMITTABLE)
	if not meta.allow_import:
		impossible.add("import")
	return Grants(frozenset(on_all - impossible), frozenset(on_own - impossible))


def levels(rows: Iterable[Mapping[str, Any]], roles: Collection[str], right: str) -> frozenset[int]:
	"""The permission levels on which these roles have "read" or "write"."""
	return frozenset(
		int(row.get("permlevel") or 0) for row in rows if row.get("role") in roles and row.get(right)
	)


def restricted(
	links: Iterable[Link], user_permissions: Mapping[str, Iterable[Mapping[str, Any]]], doctype: str
) -> list[Link]:
	"""The links of a doctype that user permissions restrict, with the values allowed.

	An entry that is applicable for one doctype only restricts that one.
	"""
	found = []
	for link in links:
		entries = user_permissions.get(link.options, ())
		values = tuple(
			str(entry["doc"]) for entry in entries if entry.get("applicable_for") in (None, "", doctype)
		)
		if values:
			found.append(link._replace(allowed=values))
	return found


def blocking(
	restrictions: Iterable[Link],
	value_of: Callable[[str], Any],
	rows_of: Callable[[str], Iterable[Any]],
	strict: bool,
) -> tuple[Link, Any, int | None] | None:
	"""The first link to something the user may not meet: the link, its value, and the child row's number.

	An empty link blocks only when `strict`. Names are compared without regard to case, as the database does.
	"""
	for link in restrictions:
		allowed = {value.casefold() for value in link.allowed}
		if link.table_field is None:
			value = value_of(link.fieldname)
			if not _passes(value, allowed, strict and link.fieldname != "name"):
				return link, value, None
			continue
		for index, row in enumerate(rows_of(link.table_field), start=1):
			value = row.get(link.fieldname)
			if not _passes(value, allowed, strict):
				return link, value, index
	return None


def _passes(value: Any, allowed: Collection[str], strict: bool) -> bool:
	if value is None or value == "":
		return not strict
	return str(value).casefold() in allowed
