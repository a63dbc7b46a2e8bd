"""What must hold when a help request enters a state, whatever an administrator makes of the workflow."""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, fmt_money, formatdate, getdate
from sostegno_abitare.programme.validity import as_date, label
from sostegno_abitare.rules import notices
from sostegno_abitare.rules.money import cents

OPENED, PREPARING, SENT, PAPERS, GRANTED, REJECTED = (
	"Opened",
	"In Preparation",
	"Sent",
	"Papers Asked",
	"Granted",
	"Rejected",
)
SOLVED, NOT_SOLVED = "Solved", "Not Solved"
RUNNING = (OPENED, PREPARING, SENT, PAPERS, GRANTED, REJECTED)
CLOSED = (SOLVED, NOT_SOLVED)
# What is not asked for, or not obtained, covers no month.
COVERS_NOTHING = (REJECTED, NOT_SOLVED)

EVICTION, ERP, ADVICE, CONTRIBUTION = (
	"Eviction Prevention Notice",
	"ERP Form",
	"L. 431/1998 Advice",
	"Rent Contribution",
)
OF_MONEY = (EVICTION, CONTRIBUTION)
PAID = ("Arrears Paid, the Household Stays", "Contribution Paid")
UNSOLVED = ("Eviction Carried Out", "Requirements Missing", "Given Up")


class MustStartAsOpenedError(frappe.ValidationError):
	"""A new request in a later state."""


class NothingToSendError(frappe.ValidationError):
	"""Advice that would be sent somewhere."""


class ApplicationIncompleteError(frappe.ValidationError):
	"""An application that lacks what it cannot go without."""


class NoticeTermsError(frappe.ValidationError):
	"""An application outside the days or the limits of its notice."""


class AnswerIncompleteError(frappe.ValidationError):
	"""An answer without its amount or its reason, or papers asked for without a day."""


class OutcomeError(frappe.ValidationError):
	"""A request closed without an outcome, or with one that contradicts it."""


class MonthsUnpaidError(frappe.ValidationError):
	"""Arrears called paid while the months say otherwise."""


def check_state(request: Document) -> None:
	"""Checks the rules of the state that the request is entering, if it is entering one."""
	before = request.get_doc_before_save()
	state = request.workflow_state = request.workflow_state or OPENED
	if before is None:
		if state != OPENED:
			frappe.throw(
				_("A new request starts as {0}, not as {1}").format(_(OPENED), _(state)),
				MustStartAsOpenedError,
			)
	elif state != before.workflow_state:
		for rule in RULES.get(state, ()):
			rule(request)


def validate_sendable(request: Document) -> None:
	"""There is something to send, by somebody who was told what becomes of it."""
	if request.kind == ADVICE:
		frappe.throw(_("Advice is not sent: close it with its outcome"), NothingToSendError)
	needed = ["fiscal_code", "privacy_notice_given"]
	needed += ["regional_notice", "requested_amount"] if request.kind in OF_MONEY else []
	needed += ["arrears", "owner_name", "lease_registration"] if request.kind == EVICTION else []
	_need(request, needed, _("Before sending, fill in: {0}"), ApplicationIncompleteError)


def validate_terms(request: Document) -> None:
	"""Within the days and the limits of the notice; an income over both limits is said, since the authority
	decides on it.
	"""
	request.sent_on = request.sent_on or getdate()
	if not request.regional_notice:
		return
	doc = frappe.get_doc("Regional Notice", request.regional_notice)
	terms, asked = doc.terms(), application(request)
	texts = {
		notices.NOT_OPEN: _("the notice opens on {0}").format(formatdate(doc.opens_on)),
		notices.CLOSED: _("the notice closed on {0}").format(
			formatdate(doc.closes_on) if doc.closes_on else ""
		),
		notices.TOO_MUCH: _("the notice gives {0} at most").format(fmt_money(doc.max_amount, 2)),
		notices.TOO_MANY_MONTHS: _("the notice covers {0} months at most").format(cint(doc.max_months)),
	}
	found = notices.obstacles(terms, asked)
	if found:
		frappe.throw(
			_("{0} cannot be sent: {1}").format(
				frappe.bold(request.regional_notice), "; ".join(texts[code] for code in found)
			),
			NoticeTermsError,
		)
	if notices.income_within(terms, asked.isee, asked.ise) is False:
		frappe.msgprint(
			_("ISEE and ISE are over the limits of the notice: the authority may reject the request")
		)
	request.answer_due_on = (
		add_days(request.sent_on, cint(doc.answer_days)) if cint(doc.answer_days) else None
	)


def application(request: Document) -> notices.Application:
	"""What the request asks for, as the rules see it."""
	return notices.Application(
		as_date(request.sent_on) or getdate(),
		cents(request.requested_amount),
		len(request.months),
		cents(request.isee) if request.isee else None,
		cents(request.ise) if request.ise else None,
	)


def validate_papers(request: Document) -> None:
	"""Papers are asked for by a day."""
	_need(
		request,
		["next_step_on", "next_step"],
		_("Papers are asked for by a day; fill in: {0}"),
		AnswerIncompleteError,
	)


def validate_granted(request: Document) -> None:
	"""When it was granted and, where it is money, how much."""
	request.answered_on = request.answered_on or getdate()
	if request.kind in OF_MONEY:
		_need(request, ["granted_amount"], _("Before granting, fill in: {0}"), AnswerIncompleteError)


def validate_rejected(request: Document) -> None:
	"""When it was rejected, and why."""
	request.answered_on = request.answered_on or getdate()
	_need(request, ["rejection_reason"], _("Before rejecting, fill in: {0}"), AnswerIncompleteError)


def validate_solved(request: Document) -> None:
	"""Solved by an outcome that is one; what was paid stands in the months."""
	if not request.outcome or request.outcome in UNSOLVED:
		frappe.throw(
			_("{0}: choose how it was solved").format(label(request, "outcome")),
			OutcomeError,
		)
	if request.kind in OF_MONEY and request.outcome in PAID:
		if not request.months or any(not row.paid_on for row in request.months):
			frappe.throw(
				_("{0}: write the months that were paid, each with its day").format(label(request, "months")),
				MonthsUnpaidError,
			)


def validate_unsolved(request: Document) -> None:
	"""Why nothing more can be done."""
	if request.outcome not in (*UNSOLVED, "Other"):
		frappe.throw(
			_("{0}: choose why it was not solved").format(label(request, "outcome")),
			OutcomeError,
		)
	if any(row.paid_on for row in request.months):
		frappe.throw(
			_("{0}: months were paid, so the request was not without result").format(
				label(request, "months")
			),
			OutcomeError,
		)


def _need(request: Document, fields: list[str], text: str, error: type[Exception]) -> None:
	lacking = [label(request, field) for field in fields if not request.get(field)]
	if lacking:
		frappe.throw(text.format(", ".join(lacking)), error)


RULES: dict[str, tuple[Callable[[Document], None], ...]] = {
	SENT: (validate_sendable, validate_terms),
	PAPERS: (validate_papers,),
	GRANTED: (validate_sendable, validate_granted),
	REJECTED: (validate_rejected,),
	SOLVED: (validate_solved,),
	NOT_SOLVED: (validate_unsolved,),
}
