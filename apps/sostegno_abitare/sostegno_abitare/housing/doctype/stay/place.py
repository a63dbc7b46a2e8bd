"""Whether there is a place in the home for the guests of a stay, on every day of it (EM-09, R29, R36)."""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate, strip_html
from sostegno_abitare.housing import occupation, proposals
from sostegno_abitare.housing.capacity import explain_all, places_of
from sostegno_abitare.programme.validity import as_date, label
from sostegno_abitare.rules import capacity
from sostegno_abitare.rules.stays import Term, taken_until

from .states import ASKING


class NoPlaceError(frappe.ValidationError):
	"""A household for which the capacity scheme of the home has no place (R29)."""


class HomeTakenError(frappe.ValidationError):
	"""A home for one household that another holds on the same days (R36)."""


class AlreadyHostedError(frappe.ValidationError):
	"""A household that holds a place elsewhere on the same days."""


class HomeNotAtHandError(frappe.ValidationError):
	"""A home that nobody can live in: not agreed on yet, under works, given back, or not held on those days."""


def check(stay: Document, term: Term | None = None) -> None:
	"""Raises why there is no place; looked at from the proposal on, with the home locked, and again whenever the
	days change. `term` are the days that a decision would give.
	"""
	if (stay.workflow_state or "") not in ASKING:
		return
	state = occupation.lock(stay.unit)
	home = frappe.db.get_value(
		"Housing Unit",
		stay.unit,
		["title", "is_shared", "capacity_scheme", "title_from", "title_to"],
		as_dict=True,
	)
	start, end = getdate(stay.entry_date), taken_until(term or stay.term, None, getdate())
	_check_at_hand(stay, home, state)
	_check_elsewhere(stay, start, end)
	others = occupation.holders([stay.unit], start, end, (stay.doctype, stay.name), locked=True)
	if others and not home.is_shared:
		other = others[0]
		frappe.throw(
			_("{0} is for one household at a time, and {1} {2} holds it from {3} to {4}").format(
				frappe.bold(home.title),
				_(other.doctype),
				frappe.bold(other.name),
				formatdate(other.start),
				formatdate(other.end) if other.end else "…",
			),
			HomeTakenError,
		)
	if proposals.kept_for(stay.unit, locked=True) - {stay.household}:
		frappe.throw(
			_("{0} is kept for another household, to which it was proposed").format(frappe.bold(home.title)),
			HomeTakenError,
		)
	_check_scheme(stay, home, capacity.Occupation(stay.party, start, end), others)


def refusal(stay: Document) -> str | None:
	"""Why a stay that is being prepared would get no place, as plain text; None where there is one."""
	if (stay.workflow_state or "") not in ASKING:
		stay.workflow_state = ASKING[0]
	try:
		check(stay)
	except frappe.ValidationError as error:
		frappe.clear_messages()
		return strip_html(str(error))
	return None


def _check_at_hand(stay: Document, home: frappe._dict, state: str | None) -> None:
	if state not in occupation.AT_HAND:
		frappe.throw(
			_("{0} is in state {1}: nobody can be given a place in it").format(
				frappe.bold(home.title), _(state or "")
			),
			HomeNotAtHandError,
		)
	first, last = as_date(home.title_from), as_date(home.title_to)
	if (first and getdate(stay.entry_date) < first) or (last and stay.term.ends_on > last):
		frappe.throw(
			_("{0} and {1} must lie in the days on which the home is held, from {2} to {3}").format(
				label(stay, "entry_date"),
				label(stay, "planned_exit_date"),
				formatdate(first) if first else "…",
				formatdate(last) if last else "…",
			),
			HomeNotAtHandError,
		)


def _check_elsewhere(stay: Document, start: date, end: date | None) -> None:
	"""One household, one place. The household is locked, so that two proposals at once do not both get one."""
	frappe.db.get_value("Household", stay.household, "name", for_update=True)
	units = frappe.get_all(
		"Stay", filters={"household": stay.household, "name": ["!=", stay.name or ""]}, pluck="unit"
	)
	for other in occupation.holders(set(units), start, end, (stay.doctype, stay.name), locked=True):
		if other.doctype == stay.doctype and other.household == stay.household:
			frappe.throw(
				_("The household holds a place in {0} from {1} to {2}, by {3}: that stay ends first").format(
					other.unit,
					formatdate(other.start),
					formatdate(other.end) if other.end else "…",
					frappe.bold(other.name),
				),
				AlreadyHostedError,
			)


def _check_scheme(
	stay: Document, home: frappe._dict, new: capacity.Occupation, others: list[occupation.Holder]
) -> None:
	if not home.capacity_scheme:
		return
	there = [other for _holder, other in occupation.occupations(others, locked=True)]
	verdict = capacity.admits(places_of(home.capacity_scheme), new, there)
	if not verdict.ok:
		frappe.throw(
			_("No place in {0} for the household: {1}. Capacity scheme: {2}").format(
				frappe.bold(home.title), explain_all(verdict), home.capacity_scheme
			),
			NoPlaceError,
		)
