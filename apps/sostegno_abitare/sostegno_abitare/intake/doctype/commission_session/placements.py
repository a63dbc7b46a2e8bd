"""What the Commission decides on a case: accepted, on the waiting list, refused (EM-03, EM-06)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.housing import proposals
from sostegno_abitare.intake import eligibility
from sostegno_abitare.rules import eligibility as verdicts

from .errors import NotEligibleError
from .moves import check_unmoved, move, refuse


def apply(row: Document, session: Document) -> None:
	"""Writes the outcome on the case, and its place on the waiting list."""
	values = {"decided_in": session.name, "decided_on": session.session_date, "decision_reason": row.reason}
	if row.outcome == "Accepted":
		values.update(_check_eligible(row))
	move("Referral", row.referral, row.outcome, values)
	_leave_waiting_list(row, session)
	if row.outcome == "Waiting":
		entry = {
			"referral": row.referral,
			"listed_on": session.session_date,
			"priority": row.priority,
			"session": session.name,
		}
		frappe.get_doc({"doctype": "Waiting List Entry", **entry}).insert(ignore_permissions=True)


def check_reversible(row: Document, session: Document) -> None:
	"""Raises DecisionBuiltUponError where the case has moved on since, or a later session decided it."""
	check_unmoved(row, session, "Referral", row.referral, row.outcome, "decided_in")
	held = {"referral": row.referral, "workflow_state": ["in", proposals.HELD]}
	for doctype in proposals.HOLDERS:
		home = frappe.db.get_value(doctype, held, ["name", "workflow_state"], as_dict=True)
		if home:
			refuse(row, home.name, home.workflow_state)


def reverse(row: Document, session: Document) -> None:
	"""The case is before the Commission again, and its earlier place on the list is its own again."""
	clear = dict.fromkeys(("decided_in", "decided_on", "decision_reason", "override_reason"))
	move("Referral", row.referral, "To Commission", {**clear, "eligibility": row.eligibility})
	proposals.give_up(row.referral)
	for name in frappe.get_all(
		"Waiting List Entry", filters={"session": session.name, "referral": row.referral}, pluck="name"
	):
		frappe.db.set_value(
			"Waiting List Entry",
			name,
			{"status": "Removed", "removed_on": getdate(), "removed_in": session.name},
		)
	reopened = {"removed_in": session.name, "referral": row.referral, "session": ["!=", session.name]}
	for name in frappe.get_all("Waiting List Entry", filters=reopened, pluck="name"):
		frappe.db.set_value(
			"Waiting List Entry", name, {"status": "Waiting", "removed_on": None, "removed_in": None}
		)


def _check_eligible(row: Document) -> dict[str, str | None]:
	"""The eligibility to store with an acceptance: the rules are applied once more, to the household as it is
	now.
	"""
	checks = eligibility.evaluate(frappe.get_doc("Referral", row.referral))
	verdict = verdicts.overall(checks, overridden=bool(row.override_eligibility))
	if verdict in (verdicts.ELIGIBLE, verdicts.OVERRIDDEN):
		return {
			"eligibility": verdict,
			"override_reason": row.reason if verdict == verdicts.OVERRIDDEN else None,
		}
	hint = (
		_("tick Override the Unmet Rules and write the reason")
		if verdicts.may_be_overridden(checks)
		else _("the Commission may not override it")
	)
	unmet = [
		check["message"] or check["rule_title"]
		for check in eligibility.as_rows([c for c in checks if c.blocks or c.asks])
	]
	frappe.throw(
		_("Agenda, row {0}: {1} cannot be accepted ({2}): {3}. {4}").format(
			row.idx, frappe.bold(row.case_title), _(verdict), hint, " ".join(unmet)
		),
		NotEligibleError,
	)
	return {}


def _leave_waiting_list(row: Document, session: Document) -> None:
	status = "Called" if row.outcome == "Accepted" else "Removed"
	for name in frappe.get_all(
		"Waiting List Entry", filters={"referral": row.referral, "status": "Waiting"}, pluck="name"
	):
		values = {"status": status, "removed_on": session.session_date, "removed_in": session.name}
		frappe.db.set_value("Waiting List Entry", name, values)
