"""Row conditions of the cases, as SQL for lists, reports and counts; the check of one document runs the same
text.
"""

from collections.abc import Callable, Iterable

import frappe

from . import CASE_TABLES
from .reserved import check_request
from .scope import Scope, Territory, scope_of

NOTHING = "1=0"


def referral(user: str | None = None) -> str:
	"""Condition on `tabReferral`; empty for those who see every case."""
	return _for_lists(_referral(_scope(user, "Referral")))


def household(user: str | None = None) -> str:
	"""Condition on `tabHousehold`."""
	return _for_lists(_household(_scope(user, "Household")))


def person(user: str | None = None) -> str:
	"""Condition on `tabPerson`."""
	return _for_lists(_person(_scope(user, "Person")))


def assessment(user: str | None = None) -> str:
	"""Condition on `tabAssessment`."""
	return _for_lists(_of_referral("Assessment", _scope(user, "Assessment")))


def waiting_list_entry(user: str | None = None) -> str:
	"""Condition on `tabWaiting List Entry`."""
	return _for_lists(_of_referral("Waiting List Entry", _scope(user, "Waiting List Entry")))


def referral_state_change(user: str | None = None) -> str:
	"""Condition on `tabReferral State Change`."""
	return _for_lists(_of_referral("Referral State Change", _scope(user, "Referral State Change")))


def pei(user: str | None = None) -> str:
	"""Condition on `tabPEI`."""
	return _for_lists(_of_referral("PEI", _scope(user, "PEI")))


def commission_session(user: str | None = None) -> str:
	"""Condition on `tabCommission Session`."""
	return _for_lists(_session(_scope(user, "Commission Session")))


def _of_parent(table: str) -> Callable[..., str]:
	parent = CASE_TABLES[table]

	def condition(user: str | None = None) -> str:
		"""Condition on a child table: the rows of the cases the user sees."""
		rows = row_condition(parent, user or frappe.session.user, writing=False)
		if rows is None:
			return ""
		return f"`tab{table}`.`parent` in (select `tab{parent}`.`name` from `tab{parent}` where {rows})"

	return condition


household_member = _of_parent("Household Member")
eligibility_check = _of_parent("Eligibility Check")
assessed_need = _of_parent("Assessed Need")
commission_attendee = _of_parent("Commission Attendee")
commission_decision = _of_parent("Commission Decision")
pei_goal = _of_parent("PEI Goal")
pei_commitment = _of_parent("PEI Commitment")
pei_support = _of_parent("PEI Support")


def row_condition(doctype: str, user: str, writing: bool) -> str | None:
	"""The condition a stored row must meet for this user; None when every row is open."""
	return condition_of(doctype, scope_of(user, doctype, writing))


def condition_of(doctype: str, scope: Scope) -> str | None:
	"""The condition by which a scope opens the rows of a doctype; None when it opens every row."""
	if doctype == "Referral":
		return _referral(scope)
	if doctype == "Household":
		return _household(scope)
	if doctype == "Person":
		return _person(scope)
	if doctype == "Commission Session":
		return _session(scope)
	return _of_referral(doctype, scope)


def in_list(values: Iterable[str]) -> str:
	"""('a', 'b') with the values escaped."""
	return "(" + ", ".join(frappe.db.escape(value) for value in values) + ")"


def _scope(user: str | None, doctype: str) -> Scope:
	user = user or frappe.session.user
	check_request(user)
	return scope_of(user, doctype)


def _for_lists(condition: str | None) -> str:
	return condition or ""


def _any(parts: list[str]) -> str:
	return "(" + " or ".join(parts) + ")" if parts else NOTHING


def _referral(scope: Scope) -> str | None:
	if scope.everything:
		return None
	parts = [_in_territory(territory) for territory in scope.territories]
	if scope.as_case_manager:
		parts.append(f"`tabReferral`.`case_manager` = {frappe.db.escape(scope.user)}")
	if scope.on_the_agenda:
		parts.append(f"`tabReferral`.`name` in ({_agenda(scope.user)})")
	return _any(parts)


def _in_territory(territory: Territory) -> str:
	bonds = (("municipality", territory.municipalities), ("agreement", territory.agreements))
	return (
		"("
		+ " and ".join(f"`tabReferral`.`{field}` in {in_list(names)}" for field, names in bonds if names)
		+ ")"
	)


def _agenda(user: str) -> str:
	return (
		"select `decision`.`referral` from `tabCommission Decision` `decision`"
		" join `tabCommission Attendee` `attendee` on `attendee`.`parent` = `decision`.`parent`"
		f" where `attendee`.`user` = {frappe.db.escape(user)} and `decision`.`docstatus` < 2"
	)


def _open_referrals(scope: Scope) -> str:
	return f"select `tabReferral`.`name` from `tabReferral` where {_referral(scope)}"


def _of_referral(doctype: str, scope: Scope) -> str | None:
	if scope.everything:
		return None
	return f"`tab{doctype}`.`referral` in ({_open_referrals(scope)})"


def _open_households(scope: Scope) -> str:
	return f"select `tabReferral`.`household` from `tabReferral` where {_referral(scope)}"


def _household(scope: Scope) -> str | None:
	if scope.everything:
		return None
	parts = _by_residence("Household", scope)
	parts.append(f"`tabHousehold`.`name` in ({_open_households(scope)})")
	return _any(parts)


def _person(scope: Scope) -> str | None:
	if scope.everything:
		return None
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
			else f"({_places(territory.agreements or ())})"
		)
		parts.append(f"`tab{doctype}`.`residence_municipality` in {places}")
	if parts:
		parts.append(
			f"(`tab{doctype}`.`owner` = {frappe.db.escape(scope.user)} and `tab{doctype}`.`residence_municipality` not in"
			" (select `municipality` from `tabAgreement Municipality`))"
		)
	return parts


def _places(agreements: Iterable[str]) -> str:
	return f"select `municipality` from `tabAgreement Municipality` where `parent` in {in_list(agreements)}"


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


def _session(scope: Scope) -> str | None:
	if scope.everything:
		return None
	parts = []
	if scope.as_coordinator:
		parts.append(_of_agreements(scope.as_coordinator))
	parts.append(
		"`tabCommission Session`.`name` in (select `parent` from `tabCommission Attendee`"
		f" where `user` = {frappe.db.escape(scope.user)})"
	)
	return _any(parts)


def _of_agreements(territory: Territory) -> str:
	if territory.agreements:
		return f"`tabCommission Session`.`agreement` in {in_list(territory.agreements)}"
	places = in_list(territory.municipalities or ())
	return (
		"`tabCommission Session`.`agreement` in (select `parent` from `tabAgreement Municipality`"
		f" where `municipality` in {places})"
	)
