"""What must hold when a stay enters a state, whatever an administrator makes of the workflow."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, formatdate, getdate
from sostegno_abitare.housing import papers
from sostegno_abitare.programme import states
from sostegno_abitare.programme.dated import value_on
from sostegno_abitare.programme.validity import as_date, label
from sostegno_abitare.rules import stays

FIRST, PROPOSED, SIGNED, RUNNING, EXTENDED, ENDED, WITHDRAWN = (
	"Draft",
	"Proposed",
	"Signed",
	"Running",
	"Extended",
	"Ended",
	"Withdrawn",
)
INSIDE = (RUNNING, EXTENDED)
EXIT_TOLERANCE = "stay_exit_tolerance_days"
# A place is held for it, or was.
KEPT = (SIGNED, *INSIDE, ENDED)
# A place is asked for, or held.
ASKING = (PROPOSED, SIGNED, *INSIDE)
AGREED_FIELDS = ("unit", "hospitality_agreement")
DAYS = ("entry_date", "planned_exit_date")


class MustStartAsDraftError(frappe.ValidationError):
	"""A new stay in a later state."""


class EntryPapersMissingError(frappe.ValidationError):
	"""An entry without decision, accepted PEI or signed agreement, all dated on or before it (R30)."""


class EntryInTheFutureError(frappe.ValidationError):
	"""Guests said to be in before their day."""


class AgreementNotCoveringError(frappe.ValidationError):
	"""A hospitality agreement for other days or other guests than the stay."""


class ExtensionOutsideCommissionError(frappe.ValidationError):
	"""A stay called extended that no submitted session extended (R33)."""


class ExitIncompleteError(frappe.ValidationError):
	"""A stay ended without day or destination, or on a day that cannot be."""


class EarlyExitNotDecidedError(frappe.ValidationError):
	"""Guests who leave before the agreed day without the Commission's decision (R33)."""


class ExtensionNotDecidedError(frappe.ValidationError):
	"""Guests who left after the agreed day without the Commission's decision (R33)."""


class WithdrawalNotExplainedError(frappe.ValidationError):
	"""A stay withdrawn without saying why (R35)."""


def kept_fields(state: str | None) -> tuple[str, ...]:
	"""The fields that do not change any more in a state."""
	if state in (*INSIDE, ENDED):
		return (*AGREED_FIELDS, *DAYS, *(("exit_date",) if state == ENDED else ()))
	return AGREED_FIELDS if state == SIGNED else ()


def validate_papers(stay: Document) -> None:
	"""No entry without the Commission's decision, the accepted PEI and the signed hospitality agreement, all dated
	on or before it (R30).
	"""
	entry = getdate(stay.entry_date)
	lacking = stays.lacking(entry, papers.papers_of(stay.referral, stay.hospitality_agreement))
	if lacking:
		frappe.throw(papers.explain(lacking, entry), EntryPapersMissingError)


def validate_agreement_covers(stay: Document) -> None:
	"""The agreement that was signed is for these guests, from the entry on and until the planned exit."""
	agreement = frappe.get_doc("Hospitality Agreement", stay.hospitality_agreement)
	first, last = getdate(agreement.start_date), as_date(agreement.end_date)
	if getdate(stay.entry_date) < first or (last and getdate(stay.planned_exit_date) > last):
		frappe.throw(
			_("The hospitality agreement runs from {0} to {1}: {2} and {3} must lie in it").format(
				formatdate(first),
				formatdate(last) if last else "…",
				label(stay, "entry_date"),
				label(stay, "planned_exit_date"),
			),
			AgreementNotCoveringError,
		)
	agreed = {row.person for row in agreement.guests}
	others = [row for row in stay.guests if row.person not in agreed]
	if others:
		frappe.throw(
			_("Guests, row {0}: {1} is not named in the hospitality agreement").format(
				others[0].idx, others[0].person
			),
			AgreementNotCoveringError,
		)


def validate_entry_has_come(stay: Document) -> None:
	"""Guests are in from today at the latest."""
	if getdate(stay.entry_date) > getdate():
		frappe.throw(
			_("{0} is {1}: the stay begins on that day").format(
				label(stay, "entry_date"), formatdate(stay.entry_date)
			),
			EntryInTheFutureError,
		)


def validate_commission_extended(stay: Document) -> None:
	"""A submitted session extended the stay (R33)."""
	row = {"stay": stay.name, "kind": "Stay Extension", "outcome": "Accepted", "docstatus": 1}
	if not stay.extended_to or not frappe.db.exists("Commission Decision", row):
		frappe.throw(
			_("A stay is extended by the Commission: ask for it in Requests to the Commission"),
			ExtensionOutsideCommissionError,
		)


def validate_exit(stay: Document) -> None:
	"""The exit has its day and destination; an early or late one was decided by the Commission (R33)."""
	lacking = [field for field in ("exit_date", "destination") if not stay.get(field)]
	if lacking:
		frappe.throw(
			_("Fill {0} in the Exit tab and save, then discharge").format(
				", ".join(label(stay, field) for field in lacking)
			),
			ExitIncompleteError,
		)
	left = getdate(stay.exit_date)
	if not getdate(stay.entry_date) <= left <= getdate():
		frappe.throw(
			_("{0} lies between the entry and today").format(label(stay, "exit_date")), ExitIncompleteError
		)
	tolerance = cint(value_on(EXIT_TOLERANCE, left, stay.agreement, stay.action))
	kind = stays.how_it_ended(left, stay.term, tolerance)
	agreed = formatdate(stay.term.full)
	if kind == stays.NEEDS_EARLY:
		frappe.throw(
			_(
				"{0} is before {1}: an early discharge is decided by the Commission, ask for it in Requests to"
				" the Commission"
			).format(label(stay, "exit_date"), agreed),
			EarlyExitNotDecidedError,
		)
	if kind == stays.NEEDS_EXTENSION:
		frappe.throw(
			_(
				"{0} is after {1}: a longer stay is decided by the Commission, ask for it in Requests to the"
				" Commission"
			).format(label(stay, "exit_date"), agreed),
			ExtensionNotDecidedError,
		)
	stay.exit_kind = kind


def validate_withdrawal(stay: Document) -> None:
	"""Who does not come is said why (R35)."""
	if not (stay.withdrawal_reason or "").strip():
		frappe.throw(
			_("Fill {0} in the Exit tab and save, then withdraw").format(label(stay, "withdrawal_reason")),
			WithdrawalNotExplainedError,
		)


RULES: states.Rules = {
	SIGNED: (validate_papers, validate_agreement_covers),
	RUNNING: (validate_papers, validate_agreement_covers, validate_entry_has_come),
	EXTENDED: (validate_commission_extended,),
	ENDED: (validate_exit,),
	WITHDRAWN: (validate_withdrawal,),
}


def check_state(stay: Document) -> None:
	"""The stay keeps the rules of the state that it enters."""
	states.check_state(stay, FIRST, RULES, MustStartAsDraftError)
