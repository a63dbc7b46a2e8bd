from collections import Counter
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, fmt_money, getdate
from sostegno_abitare.housing import dues
from sostegno_abitare.housing.contracts import CONTRACTS, PAYABLE, SUBLEASE, contract
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_sources
from sostegno_abitare.rules import allocation
from sostegno_abitare.rules.money import cents

MOST = 10_000_000  # euros: more is a slip of the keyboard
EXACT = 1e-4  # cents: what floating numbers add to a whole one


class PaymentAmountError(frappe.ValidationError):
	"""An amount that is nothing, less than a cent exact, or beyond all reason."""


class PaymentInFutureError(frappe.ValidationError):
	"""Money that has not come yet."""


class NoCreditError(frappe.ValidationError):
	"""More given back than the contract holds in credit."""


class CreditGivenBackError(frappe.ValidationError):
	"""A payment cancelled after what it left in credit was given back."""


class AllocationError(frappe.ValidationError):
	"""Money laid on a due that has no room for it, or that is of another contract."""


class AllocationChangedError(frappe.ValidationError):
	"""What a submitted payment was laid on, changed afterwards."""


class RentPayment(Document):
	"""A rent that was paid, and the dues that it pays: the oldest first unless it says otherwise. What is left
	over stays a credit of the contract. Cancelling it opens the dues again (VA-01, R49).

	An amount below nothing is money given back: of a credit, and never more than that is.
	"""

	def before_validate(self) -> None:
		"""What follows from the contract."""
		if self.contract_type in CONTRACTS and frappe.db.exists(self.contract_type, self.contract):
			found = contract(self.contract_type, self.contract)
			for field in ("side", "agreement", "action", "municipality", "unit", "referral"):
				self.set(field, getattr(found, field))
			self.case_code = (
				frappe.db.get_value(SUBLEASE, self.contract, "case_code")
				if self.contract_type == SUBLEASE
				else None
			)
			if self.side == PAYABLE and self.paid_by == "Tenant":
				self.paid_by = "Manager"
			self.title = f"{self.payment_date} {self.contract}"[:140]

	def validate(self) -> None:
		"""The rules of a payment; of one that is submitted, while nobody else touches the contract."""
		self.validate_amount()
		if lacks_mandatory(self):
			return
		validate_sources(self)
		self.validate_day()
		if self.docstatus == 1:
			dues.lock(self.contract_type, self.contract)
		if self.on_account:
			self.set("allocations", [])
		elif not self.allocations and self.docstatus == 1:
			self.lay(cents(self.amount))
		self.validate_allocations()
		self.set_allocated()
		self.validate_credit()

	@property
	def sign(self) -> int:
		"""1 for money paid, -1 for money given back."""
		return -1 if flt(self.amount) < 0 else 1

	def validate_amount(self) -> None:
		"""Something, in whole cents."""
		amount = abs(flt(self.amount))
		if not 0 < amount <= MOST or abs(amount * 100 - cents(amount)) > EXACT:
			frappe.throw(
				_("{0}: an amount of at least one cent, in whole cents and not over {1}").format(
					label(self, "amount"), fmt_money(MOST, 2)
				),
				PaymentAmountError,
			)

	def validate_day(self) -> None:
		"""Money that has come."""
		if getdate(self.payment_date) > getdate():
			frappe.throw(
				_("{0} is in the future: enter the payment when it has come").format(
					label(self, "payment_date")
				),
				PaymentInFutureError,
			)

	def lay(self, amount: int) -> None:
		"""Appends what pays the oldest dues, as far as the cents go."""
		taken: Counter[str] = Counter()
		for row in self.allocations:
			taken[row.rent_due] += cents(row.amount)
		room = [
			allocation.Open(due.name, due.due_date, self.sign * (due.cents - taken[due.name]))
			for due in self.open_dues()
		]
		for name, part in allocation.oldest_first(self.sign * amount, room):
			self.append("allocations", {"rent_due": name, "amount": self.sign * part / 100})

	def open_dues(self) -> list[allocation.Open]:
		"""The dues of the contract, with what payments but this one left of them."""
		return dues.open_dues(self.contract_type, self.contract, but=self.name)

	def validate_allocations(self) -> None:
		"""Nothing is laid where there is no room for it, and no more than was paid."""
		if not self.allocations:
			return
		parts = [(row.rent_due, self.sign * cents(row.amount)) for row in self.allocations]
		room = [allocation.Open(due.name, due.due_date, self.sign * due.cents) for due in self.open_dues()]
		found = allocation.refusal(self.sign * cents(self.amount), parts, room)
		if found:
			frappe.throw(self.explain(found), AllocationError)

	def validate_credit(self) -> None:
		"""Nobody is given back more than the contract holds for them."""
		held = dues.credit(self.contract_type, self.contract, but=self.name) if self.sign < 0 else 0
		if self.sign < 0 and -cents(self.amount) > held:
			frappe.throw(
				_("{0}: {1} would be given back, and the credit of the contract is {2}").format(
					label(self, "amount"), fmt_money(-self.amount, 2), fmt_money(held / 100, 2)
				),
				NoCreditError,
			)

	def explain(self, found: allocation.Refusal) -> str:
		"""A refusal, in the reader's language."""
		if found.row is None:
			return _("{0}: {1} are laid on dues, {2} were paid; lower a row").format(
				label(self, "allocations"),
				fmt_money(sum(cents(row.amount) for row in self.allocations) / 100, 2),
				fmt_money(self.sign * found.cents / 100, 2),
			)
		row = self.allocations[found.row]
		text = {
			"not_positive": _("an amount with the sign of the payment, and not nothing"),
			"foreign": _("{0} is no due of {1}").format(row.rent_due, self.contract),
			"over_due": _("{0} of due {1} are open, not {2}; others may have paid it meanwhile").format(
				fmt_money(self.sign * found.cents / 100, 2), row.rent_due, fmt_money(row.amount, 2)
			),
		}[found.code]
		return _("{0}, row {1}: {2}").format(label(self, "allocations"), found.row + 1, text)

	def set_allocated(self) -> None:
		"""The sums of its own rows."""
		laid = sum(cents(row.amount) for row in self.allocations)
		self.allocated, self.unallocated = laid / 100, (cents(self.amount) - laid) / 100

	def before_update_after_submit(self) -> None:
		"""The rest of a payment may be laid on further dues; what was laid stays."""
		dues.lock(self.contract_type, self.contract)
		stored = self.get_doc_before_save()
		before, after = _parts(stored.allocations if stored else []), _parts(self.allocations)
		if after[: len(before)] != before:
			frappe.throw(
				_("{0}: what was laid stays; cancel the payment to lay it otherwise").format(
					label(self, "allocations")
				),
				AllocationChangedError,
			)
		self.validate_allocations()
		self.set_allocated()

	def before_cancel(self) -> None:
		"""What was given back of it goes first: else more would be given back than was ever paid."""
		dues.lock(self.contract_type, self.contract)
		if self.sign > 0 and dues.overdrawn(self.contract_type, self.contract, but=self.name):
			frappe.throw(
				_("{0}: money of this payment was given back since; cancel that payment first").format(
					frappe.bold(self.name)
				),
				CreditGivenBackError,
			)

	@frappe.whitelist(methods=["POST"])
	def lay_rest(self) -> float:
		"""Lays what is left over on the dues that are open by now, the oldest first; gives what is left then."""
		self.check_permission("submit" if self.docstatus == 1 else "write")
		if cents(self.unallocated) and self.docstatus < 2:
			dues.lock(self.contract_type, self.contract)
			if self.docstatus == 0:
				self.on_account = 0
			self.lay(cents(self.unallocated))
			self.save()
		return self.unallocated


def _parts(rows: list[Any]) -> list[tuple[str, str, int]]:
	return [(row.name, row.rent_due, cents(row.amount)) for row in rows]
