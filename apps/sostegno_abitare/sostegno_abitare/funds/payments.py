"""What the bank's movements do to the payments of a fund: they are made, and come back."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from sostegno_abitare.funds import payees, receivable
from sostegno_abitare.funds.doctype.guarantee_disbursement.states import APPROVED, validate_guarantee_stands


class NotPayableError(frappe.ValidationError):
	"""A payment that is not approved, or has been made."""


def check_payable(disbursement: str) -> Any:
	"""The payment, to be ordered from the bank now: approved, to the owner's IBAN of this moment. Raises why not."""
	doc = frappe.get_doc(receivable.DISBURSEMENT, disbursement)
	if doc.workflow_state != APPROVED:
		frappe.throw(
			_("{0} is in state {1}: only an approved payment is ordered").format(
				frappe.bold(doc.name), _(doc.workflow_state)
			),
			NotPayableError,
		)
	payees.validate_same_account(doc)
	validate_guarantee_stands(doc)
	return doc


def mark_paid(disbursement: str, paid_on: date | str, reference: str) -> str:
	"""An approved payment was made on a day; `reference` is that of the transfer. Asked again with the same
	reference it changes nothing. Gives the name of the payment. Raises NotPayableError.

	Who calls it asks for the permission: the movement of a bank is proof enough.
	"""
	doc = frappe.get_doc(receivable.DISBURSEMENT, disbursement)
	if doc.workflow_state in receivable.MADE and doc.payment_reference == reference:
		return doc.name
	if doc.workflow_state != APPROVED:
		frappe.throw(
			_("{0} is in state {1}: only an approved payment is made").format(
				frappe.bold(doc.name), _(doc.workflow_state)
			),
			NotPayableError,
		)
	doc.update({"paid_on": paid_on, "payment_reference": reference, "workflow_state": "Paid"})
	doc.flags.ignore_permissions = True
	doc.save()
	return doc.name


def unmark_paid(disbursement: str) -> str:
	"""The movement was of something else: the payment is approved and waits to be made, as before. Raises
	RepaidAlreadyError once something of it came back.
	"""
	doc = frappe.get_doc(receivable.DISBURSEMENT, disbursement)
	if doc.workflow_state not in receivable.MADE:
		return doc.name
	doc.undo_payment()
	return doc.name


def send_back(disbursement: str, returned_on: date | str) -> str:
	"""The bank sent the money of a payment back: it is over, and its months are free again."""
	doc = frappe.get_doc(receivable.DISBURSEMENT, disbursement)
	doc.update({"returned_on": returned_on, "workflow_state": "Bounced"})
	doc.flags.ignore_permissions = True
	doc.save()
	return doc.name


def repay(
	disbursement: str, amount: float, paid_on: date | str, request_id: str, reference: str | None = None
) -> str:
	"""A submitted Guarantee Repayment of so many euros; the same request twice is one. Gives its name."""
	known = frappe.db.get_value(receivable.REPAYMENT, {"request_id": request_id, "docstatus": 1})
	if known:
		return known
	doc = frappe.get_doc(
		{
			"doctype": receivable.REPAYMENT,
			"disbursement": disbursement,
			"amount": amount,
			"paid_on": paid_on,
			"reference": reference,
			"request_id": request_id,
		}
	)
	doc.flags.ignore_permissions = True
	doc.insert()
	doc.submit()
	return doc.name
