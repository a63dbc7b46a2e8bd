from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, fmt_money, formatdate, getdate
from sostegno_abitare.housing import arrears, dues
from sostegno_abitare.housing.contracts import SUBLEASE
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_sources
from sostegno_abitare.rules import repayment
from sostegno_abitare.rules.money import cents, difference

MOST_INSTALMENTS = 120


class NothingToRepayError(frappe.ValidationError):
	"""A repayment agreement without a due that is open, or on one of another contract."""


class InstalmentsDoNotAddUpError(frappe.ValidationError):
	"""Instalments that are more or less than the dues they repay."""


class InstalmentDateError(frappe.ValidationError):
	"""Instalments before the agreement, two on one day, or without an amount."""


class DueInOtherAgreementError(frappe.ValidationError):
	"""A due that another agreement repays already."""


class RepaymentAgreement(Document):
	"""Overdue rents, and the instalments by which the household pays them. Whether it is kept follows from the
	payments laid on its dues, and is kept nowhere (VA-01).
	"""

	@frappe.whitelist()
	def how_it_stands(self) -> dict[str, Any]:
		"""State, sums in euros and the first instalment not covered, as of today, for the form."""
		self.check_permission("read")
		found = arrears.standing(self, getdate())
		return {
			"state": found.state,
			"due": found.due / 100,
			"paid": found.paid / 100,
			"behind": found.behind / 100,
			"to_pay": (found.paid + found.left) / 100,
			"next_due": found.next_due,
		}

	def before_validate(self) -> None:
		"""The dues that are overdue and a plan for them, where none is given."""
		self.title = f"{self.sublease or ''} {self.agreed_on or ''}".strip()[:140]
		if self.docstatus == 1 and self.sublease:
			dues.lock(SUBLEASE, self.sublease)
		if self.sublease:
			self.set_dues()
		if not self.instalments:
			self.propose_instalments()

	def validate(self) -> None:
		"""The rules of the agreement."""
		if lacks_mandatory(self):
			return
		validate_sources(self)
		self.validate_dues()
		self.validate_instalments()

	def before_submit(self) -> None:
		"""What is agreed on has a plan, and no due is repaid by two."""
		if not self.instalments:
			frappe.throw(
				_("{0}: write when and how much is paid").format(label(self, "instalments")),
				InstalmentsDoNotAddUpError,
			)
		self.validate_dues_of_no_other()

	def set_dues(self) -> None:
		"""What of each due is open now; the overdue ones, where none is named."""
		day, owed = getdate(self.agreed_on), dues.open_dues(SUBLEASE, self.sublease)
		if not self.dues:
			for due in owed:
				if due.cents > 0 and due.due_date < day:
					self.append("dues", {"rent_due": due.name})
		left = {due.name: due.cents for due in owed}
		asked = dues.asked_for(SUBLEASE, self.sublease)
		for row in self.dues:
			row.open_amount = left.get(row.rent_due, 0) / 100
			row.asked_amount = asked.get(row.rent_due, 0) / 100
		self.total = sum(cents(row.open_amount) for row in self.dues) / 100

	def propose_instalments(self) -> None:
		"""Even monthly instalments, once it is known how many and from when."""
		count = min(cint(self.instalment_count), MOST_INSTALMENTS)
		if count and self.first_instalment_on and cents(self.total) >= count:
			for day, part in repayment.instalments(
				cents(self.total), count, getdate(self.first_instalment_on)
			):
				self.append("instalments", {"due_date": day, "amount": part / 100})

	def validate_dues(self) -> None:
		"""Each due is one of the sublease, open, and named once."""
		names = [row.rent_due for row in self.dues]
		for row in self.dues:
			if cents(row.open_amount) <= 0 or names.index(row.rent_due) != row.idx - 1:
				frappe.throw(
					_("{0}, row {1}: {2} is no open due of {3}, or stands here twice; remove the row").format(
						label(self, "dues"), row.idx, row.rent_due, frappe.bold(self.sublease)
					),
					NothingToRepayError,
				)
		if not names:
			frappe.throw(
				_("{0}: nothing is overdue on {1}").format(label(self, "dues"), frappe.bold(self.sublease)),
				NothingToRepayError,
			)

	def validate_instalments(self) -> None:
		"""They follow each other from the agreement on, and add up to the dues."""
		last = None
		for row in self.instalments:
			day = getdate(row.due_date)
			if cents(row.amount) <= 0 or day < getdate(self.agreed_on) or (last and day <= last):
				frappe.throw(
					_(
						"{0}, row {1}: an amount of at least a cent on a day after the row before it, from {2} on"
					).format(label(self, "instalments"), row.idx, formatdate(self.agreed_on)),
					InstalmentDateError,
				)
			last = day
		off = difference([row.amount for row in self.instalments], self.total)
		if self.instalments and off:
			frappe.throw(
				_("{0}: they must add up to {1}, and differ by {2}; change a row").format(
					label(self, "instalments"), fmt_money(self.total, 2), fmt_money(off, 2)
				),
				InstalmentsDoNotAddUpError,
			)

	def validate_dues_of_no_other(self) -> None:
		"""No due is part of another agreement that is neither broken nor done with."""
		today, names = getdate(), {row.rent_due for row in self.dues}
		for other in arrears.running_agreements(self.sublease):
			shared = names & {row.rent_due for row in other.dues}
			ended = (repayment.BROKEN, repayment.COMPLETED)
			if other.name != self.name and shared and arrears.standing(other, today).state not in ended:
				frappe.throw(
					_("{0}: {1} is repaid by {2} already; cancel that one, or leave the due out").format(
						label(self, "dues"), ", ".join(sorted(shared)), frappe.bold(other.name)
					),
					DueInOtherAgreementError,
				)

	def on_submit(self) -> None:
		"""The agreement is a step against the arrears."""
		if not arrears.of_sublease(self.sublease, getdate()).months:
			return
		frappe.get_doc(
			{
				"doctype": "Arrears Step",
				"sublease": self.sublease,
				"step": "Repayment Agreement",
				"status": arrears.DONE,
				"due_on": getdate(),
				"step_date": min(getdate(self.agreed_on), getdate()),
				"deadline": self.instalments[-1].due_date,
				"repayment_agreement": self.name,
			}
		).insert(ignore_permissions=True)

	def on_cancel(self) -> None:
		"""The step it was is dropped."""
		for name in frappe.get_all("Arrears Step", filters={"repayment_agreement": self.name}, pluck="name"):
			frappe.db.set_value(
				"Arrears Step", name, {"status": arrears.DROPPED, "repayment_agreement": None}
			)
