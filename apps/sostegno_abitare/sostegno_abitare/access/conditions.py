"""Row conditions as SQL: lists, reports and counts carry them, the check of one document runs the same text."""

import frappe

from . import CASE, MINE, ROWS, TERRITORY
from .places import NOTHING, in_list, rows_in, served_by
from .scope import Scope, scope_of

# States of a case that a home is looked for or lived in (Housing Manager, R50), and the documents that say
# that a household had one, also after its case was closed.
HOUSED = ("Accepted", "Waiting", "Taken in Charge")
HOMES = ("Stay", "Sublease")


def row_condition(doctype: str, user: str, writing: bool) -> str | None:
	"""The condition a stored row must meet for this user; None when every row is open."""
	return condition_of(doctype, scope_of(user, doctype, writing))


def condition_of(doctype: str, scope: Scope) -> str | None:
	"""The condition by which a scope opens the rows of a doctype; None when it opens every row."""
	if scope.everything:
		return None
	rows = ROWS[doctype]
	if rows.by == CASE:
		return _any([_of_referral(doctype, scope), *_by_place(doctype, scope)])
	if rows.by == TERRITORY:
		return _any([*_by_place(doctype, scope), *_own(doctype, scope)])
	if rows.by == MINE:
		return f"`tab{doctype}`.`owner` = {frappe.db.escape(scope.user)}"
	own_rules = {
		"Referral": _referral,
		"Household": _household,
		"Person": _person,
		"Commission Session": _session,
	}
	return own_rules[doctype](scope)


def _by_place(doctype: str, scope: Scope) -> list[str]:
	return [rows_in(doctype, scope.by_place)] if scope.by_place else []


def _own(doctype: str, scope: Scope) -> list[str]:
	"""Rows that name the user, or whose link leads to a document that does."""
	if not scope.own:
		return []
	field, _dot, of = ROWS[doctype].own.partition(".")
	column, user = f"`tab{doctype}`.`{field}`", frappe.db.escape(scope.user)
	if not of:
		return [f"{column} = {user}"]
	linked = frappe.get_meta(doctype).get_field(field).options
	return [f"{column} in (select `name` from `tab{linked}` where `{of}` = {user})"]


def _any(parts: list[str]) -> str:
	return "(" + " or ".join(parts) + ")" if parts else NOTHING


def _referral(scope: Scope) -> str:
	parts = [rows_in("Referral", territory) for territory in scope.territories]
	if scope.as_case_manager:
		parts.append(f"`tabReferral`.`case_manager` = {frappe.db.escape(scope.user)}")
	if scope.on_the_agenda:
		parts.append(f"`tabReferral`.`name` in ({_agenda(scope.user)})")
	return _any(parts)


def _agenda(user: str) -> str:
	return (
		"select `decision`.`referral` from `tabCommission Decision` `decision`"
		" join `tabCommission Attendee` `attendee` on `attendee`.`parent` = `decision`.`parent`"
		f" where `attendee`.`user` = {frappe.db.escape(user)} and `decision`.`docstatus` < 2"
	)


def _open_referrals(scope: Scope) -> str:
	return f"select `tabReferral`.`name` from `tabReferral` where {_referral(scope)}"


def _of_referral(doctype: str, scope: Scope) -> str:
	return f"`tab{doctype}`.`referral` in ({_open_referrals(scope)})"


def _open_households(scope: Scope) -> str:
	return f"select `tabReferral`.`household` from `tabReferral` where {_referral(scope)}"


def _household(scope: Scope) -> str:
	parts = _by_residence("Household", scope)
	parts.append(f"`tabHousehold`.`name` in ({_open_households(scope)})")
	parts += [f"`tabHousehold`.`name` in ({households})" for households in _housed(scope)]
	return _any(parts)


def _housed(scope: Scope) -> list[str]:
	"""Households of the territory with an accepted case, or with a home."""
	if not scope.by_place:
		return []
	referrals = [
		f"{rows_in('Referral', scope.by_place)} and `tabReferral`.`workflow_state` in {in_list(HOUSED)}"
	]
	referrals += [
		f"`tabReferral`.`name` in (select `referral` from `tab{home}` where {rows_in(home, scope.by_place)})"
		for home in HOMES
		if home in ROWS
	]
	return [f"select `household` from `tabReferral` where {which}" for which in referrals]


def _person(scope: Scope) -> str:
	parts = _by_residence("Person", scope)
	parts.append(f"`tabPerson`.`name` in ({_members(_open_households(scope))})")
	return f"({_any(parts)} and {_not_restricted(scope)})"


def _members(households: str) -> str:
	return f"select `person` from `tabHousehold Member` where `parent` in ({households})"


def _by_residence(doctype: str, scope: Scope) -> list[str]:
	"""Residents of the user's territory, and those the user registered who live where no agreement reaches
	(nobody else would see them).
	"""
	parts = []
	for territory in scope.territories:
		places = (
			in_list(territory.municipalities)
			if territory.municipalities
			else f"({served_by(territory.agreements or ())})"
		)
		parts.append(f"`tab{doctype}`.`residence_municipality` in {places}")
	if parts:
		parts.append(
			f"(`tab{doctype}`.`owner` = {frappe.db.escape(scope.user)} and `tab{doctype}`.`residence_municipality` not in"
			" (select `municipality` from `tabAgreement Municipality`))"
		)
	return parts


def _not_restricted(scope: Scope) -> str:
	"""A restricted person (R52) is open to coordinators, to who registered it, to the referring worker and to
	the case manager.
	"""
	if scope.as_coordinator:
		return "1=1"
	user = frappe.db.escape(scope.user)
	followed = (
		f"select `household` from `tabReferral` where `case_manager` = {user} or `referring_worker` = {user}"
	)
	return f"(`tabPerson`.`restricted_person` = 0 or `tabPerson`.`owner` = {user} or `tabPerson`.`name` in ({_members(followed)}))"


def _session(scope: Scope) -> str:
	parts = []
	if scope.as_coordinator:
		parts.append(rows_in("Commission Session", scope.as_coordinator))
	parts.append(
		"`tabCommission Session`.`name` in (select `parent` from `tabCommission Attendee`"
		f" where `user` = {frappe.db.escape(scope.user)})"
	)
	return _any(parts)
