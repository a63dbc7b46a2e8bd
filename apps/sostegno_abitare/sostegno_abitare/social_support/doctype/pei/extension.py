"""More time, and more hours, for a PEI: by a decision of the Commission, each kept as a row of the PEI (R31, R33)."""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, formatdate, getdate

AWAITS = ("Active", "Under Review")


class PEINotUnderWayError(frappe.ValidationError):
	"""An extension of a PEI that the household has not signed, or that has ended."""


class ExtensionNotLaterError(frappe.ValidationError):
	"""An extension to a day that is not after the planned end."""


class NegativeHoursError(frappe.ValidationError):
	"""An extension that takes hours away."""


class ExtensionBuiltUponError(frappe.ValidationError):
	"""An extension taken back after the PEI was extended again, or ended."""


def check(pei: Document, new_end_date: date | str | None, hours: float) -> None:
	"""Raises where the PEI is not under way, the day is not after its planned end, or the hours are negative."""
	if pei.workflow_state not in AWAITS:
		frappe.throw(
			_("PEI {0} is in state {1}: only one that is under way is extended").format(
				frappe.bold(pei.name), _(pei.workflow_state)
			),
			PEINotUnderWayError,
		)
	planned = getdate(pei.end_date) if pei.end_date else None
	if not new_end_date or (planned and getdate(new_end_date) <= planned):
		frappe.throw(
			_("PEI {0} is planned to end on {1}: give a later day").format(
				frappe.bold(pei.name), formatdate(planned) if planned else "–"
			),
			ExtensionNotLaterError,
		)
	if flt(hours) < 0:
		frappe.throw(
			_("Hours of an extension are added: {0} is negative").format(flt(hours)), NegativeHoursError
		)


def extend(pei: str, new_end_date: date | str, hours: float, session: str, session_date: date | str) -> None:
	"""Moves the planned end and adds the hours, as the session decided. Raises the errors of `check`; two
	sessions at once: the second finds the PEI locked, then extended.
	"""
	frappe.db.get_value("PEI", pei, "name", for_update=True)
	doc = frappe.get_doc("PEI", pei)
	check(doc, new_end_date, hours)
	doc.append(
		"extensions",
		{
			"decided_on": session_date,
			"session": session,
			"previous_end_date": doc.end_date,
			"new_end_date": new_end_date,
			"added_hours": flt(hours),
		},
	)
	_agree(doc, new_end_date, flt(doc.committed_hours) + flt(hours))


def check_reversible(pei: str, session: str) -> None:
	"""Raises ExtensionBuiltUponError where the PEI has ended since, or a later session extended it again."""
	doc = frappe.get_doc("PEI", pei)
	last = doc.extensions[-1] if doc.extensions else None
	if doc.workflow_state not in AWAITS or not last or last.session != session:
		frappe.throw(
			_(
				"PEI {0} has ended or was extended again: what followed from the decision must be undone first"
			).format(frappe.bold(pei)),
			ExtensionBuiltUponError,
		)


def reverse(pei: str, session: str) -> None:
	"""Puts planned end and hours back to what they were before the session."""
	check_reversible(pei, session)
	doc = frappe.get_doc("PEI", pei)
	last = doc.extensions[-1]
	doc.remove(last)
	_agree(doc, last.previous_end_date, flt(doc.committed_hours) - flt(last.added_hours))


def proposed(agreement: str) -> list[str]:
	"""The PEIs under way whose last review proposes an extension and that were not extended since, of those that
	the user sees.
	"""
	running = frappe.get_list(
		"PEI",
		filters={"agreement": agreement, "workflow_state": ["in", AWAITS]},
		pluck="name",
		order_by="name asc",
		limit_page_length=0,
	)
	last: dict[str, Document] = {}
	for row in frappe.get_all(
		"PEI Review",
		filters={"pei": ["in", running or [""]], "docstatus": 1},
		fields=["pei", "proposal", "review_date"],
		order_by="review_date asc, creation asc",
	):
		last[row.pei] = row
	extended = frappe.get_all(
		"PEI Extension", filters={"parent": ["in", running or [""]]}, fields=["parent", "decided_on"]
	)
	since = {row.parent: getdate(row.decided_on) for row in extended}
	return [
		pei
		for pei, row in last.items()
		if row.proposal == "Extend" and not (pei in since and since[pei] >= getdate(row.review_date))
	]


def _agree(doc: Document, end_date: date | str | None, hours: float) -> None:
	doc.end_date, doc.committed_hours = end_date, hours
	doc.flags.agreed_by_commission = True
	doc.save(ignore_permissions=True)
