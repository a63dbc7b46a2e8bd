"""Reimbursement claims: every complete voucher once, checked line by line, frozen, paid to the cent (VA-14, R22-R25)."""

import json
from unittest.mock import patch

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate
from sostegno_abitare.accountability import (
	claim_rows,
	claim_sums,
	decisions,
	expenses,
	freezing,
	gathering,
	submission,
)
from sostegno_abitare.accountability.doctype.claim_line.claim_line import ClaimLineIsFinalError
from sostegno_abitare.accountability.doctype.expense.expense import ExpenseIsFinalError
from sostegno_abitare.accountability.doctype.reimbursement_claim import reimbursement_claim as r
from sostegno_abitare.ledgers import budget
from sostegno_abitare.programme.approval import ApprovedOtherwiseError, SelfApprovalError
from sostegno_abitare.rules.money import cents

from .base import AppTestCase
from .claim_factory import APPROVER, PREPARER, ClaimFactory
from .factories import ACTION, AGREEMENT


class ClaimTestCase(AppTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.make: ClaimFactory = ClaimFactory()
		self.make.terms()
		self.row = self.make.budget_row(public=900)

	def kinds(self, row=None):
		"""Kind -> cents of the ledger of a row, public share."""
		found = self.make.sums(row or self.row)
		return {kind: found.get(kind, 0) for kind in ("Spent", "Claimed", "Admitted", "Cut", "Reimbursed")}

	def assertLedger(self, row=None, **expected):
		self.assertEqual(self.kinds(row), {**dict.fromkeys(self.kinds(row), 0), **expected})


class TestGathering(ClaimTestCase):
	def test_every_complete_voucher_once(self):
		one, two = self.make.vouchers(100, 50.50, row=self.row)
		self.make.expense(self.row)
		self.make.expense(self.row, "Allocated")
		claim = self.make.claim()
		self.assertEqual((claim.gathering, claim.claimed, claim.line_count), ("Done", 150.5, 2))
		self.assertEqual(claim.incomplete_count, 2)
		self.assertEqual({line.expense for line in self.make.lines_of(claim)}, {one.name, two.name})
		[first, _second] = self.make.lines_of(claim)
		self.assertEqual((first.line_no, first.claimed, first.decision), (1, 100, "Pending"))
		self.assertEqual(
			(first.budget_row, first.action, first.agreement), (self.row.name, ACTION, AGREEMENT)
		)
		gathering.gather(claim.name)
		self.assertEqual(len(self.make.lines_of(claim)), 2)

	def test_only_the_public_share_is_claimed(self):
		row = self.make.budget_row("R2", public=100, partner_cash=50, unit_value=150)
		parts = [
			{"budget_row": row.name, "share": "Public", "amount": 70},
			{"budget_row": row.name, "share": "Partner Cash", "amount": 30},
		]
		self.make.expense(row, "Complete", net=100, allocations=parts)
		claim = self.make.claim()
		self.assertEqual((claim.claimed, claim.partner_cash, claim.coparticipation_count), (70, 30, 1))
		[line] = self.make.lines_of(claim)
		self.assertEqual((line.claimed, line.claimable, line.total), (70, 70, 100))

	def test_of_the_period_or_earlier(self):
		old = add_days(getdate(), -200)
		[early] = self.make.vouchers(10, row=self.row, voucher_date=old, payments=[self.make.paid(10, old)])
		[late] = self.make.vouchers(20, row=self.row)
		self.assertEqual(self.make.claim(include_earlier=0).claimed, 20)
		self.assertEqual(self.make.claim().claimed, 30)
		self.assertEqual(self.make.claim(period_to=add_days(getdate(), -60)).claimed, 10)
		self.assertTrue(early.name != late.name)

	def test_of_one_action(self):
		other = self.make.action("A2", budget=0)
		frappe.db.set_value("Agreement Action", other.name, "budget", 500)
		row = self.make.budget_row("Z1", action=other.name, public=500)
		self.make.vouchers(10, row=self.row)
		self.make.vouchers(20, row=row)
		self.assertEqual(self.make.claim(action=other.name).claimed, 20)
		self.assertEqual(self.make.claim().claimed, 30)

	def test_what_is_left_out_stays_out(self):
		one, two = self.make.vouchers(10, 20, row=self.row)
		claim = self.make.claim(exclusions=[{"expense": one.name, "reason": "Da chiarire"}])
		self.assertEqual([line.expense for line in self.make.lines_of(claim)], [two.name])
		twice = [{"expense": one.name, "reason": "x"}, {"expense": one.name, "reason": "y"}]
		self.assertRefused(r.ClaimStateError, self.make.claim, exclusions=twice)

	def test_private_persons_stand_by_a_code(self):
		person = {
			"supplier_name": "Persona di Prova",
			"supplier_tax_id": "RSSMRA80A01H501U",
			"case_code": "EM-7",
		}
		self.make.vouchers(10, row=self.row, **person)
		[line] = self.make.lines_of(self.make.claim())
		self.assertEqual((line.supplier, line.payee_name), ("EM-7", "Persona di Prova"))
		self.assertNotIn("Persona", f"{line.title} {line.description}")

	def test_a_change_of_scope_gathers_anew(self):
		[expense] = self.make.vouchers(10, row=self.row)
		claim = self.make.claim()
		claim.period_to = add_days(getdate(), -30)
		claim.save()
		self.assertEqual((claim.gathering, claim.claimed, self.make.lines_of(claim)), ("Done", 0, []))
		claim.period_to = getdate()
		claim.save()
		self.assertEqual(claim.claimed, 10)
		claim.append("exclusions", {"expense": expense.name, "reason": "Da chiarire"})
		claim.save()
		self.assertEqual(claim.claimed, 0)

	def test_a_period_within_the_agreement(self):
		self.assertRefused(r.ClaimPeriodError, self.make.claim, period_from="2001-01-01")

	def test_many_are_gathered_in_the_background(self):
		self.make.vouchers(10, row=self.row)
		claim = self.make.claim(gather=False)
		with patch.object(gathering, "AT_ONCE", 0):
			claim.gather()
		claim.reload()
		if claim.gathering == "Queued":  # not every host does jobs at once in a test
			gathering.do(claim.name)
			claim.reload()
		self.assertEqual((claim.gathering, claim.claimed), ("Done", 10))

	def test_what_fails_leaves_the_lines_of_before(self):
		self.make.vouchers(10, row=self.row)
		claim = self.make.claim()
		with patch.object(gathering, "_write", side_effect=RuntimeError):
			frappe.db.savepoint("whole")
			self.assertRaises(RuntimeError, gathering.gather, claim.name)
			frappe.db.rollback(save_point="whole")
		self.assertEqual(len(self.make.lines_of(claim)), 1)

	def test_numbered_within_the_agreement(self):
		self.assertEqual(
			[self.make.claim().name for _each in range(2)], [f"{AGREEMENT}-R001", f"{AGREEMENT}-R002"]
		)

	def test_a_credit_note_is_taken_off(self):
		[invoice] = self.make.vouchers(100, row=self.row)
		note = {"voucher_kind": "Credit Note", "credit_of": invoice.name, "allocations": []}
		text = invoice.annulment_text.replace("100.00", "30.00")
		self.make.expense(self.row, "Complete", net=30, annulment_text=text, **note)
		claim = self.make.claim("Under Control")
		self.assertEqual((claim.claimed, claim.line_count), (70, 2))
		self.assertRefused(decisions.DecisionError, self.make.rule_on, claim, "Rejected", "1-2", reason="x")
		self.make.rule_on(claim, "Admitted")
		self.make.conclude(claim)
		self.assertLedger(Spent=7_000, Claimed=7_000, Admitted=7_000)


class TestSubmission(ClaimTestCase):
	def test_prepared_by_one_and_submitted_by_another(self):
		self.make.vouchers(100, row=self.row)
		claim = self.make.claim("Prepared")
		self.assertEqual(claim.prepared_by, PREPARER)
		self.assertRefused(SelfApprovalError, self.make.act, claim, "Send", PREPARER)
		self.make.act(claim, "Send", APPROVER)
		claim.reload()
		self.assertEqual((claim.docstatus, claim.approved_by), (1, APPROVER))
		self.assertLedger(Spent=10_000, Claimed=10_000)

	def test_not_even_an_administrator_does_both(self):
		self.make.vouchers(100, row=self.row)
		claim = self.make.claim("Draft")
		apply_workflow(claim, "Prepare")
		with self.assertRaises(frappe.ValidationError):
			apply_workflow(frappe.get_doc("Reimbursement Claim", claim.name), "Send")
		self.assertRefused(SelfApprovalError, self.submit_by_hand, claim.name)

	def test_what_the_system_writes_is_not_sent(self):
		self.make.vouchers(100, row=self.row)
		claim = self.make.claim("Prepared")
		claim.update(
			{"prepared_by": self.make.person_of(APPROVER), "claimed": 9, "snapshot_hash": "x", "number": 99}
		)
		claim.save()
		claim.reload()
		self.assertEqual((claim.prepared_by, claim.claimed, claim.number), (PREPARER, 100, 1))
		self.assertRefused(SelfApprovalError, self.make.act, claim, "Send", PREPARER)
		self.make.act(claim, "Send", APPROVER)
		claim.reload()
		for change in (
			{"claimed": 9},
			{"controlled_by": APPROVER},
			{"keep_until": "2020-01-01"},
			{"paid": 9},
		):
			doc = frappe.get_doc("Reimbursement Claim", claim.name)
			doc.update(change)
			try:
				doc.save()
			except frappe.ValidationError:
				continue
			self.assertEqual(
				[str(frappe.db.get_value("Reimbursement Claim", claim.name, f) or "") for f in change],
				[str(claim.get(f) or "") for f in change],
			)

	def submit_by_hand(self, name):
		frappe.db.set_value("Reimbursement Claim", name, "prepared_by", frappe.session.user)
		doc = frappe.get_doc("Reimbursement Claim", name)
		doc.workflow_state, doc.flags.in_workflow_action = "Submitted", True
		submission.check(doc)

	def test_the_vouchers_belong_to_the_claim_then(self):
		[expense] = self.make.vouchers(100, row=self.row)
		claim = self.make.claim("Submitted")
		expense.reload()
		self.assertEqual((expense.claim, expense.workflow_state), (claim.name, "Claimed"))
		self.assertRefused(ExpenseIsFinalError, expense.cancel)
		self.assertEqual(self.make.claim().claimed, 0)

	def test_nothing_gathered_is_not_prepared(self):
		claim = self.make.claim(gather=False)
		self.assertRefused(submission.NothingClaimedError, submission.prepare, claim)
		gathering.gather(claim.name)
		claim.reload()
		self.assertRefused(submission.NothingClaimedError, submission.prepare, claim)

	def test_what_changed_since_is_noticed(self):
		one, two = self.make.vouchers(100, 50, row=self.row)
		claim = self.make.claim("Prepared")
		self.make.vouchers(10, row=self.row)
		self.assertRefused(submission.LinesChangedError, self.make.act, claim, "Send", APPROVER)
		self.make.act(claim, "Send Back", PREPARER)
		gathering.gather(claim.name)
		self.make.act(claim, "Prepare", PREPARER)
		self.make.act(claim, "Send", APPROVER)
		self.assertLedger(Spent=16_000, Claimed=16_000)
		self.assertTrue(one.name != two.name)

	def test_of_two_drafts_with_the_same_vouchers_the_first_has_them(self):
		self.make.vouchers(100, row=self.row)
		first, second = self.make.claim("Prepared"), self.make.claim("Prepared")
		self.make.act(first, "Send", APPROVER)
		self.assertRefused(submission.LinesChangedError, self.make.act, second, "Send", APPROVER)

	def test_over_a_row_it_is_refused(self):
		self.make.vouchers(400, row=self.row)
		claim = self.make.claim()
		budget.post(self.make.source("Meno"), [self.make.posting(self.row, "Reallocated", -60_000)])
		message = self.assertRefused(submission.OverRowError, self.make.act, claim, "Prepare", PREPARER)
		self.assertIn("300", message)
		self.make.threshold("budget_row_tolerance_percent", 40, agreement=AGREEMENT)

	def test_what_earlier_claims_took_of_a_row_counts(self):
		self.make.vouchers(500, row=self.row)
		self.make.claim("Submitted")
		self.make.vouchers(100, row=self.row)
		budget.post(self.make.source("Meno"), [self.make.posting(self.row, "Reallocated", -35_000)])
		later = self.make.claim()
		self.assertRefused(submission.OverRowError, self.make.act, later, "Prepare", PREPARER)
		budget.post(self.make.source("Di nuovo"), [self.make.posting(self.row, "Reallocated", 5_000)])
		self.make.act(later, "Prepare", PREPARER)

	def test_frozen_whatever_changes_later(self):
		[expense] = self.make.vouchers(100, row=self.row)
		volunteer = self.make.volunteer()
		self.make.hours(volunteer, "Valued", back=5)
		claim = self.make.claim("Submitted")
		before = (claim.snapshot, claim.snapshot_hash, self.make.lines_of(claim))
		self.assertTrue(claim.is_unchanged())
		self.assertEqual(json.loads(claim.snapshot)["rates"], [[f"C1 · {frappe._('Base Pay')}", 1200]])
		self.assertEqual((claim.hours_value, claim.claimed), (24, 100))
		# Rates, budget and voucher change: nothing of the claim does.
		scale = frappe.get_doc("Pay Scale", {"title": "Contratto di prova"})
		scale.append("rates", {"level": "C1", "valid_from": add_days(getdate(), 1), "monthly_base": 3300})
		scale.save()
		budget.post(self.make.source("Altro"), [self.make.posting(self.row, "Reallocated", 5_000)])
		frappe.db.set_value("Expense", expense.name, {"supplier_name": "Altro", "number": "X", "total": 1})
		frappe.db.set_value("Expense Allocation", {"parent": expense.name}, "amount", 1)
		claim.reload()
		self.assertEqual((claim.snapshot, claim.snapshot_hash, self.make.lines_of(claim)), before)
		self.assertTrue(claim.is_unchanged())

	def test_whatever_is_altered_behind_it_is_found(self):
		self.make.vouchers(100, 50, row=self.row)
		claim = self.make.claim("Submitted")
		[one, two] = self.make.lines_of(claim)
		for field, value in (("claimed", 99.99), ("supplier", "Altri"), ("voucher_date", "2020-01-01")):
			frappe.db.set_value("Claim Line", two.name, field, value)
			self.assertFalse(claim.is_unchanged(), field)
			frappe.db.set_value("Claim Line", two.name, field, two[field])
			self.assertTrue(claim.is_unchanged())
		frappe.db.delete("Claim Line", {"name": one.name})
		self.assertFalse(claim.is_unchanged())

	def test_a_line_is_not_changed_by_hand(self):
		self.make.vouchers(100, row=self.row)
		claim = self.make.claim("Under Control")
		[row] = self.make.lines_of(claim)
		for change in (
			{"claimed": 5},
			{"supplier": "x"},
			{"line_no": 3},
			{"paid_on": None},
		):
			line = frappe.get_doc("Claim Line", row.name)
			line.update(change)
			self.assertRefused(ClaimLineIsFinalError, line.save, ignore_permissions=True)
		self.assertRefused(ClaimLineIsFinalError, frappe.delete_doc, "Claim Line", row.name)
		self.assertRefused(ClaimLineIsFinalError, frappe.copy_doc(line).insert)

	def test_withdrawn_it_is_as_if_it_had_not_been(self):
		[expense] = self.make.vouchers(100, row=self.row)
		hours = self.make.hours(self.make.volunteer(), "Valued", back=5)
		claim = self.make.claim("Submitted")
		self.assertEqual(frappe.db.get_value("Volunteer Hours", hours.name, "workflow_state"), "Reported")
		self.make.act(claim, "Withdraw", APPROVER)
		self.assertLedger(Spent=10_000)
		expense.reload()
		self.assertEqual((expense.claim or "", expense.workflow_state), ("", "Complete"))
		self.assertEqual(frappe.db.get_value("Volunteer Hours", hours.name, "workflow_state"), "Valued")
		self.assertEqual(self.make.claim("Submitted").claimed, 100)
		self.assertRefused(r.ClaimIsKeptError, frappe.delete_doc, "Reimbursement Claim", claim.name)

	def test_hours_are_reported_once_and_never_claimed(self):
		self.make.vouchers(100, row=self.row)
		self.make.hours(self.make.volunteer(), "Valued", back=5)
		claim = self.make.claim("Submitted")
		[line] = frappe.get_all("Claim Co-participation Line", filters={"claim": claim.name}, fields=["*"])
		self.assertEqual((line.kind, line.quantity, line.unit_value, line.amount), ("Hours", 2, 12, 24))
		self.assertEqual(cents(line.quantity * line.unit_value), cents(line.amount))
		self.make.vouchers(10, row=self.row)
		self.assertEqual(self.make.claim().coparticipation_count, 0)
		self.assertEqual(budget.totals((), kind="Claimed", share="Partner In Kind"), {(): 0})


class TestRows(ClaimTestCase):
	def test_a_part_in_another_claim_or_taken_back_is_not_claimed(self):
		self.make.vouchers(100, row=self.row)
		claim = self.make.claim()
		[part] = [line.allocation for line in self.make.lines_of(claim)]
		for doctype, field, value in (
			("Expense Allocation", "claim", "ALTRA"),
			("Expense", "workflow_state", "Allocated"),
			("Expense", "docstatus", 2),
		):
			name = part if doctype == "Expense Allocation" else self.make.lines_of(claim)[0].expense
			stored = frappe.db.get_value(doctype, name, field)
			frappe.db.set_value(doctype, name, field, value)
			self.assertRefused(expenses.PartTakenError, expenses.claim, [part], claim.name)
			frappe.db.set_value(doctype, name, field, stored)
		expenses.claim([part], claim.name)
		expenses.claim([part], claim.name)

	def test_a_prepared_claim_keeps_its_lines_and_its_scope(self):
		self.make.vouchers(100, row=self.row)
		claim = self.make.claim("Prepared")
		self.make.vouchers(50, row=self.row)
		gathering.gather(claim.name)
		self.assertEqual(len(self.make.lines_of(claim)), 1)
		claim.period_to = add_days(claim.period_to, -1)
		self.assertRefused(r.ClaimStateError, claim.save)

	def test_an_advance_is_approved_as_it_was_entered(self):
		frappe.db.set_value("Service Agreement", AGREEMENT, "advance_percent", 10)
		doc = self.make.document("Claim Advance", agreement=AGREEMENT, amount=1, received_on=getdate())
		doc.amount = 2
		self.assertRefused(ApprovedOtherwiseError, self.make.as_, APPROVER, doc.submit)
		doc.reload()
		self.make.as_(APPROVER, doc.save)
		self.assertRefused(SelfApprovalError, self.make.as_, APPROVER, doc.submit)

	def test_lines_in_plain_form(self):
		self.make.vouchers(100, row=self.row)
		claim = self.make.claim()
		[stored] = self.make.lines_of(claim)
		[now] = claim_rows.vouchers(claim)
		for field in claim_rows.COMPARED[claim_sums.LINE]:
			value = now[field] / 100 if field in claim_rows.AMOUNTS else now[field]
			self.assertEqual(freezing.plain(field, value), freezing.plain(field, stored[field]), field)
