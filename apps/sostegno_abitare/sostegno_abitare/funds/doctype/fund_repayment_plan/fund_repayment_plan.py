from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, formatdate, getdate
from sostegno_abitare.funds import receivable
from sostegno_abitare.funds.of_disbursement import OfDisbursement, PlanFollowedError
from sostegno_abitare.programme import amounts
from sostegno_abitare.programme.amounts import euro
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_sources
from sostegno_abitare.rules import repayment
from sostegno_abitare.rules.money import cents

MOST_INSTALMENTS = 120
PLAN = receivable.PLAN


class NothingLeftError(frappe.ValidationError):
	"""A plan for what is repaid already."""


class InstalmentsDoNotAddUpError(frappe.ValidationError):
	"""Instalments that are more or less than what is left to repay."""


class InstalmentDateError(frappe.ValidationError):
	"""Instalments before the plan, two on one day, or without an amount."""


class ReasonMissingError(frappe.ValidationError):
	"""A plan changed without saying why."""


class FundRepaymentPlan(OfDisbursement):
	"""The instalments by which a payment of the fund comes back. A later plan takes its place and leaves it on
	record; whether it is kept follows from the repayments (R48).
	"""

	def before_validate(self) -> None:
		"""What follows from the payment, and even instalments where none are written."""
		self.set_copies()
		if self.docstatus == 0 and self.disbursement:
			self.replaces = receivable.plan_in_force(self.disbursement)
			self.total = receivable.of(self.payment()).left / 100
		self.title = f"{self.case_code or ''} {self.agreed_on or ''}".strip()[:140]
		if not self.instalments:
			self.propose_instalments()

	def validate(self) -> None:
		"""The rules of a plan; of one that is submitted, while nobody else touches the fund."""
		for row in self.instalments:
			amounts.whole_cents(row, "amount", least=1)
		if lacks_mandatory(self):
			return
		validate_sources(self)
		if self.docstatus == 1:
			self.lock()
		self.validate_repayable()
		if self.docstatus == 1:
			self.replaces = receivable.plan_in_force(self.disbursement, current=True)
			self.total = receivable.of(self.payment(current=True), current=True).left / 100
		if not cents(self.total):
			frappe.throw(
				_("{0}: nothing is left to repay").format(frappe.bold(self.disbursement)), NothingLeftError
			)
		self.validate_since_paid("agreed_on")
		self.validate_instalments()

	def propose_instalments(self) -> None:
		"""Even monthly instalments, once it is known how many and from when."""
		count = min(cint(self.instalment_count), MOST_INSTALMENTS)
		if count and self.first_instalment_on and cents(self.total) >= count:
			first = getdate(self.first_instalment_on)
			for day, part in repayment.instalments(cents(self.total), count, first):
				self.append("instalments", {"due_date": day, "amount": part / 100})

	def validate_instalments(self) -> None:
		"""They follow each other from the plan on, and add up to what is left."""
		last = None
		for row in self.instalments:
			day = getdate(row.due_date)
			if day < getdate(self.agreed_on) or (last and day <= last):
				frappe.throw(
					_(
						"{0}, row {1}: an amount of at least a cent on a day after the row before it, from {2} on"
					).format(label(self, "instalments"), row.idx, formatdate(self.agreed_on)),
					InstalmentDateError,
				)
			last = day
		total = sum(cents(row.amount) for row in self.instalments)
		if self.instalments and total != cents(self.total):
			frappe.throw(
				_("{0}: they add up to {1}, and {2} are left to repay; change a row").format(
					label(self, "instalments"), euro(total), euro(cents(self.total))
				),
				InstalmentsDoNotAddUpError,
			)

	def before_submit(self) -> None:
		"""A plan has instalments; one that changes another says why."""
		if not self.instalments:
			frappe.throw(
				_("{0}: write when and how much is paid").format(label(self, "instalments")),
				InstalmentsDoNotAddUpError,
			)
		if self.replaces and not (self.reason or "").strip():
			frappe.throw(
				_("{0}: say why the plan {1} is changed").format(
					label(self, "reason"), frappe.bold(self.replaces)
				),
				ReasonMissingError,
			)
		# The key is unique: of two plans made at the same instant one is in force.
		if self.replaces:
			frappe.db.set_value(PLAN, self.replaces, {"replaced_by": self.name, "in_force_key": None})
		self.in_force_key = self.disbursement

	def on_submit(self) -> None:
		"""The plan before it stays on record, replaced."""
		receivable.follow(self.disbursement)

	def before_cancel(self) -> None:
		"""A plan that was followed, or replaced, stays."""
		self.lock()
		followed = frappe.db.get_value(PLAN, self.name, "replaced_by") or any(
			frappe.db.exists(doctype, {"repayment_plan": self.name, "docstatus": 1})
			for doctype in (receivable.REPAYMENT, receivable.WRITE_OFF)
		)
		if followed and not self.flags.fund_takes_back:
			frappe.throw(
				_("{0}: another plan or a repayment followed it; make a new plan instead").format(
					frappe.bold(self.name)
				),
				PlanFollowedError,
			)
		self.in_force_key = None
		if self.replaces:  # while it names this plan, the host lets nobody cancel it
			frappe.db.set_value(PLAN, self.replaces, "replaced_by", None)

	def on_cancel(self) -> None:
		"""The plan before it is in force again."""
		if self.replaces:
			frappe.db.set_value(PLAN, self.replaces, "in_force_key", self.disbursement)
		receivable.follow(self.disbursement)

	@frappe.whitelist()
	def how_it_stands(self) -> dict[str, Any]:
		"""State, sums in euros and the first instalment not covered, as of today, for the form."""
		self.check_permission("read")
		found = receivable.standing(self, getdate())
		return {
			"state": found.state,
			"due": found.due / 100,
			"paid": found.paid / 100,
			"behind": found.behind / 100,
			"to_pay": (found.paid + found.left) / 100,
			"next_due": found.next_due,
		}
