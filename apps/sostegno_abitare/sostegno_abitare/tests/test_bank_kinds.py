"""What a movement registers, of each kind of payment: of funds, expenses and claims; and taking it back."""

import frappe
from frappe.utils import cint, getdate
from sostegno_abitare.funds.bank import matching, paying, settling
from sostegno_abitare.funds.doctype.payment_batch import payment_batch as b
from sostegno_abitare.funds.report.account_reconciliation import account_reconciliation as reconciliation
from sostegno_abitare.ledgers import funds

from .bank_factory import OWNER_IBAN, BankFactory, told
from .base import AppTestCase
from .claim_factory import ClaimFactory
from .factories import HOME
from .fund_factory import FundFactory


class FundsAndBank(BankFactory, FundFactory):
	"""All that a fund's account moves."""


class FundAccountTestCase(AppTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.make: FundsAndBank = FundsAndBank()
		self.make.people()
		self.make.caps()
		self.fund = self.make.fund(cents=500_000)
		values = {"purpose": "Guarantee Fund", "fund": self.fund, "municipality": HOME}
		self.account = self.make.account(**values, iban=OWNER_IBAN)


class TestFundPayments(FundAccountTestCase):
	def state(self, doc):
		return frappe.db.get_value("Guarantee Disbursement", doc.name, "workflow_state")

	def approve(self, batch):
		batch.db_set({"owner": "Guest", "prepared_by": "Guest", "preparers": "Guest"})
		batch.reload()
		batch.submit()
		return batch

	def order(self, *names):
		items = [{"source_type": "Guarantee Disbursement", "source": name} for name in names]
		return self.make.document(
			"Payment Batch", account=self.account.name, execution_date=getdate(), items=items
		)

	def test_an_approved_payment_is_ordered_executed_and_undone(self):
		payment = self.make.payment_of("Approved")
		[row] = paying.due(self.account.name, str(getdate()))
		self.assertEqual((row["source"], row["amount"]), (payment.name, payment.amount))
		batch = self.approve(self.order(payment.name))
		self.assertEqual(paying.due(self.account.name, str(getdate())), [])
		self.assertEqual(batch.items[0].iban, payment.payee_iban)
		[movement] = self.make.movements(
			self.account, told(-50_000, end_to_end=f"{batch.name}-1"), opening=500_000
		)
		self.assertEqual(movement.certainty, "Certain")
		matching.confirm(movement.name)
		self.assertIn(self.state(payment), ("Paid", "Repaying"))
		self.assertEqual(funds.balance(self.fund).balance, 450_000)
		matching.undo(movement.name)
		self.assertEqual(self.state(payment), "Approved")
		self.assertEqual(funds.balance(self.fund).balance, 500_000)

	def test_what_is_not_approved_is_not_ordered(self):
		payment = self.make.payment_of("Checked")
		with self.assertRaises(frappe.ValidationError):
			self.order(payment.name)

	def test_it_is_paid_from_the_account_of_its_fund_alone(self):
		payment = self.make.payment_of("Approved")
		other = self.make.account(iban="IT38A0542811101000000123457")
		items = [{"source_type": "Guarantee Disbursement", "source": payment.name}]
		values = {"account": other.name, "execution_date": getdate(), "items": items}
		self.assertRefused(b.ItemError, self.make.document, "Payment Batch", **values)
		[movement] = self.make.movements(other, told(-50_000, text=payment.name), opening=50_000)
		movement.set(
			"matches",
			[{"target_type": "Guarantee Disbursement", "target": payment.name, "amount": -500}],
		)
		movement.save()
		self.assertRefused(matching.MatchError, movement.confirm)

	def test_a_fund_pays_whole(self):
		payment = self.make.payment_of("Approved")
		[movement] = self.make.movements(self.account, told(-40_000, text=payment.name), opening=500_000)
		self.assertEqual((movement.certainty, movement.matches[0].target), ("Probable", payment.name))
		self.assertRefused(settling.NotPayableError, movement.confirm)

	def test_an_instalment_that_comes_back_is_a_repayment(self):
		payment = self.make.payment_of("Paid")
		[movement] = self.make.movements(
			self.account, told(10_000, text=f"rata fondo {payment.name}"), opening=450_000
		)
		self.assertEqual(
			(movement.certainty, movement.matches[0].reasons.split(",")), ("Probable", ["code", "amount"])
		)
		for _ in range(2):
			matching.confirm(movement.name)
		self.assertEqual(funds.balance(self.fund).balance, 460_000)
		movement.reload()
		repayment = frappe.get_doc("Guarantee Repayment", movement.matches[0].made)
		repayment.cancel()
		movement.reload()
		self.assertEqual((movement.state, funds.balance(self.fund).balance), ("Proposed", 450_000))
		matching.confirm(movement.name)
		self.assertEqual(funds.balance(self.fund).balance, 460_000)
		matching.undo(movement.name)
		self.assertEqual(funds.balance(self.fund).balance, 450_000)


class TestExpensesAndClaims(AppTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.make: BankFactory = BankFactory()
		self.claims = ClaimFactory()
		self.account = self.make.account()
		self.row = self.claims.budget_row(public=1000)

	def unpaid(self, **values):
		"""An allocated invoice of 100.00 that nobody has paid."""
		return self.claims.expense(
			self.row, state="Allocated", payments=[], supplier_iban=OWNER_IBAN, number="FT-2026-77", **values
		)

	def test_a_voucher_is_paid_by_its_movement(self):
		expense = self.unpaid()
		[movement] = self.make.movements(
			self.account,
			told(-10_000, text=f"saldo fattura {expense.number}", iban=OWNER_IBAN),
			opening=10_000,
		)
		self.assertEqual(movement.matches[0].target, expense.name)
		matching.confirm(movement.name)
		expense.reload()
		[row] = expense.payments
		self.assertEqual((row.bank_movement, row.amount, expense.paid), (movement.name, 100, 100))
		self.assertNotIn("proof", expense.missing or "")
		matching.undo(movement.name)
		expense.reload()
		self.assertEqual((len(expense.payments), expense.paid), (0, 0))

	def test_a_voucher_is_ordered_for_what_is_left_of_it(self):
		expense = self.unpaid(net=100, vat=22)
		expense.db_set("withholding_amount", 20)  # as the file of an invoice says it
		[row] = paying.due(self.account.name, str(getdate()))
		self.assertEqual((row["source"], row["amount"]), (expense.name, 102))
		items = [{"source_type": "Expense", "source": expense.name}]
		batch = self.make.document(
			"Payment Batch", account=self.account.name, execution_date=getdate(), items=items
		)
		self.assertEqual((batch.items[0].iban, batch.total), (OWNER_IBAN, 102))
		draft = self.claims.expense(self.row, payments=[], supplier_iban=OWNER_IBAN)
		self.assertRefused(settling.NotPayableError, settling_of(draft).payable, draft.name)

	def test_no_more_is_paid_than_is_left(self):
		expense = self.unpaid()
		[movement] = self.make.movements(self.account, told(-10_001, text=expense.number), opening=10_001)
		self.assertRefused(settling.NotPayableError, movement.confirm)

	def test_a_claim_is_paid_by_its_movement(self):
		self.claims.vouchers(100, 50, row=self.row)
		claim = self.claims.claim("Under Control")
		self.claims.rule_on(claim, "Admitted")
		claim = self.claims.conclude(claim)
		[movement] = self.make.movements(self.account, told(15_000, text=f"rendiconto {claim.name}"))
		self.assertEqual(movement.matches[0].target, claim.name)
		matching.confirm(movement.name)
		claim.reload()
		self.assertEqual((claim.workflow_state, claim.paid), ("Paid", 150))
		matching.undo(movement.name)
		claim.reload()
		self.assertEqual((claim.workflow_state, claim.paid), ("Admitted", 0))
		self.assertEqual(cint(frappe.db.count("Claim Payment", {"claim": claim.name, "docstatus": 1})), 0)


def settling_of(doc):
	from sostegno_abitare.funds.bank.kinds import ORDERED

	return ORDERED[doc.doctype]


class TestReconciliation(FundAccountTestCase):
	def test_an_account_agrees_with_its_fund_once_all_is_matched(self):
		payment = self.make.payment_of("Approved")
		rows = self.make.movements(
			self.account,
			told(-50_000, text=payment.name),
			told(-180, text="spese"),
			told(2_000, text="non si sa"),
			opening=500_000,
		)
		[line] = self.lines()
		self.assertEqual((line["balance"], line["off"], line["to_match"]), (4_518.2, 0, 3))
		self.assertEqual((line["waiting"], line["fund_balance"], line["apart"]), (-481.8, 5_000, 0))
		matching.confirm(rows[0].name)
		matching.ignore(rows[1].name)
		[line] = self.lines()
		self.assertEqual((line["waiting"], line["ignored"], line["fund_balance"]), (20, -1.8, 4_500))
		self.assertEqual((line["apart"], line["off"]), (0, 0))
		frappe.db.set_value("Bank Movement", rows[2].name, "amount", 21)
		[line] = self.lines()
		self.assertEqual((line["off"], line["apart"]), (-1, 0))

	def lines(self):
		found = reconciliation.execute({"purpose": "Guarantee Fund"})[1]
		return [row for row in found if row["account"] == self.account.name]
