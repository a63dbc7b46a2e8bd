"""What a user may do, and why: the steps by which a permission is decided, in words.

The verdict is worked out from the same rules that decide (roles, user permissions, the scope of cases, shares);
tests hold it to what the host answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.permissions import get_user_permissions
from frappe.utils import cint

from . import MINE, ROWS, TERRITORY, documents, roles
from .conditions import condition_of
from .scope import Scope, Territory, scope_of

RIGHTS = (
	"read", "write", "create", "delete", "submit", "cancel", "amend", "report", "export", "import", "print", "email",
	"share",
)  # fmt: skip
# Right -> the right of a share that gives it.
SHARED = {
	"read": "read",
	"print": "read",
	"email": "read",
	"write": "write",
	"submit": "submit",
	"share": "share",
}
_OF_SUBMITTABLE = ("submit", "cancel", "amend")
ADMINISTRATOR = "Administrator"


@dataclass(frozen=True)
class Step:
	"""One question on the way to a verdict: whether it was passed, and why."""

	passed: bool
	text: str


@dataclass(frozen=True)
class Verdict:
	"""Whether a right is given, and the steps that decided."""

	allowed: bool
	steps: tuple[Step, ...]

	@property
	def reason(self) -> str:
		"""The steps in words."""
		return " → ".join(f"{'✓' if step.passed else '✗'} {step.text}" for step in self.steps)


def granting_roles(user: str, doctype: str, right: str, level: int = 0) -> dict[str, bool]:
	"""Role -> whether it gives the right on every document (not on own ones only), of the roles the user has."""
	everywhere, own = _given(user, doctype, right, level)
	return {**dict.fromkeys(own, False), **dict.fromkeys(everywhere, True)}


def _given(user: str, doctype: str, right: str, level: int = 0) -> tuple[list[str], list[str]]:
	"""The roles that give a right on every document, and those that give it on own ones."""
	held = set(frappe.get_roles(user)) if is_possible(doctype, right) else set()
	rows = [
		row
		for row in frappe.get_meta(doctype).permissions
		if row.role in held and cint(row.permlevel) == level and row.get(right)
	]
	own = [row.role for row in rows if cint(row.get("if_owner"))]
	return [row.role for row in rows if not cint(row.get("if_owner")) or right == "create"], own


def is_possible(doctype: str, right: str) -> bool:
	"""Whether documents of that type can be submitted, or imported, at all."""
	meta = frappe.get_meta(doctype)
	if right in _OF_SUBMITTABLE:
		return bool(meta.is_submittable)
	return right != "import" or bool(meta.allow_import)


def explain(user: str, doctype: str, right: str, doc: Document | None = None) -> Verdict:
	"""The verdict on a right: on the documents of a type at all, or on one of them."""
	if user == ADMINISTRATOR:
		return Verdict(True, (Step(True, _("the Administrator may do everything")),))
	steps = [_by_role(user, doctype, right, doc)]
	if doc is not None and steps[0].passed:
		bonds = _by_user_permissions(user, doc) if _given(user, doctype, right)[0] else []
		mine = _owns(user, doc) and bool(_given(user, doctype, right)[1])
		if all(step.passed for step in bonds) or mine:
			steps += [step for step in bonds if step.passed] + _by_scope(user, doctype, right, doc)
		else:
			steps += bonds
	if all(step.passed for step in steps):
		return Verdict(True, tuple(steps))
	share = _by_share(user, doctype, right, doc)
	return Verdict(share.passed, (*steps, share)) if share else Verdict(False, tuple(steps))


def limits(user: str, doctype: str) -> str:
	"""What the user's rights on a type are limited to, in words; empty where they are not."""
	if user == ADMINISTRATOR:
		return ""
	said = [_restriction(allow, names) for _field, allow, names in _restricted_links(user, doctype)]
	if doctype in ROWS:
		parts = [text for text, _part in parts_of(scope_of(user, doctype), doctype)]
		said.append(" · ".join(parts) or _nothing_open(doctype))
	return "; ".join(text for text in said if text)


def parts_of(scope: Scope, doctype: str) -> list[tuple[str, Scope]]:
	"""What opens rows of a doctype to the user, one by one: in words, and as a scope of its own."""
	if scope.everything:
		return [(_("as {0}: every document").format(_(roles.PROGRAMME_ADMINISTRATOR)), scope)]
	if ROWS[doctype].by == MINE:
		return [(_("the documents that the user made"), scope)]
	user, found = scope.user, []
	if scope.by_place:
		of_place = _("the households with an accepted case or a home {0}") if doctype == "Household" else None
		what = _territory(scope.by_place, of_place or _("the documents {0}"))
		text = _as(", ".join(_(role) for role in scope.place_roles), what) if scope.place_roles else what
		found.append((text, Scope(user, by_place=scope.by_place, place_roles=scope.place_roles)))
	if scope.own:
		found.append((_("the documents that are the user's own"), Scope(user, own=True)))
	if scope.as_social_worker:
		text = _as(roles.SOCIAL_WORKER, _territory(scope.as_social_worker, _("the cases {0}")))
		found.append((text, Scope(user, as_social_worker=scope.as_social_worker)))
	if scope.as_coordinator:
		text = _as(roles.COORDINATOR, _territory(scope.as_coordinator, _("the cases {0}")))
		found.append((text, Scope(user, as_coordinator=scope.as_coordinator)))
	if scope.as_case_manager:
		text = _as(roles.CASE_MANAGER, _("the cases assigned to the user"))
		found.append((text, Scope(user, as_case_manager=True)))
	if scope.on_the_agenda:
		text = _as(roles.COMMISSION_MEMBER, _("the cases on the agenda of the user's sessions, for reading"))
		found.append((text, Scope(user, on_the_agenda=True)))
	return found


def _by_role(user: str, doctype: str, right: str, doc: Document | None) -> Step:
	given = granting_roles(user, doctype, right)
	if not given:
		if not is_possible(doctype, right):
			return Step(False, _("documents of this type know no such right"))
		return Step(False, _("no role of the user gives this right"))
	everywhere = [role for role, whole in given.items() if whole]
	if everywhere:
		return Step(True, _("given by the role {0}").format(_listed(_(role) for role in everywhere)))
	text = _("given by the role {0} on own documents").format(_listed(_(role) for role in given))
	return Step(doc is None or _owns(user, doc), text)


def _owns(user: str, doc: Document) -> bool:
	return str(doc.get("owner") or "").casefold() == user.casefold()


def _restricted_links(user: str, doctype: str) -> list[tuple[Any, str, list[str]]]:
	"""The fields by which user permissions restrict a type: (field or None for the name, doctype, names)."""
	bonds = get_user_permissions(user)
	meta = frappe.get_meta(doctype)
	links = [(None, doctype), *((field, field.options) for field in meta.get_link_fields())]
	found = []
	for field, allow in links:
		if field is not None and cint(field.ignore_user_permissions):
			continue
		names = [
			row["doc"] for row in bonds.get(allow, ()) if row.get("applicable_for") in (None, "", doctype)
		]
		if names:
			found.append((field, allow, names))
	return found


def _by_user_permissions(user: str, doc: Document) -> list[Step]:
	"""The bonds that the framework itself applies, on the document and on the rows of its tables."""
	strict = cint(frappe.db.get_single_value("System Settings", "apply_strict_user_permissions"))
	steps = []
	for row in (doc, *doc.get_all_children()):
		for field, allow, names in _restricted_links(user, row.doctype):
			if field is None and row is not doc:
				continue
			value = row.name if field is None else row.get(field.fieldname)
			passed = value in names if value else not strict
			text = _("{0} is {1}; {2}").format(
				_(field.label) if field else _(allow), value or _("empty"), _restriction(allow, names)
			)
			steps.append(Step(passed, text))
	failed = [step for step in steps if not step.passed]
	return failed[:1] or steps[:1]


def _by_scope(user: str, doctype: str, right: str, doc: Document) -> list[Step]:
	"""Who sees which rows, or what other rules say of other documents."""
	if doctype not in ROWS:
		given = frappe.has_permission(doctype, right, doc=doc, user=user)
		return [] if given else [Step(False, _("a rule of the documents of this type denies it"))]
	passed = documents.allowed(doc, right, user)
	writing = right not in documents.READING
	scope = scope_of(user, doctype, writing)
	opening = [text for text, part in parts_of(scope, doctype) if _opens(part, doctype, str(doc.name))]
	if passed:
		return [
			Step(
				True,
				_("the document is open {0}").format(_listed(opening))
				if opening
				else _("the document is open"),
			)
		]
	if opening:
		return [Step(False, _("the document is open {0}, but not for this").format(_listed(opening)))]
	if writing and documents.allowed(doc, "read", user):
		return [Step(False, _("the document is open for reading only"))]
	if doctype == "Person" and doc.get("restricted_person"):
		return [
			Step(False, _("a restricted person: open to coordinators and to who follows or registered it"))
		]
	tried = [text for text, _part in parts_of(scope, doctype)]
	if not tried:
		return [Step(False, _nothing_open(doctype))]
	return [Step(False, _("the document is outside what is open: {0}").format(" · ".join(tried)))]


def _nothing_open(doctype: str) -> str:
	if ROWS[doctype].by == TERRITORY:
		return _("nothing is open: no municipality or agreement")
	return _("no case is open: no municipality, agreement, assignment or agenda")


def _opens(part: Scope, doctype: str, name: str) -> bool:
	condition = condition_of(doctype, part)
	if condition is None:
		return True
	return bool(
		frappe.db.sql(
			f"select 1 from `tab{doctype}` where `tab{doctype}`.`name` = %s and {condition}", (name,)
		)
	)


def _by_share(user: str, doctype: str, right: str, doc: Document | None) -> Step | None:
	"""Documents shared with the user, or with everybody; None where nothing is shared."""
	if right not in SHARED:
		return None
	rows = frappe.get_all(
		"DocShare",
		filters={
			"share_doctype": doctype,
			SHARED[right]: 1,
			**({"share_name": doc.name} if doc is not None else {}),
		},
		or_filters={"user": user, "everyone": 1},
		fields=["share_name"],
	)
	return Step(True, _("shared with the user")) if rows else None


def _territory(territory: Territory, what: str) -> str:
	places, agreements = territory.municipalities, territory.agreements
	said = []
	if places:
		said.append(_("of the municipalities {0}").format(_listed(places)))
	if agreements:
		said.append(_("of the agreements {0}").format(_listed(agreements)))
	return what.format(" ".join(said))


def _as(role: str, what: str) -> str:
	return _("as {0}: {1}").format(_(role), what)


def _restriction(allow: str, names: Iterable[str]) -> str:
	return _("permitted {0}: {1}").format(_(allow), _listed(names))


def _listed(names: Iterable[str]) -> str:
	return ", ".join(names)
