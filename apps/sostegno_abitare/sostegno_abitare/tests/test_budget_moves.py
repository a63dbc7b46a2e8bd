"""Budget moved between rows, bound and released: tolerance, approval by a second person, versions, exhaustion.

requirement: EM-12, VA-13, VA-16
"""

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate
from sostegno_abitare.access import roles as r
from sostegno_abitare.accountability import budget, commitments, moving, plan
from sostegno_abitare.accountability.doctype.budget_commitment import budget_commitment as commitment
from sostegno_abitare.accountability.doctype.budget_reallocation import budget_reallocation as moved
from sostegno_abitare.intake.eligibility import action_is_open
from sostegno_abitare.ledgers.budget import Posting
from sostegno_abitare.programme.amounts import AmountError, RequestRepeatedError
from sostegno_abitare.programme.approval import SelfApprovalError

from .budget_factory import A1, A2
from .factories import AGREEMENT
from .test_budget_rows import BudgetTestCase


class MovesTestCase(BudgetTestCase):
	def setUp(self):
		super().setUp()
		self.rows = self.make.plan()
		self.make.threshold("budget_reallocation_percent", 10, unit="Percent")

	def user(self, role, name):
		"""A user with one role, bound to the agreement."""
		email = f"{name}@prova.invalid"
		if not frappe.db.exists("User", email):
			self.make.document(
				"User", email=email, first_name=name, send_welcome_email=0, roles=[{"role": role}]
			)
			self.make.document("User Permission", user=email, allow="Service Agreement", for_value=AGREEMENT)
		return email

	def officer(self):
		return self.user(r.FINANCE_OFFICER, "amministrazione")

	def controller(self):
		return self.user(r.PUBLIC_CONTROLLER, "controllo")

	def move(self, *lines, submit=False, **values):
		"""Lines as (row, amount) or (row, amount, share)."""
		doc = frappe.get_doc(
			{
				"doctype": "Budget Reallocation",
				"agreement": AGREEMENT,
				"reason": "Prova",
				"lines": [
					{"budget_row": self.rows[key].name, "amount": amount, "share": (*share, "Public")[0]}
					for key, amount, *share in lines
				],
				**values,
			}
		).insert()
		if submit:
			doc.submit()
		return doc

	def approve(self, doc):
		"""Proposed by who made it, approved by a controller."""
		doc = apply_workflow(frappe.get_doc(doc.doctype, doc.name), "Propose")
		with self.as_user(self.controller()):
			return apply_workflow(frappe.get_doc(doc.doctype, doc.name), "Approve")

	def approved(self, key, share="Public"):
		return budget.approved(self.rows[key].name, share)


class TestReallocation(MovesTestCase):
	def test_within_the_tolerance_it_is_recorded(self):
		doc = self.move(("staff", -20), ("rent", 20))
		self.assertEqual((doc.kind, doc.moved, doc.tolerance_percent), (moved.WITHIN, 20, 10))
		doc.submit()
		self.assertEqual((doc.version, doc.workflow_state, doc.approved_by), (2, "In Force", None))
		self.assertEqual((self.approved("staff"), self.approved("rent")), (28_000, 22_000))
		self.assertEqual((doc.lines[0].amount_before, doc.lines[0].amount_after), (300, 280))
		self.assertEqual(budget.version_on(AGREEMENT), 2)
		self.assertEqual(budget.version_on(AGREEMENT, add_days(getdate(), -1)), 1)
		self.assertEqual(budget.approved(self.rows["rent"].name, "Public", add_days(getdate(), -1)), 20_000)

	def test_rows_of_one_macro_item_give_and_take_freely(self):
		self.assertEqual(self.move(("staff", -300), ("helpers", 300)).kind, moved.WITHIN)

	def test_beyond_the_tolerance_somebody_else_approves(self):
		"""20.00 of 250.00 are within 10 %, 25.01 are not; what was moved before counts."""
		self.move(("staff", -20), ("rent", 20), submit=True)
		doc = self.move(("staff", -5.01), ("rent", 5.01))
		self.assertEqual(doc.kind, moved.BY_APPROVAL)
		self.assertIn("25,01", doc.findings)
		self.assertRefused(SelfApprovalError, doc.submit)
		doc = self.approve(doc)
		self.assertEqual((doc.approved_by, doc.version), (self.controller(), 3))
		self.assertEqual(self.move(("staff", -20), ("rent", 20)).kind, moved.WITHIN)

	def test_no_role_approves_its_own(self):
		for user in ("Administrator", self.user(r.PROGRAMME_ADMINISTRATOR, "gestione"), self.controller()):
			with self.as_user(user):
				doc = frappe.get_doc(
					{
						"doctype": "Budget Reallocation",
						"agreement": AGREEMENT,
						"reason": "Prova",
						"prepared_by": self.officer(),
						"lines": [
							{"budget_row": self.rows["staff"].name, "amount": -100, "share": "Public"},
							{"budget_row": self.rows["rent"].name, "amount": 100, "share": "Public"},
						],
					}
				).insert(ignore_permissions=True)
				self.assertEqual(doc.prepared_by, user)
				doc.flags.ignore_permissions = True
				self.assertRefused(SelfApprovalError, doc.submit)
				with self.assertRaises(frappe.ValidationError):
					frappe.copy_doc(doc).update({"docstatus": 1}).insert(ignore_permissions=True)

	def test_a_programme_administrator_approves_nothing(self):
		doc = self.move(("staff", -100), ("rent", 100))
		with self.as_user(self.user(r.PROGRAMME_ADMINISTRATOR, "gestione")):
			self.assertRefused(moved.NotAnApproverError, frappe.get_doc(doc.doctype, doc.name).submit)

	def test_who_changes_it_prepared_it(self):
		with self.as_user(self.officer()):
			doc = self.move(("staff", -100), ("rent", 100))
		with self.as_user(self.controller()):
			mine = frappe.get_doc(doc.doctype, doc.name)
			mine.lines[0].amount, mine.lines[1].amount = -150, 150
			self.assertRefused(SelfApprovalError, mine.submit)
		self.assertEqual(self.approved("staff"), 30_000)

	def test_by_the_workflow(self):
		with self.as_user(self.officer()):
			doc = apply_workflow(self.move(("staff", -100), ("rent", 100)), "Propose")
			doc.lines[0].amount, doc.lines[1].amount = -1, 1
			self.assertRefused(moved.ProposedChangedError, doc.save)
		with self.as_user(self.controller()):
			doc = frappe.get_doc(doc.doctype, doc.name)
			doc.act = "Determinazione 12"
			doc.save()
			self.assertEqual(doc.prepared_by, self.officer())
			doc = apply_workflow(frappe.get_doc(doc.doctype, doc.name), "Approve")
			self.assertEqual((doc.workflow_state, doc.docstatus, doc.version), ("In Force", 1, 2))
			doc = apply_workflow(frappe.get_doc(doc.doctype, doc.name), "Cancel")
			self.assertEqual((doc.workflow_state, doc.docstatus), ("Cancelled", 2))
		self.assertEqual(self.approved("staff"), 30_000)
		with self.as_user(self.officer()):
			doc = apply_workflow(self.move(("staff", -10), ("rent", 10)), "Record")
			self.assertEqual((doc.workflow_state, doc.version), ("In Force", 3))

	def test_between_actions_the_budgets_go_along(self):
		doc = self.move(("second", -10), ("staff", 10))
		self.assertEqual(doc.kind, moved.BY_APPROVAL)
		doc = self.approve(doc)
		self.assertEqual(frappe.db.get_value("Agreement Action", A1, "budget"), 610)
		self.assertEqual(frappe.db.get_value("Agreement Action", A2, "budget"), 390)
		self.assertTrue(plan.verdict(AGREEMENT).balanced)
		with self.as_user(self.officer()):
			self.assertRefused(moved.NotAnApproverError, frappe.get_doc(doc.doctype, doc.name).cancel)
		with self.as_user(self.controller()):
			frappe.get_doc(doc.doctype, doc.name).cancel()
		self.assertEqual(frappe.db.get_value("Agreement Action", A1, "budget"), 600)
		frappe.get_doc("Service Agreement", AGREEMENT).save()

	def test_always_by_approval_where_the_agreement_says_so(self):
		frappe.db.set_value("Service Agreement", AGREEMENT, "reallocation_approval", moving.ALWAYS)
		self.assertEqual(self.move(("staff", -1), ("helpers", 1)).kind, moved.BY_APPROVAL)

	def test_lines_that_cannot_be(self):
		for error, lines in (
			(moved.UnbalancedError, (("staff", -10), ("rent", 9.99))),
			(moved.UnbalancedError, (("staff", -10), ("room", 10, "Partner Cash"))),
			(moved.ReallocationLineError, (("staff", 0), ("rent", 0))),
			(moved.ReallocationLineError, (("staff", -10), ("staff", 10))),
			(moved.ReallocationLineError, (("staff", -10), ("hours", 10))),
			(moved.BelowCommittedError, (("staff", -300.01), ("helpers", 300.01))),
			(AmountError, (("staff", -1e12), ("helpers", 1e12))),
			(AmountError, (("staff", -0.005), ("helpers", 0.005))),
		):
			with self.subTest(lines=lines):
				self.assertRefused(error, self.move, *lines)

	def test_never_below_what_is_bound(self):
		self.make.bind(self.rows["staff"], 29_000)
		message = self.assertRefused(
			moved.BelowCommittedError, self.move, ("staff", -10.01), ("helpers", 10.01)
		)
		self.assertIn("10,00", message)
		doc = self.move(("staff", -10), ("helpers", 10), submit=True)
		self.make.bind(self.rows["helpers"], 11_000)
		self.assertRefused(moved.BelowCommittedError, doc.cancel)

	def test_versions_follow_one_another(self):
		for day in (add_days(getdate(), 1), "2019-12-31"):
			values = {"effective_on": day}
			self.assertRefused(moved.VersionDateError, self.move, ("staff", -1), ("helpers", 1), **values)
		first = self.move(("staff", -1), ("helpers", 1), submit=True, effective_on=add_days(getdate(), -5))
		values = {"effective_on": add_days(getdate(), -6)}
		self.assertRefused(moved.VersionDateError, self.move, ("staff", -1), ("helpers", 1), **values)
		second = self.move(("staff", -1), ("helpers", 1), submit=True)
		self.assertRefused(moved.LaterVersionError, first.cancel)
		second.cancel()
		self.assertEqual(budget.version_on(AGREEMENT), 2)
		self.assertEqual(self.move(("staff", -1), ("helpers", 1), submit=True).version, 4)

	def test_limits_of_the_plan_are_kept(self):
		frappe.db.set_value(
			"Service Agreement", AGREEMENT, {"indirect_cap_percent": 1, "indirect_cap_base": "Whole Plan"}
		)
		self.rows["general"] = self.make.row(
			"IND-01", 0, cost_category=self.make.category("GENERAL", is_indirect=1)
		)
		doc = self.move(("staff", -20), ("general", 20))
		self.assertRefused(plan.PlanLimitError, self.approve, doc)

	def test_the_same_request_is_one_document(self):
		self.move(("staff", -1), ("helpers", 1), request_id="prova-7")
		self.assertRefused(
			RequestRepeatedError, self.move, ("staff", -1), ("helpers", 1), request_id="prova-7"
		)


class CommitmentTestCase(MovesTestCase):
	def commit(self, key="staff", amount=100, submit=True, **values):
		doc = frappe.get_doc(
			{
				"doctype": "Budget Commitment",
				"budget_row": self.rows[key].name,
				"amount": amount,
				"reason": "Ordine di prova",
				**values,
			}
		).insert()
		if submit:
			doc.submit()
		return doc

	def room(self, key="staff", share="Public"):
		return budget.room(self.rows[key].name, share)


class TestCommitment(CommitmentTestCase):
	def test_what_is_bound_is_bound_and_what_is_left_is_released(self):
		doc = self.commit()
		self.assertEqual((self.room(), doc.agreement, doc.action), (20_000, AGREEMENT, A1))
		self.assertEqual(commitments.open_cents(doc.name), 10_000)
		self.assertEqual(doc.release("Fornitura ridotta"), 100)
		self.assertEqual((self.room(), commitments.open_cents(doc.name)), (30_000, 0))
		self.assertRefused(commitment.NothingToReleaseError, doc.release, "ancora")
		self.assertRefused(commitment.CommitmentUsedError, doc.cancel)

	def test_an_expense_uses_it(self):
		doc, row = self.commit(), self.rows["staff"].name
		source, day = self.make.source(), getdate()
		used = commitments.use(doc.name, row, "Public", 12_000, day)
		postings = [Posting(row, "Committed", "Public", 12_000, day), *used]
		budget.check_room(postings)
		moved.ledger.post(source, postings)
		self.assertEqual((self.room(), commitments.open_cents(doc.name)), (18_000, 0))
		self.assertEqual(commitments.use(doc.name, row, "Public", 1, day), [])
		self.assertRefused(commitment.CommitmentUsedError, doc.cancel)
		moved.ledger.reverse(source)
		self.assertEqual((self.room(), commitments.open_cents(doc.name)), (20_000, 10_000))
		doc.reload()
		doc.cancel()
		self.assertEqual(self.room(), 30_000)
		for args in ((doc.name, row, "Public"), ("x", row, "Public")):
			self.assertRefused(commitments.CommitmentMismatchError, commitments.use, *args, 1, day)

	def test_no_more_than_there_is(self):
		exact = self.commit(amount=0.01, submit=False)
		self.commit(amount=299.99)
		draft = self.commit(amount=0.02, submit=False)
		message = self.assertRefused(budget.BudgetExceededError, draft.submit)
		self.assertIn("0,01", message)
		draft = self.commit(amount=1, share="Third Party", submit=False)
		self.assertRefused(budget.BudgetExceededError, draft.submit)
		exact.submit()

	def test_a_row_may_be_gone_over_by_its_tolerance_and_the_action_not(self):
		self.make.threshold("budget_row_tolerance_percent", 10, unit="Percent")
		self.commit(amount=330)
		self.commit("rent", amount=200)
		draft = self.commit("helpers", amount=71, submit=False)
		self.assertIn(A1, self.assertRefused(budget.BudgetExceededError, draft.submit))
		self.assertEqual(self.room("helpers"), 7_000)

	def test_bad_input(self):
		for error, values in (
			(AmountError, {"amount": 0}),
			(AmountError, {"amount": -1}),
			(AmountError, {"amount": 1.001}),
			(commitment.CommitmentDayError, {"committed_on": add_days(getdate(), 1)}),
		):
			self.assertRefused(error, self.commit, submit=False, **values)

	def test_outside_the_days_of_the_action(self):
		draft = self.commit(committed_on="2019-12-31", submit=False)
		self.assertRefused(budget.ActionClosedError, draft.submit)
		end = add_days(getdate(), -10)
		frappe.db.set_value("Agreement Action", A1, "end_date", end)
		draft = self.commit(submit=False)
		self.assertRefused(budget.ActionClosedError, draft.submit)
		frappe.db.set_value("Service Agreement", AGREEMENT, "voucher_grace_days", 10)
		draft.reload()
		self.assertRefused(budget.ActionClosedError, draft.submit)
		budget.check_open(A1, getdate(), grace=True)
		self.assertRefused(budget.ActionClosedError, budget.check_open, A1, add_days(getdate(), 1), True)


class TestExhaustion(CommitmentTestCase):
	"""An action that ends when its fund is used up (R9)."""

	def used_up(self):
		return frappe.db.get_value("Agreement Action", A1, "exhausted_on")

	def test_it_ends_with_its_last_cent_and_goes_on_when_money_is_released(self):
		frappe.db.set_value("Agreement Action", A1, "ends_on_exhaustion", 1)
		first, day = self.commit(amount=300, committed_on=add_days(getdate(), -9)), getdate()
		self.commit("helpers", amount=99.99, committed_on=add_days(getdate(), -7))
		self.commit("rent", amount=200, committed_on=add_days(getdate(), -8))
		self.assertIsNone(self.used_up())
		self.commit("helpers", amount=0.01, committed_on=add_days(getdate(), -3))
		self.assertEqual(getdate(self.used_up()), getdate(add_days(day, -3)))
		self.assertTrue(action_is_open(A1, getdate(add_days(day, -4))))
		self.assertFalse(action_is_open(A1, day))
		draft = self.commit("room", amount=1, share="Partner Cash", submit=False)
		self.assertRefused(budget.ActionClosedError, draft.submit)
		self.assertTrue(frappe.db.exists("Comment", {"reference_name": A1, "comment_type": "Info"}))
		first.release("Economia")
		self.assertIsNone(self.used_up())
		self.assertTrue(action_is_open(A1, day))
		draft.reload()
		draft.submit()

	def test_other_actions_do_not_end_so(self):
		self.commit("second", amount=400)
		self.assertIsNone(frappe.db.get_value("Agreement Action", A2, "exhausted_on"))
		self.assertTrue(action_is_open(A2, getdate()))
