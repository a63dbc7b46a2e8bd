"""What the documents on a payment of a fund share: repayments, write-offs, plans (R48)."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate
from sostegno_abitare.funds import decisions, receivable
from sostegno_abitare.ledgers import funds
from sostegno_abitare.programme import amounts
from sostegno_abitare.programme.amounts import euro
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_sources
from sostegno_abitare.rules.money import cents


class NotRepayableError(frappe.ValidationError):
	"""Money asked back of a payment that was not made, or is not to be repaid."""


class OverReceivableError(frappe.ValidationError):
	"""More repaid or written off than is left to repay."""


class BeforePaymentError(frappe.ValidationError):
	"""Money that came back before it was paid out."""


class PlanFollowedError(frappe.ValidationError):
	"""Something taken back that a later plan counted."""


class OfDisbursement(Document):
	"""A document on a payment of a fund. What it changes is decided while nobody else touches the fund."""

	def set_copies(self) -> None:
		"""What follows from the payment."""
		found = self.payment()
		for field in ("case_code", "referral", "fund", "agreement", "action", "municipality"):
			self.set(field, found.get(field))

	def payment(self, current: bool = False) -> Any:
		"""The payment as it is stored; `current`: as it is now, and held."""
		fields = [
			"name", "case_code", "referral", "fund", "agreement", "action", "municipality", "amount", "repayable",
			"workflow_state", "paid_on",
		]  # fmt: skip
		return frappe.db.get_value(
			receivable.DISBURSEMENT, self.disbursement or "", fields, as_dict=True, for_update=current
		) or frappe._dict(amount=0)

	def lock(self) -> None:
		"""Holds payment and fund, in this order, until the end of the transaction."""
		self.payment(current=True)
		funds.lock(self.fund)

	def validate_repayable(self) -> None:
		"""Money left the fund and is to come back."""
		found = self.payment(current=self.docstatus == 1)
		if found.workflow_state not in receivable.MADE or not found.repayable:
			frappe.throw(
				_("{0} {1} is not paid, or not to be repaid: nothing is to come back of it").format(
					label(self, "disbursement"), frappe.bold(self.disbursement)
				),
				NotRepayableError,
			)

	def validate_since_paid(self, field: str) -> None:
		"""Nothing comes back before it was paid."""
		paid_on = self.payment().paid_on
		if paid_on and getdate(self.get(field)) < getdate(paid_on):
			frappe.throw(
				_("{0} is before the payment of {1}").format(label(self, field), formatdate(paid_on)),
				BeforePaymentError,
			)

	def validate_left(self) -> None:
		"""No more than is left to repay."""
		current = self.docstatus == 1
		left = receivable.of(self.payment(current), current).left
		if cents(self.amount) > left:
			frappe.throw(
				_("{0}: {1} are left to repay, not {2}; others may have entered them meanwhile").format(
					label(self, "amount"), euro(left), euro(cents(self.amount))
				),
				OverReceivableError,
			)

	def post(self, kind: str, day: Any) -> None:
		"""What it does to the fund; the row names the payment that it is of."""
		posting = funds.Posting(
			kind, cents(self.amount), day, case_code=self.case_code, source_row=self.disbursement
		)
		funds.post(self, self.fund, [posting])

	def validate_plan_still_in_force(self) -> None:
		"""What a later plan counted stays, until that plan is cancelled."""
		now = receivable.plan_in_force(self.disbursement, current=True)
		if now != (self.repayment_plan or None):
			frappe.throw(
				_("The plan {0} was made after this and counts it: cancel that plan first").format(
					frappe.bold(now)
				)
				if now
				else _("The plan {0} that this was entered under is not in force any more").format(
					frappe.bold(self.repayment_plan)
				),
				PlanFollowedError,
			)


class LowersReceivable(OfDisbursement):
	"""Money of a payment that came back, or is given up: what is left to repay is less by it. `DAY` is its date, `KIND`
	its kind in the ledger (R48).
	"""

	DAY: str
	KIND: str

	def before_validate(self) -> None:
		"""What follows from the payment and its plan."""
		self.set_copies()
		if self.docstatus == 0:
			self.repayment_plan = receivable.plan_in_force(self.disbursement or "")
		self.title = f"{self.case_code or ''} {self.get(self.DAY) or ''}".strip()[:140]

	def validate(self) -> None:
		"""The rules of both; of one that is submitted, while nobody else touches the fund."""
		amounts.whole_cents(self, "amount", least=1)
		if lacks_mandatory(self):
			return
		validate_sources(self)
		amounts.once(self)
		self.validate_own()
		decisions.validate_past(self, self.DAY)
		if self.docstatus == 1:
			self.lock()
		self.validate_repayable()
		self.validate_since_paid(self.DAY)
		if self.docstatus == 1:
			self.repayment_plan = receivable.plan_in_force(self.disbursement, current=True)
		self.validate_left()

	def validate_own(self) -> None:
		"""What only one of the two asks for."""

	def on_submit(self) -> None:
		"""It is asked back no more."""
		self.post(self.KIND, self.get(self.DAY))
		receivable.follow(self.disbursement)

	def before_cancel(self) -> None:
		"""A later plan that counted it goes first."""
		self.lock()
		self.validate_plan_still_in_force()

	def on_cancel(self) -> None:
		"""It is to come back again."""
		funds.reverse(self)
		receivable.follow(self.disbursement)
