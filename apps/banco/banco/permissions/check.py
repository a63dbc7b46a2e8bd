"""Deciding a permission: roles, ownership, user permissions, the apps' hooks, shares - in this order.

	may = (roles give the right on all documents and user permissions let this one pass
	       or roles give it on own documents and this is one)
	      and no hook denies it
	      or the document is shared with that right

The list criterion (`banco.query.access`) says the same in SQL.
"""

from collections.abc import Iterable
from typing import Any

from banco.calling import shape_of
from banco.context import ADMINISTRATOR, current
from banco.errors import PermissionError
from banco.messages import bold, throw
from banco.permissions import rules
from banco.permissions.load import get_roles, grants_of, hooks_for, is_strict, restrictions_of, shared_with
from banco.permissions.rules import RIGHTS, SHARED_RIGHTS
from banco.translate import _
from banco.types import _dict

# Who may not read a document may do none of these with it: apps are asked about reading alone.
_OF_READING = ("select", "print", "email", "report", "export", "share")


def has_permission(
	doctype: Any,
	ptype: str = "read",
	doc: Any = None,
	user: str | None = None,
	throw: bool = False,
	*,
	parent_doctype: str | None = None,
	**unused: Any,
) -> bool:
	"""Whether the user may do `ptype` with a doctype at all, or with one document (`doc`: it or its name).

	For a child doctype the parent decides: the parent of the row, or `parent_doctype`. With `throw`, raises
	PermissionError saying what is missing instead of returning False.
	"""
	from banco.meta import get_meta

	if doc is None and not isinstance(doctype, str):
		doc, doctype = doctype, doctype.doctype
	user = user or current().user
	if user == ADMINISTRATOR:
		return True
	meta = get_meta(doctype)
	doc = _document(doctype, doc)
	if meta.istable:
		allowed = _may_with_parent(meta, ptype, doc, user, parent_doctype)
	elif doc is None:
		allowed = _may_at_all(meta, ptype, user)
	else:
		allowed = _may(doc, ptype, user)
	if not allowed and throw:
		_refuse(meta, ptype, doc, user)
	return allowed


def get_doc_permissions(doc: Any, user: str | None = None, ptype: str | None = None) -> _dict:
	"""Every right on a document as 0 or 1, shares included."""
	user = user or current().user
	if user == ADMINISTRATOR:
		return _dict(dict.fromkeys(RIGHTS, 1))
	found = _dict((right, int(_may(doc, right, user, ask=right not in _OF_READING))) for right in RIGHTS)
	if not found.read:
		found.update(dict.fromkeys(_OF_READING, 0))
	return found


def get_role_permissions(doctype_meta: Any, user: str | None = None, is_owner: bool | None = None) -> _dict:
	"""The rights that roles give on a doctype as 0 or 1, with those on own documents under "if_owner"."""
	from banco.meta import get_meta

	meta = get_meta(doctype_meta) if isinstance(doctype_meta, str) else doctype_meta
	user = user or current().user
	if user == ADMINISTRATOR:
		return _dict(dict.fromkeys(RIGHTS, 1), if_owner={})
	given = grants_of(meta, user)
	found = _dict((right, int(given.may(right, is_owner is not False))) for right in RIGHTS)
	own = given.on_own - given.on_all
	return found.update(if_owner=dict.fromkeys(own, 1), has_if_owner_enabled=bool(own))


def permitted_levels(meta: Any, ptype: str = "read", user: str | None = None) -> frozenset[int]:
	"""The permission levels whose fields the user may read or write; all of them for the Administrator.

	Level 0 is always among them: it goes with the document.
	"""
	user = user or current().user
	if user == ADMINISTRATOR:
		return frozenset(int(field.permlevel or 0) for field in meta.fields) | {0}
	return rules.levels(meta.permissions, get_roles(user), ptype) | {0}


def only_for(roles: str | Iterable[str], message: bool = False) -> None:
	"""Raises PermissionError unless the user has one of the roles. The Administrator has them all."""
	wanted = {roles} if isinstance(roles, str) else set(roles)
	if current().user == ADMINISTRATOR or wanted & set(get_roles()):
		return
	shown = bold(", ".join(_(role) for role in sorted(wanted)))
	throw(_("This needs the role {0}").format(shown), PermissionError, title=_("Not permitted"))


def _document(doctype: str, doc: Any) -> Any:
	if not isinstance(doc, str | int):
		return doc
	from banco.document import get_doc

	return get_doc(doctype, doc)


def _may_at_all(meta: Any, ptype: str, user: str) -> bool:
	given = grants_of(meta, user)
	return given.may(ptype, is_owner=True) or bool(shared_with(meta.name, user, ptype))


def _may_with_parent(meta: Any, ptype: str, doc: Any, user: str, parent_doctype: str | None) -> bool:
	"""A row goes by its document: creating or deleting one is writing the document."""
	from banco.meta import get_meta

	parent_doctype = (doc.get("parenttype") if doc is not None else None) or parent_doctype
	if not parent_doctype:
		return False
	tables = [field for field in get_meta(parent_doctype).get_table_fields() if field.options == meta.name]
	right = "write" if ptype in ("create", "delete") else ptype
	levels = permitted_levels(get_meta(parent_doctype), "write" if right == "write" else "read", user)
	if not any(int(field.permlevel or 0) in levels for field in tables):
		return False
	parent = getattr(doc, "parent_doc", None) or (doc.get("parent") if doc is not None else None)
	if isinstance(parent, str) and not current().db.exists(parent_doctype, parent):
		return False
	return has_permission(parent_doctype, right, doc=parent, user=user)


def _may(doc: Any, ptype: str, user: str, ask: bool = True) -> bool:
	given = grants_of(doc.meta, user)
	owner = doc.get("owner")
	is_owner = str(owner).casefold() == user.casefold() if owner else bool(doc.is_new())
	may = (ptype in given.on_all and _blocking_link(doc, user) is None) or (
		is_owner and ptype in given.on_own
	)
	return (may and not (ask and _is_denied(doc, ptype, user))) or _is_shared(doc, ptype, user)


def _is_shared(doc: Any, ptype: str, user: str) -> bool:
	if ptype not in SHARED_RIGHTS or not doc.get("name"):
		return False
	return str(doc.name).casefold() in {name.casefold() for name in shared_with(doc.doctype, user, ptype)}


def _blocking_link(doc: Any, user: str) -> tuple[rules.Link, Any, int | None] | None:
	restrictions = restrictions_of(doc.meta, user)
	if not restrictions:
		return None
	if doc.is_new():
		# The name of a document that is being made is not a link to anything yet.
		restrictions = [link for link in restrictions if link.fieldname != "name" or link.table_field]
	return rules.blocking(restrictions, doc.get, lambda table: doc.get(table) or (), is_strict())


def _is_denied(doc: Any, ptype: str, user: str) -> bool:
	"""Whether an app's `has_permission` hook says False; None is no opinion, and no hook can grant."""
	for function in hooks_for("has_permission", doc.doctype):
		shape = shape_of(function)
		given = {"doc": doc, "ptype": ptype, "user": user}
		answer = function(
			**{key: value for key, value in given.items() if shape.takes_any or key in shape.names}
		)
		if answer is not None and not answer:
			return True
	return False


def _refuse(meta: Any, ptype: str, doc: Any, user: str) -> None:
	what = _(meta.name) if doc is None or not doc.get("name") else f"{_(meta.name)} {doc.name}"
	found = None if doc is None or meta.istable else _blocking_link(doc, user)
	title = _("Not permitted")
	if found is None:
		message = _("You have no permission to {0}: {1}").format(_(ptype), bold(what))
		throw(message, PermissionError, title=title)
	link, value, row = found
	if not value:
		message = _("{0} is not open to you: {1} is empty").format(bold(what), bold(_(link.label)))
	else:
		message = _("{0} is not open to you: {1} is {2}, outside what you are permitted").format(
			bold(what), bold(_(link.label)), bold(value)
		)
	throw(message + (f" ({_('Row')} {row})" if row else ""), PermissionError, title=title)
