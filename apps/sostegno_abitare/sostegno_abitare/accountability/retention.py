"""Vouchers that were claimed are kept with their files for as long as the agreement says (R25)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate, getdate


class VoucherKeptError(frappe.ValidationError):
	"""A file of a claimed expense, deleted before its time."""


def keep_files(doc: Any, method: str | None = None) -> None:
	"""Document event `on_trash` of File. Raises VoucherKeptError for a file of an expense that stands in a submitted
	claim, until the years that follow its closing have passed.
	"""
	if doc.attached_to_doctype != "Expense" or not doc.attached_to_name:
		return
	held = frappe.get_all(
		"Claim Line", filters={"expense": doc.attached_to_name}, pluck="claim", limit_page_length=0
	)
	for claim in frappe.get_all(
		"Reimbursement Claim",
		filters={"name": ["in", sorted(set(held)) or [""]], "docstatus": 1},
		fields=["name", "keep_until"],
	):
		if not claim.keep_until or getdate(claim.keep_until) >= getdate():
			until = formatdate(claim.keep_until) if claim.keep_until else _("some years after its closing")
			frappe.throw(
				_("{0} belongs to a voucher of claim {1}: it is kept until {2}").format(
					frappe.bold(doc.file_name), claim.name, until
				),
				VoucherKeptError,
			)
