"""Claims decided and paid: line by line or many at once, papers asked for and given, advances, payments (R23, R24)."""

from typing import Any

import frappe
from frappe.utils import add_days, add_years, getdate
from sostegno_abitare.accountability import (
	claim_sums,
	concluding,
	decisions,
)
from sostegno_abitare.accountability.doctype.claim_advance import claim_advance as advance
from sostegno_abitare.accountability.doctype.claim_payment import claim_payment as payment
from sostegno_abitare.accountability.doctype.expense.expense import ExpenseIsFinalError
from sostegno_abitare.accountability.retention import VoucherKeptError
from sostegno_abitare.ledgers import budget
from sostegno_abitare.programme.approval import SelfApprovalError

from .claim_factory import APPROVER, CONTROLLER, PREPARER
from .factories import AGREEMENT
from .test_claims import ClaimTestCase


class TestControl(ClaimTestCase):
	def setUp(self):
		super().setUp()
		self.make.vouchers(100, 50, 33.33, row=self.row)
		self.claim = self.make.claim("Under Control")

	def line(self, number):
		return frappe.get_doc("Claim Line", f"{self.claim.name}-{number:05d}")

	def totals(self):
		self.claim.reload()
		return self.claim.claimed, self.claim.admitted, self.claim.cut, self.claim.open_count

	def test_one_by_one(self):
		line = self.line(1)
		following = self.make.as_(CONTROLLER, line.decide, "Cut", cut=30.5, reason="IVA")
		self.assertEqual(following, self.line(2).name)
		line.reload()
		self.assertEqual((line.admitted, line.cut, line.cut_reason), (69.5, 30.5, "IVA"))
		self.assertEqual((line.decided_by, bool(line.decided_on)), (CONTROLLER, True))
		self.make.as_(CONTROLLER, self.line(2).decide, "Rejected", reason="Fuori periodo")
		self.assertIsNone(self.make.as_(CONTROLLER, self.line(3).decide, "Admitted"))
		self.assertEqual(self.totals(), (183.33, 102.83, 80.5, 0))
		self.assertEqual(self.claim.outcome, "Partly Admitted")

	def test_many_at_once(self):
		self.assertEqual(self.make.rule_on(self.claim, "Rejected", "2", reason="Doppia"), 1)
		self.assertEqual(self.make.rule_on(self.claim, "Admitted"), 2)
		self.assertEqual(self.totals(), (183.33, 133.33, 50, 0))
		self.assertEqual(self.make.rule_on(self.claim, "Cut", "1-3", percent=10, reason="Quota"), 3)
		self.assertEqual(self.totals(), (183.33, 165, 18.33, 0))
		self.assertEqual(self.make.rule_on(self.claim, "Pending", "3"), 1)
		self.assertEqual(self.totals(), (183.33, 135, 15, 1))

	def test_what_is_no_decision(self):
		for values, error in (
			({"decision": "Cut", "lines": "1", "cut": 5}, decisions.DecisionError),
			({"decision": "Cut", "lines": "1", "cut": 100, "reason": "x"}, decisions.DecisionError),
			({"decision": "Cut", "lines": "1", "cut": 0, "reason": "x"}, decisions.DecisionError),
			({"decision": "Cut", "lines": "1-2", "cut": 5, "reason": "x"}, decisions.DecisionError),
			({"decision": "Cut", "lines": "1", "percent": 100, "reason": "x"}, decisions.DecisionError),
			({"decision": "Cut", "lines": "1", "percent": "nan", "reason": "x"}, decisions.DecisionError),
			({"decision": "Rejected", "lines": "1"}, decisions.DecisionError),
			({"decision": "Integration Requested", "lines": "1"}, decisions.DecisionError),
			({"decision": "Forse", "lines": "1"}, decisions.DecisionError),
			({"decision": "Admitted", "lines": "4"}, decisions.LineNumbersError),
			({"decision": "Admitted", "lines": "uno"}, decisions.LineNumbersError),
		):
			self.assertRefused(error, self.make.rule_on, self.claim, **values)
		for amount in ("1,5", "1e308", float("nan"), -5, 0.001):
			line = self.line(1)
			with self.assertRaises(frappe.ValidationError):
				self.make.as_(CONTROLLER, line.decide, "Cut", cut=amount, reason="x")
		self.assertEqual(self.totals(), (183.33, 0, 0, 3))

	def test_who_prepared_or_submitted_decides_nothing(self):
		for user in (PREPARER, APPROVER):
			frappe.db.set_value("Reimbursement Claim", self.claim.name, "approved_by", CONTROLLER)
			self.assertRefused(SelfApprovalError, self.make.rule_on, self.claim, "Admitted")
			frappe.db.set_value("Reimbursement Claim", self.claim.name, "approved_by", user)
			with self.assertRaises(frappe.PermissionError):
				doc = frappe.get_doc("Reimbursement Claim", self.claim.name)
				self.make.as_(user, doc.decide, "Admitted")

	def test_asked_answered_and_decided_again(self):
		self.make.rule_on(self.claim, "Integration Requested", "2", request="Manca la quietanza")
		self.make.rule_on(self.claim, "Admitted")
		self.assertEqual(self.claim_state("Ask for Integration", CONTROLLER), "Integration Requested")
		self.assertRefused(decisions.NotInControlError, self.make.rule_on, self.claim, "Admitted", "2")
		self.assertRefused(
			decisions.NotAnsweredError, self.make.act, self.claim, "Hand In the Integration", PREPARER
		)
		self.assertRefused(decisions.NotAnsweredError, self.make.as_, PREPARER, self.claim.answer, "  ")
		self.assertRefused(
			decisions.NotAnsweredError, self.make.as_, PREPARER, self.claim.answer, "Ecco", "1"
		)
		self.assertEqual(self.make.as_(PREPARER, self.claim.answer, "Allegata la contabile"), 1)
		self.assertEqual(self.claim_state("Hand In the Integration", PREPARER), "Under Control")
		line = self.line(2)
		self.assertEqual((line.answer, line.answered_by), ("Allegata la contabile", PREPARER))
		self.assertEqual(self.totals()[3], 1)
		self.make.rule_on(self.claim, "Admitted")
		self.assertEqual(self.line(2).answer, "Allegata la contabile")
		self.assertEqual(self.make.conclude(self.claim).workflow_state, "Admitted")

	def claim_state(self, action, user):
		self.make.act(self.claim, action, user)
		return frappe.db.get_value("Reimbursement Claim", self.claim.name, "workflow_state")

	def test_nothing_to_ask_for(self):
		self.assertRefused(
			decisions.NotAnsweredError, self.make.act, self.claim, "Ask for Integration", CONTROLLER
		)

	def test_concluded_it_stands_in_the_ledger(self):
		self.make.rule_on(self.claim, "Cut", "1", cut=40, reason="Quota privata")
		self.make.rule_on(self.claim, "Admitted")
		claim = self.make.conclude(self.claim)
		self.assertEqual(
			(claim.workflow_state, claim.admitted, claim.cut, claim.to_pay),
			("Partly Admitted", 143.33, 40, 143.33),
		)
		self.assertLedger(Spent=18_333, Claimed=18_333, Admitted=14_333, Cut=4_000)
		self.assertRefused(decisions.NotInControlError, self.make.rule_on, claim, "Admitted", "1")
		self.assertEqual(self.claim_state("Take Up the Control Again", CONTROLLER), "Under Control")
		self.assertLedger(Spent=18_333, Claimed=18_333)
		self.make.rule_on(self.claim, "Admitted", "1")
		self.assertEqual(self.make.conclude(self.claim).workflow_state, "Admitted")
		self.assertLedger(Spent=18_333, Claimed=18_333, Admitted=18_333)

	def test_not_concluded_with_open_lines_or_another_outcome(self):
		self.make.rule_on(self.claim, "Admitted", "1-2")
		doc = frappe.get_doc("Reimbursement Claim", self.claim.name)
		doc.workflow_state = "Admitted"
		message = self.assertRefused(concluding.LinesOpenError, concluding.check, doc)
		self.assertIn(" 1 ", message)
		self.make.rule_on(self.claim, "Rejected", "3", reason="x")
		self.assertRefused(concluding.LinesOpenError, concluding.check, doc)
		doc.workflow_state = "Partly Admitted"
		concluding.check(doc)

	def test_a_cut_comes_back_only_where_it_may_and_only_the_rest(self):
		self.make.rule_on(self.claim, "Cut", "1", cut=40, reason="Manca la quietanza", may_return=1)
		self.make.rule_on(self.claim, "Cut", "2", cut=20, reason="Non pertinente")
		self.make.rule_on(self.claim, "Admitted")
		self.make.conclude(self.claim)
		later = self.make.claim("Under Control")
		[line] = self.make.lines_of(later)
		self.assertEqual((line.claimed, line.claimable, line.again_of), (40, 100, f"{self.claim.name}-00001"))
		self.assertLedger(Spent=18_333, Claimed=22_333, Admitted=12_333, Cut=6_000)
		self.assertRefused(
			concluding.ClaimPaidError, self.make.act, self.claim, "Take Up the Control Again", CONTROLLER
		)
		self.make.rule_on(later, "Admitted")
		self.make.conclude(later)
		self.assertLedger(Spent=18_333, Claimed=22_333, Admitted=16_333, Cut=6_000)
		self.assertEqual(self.make.claim().claimed, 0)

	def test_a_voucher_that_was_admitted_in_part_stays(self):
		self.make.rule_on(self.claim, "Cut", "1", cut=40, reason="Quota privata", may_return=1)
		self.make.rule_on(self.claim, "Admitted")
		self.make.conclude(self.claim)
		name = self.make.lines_of(self.claim)[0].expense
		expense = frappe.get_doc("Expense", name)
		self.assertEqual((expense.workflow_state, expense.claim), ("Complete", None))
		self.assertRefused(ExpenseIsFinalError, expense.cancel)
		expense = frappe.get_doc("Expense", name)
		expense.workflow_state = "Allocated"
		self.assertRefused(ExpenseIsFinalError, expense.save)


class TestPaying(ClaimTestCase):
	def admitted(self, *amounts):
		self.make.vouchers(*amounts, row=self.row)
		claim = self.make.claim("Under Control")
		self.make.rule_on(claim, "Admitted")
		return self.make.conclude(claim)

	def test_paid_in_parts_until_nothing_is_left(self):
		claim = self.admitted(100, 50)
		self.make.pay(claim, 60)
		claim.reload()
		self.assertEqual((claim.workflow_state, claim.paid, claim.to_pay), ("Admitted", 60, 90))
		self.assertRefused(payment.OverAdmittedError, self.make.pay, claim, 90.01)
		last = self.make.pay(claim, 90)
		claim.reload()
		self.assertEqual((claim.workflow_state, claim.paid, claim.to_pay), ("Paid", 150, 0))
		self.assertLedger(Spent=15_000, Claimed=15_000, Admitted=15_000, Reimbursed=15_000)
		last.cancel()
		claim.reload()
		self.assertEqual((claim.workflow_state, claim.to_pay), ("Admitted", 90))
		self.assertLedger(Spent=15_000, Claimed=15_000, Admitted=15_000, Reimbursed=6_000)
		self.make.pay(claim, 90)
		self.make.act(claim, "Close", CONTROLLER)
		claim.reload()
		self.assertEqual((claim.closed_on, claim.keep_until), (getdate(), getdate(add_years(getdate(), 5))))
		expense = self.make.lines_of(claim)[0].expense
		self.assertEqual(frappe.db.get_value("Expense", expense, "workflow_state"), "Settled")

	def test_files_of_claimed_vouchers_are_kept(self):
		[expense] = self.make.vouchers(100, row=self.row)
		file = {"doctype": "File", "file_name": "f.pdf", "is_private": 1, "content": b"%PDF-\xff"}
		attached = {"attached_to_doctype": "Expense", "attached_to_name": expense.name}
		names = [frappe.get_doc({**file, **attached}).insert().name for _number in range(3)]
		claim = self.make.claim()
		frappe.delete_doc("File", names[0])
		self.make.act(claim, "Prepare", PREPARER)
		self.make.act(claim, "Send", APPROVER)
		self.assertRefused(VoucherKeptError, frappe.delete_doc, "File", names[1])
		frappe.db.set_value("Reimbursement Claim", claim.name, "keep_until", getdate())
		self.assertRefused(VoucherKeptError, frappe.delete_doc, "File", names[1])
		frappe.db.set_value("Reimbursement Claim", claim.name, "keep_until", add_days(getdate(), -1))
		frappe.delete_doc("File", names[1])

	def test_not_by_who_prepared_the_claim(self):
		claim = self.admitted(100)
		self.assertRefused(SelfApprovalError, self.make.pay, claim, 10, PREPARER)

	def test_what_is_no_payment(self):
		claim = self.admitted(100)
		wrong: tuple[Any, ...] = (0, -1, 0.001, "1.234,56", "1,234.56", float("nan"), 1e308)
		for amount in wrong:
			with self.assertRaises(frappe.ValidationError):
				self.make.pay(claim, amount)
		for day in (add_days(getdate(), 1), add_days(getdate(), -1)):
			self.assertRefused(payment.ClaimPaymentDateError, self.make.pay, claim, 5, paid_on=day)
		draft = self.make.claim()
		self.assertRefused(payment.ClaimNotAdmittedError, self.make.pay, draft, 5)
		self.assertLedger(Spent=10_000, Claimed=10_000, Admitted=10_000)

	def test_the_same_request_is_one_payment(self):
		claim = self.admitted(100)
		self.make.pay(claim, 10, request_id="prova-1")
		with self.assertRaises(frappe.ValidationError):
			self.make.pay(claim, 10, request_id="prova-1")
		claim.reload()
		self.assertEqual(claim.paid, 10)

	def test_an_advance_is_kept_back(self):
		frappe.db.set_value("Service Agreement", AGREEMENT, "advance_percent", 10)
		given = self.advance(80)
		claim = self.admitted(50)
		self.assertEqual((claim.advance_recovered, claim.to_pay, claim.workflow_state), (50, 0, "Paid"))
		self.assertLedger(Spent=5_000, Claimed=5_000, Admitted=5_000, Reimbursed=5_000)
		self.assertRefused(advance.AdvanceRecoveredError, given.cancel)
		later = self.admitted(100)
		self.assertEqual((later.advance_recovered, later.to_pay, later.workflow_state), (30, 70, "Admitted"))
		self.assertEqual(claim_sums.outstanding_advance(AGREEMENT), 0)
		self.assertRefused(payment.OverAdmittedError, self.make.pay, later, 70.01)
		self.make.pay(later, 70)
		self.assertLedger(Spent=15_000, Claimed=15_000, Admitted=15_000, Reimbursed=15_000)

	def advance(self, amount, **values):
		doc = self.make.as_(
			PREPARER,
			self.make.document,
			"Claim Advance",
			**{"agreement": AGREEMENT, "amount": amount, "received_on": add_days(getdate(), -30), **values},
		)
		self.make.as_(APPROVER, frappe.get_doc("Claim Advance", doc.name).submit)
		return frappe.get_doc("Claim Advance", doc.name)

	def test_advances_within_what_the_agreement_says(self):
		self.assertRefused(advance.AdvanceLimitError, self.advance, 1)
		frappe.db.set_value("Service Agreement", AGREEMENT, "advance_percent", 10)
		self.advance(100)
		self.assertRefused(advance.AdvanceLimitError, self.advance, 0.02)
		self.assertRefused(advance.AdvanceDateError, self.advance, 0.01, received_on=add_days(getdate(), 1))

	def test_an_advance_is_approved_by_another(self):
		frappe.db.set_value("Service Agreement", AGREEMENT, "advance_percent", 10)
		doc = self.make.document("Claim Advance", agreement=AGREEMENT, amount=1, received_on=getdate())
		self.assertRefused(SelfApprovalError, doc.submit)

	def test_recomputed_by_an_independent_few_lines(self):
		other = self.make.budget_row("R2", public=1.05)
		self.make.vouchers(1.05, row=other)
		self.make.vouchers(10, 20.01, 33.33, 7.77, row=self.row)
		claim = self.make.claim("Under Control")
		self.make.rule_on(claim, "Cut", "2,4", percent=33, reason="Quota")
		self.make.rule_on(claim, "Admitted")
		self.make.conclude(claim)
		for amount in (0.01, 20.02, 3.33):
			self.make.pay(claim, amount)
		claim.reload()
		vouchers = {
			row.name: round(row.amount * 100)
			for row in frappe.get_all(
				"Expense Allocation", fields=["name", "amount"], filters={"parenttype": "Expense"}
			)
		}
		lines = self.make.lines_of(claim)
		claimed = sum(vouchers[line.allocation] for line in lines)
		cut = sum(round(line.cut * 100) for line in lines)
		self.assertEqual(claimed, round(claim.claimed * 100))
		self.assertEqual(claimed - cut, round(claim.admitted * 100))
		self.assertEqual(round(claim.to_pay * 100), claimed - cut - 2336)
		ledger = budget.totals(("kind",), claim=claim.name)
		self.assertEqual(
			ledger,
			{("Claimed",): claimed, ("Admitted",): claimed - cut, ("Cut",): cut, ("Reimbursed",): 2336},
		)
		self.make.pay(claim, claim.to_pay)
		for row in (self.row, other):
			self.assertEqual(self.kinds(row)["Reimbursed"], self.kinds(row)["Admitted"])
