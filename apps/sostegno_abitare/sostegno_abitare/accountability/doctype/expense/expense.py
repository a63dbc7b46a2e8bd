from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, flt, getdate
from sostegno_abitare.accountability import allocation, expenses, papers, posting
from sostegno_abitare.accountability.expense_states import (
	ALLOCATED,
	CANCELLED,
	CLAIMED,
	COMPLETE,
	DRAFT,
	FINAL,
	SETTLED,
)
from sostegno_abitare.ledgers import budget as ledger
from sostegno_abitare.programme.amounts import euro, once, whole_cents
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_sources
from sostegno_abitare.rules import vouchers
from sostegno_abitare.rules.fiscal_code import is_tax_id
from sostegno_abitare.rules.iban import InvalidIbanError, tidy
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.vouchers import CREDIT_NOTE, INVOICE

# What is settled once an expense is complete.
_PAPERS = (
	"voucher_file",
	"f24_file",
	"f24_detail",
	"order_of_service",
	"staff_hours",
	"cup",
	"cig",
	"annulled_on",
	"annulment_text",
	"annulment_declaration",
)
# What an electronic invoice says of itself.
_OF_THE_FILE = ("electronic_invoice", "signed_by", "document_type", "buyer_tax_id", "withholding_amount")
_PAYMENT = ("paid_on", "amount", "method", "reference", "proof", "bank_movement")
_ROUNDING = 100_000  # cents: stamp duty and rounding are small


class DuplicateVoucherError(frappe.ValidationError):
	"""A voucher that was entered already (R17)."""


class InvalidTaxIdError(frappe.ValidationError):
	"""A VAT number or codice fiscale with a wrong check digit."""


class InvalidPayeeIbanError(frappe.ValidationError):
	"""An IBAN of the supplier that is none."""


class UnnamedVoucherError(frappe.ValidationError):
	"""An invoice without its number or its supplier's tax id."""


class EmptyVoucherError(frappe.ValidationError):
	"""A voucher of nothing."""


class OutsidePeriodError(frappe.ValidationError):
	"""A voucher or a payment outside the dates of the agreement or action (R18)."""


class CashPaymentError(frappe.ValidationError):
	"""A payment in cash above what the agreement admits (R19)."""


class PaymentBeforeTimeError(frappe.ValidationError):
	"""A payment in the future."""


class CreditNoteError(frappe.ValidationError):
	"""A credit note without its invoice, or beyond it."""


class IncompleteExpenseError(frappe.ValidationError):
	"""An expense that lacks papers; the message lists them (R17-R21)."""


class ExpenseStateError(frappe.ValidationError):
	"""A state that is reached by a claim alone."""


class ExpenseIsFinalError(frappe.ValidationError):
	"""An expense that is complete or claimed, changed or cancelled."""


class Expense(Document):
	"""What was spent for an agreement: the voucher, who bears it, how it was paid, and what is still missing before
	it may be claimed (R1, R17-R22).
	"""

	def before_validate(self) -> None:
		"""What follows from the other fields, for a draft."""
		self.supplier_tax_id = "".join((self.supplier_tax_id or "").split()).upper() or None
		self.number = " ".join((self.number or "").split())
		for field in ("cup", "cig"):
			self.set(field, vouchers.plain(self.get(field)) or None)
		if self.voucher_kind != CREDIT_NOTE:
			self.credit_of = None
		self.keep_what_was_read()
		self.title = " ".join(
			filter(None, (self.supplier_name, self.number or str(self.voucher_date or "")))
		)[:140]

	def keep_what_was_read(self) -> None:
		"""What a file said is written by reading the file alone; what a claim holds, by the claim alone. An amended
		expense keeps the file of the one that it amends.
		"""
		before = self.get_doc_before_save()
		if before is None or before.docstatus == 0:
			self.claim = None
			for row in self.allocations:
				row.claim = None
		if self.flags.read_from_file:
			return
		source = before or (
			frappe.get_doc("Expense", self.amended_from) if self.amended_from else frappe._dict()
		)
		for field in _OF_THE_FILE:
			self.set(field, source.get(field))

	def validate(self) -> None:
		"""The rules of a voucher."""
		once(self)
		self.set_amounts()
		if lacks_mandatory(self):
			return
		validate_sources(self)
		self.validate_named()
		self.validate_supplier()
		self.validate_period()
		if self.docstatus == 1:
			ledger.lock(self.agreement)
		self.validate_credit_note()
		self.validate_once()
		allocation.settle(self)
		self.validate_payments()
		self.settle()
		self.validate_state()

	def set_amounts(self) -> None:
		"""The total, and what of it may be reported (R1)."""
		net, vat = whole_cents(self, "net_amount"), whole_cents(self, "vat_amount")
		other = whole_cents(self, "other_amount", least=-_ROUNDING, most=_ROUNDING)
		if net + vat + other <= 0:
			frappe.throw(
				_("{0}: a voucher of {1} is none; enter what it says").format(
					label(self, "net_amount"), euro(net + vat + other)
				),
				EmptyVoucherError,
			)
		terms = frappe.db.get_value("Service Agreement", self.agreement, "vat_claimable") or ""
		base = vouchers.claimable_base(net, vat, other, terms, bool(cint(self.vat_recoverable)))
		self.total, self.claimable_base = (net + vat + other) / 100, base / 100

	def validate_named(self) -> None:
		"""An invoice has a number, and once it is submitted a supplier with a tax id."""
		if self.voucher_kind not in (INVOICE, CREDIT_NOTE):
			return
		for field in ("number", "supplier_tax_id") if self.docstatus == 1 else ("number",):
			if not self.get(field):
				frappe.throw(
					_("{0}: copy it from the voucher; an invoice has one").format(label(self, field)),
					UnnamedVoucherError,
				)

	def validate_supplier(self) -> None:
		"""Codes that are right: an Italian tax id, an IBAN."""
		tax_id = vouchers.plain(self.supplier_tax_id)
		is_foreign = tax_id[:2].isalpha() and not tax_id[2:6].isalpha()
		if tax_id and not is_foreign and not is_tax_id(tax_id):
			frappe.throw(
				_("{0}: {1} is neither a VAT number nor a codice fiscale; copy it from the voucher").format(
					label(self, "supplier_tax_id"), self.supplier_tax_id
				),
				InvalidTaxIdError,
			)
		try:
			self.supplier_iban = tidy(self.supplier_iban) if self.supplier_iban else None
		except InvalidIbanError:
			frappe.throw(
				_("{0}: {1} is no IBAN; copy it from the voucher").format(
					label(self, "supplier_iban"), self.supplier_iban
				),
				InvalidPayeeIbanError,
			)

	def validate_period(self) -> None:
		"""The day of the voucher lies within the agreement (R18)."""
		terms = self.terms()
		self.check_day(label(self, "voucher_date"), self.voucher_date, terms.start_date, terms.end_date)

	def terms(self) -> Any:
		"""What the agreement says of vouchers."""
		fields = ["start_date", "end_date", "voucher_grace_days", "cash_limit"]
		return frappe.db.get_value("Service Agreement", self.agreement, fields, as_dict=True)

	def check_day(self, named: str, day: Any, start: Any, end: Any) -> None:
		"""Raises OutsidePeriodError for a day before the start, or later than end and grace."""
		grace = cint(self.terms().voucher_grace_days)
		start, end = (getdate(each) if each else None for each in (start, end))
		if vouchers.is_outside(getdate(day), start, end, grace):
			frappe.throw(
				_(
					"{0}: {1} is outside the period {2} - {3} (days of grace: {4}); it cannot be reported here"
				).format(named, _day(day), _day(start), _day(end), grace),
				OutsidePeriodError,
			)

	def validate_credit_note(self) -> None:
		"""A credit note lowers one invoice of its supplier, and never below nothing."""
		if self.voucher_kind != CREDIT_NOTE or (self.docstatus == 0 and not self.credit_of):
			return
		invoice = frappe.db.get_value(
			"Expense",
			self.credit_of or "",
			["name", "agreement", "docstatus", "voucher_kind", "total", "supplier_tax_id"],
			as_dict=True,
			for_update=self.docstatus == 1,
		)
		if not invoice or invoice.agreement != self.agreement or invoice.voucher_kind == CREDIT_NOTE:
			frappe.throw(
				_("{0}: choose the expense of the invoice that the note lowers").format(
					label(self, "credit_of")
				),
				CreditNoteError,
			)
		if self.docstatus == 1 and invoice.docstatus != 1:
			frappe.throw(
				_("{0}: allocate {1} first").format(label(self, "credit_of"), invoice.name), CreditNoteError
			)
		rest = cents(invoice.total) - papers.noted(invoice.name, self.name, self.docstatus == 1)
		if cents(self.total) > rest:
			frappe.throw(
				_("{0}: the notes would take {1} off {2}, of which {3} are left").format(
					label(self, "total"), euro(cents(self.total)), invoice.name, euro(rest)
				),
				CreditNoteError,
			)

	def validate_once(self) -> None:
		"""A voucher is entered once in an agreement; a cancelled one frees it (R17)."""
		supplier = self.supplier_tax_id or self.supplier_name
		day, total = getdate(self.voucher_date), cents(self.total)
		self.voucher_hash = vouchers.fingerprint(supplier, self.number, day, total)
		self.voucher_key = vouchers.fingerprint(supplier, self.number, day, total, self.agreement)
		other = frappe.db.get_value(
			"Expense", {"voucher_key": self.voucher_key, "name": ["!=", self.name or ""]}
		)
		if other:
			frappe.throw(
				_("Voucher {0} of {1}, {2}, {3} is registered already: see {4}").format(
					escape_html(self.number) or _("without number"),
					escape_html(self.supplier_name),
					_day(day),
					euro(total),
					frappe.bold(other),
				),
				DuplicateVoucherError,
			)

	def validate_payments(self) -> None:
		"""Money that left, traceably and in time (R18, R19)."""
		terms = self.terms()
		limit, in_cash = cents(terms.cash_limit), 0
		for row in self.payments:
			if not row.paid_on:
				continue
			amount = whole_cents(row, "amount", least=1)
			named = _("Payments, row {0}").format(row.idx)
			self.check_day(named, row.paid_on, terms.start_date, terms.end_date)
			if getdate(row.paid_on) > getdate():
				frappe.throw(
					_("{0}: {1} is in the future; enter the payment when it has been made").format(
						named, _day(row.paid_on)
					),
					PaymentBeforeTimeError,
				)
			in_cash += amount if row.method == "Cash" else 0
			if in_cash > limit:
				frappe.throw(
					_(
						"{0}: in cash {1} are admitted and not {2}; only traceable payments are reported"
					).format(named, euro(limit), euro(in_cash)),
					CashPaymentError,
				)

	def settle(self) -> None:
		"""What the form shows of the payments, and of what is missing."""
		self.paid = sum(cents(row.amount) for row in self.payments) / 100
		self.paid_on = max((getdate(row.paid_on) for row in self.payments if row.paid_on), default=None)
		lacking = [found.code for found in papers.missing(self)]
		self.missing, self.missing_count = ",".join(lacking), len(lacking)
		self.next_step = vouchers.next_step(
			self.workflow_state or DRAFT, lacking, bool(cents(self.public_amount))
		)

	def validate_state(self) -> None:
		"""An expense is complete when nothing is missing; claims alone take it further."""
		before = self.get_doc_before_save()
		earlier = (before.workflow_state if before else None) or DRAFT
		if self.workflow_state == earlier:
			return
		if self.workflow_state in (CLAIMED, SETTLED) or earlier in (CLAIMED, SETTLED):
			frappe.throw(_("A claim alone claims an expense, or lets go of it"), ExpenseStateError)
		if self.workflow_state == COMPLETE:
			self.check_complete()

	def check_complete(self) -> None:
		"""Raises IncompleteExpenseError with the list of what is missing."""
		lacking = papers.missing(self)
		if lacking:
			frappe.throw(
				_("{0} is not complete:").format(self.name or self.title)
				+ "<ul>"
				+ "".join(f"<li>{escape_html(found.text)}</li>" for found in lacking)
				+ "</ul>",
				IncompleteExpenseError,
			)

	def before_submit(self) -> None:
		"""Submitted by whatever way, it is allocated at least."""
		if (self.workflow_state or DRAFT) == DRAFT:
			self.workflow_state = ALLOCATED
		allocation.check_whole(self)
		self.settle()

	def on_submit(self) -> None:
		"""The money is bound, and spent when nothing is missing."""
		posting.commit(self)
		if self.workflow_state == COMPLETE:
			posting.spend(self)

	def before_update_after_submit(self) -> None:
		"""Payments and papers come after the allocation; once complete, they stay."""
		ledger.lock(self.agreement)
		before: Any = self.get_doc_before_save()
		self.check_as_stored(before)
		if before.workflow_state in FINAL and _frozen(self) != _frozen(before):
			frappe.throw(
				_("{0} is complete: take it back to {1} to change its payments or papers").format(
					self.name, _(ALLOCATED)
				),
				ExpenseIsFinalError,
			)
		if before.workflow_state in FINAL and self.workflow_state == ALLOCATED:
			self.check_nothing_stands_on_it()
		self.validate_supplier()
		self.validate_payments()
		self.settle()
		self.validate_state()

	def check_as_stored(self, before: Any) -> None:
		"""Raises ExpenseIsFinalError where a claim took the expense since it was read; its parts and itself keep the
		claims that they have.
		"""
		state, self.claim = frappe.db.get_value(
			"Expense", self.name, ["workflow_state", "claim"], for_update=True
		)
		held = dict(
			frappe.db.get_values(
				"Expense Allocation", {"parent": self.name}, ["name", "claim"], for_update=True
			)
		)
		if state != before.workflow_state:
			frappe.throw(_("{0} is {1} by now: reload it").format(self.name, _(state)), ExpenseIsFinalError)
		for row in self.allocations:
			row.claim = held.get(row.name)

	def on_update_after_submit(self) -> None:
		"""Complete: spent. Taken back: bound alone."""
		before: Any = self.get_doc_before_save()
		if before.workflow_state == self.workflow_state:
			return
		if self.workflow_state == COMPLETE:
			posting.spend(self)
		elif before.workflow_state == COMPLETE:
			posting.unspend(self)

	def before_cancel(self) -> None:
		"""What a claim holds stays, and an invoice stays while a credit note stands on it."""
		ledger.lock(self.agreement)
		claim = frappe.db.get_value("Expense", self.name, "claim", for_update=True)
		if claim or self.workflow_state in (CLAIMED, SETTLED):
			frappe.throw(
				_("{0} is part of claim {1}: the claim lets go of it first").format(self.name, claim),
				ExpenseIsFinalError,
			)
		self.check_nothing_stands_on_it()
		self.update({"workflow_state": CANCELLED, "next_step": "", "voucher_key": None})

	def check_nothing_stands_on_it(self) -> None:
		"""An invoice stays as it is while a credit note stands on it, or a claim of which some was admitted."""
		claim = expenses.admitted_in(str(self.name))
		if claim:
			frappe.throw(
				_("{0}: a part was admitted in claim {1}, and stays").format(self.name, claim),
				ExpenseIsFinalError,
			)
		note = frappe.db.get_value("Expense", {"credit_of": self.name, "docstatus": 1}, for_update=True)
		if note:
			frappe.throw(
				_("{0}: cancel the credit note {1} first").format(self.name, note), ExpenseIsFinalError
			)

	def on_cancel(self) -> None:
		"""What it bound and spent is free again."""
		posting.take_back(self)

	@frappe.whitelist(methods=["POST"])
	def complete(self) -> str:
		"""Completes an expense, of which nothing is missing; gives its state. A second time changes nothing."""
		self.check_permission("submit")
		if self.workflow_state in (DRAFT, ALLOCATED, None):
			self.workflow_state = COMPLETE
			self.submit() if self.docstatus == 0 else self.save()
		return str(self.workflow_state)

	@frappe.whitelist()
	def how_it_stands(self) -> dict[str, Any]:
		"""What is missing, in the reader's language, and the note to write on the voucher; for the form."""
		self.check_permission("read")
		return {
			"missing": [found.text for found in papers.missing(self)],
			"annulment_note": papers.annulment_note(self),
			"may_write": self.has_permission("write"),
			"left": (cents(self.claimable_base) - cents(self.allocated)) / 100,
		}


def _frozen(doc: Any) -> tuple[object, ...]:
	payments = [tuple(str(row.get(field) or "") for field in _PAYMENT) for row in _with_amounts(doc.payments)]
	return (*(str(doc.get(field) or "") for field in _PAPERS), payments)


def _with_amounts(rows: list[Any]) -> list[Any]:
	for row in rows:
		row.amount = flt(row.amount)
	return rows


def _day(day: Any) -> str:
	return frappe.utils.formatdate(day) if day else "…"
