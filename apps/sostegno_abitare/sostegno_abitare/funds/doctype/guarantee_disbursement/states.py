"""What must hold when a payment of a fund enters a state, whatever an administrator makes of the workflow."""

import secrets

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate
from sostegno_abitare.funds import decisions, fund, months, payees, receivable
from sostegno_abitare.ledgers import funds
from sostegno_abitare.programme import states
from sostegno_abitare.programme.validity import label
from sostegno_abitare.rules import guarantees, ledgers
from sostegno_abitare.rules.money import cents

FIRST, CHECKED, APPROVED, PAID, REJECTED, RETURNED = (
	"Draft", "Checked", "Approved", "Paid", "Turned Down", "Bounced",
)  # fmt: skip
# Can still become another payment, or none.
OPEN = (FIRST, CHECKED, APPROVED)
# Covers no month, takes nothing of a guarantee.
OVER = (REJECTED, RETURNED)
FOLLOWING = (guarantees.REPAYING, guarantees.SETTLED, guarantees.WRITTEN_OFF)


class MustStartAsDraftError(frappe.ValidationError):
	"""A new payment in a later state."""


class StateFollowsError(frappe.ValidationError):
	"""A payment called repaid or written off by hand."""


class StepSkippedError(frappe.ValidationError):
	"""A payment approved unchecked, or made without approval."""


class EvidenceMissingError(frappe.ValidationError):
	"""A payment without the papers that show what is owed (R46)."""


class PlanMissingError(frappe.ValidationError):
	"""Temporary support without the instalments by which it comes back (R48)."""


class PaymentIncompleteError(frappe.ValidationError):
	"""A payment called made, or sent back, without its day or reference."""


class RepaidAlreadyError(frappe.ValidationError):
	"""A payment sent back by the bank of which something was repaid or written off."""


class GuaranteeNotGivenError(frappe.ValidationError):
	"""A payment under a guarantee that is not given, or has ended."""


class RejectionNotExplainedError(frappe.ValidationError):
	"""A payment rejected without saying why."""


def validate_checked(payment: Document) -> None:
	"""Evidence, payee and plan are there (R46-R48)."""
	_validate_from(payment, FIRST)
	if not payment.evidence:
		frappe.throw(
			_("{0}: attach what shows the arrears, the bill or the damage").format(
				label(payment, "evidence")
			),
			EvidenceMissingError,
		)
	if payment.heading == guarantees.SUPPORT and not (
		payment.first_instalment_on and payment.instalment_count
	):
		frappe.throw(
			_("Temporary support comes back by a plan: fill in {0} and {1}").format(
				label(payment, "first_instalment_on"), label(payment, "instalment_count")
			),
			PlanMissingError,
		)
	payment.payee_iban, payment.payee_holder = payees.account_of(payment.property_owner)
	payment.checked_by = frappe.session.user


def validate_approved(payment: Document) -> None:
	"""Decided by a second person, for an owner, months and a guarantee that are still as they were checked."""
	_validate_from(payment, CHECKED)
	decisions.validate_decided(payment)
	above = cents(frappe.db.get_value("Service Agreement", payment.agreement, "second_approver_above"))
	decisions.validate_second_person(
		(decisions.stored(payment).owner, payment.prepared_by),
		payment.checked_by,
		cents(payment.amount),
		above,
	)
	payees.validate_same_account(payment)
	fund.joined(payment.agreement, payment.municipality, getdate())
	payment.hold()
	validate_guarantee_stands(payment)
	payment.validate_months()
	payment.validate_caps(current=True)
	payment.approved_by, payment.approved_on = frappe.session.user, getdate()


def validate_paid(payment: Document) -> None:
	"""Approved, and the day and the reference of the transfer are there."""
	_validate_from(payment, APPROVED)
	_needed(payment, "paid_on", "payment_reference")
	decisions.validate_past(payment, "paid_on")
	if getdate(payment.paid_on) < getdate(payment.decided_on):
		frappe.throw(
			_("{0} is before the decision of {1}").format(
				label(payment, "paid_on"), formatdate(payment.decided_on)
			),
			PaymentIncompleteError,
		)
	payment.hold()
	payment.public_code = payment.public_code or public_code(payment)


def validate_rejected(payment: Document) -> None:
	"""Who rejects says why."""
	before = decisions.stored(payment)
	if before.workflow_state != FIRST and not (payment.rejection_reason or "").strip():
		frappe.throw(
			_("Fill {0} and save, then reject").format(label(payment, "rejection_reason")),
			RejectionNotExplainedError,
		)
	payment.hold()


def validate_returned(payment: Document) -> None:
	"""The bank sent the money back, and nothing of it was repaid."""
	_validate_from(payment, PAID, guarantees.REPAYING)
	_needed(payment, "returned_on")
	decisions.validate_past(payment, "returned_on")
	payment.hold()
	validate_nothing_back(decisions.stored(payment))


def validate_nothing_back(payment: Document) -> None:
	"""Nothing of a payment that was made was repaid or written off; its fund is held."""
	back = receivable.of(payment, current=True)
	if back.repaid or back.written_off:
		frappe.throw(
			_("Something of this payment was repaid or written off: cancel that first"), RepaidAlreadyError
		)


def validate_sent_back(payment: Document) -> None:
	"""What was checked and approved is so no more."""
	_validate_from(payment, CHECKED, APPROVED)
	payment.hold()
	payment.update(dict.fromkeys(("checked_by", "approved_by", "approved_on", "payee_iban", "payee_holder")))


def validate_follows(payment: Document) -> None:
	"""What is repaid follows from repayments."""
	frappe.throw(
		_("A payment becomes {0} by its repayments and write-offs").format(_(payment.workflow_state)),
		StateFollowsError,
	)


def validate_guarantee_stands(payment: Document) -> None:
	"""The guarantee stands, as it is now."""
	if not payment.rent_guarantee:
		return
	state = frappe.db.get_value("Rent Guarantee", payment.rent_guarantee, "workflow_state", for_update=True)
	if state != "Given":
		frappe.throw(
			_("{0} {1} is in state {2}: the fund pays under a guarantee that stands").format(
				label(payment, "rent_guarantee"), frappe.bold(payment.rent_guarantee), _(state or "")
			),
			GuaranteeNotGivenError,
		)


def public_code(payment: Document) -> str:
	"""The code of the household in the published list of the year: by chance, and another one each year (R53)."""
	year = getdate(payment.paid_on).year
	known = frappe.get_all(
		"Guarantee Disbursement",
		filters={
			"household": payment.household or "",
			"fund": payment.fund,
			"public_code": ["is", "set"],
			"paid_on": ["between", [f"{year}-01-01", f"{year}-12-31"]],
		},
		pluck="public_code",
		limit_page_length=1,
	)
	return known[0] if known else f"B-{secrets.token_hex(5).upper()}"


def _free_what_ended(guarantee: str | None) -> None:
	"""What comes back to a guarantee that has ended meanwhile is free again."""
	doc = frappe.get_doc("Rent Guarantee", guarantee) if guarantee else None
	if doc and doc.workflow_state == "Ended":
		left = funds.balance(doc.fund, True, doc.name).committed
		posting = funds.Posting(ledgers.RELEASE, left, getdate(), doc.name, doc.case_code)
		funds.post(doc, doc.fund, [posting])


def _validate_from(payment: Document, *allowed: str) -> None:
	before = decisions.stored(payment)
	state = (before.workflow_state if before else None) or FIRST
	if state not in allowed:
		frappe.throw(
			_("A payment goes from {0} to {1}, not from {2}").format(
				" / ".join(_(name) for name in allowed), _(payment.workflow_state), _(state)
			),
			StepSkippedError,
		)


def _needed(payment: Document, *fields: str) -> None:
	lacking = [label(payment, field) for field in fields if not str(payment.get(field) or "").strip()]
	if lacking:
		frappe.throw(
			_("Fill in the payment first and save: {0}").format(", ".join(lacking)), PaymentIncompleteError
		)


RULES: states.Rules = {
	FIRST: (validate_sent_back,),
	CHECKED: (validate_checked,),
	APPROVED: (validate_approved,),
	PAID: (validate_paid,),
	REJECTED: (validate_rejected,),
	RETURNED: (validate_returned,),
	**dict.fromkeys(FOLLOWING, (validate_follows,)),
}


def check_state(payment: Document) -> None:
	"""The payment keeps the rules of the state that it enters."""
	states.check_state(payment, FIRST, RULES, MustStartAsDraftError)


def post(payment: Document, was: str) -> None:
	"""What the new state does to the fund. An approved payment is kept ready, out of its guarantee where it has
	one; made, it leaves the fund.
	"""
	state, amount, guarantee = payment.workflow_state, cents(payment.amount), payment.rent_guarantee
	code, today, decided_on = payment.case_code, getdate(), payment.decided_on
	if state == APPROVED:
		taken = guarantee and payment.heading != guarantees.SUPPORT
		freed = [
			funds.Posting(ledgers.RELEASE, amount, decided_on, guarantee, code, source_row=payment.heading)
		]
		kept = funds.Posting(ledgers.COMMITMENT, amount, decided_on, case_code=code)
		funds.post(payment, payment.fund, [*(freed if taken else []), kept])
	elif state == PAID:
		funds.post(
			payment,
			payment.fund,
			[
				funds.Posting(ledgers.RELEASE, amount, payment.paid_on, case_code=code),
				funds.Posting(
					ledgers.DISBURSEMENT,
					amount,
					payment.paid_on,
					guarantee,
					code,
					repayable=bool(payment.repayable),
				),
			],
		)
	elif was == APPROVED or state == RETURNED:
		funds.reverse(payment, payment.returned_on if state == RETURNED else today)
		_free_what_ended(guarantee)
	if state in OVER:
		months.release(payment)
