"""What permissions are decided from: roles, user permissions, shares. Read once per context."""

from collections.abc import Callable
from typing import Any

from banco.context import ADMINISTRATOR, GUEST, current
from banco.modules import get_attr
from banco.permissions.rules import SHARED_RIGHTS, Grants, Link, grants, restricted
from banco.settings import system_setting
from banco.types import _dict

_KINDS = ("roles", "user_permissions", "shared", "grants", "restrictions")


def get_roles(username: str | None = None) -> list[str]:
	"""The roles of a user, with those that everybody has ("Guest"), every user ("All"), every desk user."""
	context = current()
	user = username or context.user
	known = context.memo.get(("roles", user))
	if known is None:
		known = context.memo[("roles", user)] = _load_roles(user)
	return list(known)


def get_user_permissions(user: str | None = None) -> dict[str, list[_dict]]:
	"""What a user is restricted to: doctype -> entries {doc, applicable_for, is_default, hide_descendants}."""
	context = current()
	user = user or context.user
	known = context.memo.get(("user_permissions", user))
	if known is None:
		known = context.memo[("user_permissions", user)] = _load_user_permissions(user)
	return known


def grants_of(meta: Any, user: str) -> Grants:
	"""What the user's roles give on a doctype."""
	memo = current().memo
	key = ("grants", user, meta.name)
	known = memo.get(key)
	if known is None:
		known = memo[key] = grants(meta.permissions, get_roles(user), meta)
	return known


def restrictions_of(meta: Any, user: str) -> list[Link]:
	"""The links of a doctype that the user's permissions restrict."""
	memo = current().memo
	key = ("restrictions", user, meta.name)
	known = memo.get(key)
	if known is None:
		permissions = get_user_permissions(user)
		known = restricted(links_of(meta), permissions, meta.name) if permissions else []
		memo[key] = known
	return known


def is_strict() -> bool:
	"""Whether a document with an empty link is hidden from users restricted on that link."""
	return bool(int(system_setting("apply_strict_user_permissions") or 0))


def links_of(meta: Any) -> tuple[Link, ...]:
	"""Every link that a user permission can restrict: the name itself, links, and links in child tables."""
	from banco.meta.definitions import recall

	return recall("permission_links", meta.name, lambda name: (Link("name", name, name), *_links(meta)))


def shared_with(doctype: str, user: str, right: str = "read") -> list[str]:
	"""The names of the documents of a doctype that are shared with a user (or with everyone)."""
	if right not in SHARED_RIGHTS or user == GUEST:
		return []
	memo, right = current().memo, SHARED_RIGHTS[right]
	key = ("shared", user, doctype, right)
	known = memo.get(key)
	if known is None:
		known = memo[key] = [
			row[0]
			for row in current().db.fetch(
				f"select share_name from `tabDocShare` where share_doctype = ? and `{right}` = 1 "
				"and (user = ? or everyone = 1)",
				(doctype, user),
			)
		]
	return known


def hooks_for(kind: str, doctype: str) -> list[Callable[..., Any]]:
	"""The functions that apps hook to a doctype's permissions, or to those of all ("*")."""
	hooks = current().site.hooks.get(kind)
	return [get_attr(path) for path in (*hooks.get(doctype, ()), *hooks.get("*", ()))]


def clear_user_cache(*_event: Any) -> None:
	"""Forget what this context remembers of roles, user permissions and shares; others remember nothing.

	An event of the documents that give permissions.
	"""
	context = current()
	for kind in _KINDS:
		context.forget(kind)


def _load_roles(user: str) -> tuple[str, ...]:
	db = current().db
	if user == GUEST:
		return (GUEST,)
	if user == ADMINISTRATOR:
		names = [row[0] for row in db.fetch("select name from `tabRole` order by name")]
		return tuple(dict.fromkeys([*names, ADMINISTRATOR, "System Manager", "Desk User", "All", GUEST]))
	rows = db.fetch(
		"select u.user_type, h.role from `tabUser` u left join `tabHas Role` h on h.parent = u.name "
		"and h.parenttype = 'User' and h.parentfield = 'roles' "
		"and h.role not in (select name from `tabRole` where disabled = 1) where u.name = ?",
		(user,),
	)
	if not rows:
		return (GUEST,)
	automatic = ["Desk User"] if rows[0][0] == "System User" else []
	return tuple(dict.fromkeys([*(row[1] for row in rows if row[1]), *automatic, "All", GUEST]))


def _load_user_permissions(user: str) -> dict[str, list[_dict]]:
	found: dict[str, list[_dict]] = {}
	if user in (ADMINISTRATOR, GUEST):
		return found
	rows = current().db.fetch(
		"select allow, for_value, applicable_for, apply_to_all_doctypes, is_default, hide_descendants "
		"from `tabUser Permission` where user = ? order by creation, name",
		(user,),
	)
	for allow, value, applicable_for, for_all, is_default, hide_descendants in rows:
		entry = _dict(doc=value, applicable_for=None if for_all else applicable_for, is_default=is_default)
		entry.hide_descendants = hide_descendants
		found.setdefault(allow, []).append(entry)
	return found


def _links(meta: Any) -> list[Link]:
	from banco.meta import get_meta

	found = [
		Link(field.fieldname, field.label or field.fieldname, field.options)
		for field in meta.get_link_fields()
		if not field.ignore_user_permissions and not field.is_virtual
	]
	for table in meta.get_table_fields():
		found += [
			Link(
				field.fieldname, field.label or field.fieldname, field.options, table.fieldname, table.options
			)
			for field in get_meta(table.options).get_link_fields()
			if not field.ignore_user_permissions and not field.is_virtual
		]
	return found
