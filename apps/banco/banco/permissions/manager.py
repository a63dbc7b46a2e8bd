"""The rules of a doctype, changed without code: they take the place of the standard ones when first changed."""

from typing import Any

from banco.context import current
from banco.document import delete_doc, get_doc
from banco.messages import throw
from banco.meta import get_meta
from banco.permissions.check import has_permission
from banco.permissions.rules import RIGHTS
from banco.translate import _
from banco.whitelist import whitelist

RULE = "Custom DocPerm"
_FLAGS = (*RIGHTS, "if_owner")


@whitelist(reads=True)
def get_permissions(doctype: str | None = None, role: str | None = None) -> list[dict[str, Any]]:
	"""The rules in force on a doctype, or those of a role on all of them; `is_standard` where none were changed."""
	has_permission(RULE, "write", throw=True)
	db = current().db
	names = (
		[doctype] if doctype else db.get_all("DocType", filters={"istable": 0}, pluck="name", order_by="name")
	)
	rules = [
		(name, row) for name in names for row in get_meta(name).permissions if role in (None, "", row.role)
	]
	return [{**row, "parent": name, "is_standard": row.parenttype == "DocType"} for name, row in rules]


@whitelist(methods=["POST"])
def add(parent: str, role: str, permlevel: int) -> None:
	"""A new rule, which lets read and no more. Raises ValidationError when there is one already."""
	key = _key(parent, role, permlevel, 0)
	if current().db.exists(RULE, key):
		throw(_("{0} has a rule for {1} on level {2} already").format(_(parent), _(role), permlevel))
	get_doc({"doctype": RULE, **key, "read": 1}).insert()


@whitelist(methods=["POST"])
def update(doctype: str, role: str, permlevel: int, ptype: str, value: int = 0, if_owner: int = 0) -> None:
	"""Give or take one right of a rule."""
	if ptype not in _FLAGS:
		throw(_("There is no right {0}").format(ptype[:140]))
	get_doc(RULE, _key(doctype, role, permlevel, if_owner)).update({ptype: int(bool(value))}).save()


@whitelist(methods=["POST"])
def remove(doctype: str, role: str, permlevel: int, if_owner: int = 0) -> None:
	"""Take a rule away. Raises ValidationError for the last one: nobody could open the documents any more."""
	doc = get_doc(RULE, _key(doctype, role, permlevel, if_owner))
	if len(_rules_of(doctype)) < 2:
		throw(_("{0} needs at least one rule: nobody could open its documents").format(_(doctype)))
	delete_doc(RULE, doc.name)


@whitelist(methods=["POST"])
def reset(doctype: str) -> None:
	"""Put the standard rules of a doctype in force again."""
	has_permission(RULE, "write", throw=True)
	for name in _rules_of(doctype)[::-1]:
		delete_doc(RULE, name)


def _key(doctype: str, role: str, level: int, if_owner: int) -> dict[str, Any]:
	"""What a rule is found by; the doctype has rules of its own from here on."""
	has_permission(RULE, "write", throw=True)
	if not _rules_of(doctype):
		# The administrators' first: no rule may be in force for a moment that shuts them out.
		for row in sorted(get_meta(doctype).permissions, key=lambda row: row.role != "System Manager"):
			given = {key: row.get(key) for key in ("role", "permlevel", *_FLAGS)}
			get_doc({"doctype": RULE, "parent": doctype, **given}).insert()
	return {"parent": doctype, "role": role, "permlevel": level, "if_owner": if_owner}


def _rules_of(doctype: str) -> list[Any]:
	return list(current().db.get_all(RULE, filters={"parent": doctype}, pluck="name", order_by="creation"))
