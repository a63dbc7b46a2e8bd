"""What is at hand of an expense, and what it lacks, in the reader's language (R17-R21)."""

from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.utils import fmt_money
from sostegno_abitare.accountability.expense_states import FINAL
from sostegno_abitare.rules import vouchers
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.vouchers import CREDIT_NOTE, OTHER_FUNDER, Papers

# What makes a staff expense, a rent or a refund, by kind.
SOURCES = {"Rent": "rent_payment", "Volunteer Refund": "volunteer_refund", "Staff": "staff_member"}


class Missing(NamedTuple):
	"""A code of rules.vouchers.missing, and what to do about it."""

	code: str
	text: str


def missing(expense: Any) -> list[Missing]:
	"""What an expense lacks before it is complete."""
	found = at_hand(expense)
	return [Missing(code, text_of(code, expense, found)) for code in vouchers.missing(found)]


def at_hand(expense: Any) -> Papers:
	"""The papers of an expense."""
	codes = project_codes(expense.agreement)
	reported = reported_cents(expense)
	whole = reported >= cents(expense.claimable_base)
	named = {vouchers.plain(expense.cup), vouchers.plain(expense.cig)} - {""}
	return Papers(
		kind=expense.kind,
		voucher_kind=expense.voucher_kind,
		has_number=bool(expense.number),
		has_tax_id=bool(expense.supplier_tax_id),
		has_voucher=bool(expense.voucher_file or expense.electronic_invoice),
		allocated=sum(cents(row.amount) for row in expense.allocations),
		payable=payable(expense),
		paid=sum(cents(row.amount) for row in expense.payments),
		unproved=tuple(row.idx for row in expense.payments if not (row.proof or row.bank_movement)),
		is_annulled=bool(expense.annulled_on)
		and not vouchers.annulment_lacks(expense.annulment_text or "", codes, reported),
		has_declaration=bool(expense.annulment_declaration),
		names_project=bool(expense.electronic_invoice) and whole and bool(named & set(codes)),
		has_staff_hours=bool(expense.staff_hours),
		has_order_of_service=bool(expense.order_of_service) or _holds_order(expense.staff_member),
		has_f24=bool(expense.f24_file),
		has_f24_detail=bool(expense.f24_detail),
		has_invoice=expense.voucher_kind != CREDIT_NOTE
		or frappe.db.get_value("Expense", expense.credit_of or "", "workflow_state") in FINAL,
		has_source=expense.kind not in SOURCES or bool(expense.get(SOURCES[expense.kind])),
	)


def project_codes(agreement: str) -> list[str]:
	"""The CUP and CIG of an agreement, as far as it has them."""
	found = frappe.db.get_value("Service Agreement", agreement, ["cup", "cig"]) or ()
	return [code for code in found if code]


def reported_cents(expense: Any) -> int:
	"""What of an expense is laid on the agreement, and not on other funders."""
	return sum(cents(row.amount) for row in expense.allocations if row.share != OTHER_FUNDER)


def payable(expense: Any) -> int:
	"""Cents that have to be paid: of an invoice what its credit notes leave, of a credit note what the supplier owes
	back because more was paid than the invoice is worth by now.
	"""
	if expense.voucher_kind == CREDIT_NOTE:
		invoice = frappe.get_doc("Expense", expense.credit_of) if expense.credit_of else None
		if invoice is None:
			return 0
		own = cents(expense.total) - sum(cents(row.amount) for row in expense.payments)
		others = credited(invoice.name, but=expense.name)
		back = cents(invoice.paid) - (cents(invoice.total) - others - own)
		return cents(expense.total) - own + max(0, back)
	return max(0, cents(expense.total) - credited(expense.name))


def credited(expense: str | None, but: str | None = None) -> int:
	"""Cents that submitted credit notes take off an invoice without having been paid back."""
	return sum(cents(row.total) - cents(row.paid) for row in _notes(expense, but))


def noted(expense: str | None, but: str | None = None, current: bool = False) -> int:
	"""Cents that submitted credit notes take off an invoice; `current`: as they are now, under the lock."""
	return sum(cents(row.total) for row in _notes(expense, but, current))


def _notes(expense: str | None, but: str | None, current: bool = False) -> list[Any]:
	filters = {"credit_of": expense or "", "docstatus": 1, "name": ["!=", but or ""]}
	return list(frappe.db.get_values("Expense", filters, ["total", "paid"], as_dict=True, for_update=current))


def _holds_order(member: str | None) -> bool:
	return bool(
		member
		and frappe.get_meta("Staff Member").has_field("order_of_service")
		and frappe.db.get_value("Staff Member", member, "order_of_service")
	)


def name_of(code: str) -> str:
	"""What is missing, as a heading."""
	return {
		"number": _("Number"),
		"tax_id": _("Tax ID"),
		"source": _("Origin"),
		"invoice": _("Invoice Credited"),
		"allocation": _("Who Bears It"),
		"payment": _("Payment"),
		"overpaid": _("Payment over the Voucher"),
		"voucher": _("Voucher"),
		"proof": _("Proof of Payment"),
		"staff_hours": _("Staff Hours"),
		"order_of_service": _("Order of Service"),
		"f24": _("F24"),
		"f24_detail": _("F24 Detail by Person"),
		"annulment": _("Annulment"),
	}[code]


def text_of(code: str, expense: Any, found: Papers) -> str:
	"""What is missing and what to do, in the reader's language."""
	rest = fmt_money(abs(found.payable - found.paid) / 100, 2, "EUR")
	if code == "annulment":
		return _annulment_text(expense)
	return {
		"number": _("Number: copy it from the voucher"),
		"tax_id": _("Tax ID of the supplier: copy it from the voucher"),
		"source": _("Origin: say which document the expense comes from"),
		"invoice": _("Invoice credited: complete {0} first").format(expense.credit_of)
		if expense.credit_of
		else _("Invoice credited: choose the expense that the note lowers"),
		"allocation": _("Allocation: choose the budget row that bears it"),
		"payment": _("Payment: {0} are still to be paid; enter the payment").format(rest),
		"overpaid": _("Payment: {0} more than the voucher; correct the payments").format(rest),
		"voucher": _("Voucher: attach the file"),
		"proof": _("Proof of payment: attach the executed transfer to row {0}").format(
			", ".join(map(str, found.unproved))
		),
		"staff_hours": _("Staff hours: choose the sheet of the month"),
		"order_of_service": _("Order of service: attach the one that names the activities"),
		"f24": _("F24: attach the receipt of the payment"),
		"f24_detail": _("F24: attach the detail by person"),
	}[code]


def _annulment_text(expense: Any) -> str:
	if not expense.annulled_on or not expense.annulment_text:
		return _(
			"Annulment: write the note on the voucher and enter it with its day, or attach the declaration"
		)
	lacking = vouchers.annulment_lacks(
		expense.annulment_text, project_codes(expense.agreement), reported_cents(expense)
	)
	return _("Annulment: the note does not say {0}").format(", ".join(lacking))


def annulment_note(expense: Any) -> str:
	"""The note to write on a voucher: codes of the project, title, the amount reported (R20)."""
	agreement = frappe.db.get_value(
		"Service Agreement", expense.agreement, ["cup", "cig", "title"], as_dict=True
	)
	codes = [f"{name.upper()} {agreement[name]}" for name in ("cup", "cig") if agreement[name]]
	amount = fmt_money(reported_cents(expense) / 100, 2, "EUR")
	return _("{0} - {1} - Expense reported for {2}, not to be funded by others").format(
		" ".join(codes) or expense.agreement, agreement.title, amount
	)
