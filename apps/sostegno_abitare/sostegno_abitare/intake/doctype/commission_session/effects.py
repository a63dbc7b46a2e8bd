"""What a decision does to its case, and how a cancelled session takes it back.

The states are written by the submitted session itself, not by a workflow action of the user: no role can
enter them on a desk, and nobody needs a right on the case to take a decision on it.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate
from sostegno_abitare.intake import eligibility
from sostegno_abitare.intake.doctype.referral_state_change import referral_state_change
from sostegno_abitare.rules import eligibility as verdicts

AWAITING = {"Placement": ("Referral", "To Commission"), "PEI Validation": ("PEI", "Proposed")}
ACCEPTED_CASES = ("Accepted", "Taken in Charge")
PEI_STATES = {"Validated": "Validated", "Rejected": "Draft"}


class CaseNotForThisSessionError(frappe.ValidationError):
	"""A case of another agreement, or one that does not await the decision."""


class NotEligibleError(frappe.ValidationError):
	"""A case accepted against rules that the Commission may not override, or has not."""


class PEIOfUnacceptedCaseError(frappe.ValidationError):
	"""A PEI validated for a case that the Commission has not accepted."""


class DecisionBuiltUponError(frappe.ValidationError):
	"""A session cancelled after something followed from its decisions."""


def validate_awaits(row: Document, agreement: str) -> None:
	"""The case of the row is one of the agreement and awaits the decision."""
	doctype, awaited = AWAITING[row.kind]
	name = row.pei if doctype == "PEI" else row.referral
	case = frappe.db.get_value(doctype, name, ["agreement", "workflow_state"], as_dict=True) if name else None
	if case and case.agreement == agreement and case.workflow_state == awaited:
		return
	text = _("Agenda, row {0}: {1} is not a case of agreement {2}").format(
		row.idx, name or "?", frappe.bold(agreement)
	)
	if case and case.agreement == agreement:
		text = _("Agenda, row {0}: {1} is in state {2} and does not await this decision").format(
			row.idx, frappe.bold(name), _(case.workflow_state)
		)
	frappe.throw(text, CaseNotForThisSessionError)


def apply(row: Document, session: Document) -> None:
	"""Puts one decision into effect. Two sessions at once: the second finds the case locked, then decided."""
	doctype, awaited = AWAITING[row.kind]
	name = row.pei if doctype == "PEI" else row.referral
	if frappe.db.get_value(doctype, name, "workflow_state", for_update=True) != awaited:
		validate_awaits(row, session.agreement)
	if doctype == "PEI":
		_decide_pei(row, session)
	else:
		_decide_placement(row, session)


def check_reversible(row: Document, session: Document) -> None:
	"""Raises DecisionBuiltUponError where the case has moved on since, or a later session decided it."""
	doctype, name, state, decided_in = _outcome(row)
	case = frappe.db.get_value(doctype, name, ["workflow_state", decided_in], as_dict=True, for_update=True)
	if case and (case.workflow_state != state or (state != "Draft" and case.get(decided_in) != session.name)):
		frappe.throw(
			_(
				"Row {0}: {1} is in state {2} by now; what followed from the decision must be undone first"
			).format(row.idx, frappe.bold(name), _(case.workflow_state)),
			DecisionBuiltUponError,
		)


def reverse(row: Document, session: Document) -> None:
	"""Puts the case before the Commission again."""
	if row.kind == "PEI Validation":
		_move("PEI", row.pei, "Proposed", {"validated_in": None, "validated_on": None})
		return
	clear = dict.fromkeys(("decided_in", "decided_on", "decision_reason", "override_reason"))
	_move("Referral", row.referral, "To Commission", {**clear, "eligibility": row.eligibility})
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


def _outcome(row: Document) -> tuple[str, str, str, str]:
	if row.kind == "PEI Validation":
		return "PEI", row.pei, PEI_STATES[row.outcome], "validated_in"
	return "Referral", row.referral, row.outcome, "decided_in"


def _decide_placement(row: Document, session: Document) -> None:
	values = {"decided_in": session.name, "decided_on": session.session_date, "decision_reason": row.reason}
	if row.outcome == "Accepted":
		values.update(_check_eligible(row))
	_move("Referral", row.referral, row.outcome, values)
	_leave_waiting_list(row, session)
	if row.outcome == "Waiting":
		entry = {
			"referral": row.referral,
			"listed_on": session.session_date,
			"priority": row.priority,
			"session": session.name,
		}
		frappe.get_doc({"doctype": "Waiting List Entry", **entry}).insert(ignore_permissions=True)


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


def _decide_pei(row: Document, session: Document) -> None:
	if row.outcome == "Rejected":
		_move("PEI", row.pei, PEI_STATES[row.outcome], {})
		return
	state = frappe.db.get_value("Referral", row.referral, "workflow_state")
	if state not in ACCEPTED_CASES:
		frappe.throw(
			_("Agenda, row {0}: the case of the PEI is in state {1}, accept it first").format(
				row.idx, _(state)
			),
			PEIOfUnacceptedCaseError,
		)
	values = {"validated_in": session.name, "validated_on": session.session_date}
	if flt(row.committed_hours):
		values["committed_hours"] = flt(row.committed_hours)
	_move("PEI", row.pei, PEI_STATES[row.outcome], values)


def _leave_waiting_list(row: Document, session: Document) -> None:
	status = "Called" if row.outcome == "Accepted" else "Removed"
	for name in frappe.get_all(
		"Waiting List Entry", filters={"referral": row.referral, "status": "Waiting"}, pluck="name"
	):
		values = {"status": status, "removed_on": session.session_date, "removed_in": session.name}
		frappe.db.set_value("Waiting List Entry", name, values)


def _move(doctype: str, name: str, state: str, values: dict[str, object]) -> None:
	case = frappe.get_doc(doctype, name)
	if doctype == "Referral":
		referral_state_change.note(name, case.workflow_state, state)
	case.db_set({"workflow_state": state, **values})
	case.add_comment("Workflow", _(state))
