"""What comes back to a guarantee fund, is given up, or moves between funds (R45, R48)."""

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.funds import decisions, of_disbursement, receivable
from sostegno_abitare.funds.doctype.fund_allocation.fund_allocation import AllocatedBeforeJoiningError
from sostegno_abitare.funds.doctype.fund_repayment_plan import fund_repayment_plan as p
from sostegno_abitare.funds.doctype.fund_transfer.fund_transfer import (
	SameFundError,
	TransferredBeforeJoiningError,
)
from sostegno_abitare.ledgers.funds import FundExceededError

from .factories import NEXT
from .fund_factory import DECISION
from .test_funds import FundTestCase


class TestBack(FundTestCase):
	def test_never_more_than_is_left(self):
		doc = self.make.payment_of("Paid")
		self.assertRefused(of_disbursement.OverReceivableError, self.make.repayment, doc, 500.01)
		self.assertRefused(
			of_disbursement.BeforePaymentError, self.make.repayment, doc, 1, paid_on=add_days(getdate(), -1)
		)
		draft = self.make.payment_of("Approved", rent_guarantee=doc.rent_guarantee, months=[self.make.row(2)])
		self.assertRefused(of_disbursement.NotRepayableError, self.make.repayment, draft, 1)

	def test_rescheduled_with_its_history(self):
		doc = self.make.payment_of("Paid")
		self.make.repayment(doc, 100)
		first = receivable.plan_in_force(doc.name)
		values = {
			"disbursement": doc.name,
			"first_instalment_on": add_days(getdate(), 40),
			"instalment_count": 3,
		}
		new = self.make.insert_as(self.make.finanza, "Fund Repayment Plan", **values)
		with self.assertRaises(frappe.ValidationError):
			self.make.submit_as(self.make.finanza, new)
		new.reload()
		new.reason = "Orario ridotto"
		new.save()
		new = self.make.submit_as(self.make.finanza, new)
		self.assertEqual((new.replaces, new.total), (first, 400))
		self.assertEqual([row.amount for row in new.instalments], [133.33, 133.34, 133.33])
		self.assertEqual(frappe.db.get_value("Fund Repayment Plan", first, "replaced_by"), new.name)
		before = frappe.get_doc("Guarantee Repayment", {"disbursement": doc.name})
		self.assertRefused(of_disbursement.PlanFollowedError, before.cancel)
		old = frappe.get_doc("Fund Repayment Plan", first)
		self.assertRefused(of_disbursement.PlanFollowedError, old.cancel)
		new.cancel()
		self.assertEqual(receivable.plan_in_force(doc.name), first)
		found = receivable.standing(frappe.get_doc("Fund Repayment Plan", first), getdate())
		self.assertEqual((found.paid, found.left, found.state), (10_000, 40_000, "Kept"))

	def test_a_plan_adds_up_to_what_is_left(self):
		doc = self.make.payment_of("Paid")
		self.make.repayment(doc, 100)
		rows = [{"due_date": add_days(getdate(), 9 + number), "amount": 199.99} for number in range(2)]
		values = {"disbursement": doc.name, "reason": "Prova", "instalments": rows}
		self.assertRefused(
			p.InstalmentsDoNotAddUpError,
			self.make.insert_as,
			self.make.finanza,
			"Fund Repayment Plan",
			**values,
		)
		rows[0]["amount"] = 200.01
		self.assertEqual(self.make.insert_as(self.make.finanza, "Fund Repayment Plan", **values).total, 400)
		rows[1]["due_date"] = rows[0]["due_date"]
		self.assertRefused(
			p.InstalmentDateError, self.make.insert_as, self.make.finanza, "Fund Repayment Plan", **values
		)

	def test_written_off_by_two_people(self):
		doc = self.make.payment_of("Paid")
		self.make.repayment(doc, 100)
		values = {"disbursement": doc.name, "amount": 400, "reason": "No Means", **DECISION}
		off = self.make.insert_as(self.make.controlla, "Fund Write-off", **values)
		self.assertRefused(decisions.SelfApprovalError, self.make.submit_as, self.make.controlla, off)
		off = self.make.insert_as(self.make.finanza, "Fund Write-off", **values)
		off = self.make.submit_as(self.make.controlla, off)
		self.assertEqual((self.state_of(doc), self.stands()[3]), ("Written Off", 0))
		self.assertRefused(of_disbursement.OverReceivableError, self.make.repayment, doc, 0.01)
		off.cancel()
		self.assertEqual((self.state_of(doc), self.stands()[3]), ("Repaying", 40_000))


class TestMoney(FundTestCase):
	def allocation(self, submit=True, **values):
		defaults = {"fund": self.fund, "amount": 100, "source": "Municipality", **DECISION}
		doc = self.make.document("Fund Allocation", **{**defaults, **values})
		if submit:
			doc.submit()
		return doc

	def test_allocated_and_taken_back(self):
		doc = self.allocation()
		self.assertEqual(self.stands()[0], 1_010_000)
		doc.cancel()
		self.assertEqual(self.stands()[0], 1_000_000)

	def test_what_was_promised_cannot_be_taken_back(self):
		name = self.make.fund(NEXT)
		doc = self.allocation(fund=name, amount=2700)
		self.make.guarantee(municipality=NEXT)
		self.assertRefused(FundExceededError, doc.cancel)

	def test_a_budget_row_that_gives_has_spent(self):
		row = self.make.budget_row(public=300)
		self.allocation(source="Agreement", budget_row=row.name, amount=300)
		found = self.make.sums(row)
		self.assertEqual((found["Committed"], found["Spent"]), (30_000, 30_000))
		with self.assertRaises(frappe.ValidationError):
			self.allocation(source="Agreement", budget_row=row.name, amount=0.01)

	def test_not_before_it_joined(self):
		self.assertRefused(AllocatedBeforeJoiningError, self.allocation, allocated_on="2023-12-31")

	def test_transfers_sum_to_nothing(self):
		name = self.make.fund(NEXT)
		values = {"from_fund": self.fund, "to_fund": name, "amount": 40.5, **DECISION}
		doc = self.make.insert_as(self.make.finanza, "Fund Transfer", **values)
		self.make.submit_as(self.make.controlla, doc)
		self.assertEqual((self.stands()[0], self.stands(name)[0]), (995_950, 4_050))
		own = self.make.document("Fund Transfer", **values)
		self.assertRefused(decisions.SelfApprovalError, own.submit)
		early = {**values, "transferred_on": "2023-12-31"}
		self.assertRefused(TransferredBeforeJoiningError, self.make.document, "Fund Transfer", **early)
		self.assertRefused(
			SameFundError, self.make.document, "Fund Transfer", **{**values, "to_fund": self.fund}
		)
