"""Guarantee funds: who joined, what is promised, paid, repaid and written off, and by whom (VA-06, R45-R49)."""

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.funds import decisions, fund, payees, payments, receivable
from sostegno_abitare.funds.doctype.guarantee_disbursement import guarantee_disbursement as d
from sostegno_abitare.funds.doctype.guarantee_disbursement import states as s
from sostegno_abitare.funds.doctype.guarantee_fund.guarantee_fund import FundInUseError
from sostegno_abitare.funds.doctype.rent_guarantee import rent_guarantee as g
from sostegno_abitare.ledgers import funds
from sostegno_abitare.ledgers.funds import FundExceededError
from sostegno_abitare.programme.amounts import AmountError

from .base import AppTestCase
from .factories import AGREEMENT, HOME, NEXT
from .fund_factory import DECISION, IBAN, FundFactory, month


class FundTestCase(AppTestCase):
	"""A fund of HOME with 10,000.00."""

	def setUp(self) -> None:
		super().setUp()
		self.make: FundFactory = FundFactory()
		self.make.terms()
		self.make.people()
		self.make.caps()
		self.fund = self.make.fund(HOME, 1_000_000)

	def stands(self, name=None):
		found = funds.balance(name or self.fund)
		return found.balance, found.committed, found.free, found.receivable

	def state_of(self, doc):
		return frappe.db.get_value(doc.doctype, doc.name, "workflow_state")


class TestGuarantee(FundTestCase):
	def test_the_fund_keeps_ready_what_is_given(self):
		doc = self.make.guarantee("Proposed")
		self.assertEqual((doc.amount, doc.fund), (2700, self.fund))
		self.assertEqual(self.stands()[1], 0)
		doc = self.make.as_user(self.make.controlla, doc, "Give Guarantee")
		self.assertEqual(
			(doc.given_by, self.stands()), (self.make.controlla, (1_000_000, 270_000, 730_000, 0))
		)
		doc = self.make.as_user(self.make.controlla, doc, "End Guarantee", end_reason="Casa propria")
		self.assertEqual(self.stands(), (1_000_000, 0, 1_000_000, 0))

	def test_a_municipality_that_has_not_joined_is_told_what_it_can_do(self):
		text = self.assertRefused(fund.NotJoinedError, self.make.guarantee, municipality=NEXT)
		self.assertIn(NEXT, text)
		self.assertTrue("own money" in text or "risorse proprie" in text, text)

	def test_who_proposes_does_not_give(self):
		doc = self.make.guarantee("Proposed")
		self.assertRefused(
			decisions.SelfApprovalError, self.make.as_user, self.make.coordina, doc, "Give Guarantee"
		)

	def test_caps_are_those_of_the_day(self):
		self.assertRefused(g.OverCapError, self.make.guarantee, months_covered=13)
		self.assertRefused(g.OverCapError, self.make.guarantee, legal_covered=2500.01)
		frappe.db.delete("Threshold", {"threshold_key": "guarantee_legal_max"})
		self.assertRefused(fund.CapMissingError, self.make.guarantee)

	def test_a_contract_has_one(self):
		doc = self.make.guarantee(lease_registration="TZE 3T n. 77")
		self.assertRefused(
			g.ContractGuaranteedAlreadyError, self.make.guarantee, lease_registration="tze3t N77"
		)
		self.make.as_user(self.make.controlla, doc, "End Guarantee", end_reason="Prova")
		self.make.guarantee(lease_registration="tze3t N77")

	def test_nothing_covered_and_bad_amounts_are_refused(self):
		nothing = {"months_covered": 0, "legal_covered": 0, "damages_covered": 0}
		self.assertRefused(g.NothingCoveredError, self.make.guarantee, **nothing)
		for amount in (-1, 0.001, 1e15):
			self.assertRefused(AmountError, self.make.guarantee, legal_covered=amount)

	def test_a_fund_does_not_promise_what_it_has_not(self):
		self.make.guarantee(months_covered=12, monthly_amount=700)
		self.assertRefused(FundExceededError, self.make.guarantee)

	def test_a_given_guarantee_does_not_change(self):
		doc = self.make.guarantee()
		self.assertRefused(
			g.DecidedGuaranteeChangedError, self.make.as_user, self.make.coordina, doc, months_covered=4
		)

	def test_a_closed_fund_gives_nothing(self):
		doc = self.make.guarantee()
		home = frappe.get_doc("Guarantee Fund", self.fund)
		home.status = "Closed"
		self.assertRefused(FundInUseError, home.save)
		self.make.as_user(self.make.controlla, doc, "End Guarantee", end_reason="Prova")
		home.reload()
		home.status = "Closed"
		home.save()
		self.assertRefused(fund.FundClosedError, self.make.guarantee)


class TestPayment(FundTestCase):
	def test_from_draft_to_settled(self):
		doc = self.make.payment_of("Checked")
		self.assertEqual((doc.amount, doc.payee_iban, doc.checked_by), (500, IBAN, self.make.coordina))
		self.assertEqual(self.stands(), (1_000_000, 270_000, 730_000, 0))
		doc = self.make.as_user(self.make.controlla, doc, "Approve")
		self.assertEqual(self.stands(), (1_000_000, 270_000, 730_000, 0))
		doc = self.make.as_user(
			self.make.finanza, doc, "Record Payment", paid_on=getdate(), payment_reference="CRO 7"
		)
		self.assertEqual(self.stands(), (950_000, 220_000, 730_000, 50_000))
		self.assertEqual(self.state_of(doc), "Repaying")
		plan = frappe.get_doc("Fund Repayment Plan", receivable.plan_in_force(doc.name))
		self.assertEqual([row.amount for row in plan.instalments], [100] * 5)
		self.make.repayment(doc, 499.99)
		self.assertEqual(self.state_of(doc), "Repaying")
		last = self.make.repayment(doc, 0.01)
		self.assertEqual((self.state_of(doc), self.stands()), ("Settled", (1_000_000, 220_000, 780_000, 0)))
		last.cancel()
		self.assertEqual((self.state_of(doc), self.stands()[3]), ("Repaying", 1))

	def test_what_was_prepared_is_approved_by_another_and_above_an_amount_by_a_third(self):
		doc = self.make.payment_of("Checked")
		self.assertRefused(decisions.SelfApprovalError, self.make.as_user, self.make.coordina, doc, "Approve")
		frappe.db.set_value("Service Agreement", AGREEMENT, "second_approver_above", 500)
		self.make.as_user(self.make.coordina, doc, "Approve")
		own = self.make.insert_as(
			self.make.coordina,
			"Guarantee Disbursement",
			heading="Legal Costs",
			gross_amount=100,
			rent_guarantee=doc.rent_guarantee,
			evidence="/private/files/a.pdf",
			**DECISION,
		)
		own = self.make.as_user(self.make.finanza, own, "Check")
		self.assertRefused(decisions.SelfApprovalError, self.make.as_user, self.make.coordina, own, "Approve")

	def test_the_administrator_does_not_approve_its_own(self):
		doc = self.make.payment_of("Draft")
		frappe.db.set_value("Guarantee Disbursement", doc.name, "owner", "Administrator")
		doc = self.make.as_user(self.make.coordina, doc, "Check")
		self.assertRefused(decisions.SelfApprovalError, self.make.act, doc, "Approve")

	def test_what_is_needed_for_each_step(self):
		doc = self.make.payment_of(evidence=None, decision_number=None)
		self.assertRefused(s.EvidenceMissingError, self.make.as_user, self.make.coordina, doc, "Check")
		doc = self.make.as_user(self.make.finanza, doc, None, evidence="/private/files/b.pdf")
		doc = self.make.as_user(self.make.coordina, doc, "Check")
		self.assertRefused(
			decisions.DecisionMissingError, self.make.as_user, self.make.controlla, doc, "Approve"
		)
		doc = self.make.as_user(self.make.controlla, doc, "Send Back")
		self.assertEqual((doc.checked_by, doc.payee_iban), (None, None))
		doc = self.make.as_user(self.make.finanza, doc, None, decision_number="D 2")
		doc = self.make.bring_payment(doc, "Approved")
		self.assertRefused(
			s.PaymentIncompleteError, self.make.as_user, self.make.finanza, doc, "Record Payment"
		)
		tomorrow = {"paid_on": add_days(getdate(), 1), "payment_reference": "X"}
		self.assertRefused(
			decisions.PastOnlyError, self.make.as_user, self.make.finanza, doc, "Record Payment", **tomorrow
		)

	def test_the_iban_is_the_owners(self):
		guarantee = self.make.guarantee(property_owner=self.make.property_owner("Senza IBAN").name)
		doc = self.make.payment_of(rent_guarantee=guarantee.name, months=[self.make.row(2)])
		self.assertRefused(payees.IbanMissingError, self.make.as_user, self.make.coordina, doc, "Check")
		doc = self.make.payment_of("Checked", payee_iban="IT00NONSUA")
		self.assertEqual(doc.payee_iban, IBAN)
		other = "IT40S0542811101000000123456"
		frappe.db.set_value("Property Owner", doc.property_owner, "iban", other)
		self.assertRefused(payees.IbanChangedError, self.make.as_user, self.make.controlla, doc, "Approve")

	def test_within_the_guarantee_and_net_of_deposit_and_recoveries(self):
		name = self.make.guarantee().name
		doc = self.make.payment_of(
			rent_guarantee=name,
			months=[self.make.row(4), self.make.row(3)],
			deposit_kept=550,
			recovered=50,
		)
		self.assertEqual((doc.gross_amount, doc.amount), (1000, 400))
		self.assertEqual([row.amount for row in doc.months], [0, 400])
		self.make.payment_of(rent_guarantee=name, months=[self.make.row(4), self.make.row(5)])
		self.assertRefused(
			g.OverCapError, self.make.payment_of, rent_guarantee=name, months=[self.make.row(6, 100)]
		)
		legal = {"rent_guarantee": name, "heading": "Legal Costs"}
		self.assertRefused(g.OverCapError, self.make.payment_of, gross_amount=1000.01, **legal)
		self.make.payment_of("Approved", gross_amount=1000, **legal)
		self.assertRefused(
			d.NothingToPayError, self.make.payment_of, gross_amount=10, deposit_kept=10, **legal
		)

	def test_months_of_the_lease_alone(self):
		name = self.make.guarantee(valid_from=month(4)).name
		for rows in (
			[self.make.row(5)],
			[self.make.row(-1)],
			[self.make.row(2), self.make.row(2)],
			[self.make.row(2, 500.01)],
			[],
		):
			self.assertRefused(d.MonthsError, self.make.payment_of, rent_guarantee=name, months=rows)
		self.assertRefused(
			AmountError, self.make.payment_of, rent_guarantee=name, months=[self.make.row(2, 0.001)]
		)

	def test_temporary_support_comes_back_by_a_plan(self):
		case = self.make.tenant()
		asked = {
			"heading": "Temporary Support",
			"referral": case.name,
			"municipality": HOME,
			"property_owner": self.make.owner_with_iban().name,
		}
		doc = self.make.insert_as(
			self.make.coordina,
			"Guarantee Disbursement",
			**asked,
			gross_amount=1500,
			repayable=0,
			evidence="/private/files/c.pdf",
			**DECISION,
		)
		self.assertEqual(doc.repayable, 1)
		self.assertRefused(s.PlanMissingError, self.make.as_user, self.make.finanza, doc, "Check")
		self.assertRefused(
			g.OverCapError,
			self.make.insert_as,
			self.make.coordina,
			"Guarantee Disbursement",
			**asked,
			gross_amount=500.01,
		)

	def test_sent_back_by_the_bank(self):
		doc = self.make.payment_of("Paid")
		self.make.as_user(self.make.finanza, doc, "Record Return", returned_on=getdate())
		self.assertEqual(self.stands(), (1_000_000, 270_000, 730_000, 0))
		self.assertIsNone(receivable.plan_in_force(doc.name))
		again = self.make.payment_of("Paid", rent_guarantee=doc.rent_guarantee)
		self.make.repayment(again, 1)
		self.assertRefused(
			s.RepaidAlreadyError,
			self.make.as_user,
			self.make.finanza,
			again,
			"Record Return",
			returned_on=getdate(),
		)

	def test_states_follow_and_steps_are_not_skipped(self):
		doc = self.make.payment_of("Approved")
		for state, error in (("Settled", s.StateFollowsError), ("Checked", s.StepSkippedError)):
			doc.reload()
			doc.workflow_state = state
			doc.flags.ignore_validate = False
			with self.assertRaises((error, frappe.ValidationError)):
				s.RULES[state][0](doc)
		new = frappe.get_doc(
			{"doctype": "Guarantee Disbursement", "workflow_state": "Paid", "heading": "Legal Costs"}
		)
		with self.assertRaises(frappe.ValidationError):
			new.insert()

	def test_what_was_checked_does_not_change(self):
		doc = self.make.payment_of("Checked")
		for values in ({"recovered": 10}, {"instalment_count": 2}, {"evidence": "/private/files/z.pdf"}):
			self.assertRefused(
				d.CheckedPaymentChangedError, self.make.as_user, self.make.finanza, doc, None, **values
			)
		fresh = frappe.get_doc(doc.doctype, doc.name)
		fresh.months[0].arrears = 499
		self.assertRefused(d.CheckedPaymentChangedError, fresh.save)
		self.make.as_user(self.make.controlla, doc, "Send Back")
		self.make.as_user(self.make.finanza, doc, None, recovered=10)

	def test_not_paid_before_it_was_decided(self):
		doc = self.make.payment_of("Approved")
		paid = {"paid_on": add_days(getdate(), -1), "payment_reference": "CRO 3"}
		self.assertRefused(
			s.PaymentIncompleteError, self.make.as_user, self.make.finanza, doc, "Record Payment", **paid
		)

	def test_a_guarantee_that_ended_in_the_same_instant_approves_nothing(self):
		doc = self.make.payment_of("Checked")
		frappe.db.set_value("Rent Guarantee", doc.rent_guarantee, "workflow_state", "Ended")
		self.assertRefused(s.GuaranteeNotGivenError, self.make.as_user, self.make.controlla, doc, "Approve")

	def test_what_the_bank_says(self):
		doc = self.make.payment_of("Checked")
		self.assertRefused(payments.NotPayableError, payments.mark_paid, doc.name, getdate(), "E2E-1")
		doc = self.make.as_user(self.make.controlla, doc, "Approve")
		payments.check_payable(doc.name)
		payments.mark_paid(doc.name, getdate(), "E2E-1")
		payments.mark_paid(doc.name, getdate(), "E2E-1")
		self.assertEqual(self.stands()[3], 50_000)
		payments.unmark_paid(doc.name)
		self.assertEqual((self.state_of(doc), self.stands()), ("Approved", (1_000_000, 270_000, 730_000, 0)))
		payments.mark_paid(doc.name, getdate(), "E2E-2")
		first = payments.repay(doc.name, 20, getdate(), "MOV-1")
		self.assertEqual(payments.repay(doc.name, 20, getdate(), "MOV-1"), first)
		self.assertEqual(self.stands()[3], 48_000)
		self.assertRefused(s.RepaidAlreadyError, payments.unmark_paid, doc.name)
