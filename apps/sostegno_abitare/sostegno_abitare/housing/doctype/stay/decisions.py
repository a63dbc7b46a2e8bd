"""What the decisions of the Commission do to a stay: a later exit, or an earlier one (EM-06, R33).

The submitted session calls these; no field of theirs can be written on the form.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate
from sostegno_abitare.housing import occupation
from sostegno_abitare.programme.dated import value_on
from sostegno_abitare.programme.validity import as_date
from sostegno_abitare.rules import stays

from . import place
from .states import EXTENDED, INSIDE, RUNNING

EXTENSION, EARLY = "Stay Extension", "Early Discharge"
EXTENSION_MONTHS = "stay_extension_max_months"


class NotInsideError(frappe.ValidationError):
	"""A stay that has not begun, or is over."""


class ExtensionNotLaterError(frappe.ValidationError):
	"""An extension to a day that is not after the agreed exit, or too long after it (R33)."""


class EarlyExitNotEarlierError(frappe.ValidationError):
	"""An early discharge on a day that is not between entry and agreed exit (R33)."""


def check(stay: Document, kind: str, day: date) -> None:
	"""Raises why the decision cannot be granted."""
	if stay.workflow_state not in INSIDE:
		frappe.throw(
			_("Stay {0} is in state {1}: only a stay that has begun is extended or ended early").format(
				frappe.bold(stay.name), _(stay.workflow_state)
			),
			NotInsideError,
		)
	if kind == EXTENSION:
		_check_extension(stay, day)
	else:
		_check_early(stay, day)


def grant(stay: Document, kind: str, day: date, session: str) -> None:
	"""Writes the new end; the home is locked, so that a place promised to others is not taken from them."""
	check(stay, kind, day)
	values: dict[str, Any] = {"last_decided_in": session}
	if kind == EXTENSION:
		values.update(workflow_state=EXTENDED, extended_to=day, early_exit_on=None)
	else:
		values.update(early_exit_on=day)
	_write(stay, values)


def take_back(stay: Document, kind: str, session: str) -> None:
	"""The stay ends again as the decisions before said, if its place is still its own."""
	granted = _granted_before(stay, session)
	extended = next((day for earlier, day in granted if earlier == EXTENSION), None)
	early = granted[0][1] if granted and granted[0][0] == EARLY else None
	values: dict[str, Any] = {
		"extended_to": extended,
		"early_exit_on": early,
		"workflow_state": EXTENDED if extended else RUNNING,
		"last_decided_in": _session_of_last(stay, session),
	}
	place.check(stay, replace(stay.term, extended_to=extended, early_on=early))
	_write(stay, values)


def _check_extension(stay: Document, day: date) -> None:
	agreed = stay.term.full
	if day <= agreed:
		frappe.throw(
			_("An extension goes beyond {0}, the agreed exit of stay {1}").format(
				formatdate(agreed), frappe.bold(stay.name)
			),
			ExtensionNotLaterError,
		)
	months = value_on(EXTENSION_MONTHS, agreed, stay.agreement, stay.action)
	latest = stays.latest_exit(agreed, months)
	if latest and day > latest:
		frappe.throw(
			_("An extension lasts {0} months at most: stay {1} until {2}").format(
				f"{months:g}", frappe.bold(stay.name), formatdate(latest)
			),
			ExtensionNotLaterError,
		)
	place.check(stay, replace(stay.term, extended_to=day, early_on=None))


def _check_early(stay: Document, day: date) -> None:
	first, last = as_date(stay.entry_date), stay.term.full
	if not first or not first <= day < last:
		frappe.throw(
			_("An early discharge of stay {0} lies between {1} and the day before {2}").format(
				frappe.bold(stay.name), formatdate(first), formatdate(last)
			),
			EarlyExitNotEarlierError,
		)


def _write(stay: Document, values: dict[str, Any]) -> None:
	state = values.get("workflow_state", stay.workflow_state)
	changed = state != stay.workflow_state
	stay.update(values)
	stay.db_set({**values, "ends_on": stay.term.ends_on})
	if changed:
		stay.add_comment("Workflow", _(state))
	occupation.follow(stay.unit)


def _granted_before(stay: Document, but: str) -> list[tuple[str, date]]:
	"""Kind and day of what other submitted sessions granted, the latest first."""
	return [(row.kind, row.new_end_date) for row in _decisions(stay, but)]


def _session_of_last(stay: Document, but: str) -> str | None:
	rows = _decisions(stay, but)
	return rows[0].parent if rows else None


def _decisions(stay: Document, but: str) -> list[Any]:
	rows = frappe.get_all(
		"Commission Decision",
		filters={"stay": stay.name, "docstatus": 1, "outcome": "Accepted", "parent": ["!=", but]},
		fields=["kind", "new_end_date", "parent"],
	)
	order = {
		row.name: (as_date(row.session_date), row.creation)
		for row in frappe.get_all(
			"Commission Session",
			filters={"name": ["in", [row.parent for row in rows] or [""]]},
			fields=["name", "session_date", "creation"],
		)
	}
	return sorted(rows, key=lambda row: order[row.parent], reverse=True)
