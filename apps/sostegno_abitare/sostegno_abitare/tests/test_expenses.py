"""Expenses: entered once, borne once, complete when nothing is missing (R1, R17-R22)."""

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate
from sostegno_abitare.access.attachments import ForeignFileError
from sostegno_abitare.access.roles import FINANCE_OFFICER
from sostegno_abitare.accountability import commitments, expenses
from sostegno_abitare.accountability.allocation import (
	AllocationRowError,
	NothingAllocatedError,
	OverQuotaError,
)
from sostegno_abitare.accountability.budget import BudgetExceededError
from sostegno_abitare.accountability.doctype.expense.expense import (
	CashPaymentError,
	DuplicateVoucherError,
	EmptyVoucherError,
	ExpenseIsFinalError,
	ExpenseStateError,
	IncompleteExpenseError,
	InvalidPayeeIbanError,
	InvalidTaxIdError,
	OutsidePeriodError,
	PaymentBeforeTimeError,
	UnnamedVoucherError,
)
from sostegno_abitare.programme.amounts import AmountError

from .base import AppTestCase
from .expense_factory import CUP, ExpenseFactory
from .factories import AGREEMENT


class ExpenseTestCase(AppTestCase):
	make: ExpenseFactory

	def setUp(self):
		super().setUp()
		self.make = ExpenseFactory()
		self.row = self.make.budget_row(public=600, partner_cash=200, third_party=200, unit_value=1000)

	def expense(self, state="Draft", **values):
		return self.make.expense(self.row, state, **values)

	def sums(self, share="Public"):
		return self.make.sums(self.row, share)

	def parts(self, *parts):
		return [{"budget_row": self.row.name, "share": share, "amount": amount} for share, amount in parts]


class TestVoucher(ExpenseTestCase):
	def test_the_total_and_the_base_follow(self):
		doc = self.expense(net=100, vat=22, other_amount=2)
		self.assertEqual((doc.total, doc.claimable_base, doc.allocated), (124, 124, 124))
		self.make.terms(vat_claimable="Never")
		other = self.expense(net=100, vat=22, other_amount=2)
		self.assertEqual((other.total, other.claimable_base, other.public_amount), (124, 102, 102))

	def test_the_same_voucher_is_refused_and_named(self):
		first = self.expense(number="12/A")
		again = {"number": "12 a", "voucher_date": first.voucher_date}
		said = self.assertRefused(DuplicateVoucherError, self.expense, **again)
		self.assertIn(first.name, said)
		self.expense(number="12/A", net=101)

	def test_a_cancelled_voucher_may_be_entered_again(self):
		first = self.expense("Allocated", number="7")
		first.cancel()
		again = self.expense(number="7", voucher_date=first.voucher_date)
		self.assertNotEqual(first.name, again.name)

	def test_amounts_in_whole_cents(self):
		for field, value in (
			("net_amount", -5),
			("net_amount", float("nan")),
			("net_amount", 1e308),
			("net_amount", 1.005),
			("vat_amount", -1),
			("other_amount", 5000),
		):
			self.assertRefused(AmountError, self.expense, **{field: value})
		self.assertRefused(EmptyVoucherError, self.expense, net=0)

	def test_an_invoice_has_a_number_and_a_supplier_with_a_tax_id(self):
		self.assertRefused(UnnamedVoucherError, self.expense, number=" ")
		self.assertRefused(UnnamedVoucherError, self.expense(supplier_tax_id=None).submit)
		self.expense("Complete", voucher_kind="Receipt", number=None, supplier_tax_id=None)

	def test_codes_that_are_wrong(self):
		self.assertRefused(InvalidTaxIdError, self.expense, supplier_tax_id="12345678901")
		self.assertRefused(InvalidPayeeIbanError, self.expense, supplier_iban="IT00X")
		self.assertEqual(self.expense(supplier_tax_id="DE 136695976").supplier_tax_id, "DE136695976")

	def test_the_day_lies_in_the_agreement_and_its_grace(self):
		end = frappe.db.get_value("Service Agreement", AGREEMENT, "end_date")
		self.assertRefused(OutsidePeriodError, self.expense, voucher_date="2019-12-31")
		self.assertRefused(OutsidePeriodError, self.expense, voucher_date=add_days(end, 1), payments=[])
		self.make.terms(voucher_grace_days=30)
		self.expense(voucher_date=add_days(end, 30), payments=[])

	def test_payments_are_traceable_and_past(self):
		cash = [self.make.paid(100, method="Cash")]
		self.assertRefused(CashPaymentError, self.expense, payments=cash)
		future = [self.make.paid(100, add_days(getdate(), 1))]
		self.assertRefused(PaymentBeforeTimeError, self.expense, payments=future)
		self.assertRefused(
			OutsidePeriodError, self.expense, payments=[self.make.paid(100, getdate("2019-01-01"))]
		)
		self.make.terms(cash_limit=100)
		self.expense(payments=cash)
		self.assertRefused(
			CashPaymentError, self.expense, payments=[*cash, self.make.paid(0.01, method="Cash")]
		)


class TestAllocation(ExpenseTestCase):
	def test_parts_over_rows_and_funders_are_never_more_than_the_base(self):
		parts = [
			*self.parts(("Public", 50), ("Partner Cash", 20)),
			{"share": "Other Funder", "other_funder": "Regione", "amount": 30},
		]
		doc = self.expense(allocations=parts)
		self.assertEqual((doc.allocated, doc.public_amount), (100, 50))
		parts[2]["amount"] = 30.01
		self.assertRefused(OverQuotaError, self.expense, allocations=parts)

	def test_percentages_become_cents_that_add_up(self):
		thirds = [{"budget_row": self.row.name, "percent": percent} for percent in (33.33, 33.33, 33.34)]
		doc = self.expense(net=0.1, allocations=thirds)
		self.assertEqual([row.amount for row in doc.allocations], [0.03, 0.04, 0.03])

	def test_rows_of_the_agreement_alone(self):
		draft = self.make.document(
			"Budget Row",
			action=self.row.action,
			code="BOZZA",
			cost_category=self.row.cost_category,
			description="Bozza",
			brought_by="Public Authority",
			quantity=1,
			unit_value=10,
			public_share=10,
		)
		for part in (
			{"budget_row": draft.name},
			{"budget_row": None, "share": "Public"},
			{"share": "Other Funder", "other_funder": " "},
		):
			self.assertRefused(AllocationRowError, self.expense, allocations=[part])

	def test_the_same_voucher_in_two_agreements_is_borne_once(self):
		self.make.agreement("ALTRO")
		self.make.action("A9", "ALTRO", 0)
		other = self.make.document(
			"Budget Row",
			action="ALTRO-A1",
			code="R1",
			cost_category=self.row.cost_category,
			description="Altra",
			brought_by="Public Authority",
			quantity=1,
			unit_value=500,
			public_share=500,
		)
		other.submit()
		first = self.expense("Allocated", number="BOLLETTA", allocations=self.parts(("Public", 60)))
		again = {
			"agreement": "ALTRO",
			"number": "BOLLETTA",
			"voucher_date": first.voucher_date,
			"allocations": [{"budget_row": other.name, "amount": 40.01}],
		}
		self.assertRefused(OverQuotaError, self.expense, **again)
		again["allocations"][0]["amount"] = 40
		self.expense(**again)

	def test_nothing_is_submitted_that_nobody_bears(self):
		self.assertRefused(NothingAllocatedError, self.expense(allocations=[]).submit)

	def test_the_row_has_room_or_the_expense_is_refused(self):
		self.expense("Allocated", net=550)
		doc = self.expense(net=51)
		self.assertRefused(BudgetExceededError, doc.submit)
		self.assertEqual(self.sums()["Committed"], 55000)


class TestCommitments(ExpenseTestCase):
	def commitment(self, amount, share="Public"):
		doc = self.make.document(
			"Budget Commitment",
			budget_row=self.row.name,
			share=share,
			amount=amount,
			committed_on=getdate(),
			until=add_days(getdate(), 60),
			supplier="Fornitore di Prova Srl",
			reason="Ordine di prova",
		)
		doc.submit()
		return doc.name

	def test_an_expense_uses_what_was_set_aside(self):
		name = self.commitment(150)
		doc = self.expense("Complete", commitment=name)
		self.assertEqual(self.sums(), {"Planned": 60000, "Committed": 15000, "Spent": 10000})
		self.assertEqual(commitments.open_cents(name), 5000)
		self.expense("Allocated", commitment=name)
		self.assertEqual(self.sums()["Committed"], 20000)
		self.assertEqual(commitments.open_cents(name), 0)
		frappe.get_doc("Expense", doc.name).cancel()
		self.assertEqual(self.sums(), {"Planned": 60000, "Committed": 20000})
		self.assertEqual(commitments.open_cents(name), 10000)

	def test_the_room_that_is_set_aside_is_for_those_who_name_it(self):
		name = self.commitment(600)
		self.assertRefused(BudgetExceededError, self.expense().submit)
		self.expense("Allocated", commitment=name)

	def test_one_of_another_row_is_refused(self):
		doc = self.expense(commitment=self.commitment(100, "Partner Cash"))
		self.assertRefused(commitments.CommitmentMismatchError, doc.submit)


class TestStates(ExpenseTestCase):
	def test_allocated_binds_and_complete_spends(self):
		doc = self.expense(net=100, vat=22, allocations=self.parts(("Public", 100), ("Partner Cash", 22)))
		self.assertEqual((doc.workflow_state, doc.next_step, doc.missing_count), ("Draft", "Complete", 0))
		doc.submit()
		self.assertEqual(doc.workflow_state, "Allocated")
		self.assertEqual(self.sums(), {"Planned": 60000, "Committed": 10000})
		self.assertEqual(doc.complete(), "Complete")
		self.assertEqual(doc.complete(), "Complete")
		self.assertEqual(self.sums(), {"Planned": 60000, "Committed": 10000, "Spent": 10000})
		self.assertEqual(self.sums("Partner Cash"), {"Planned": 20000, "Committed": 2200, "Spent": 2200})
		self.assertEqual(doc.next_step, "Put in a Claim")

	def test_one_click_from_the_draft(self):
		doc = apply_workflow(self.expense(), "Complete")
		self.assertEqual((doc.docstatus, doc.workflow_state), (1, "Complete"))
		self.assertEqual(self.sums()["Spent"], 10000)

	def test_what_is_missing_is_listed_and_keeps_it_from_being_complete(self):
		doc = self.expense("Allocated", payments=[], voucher_file=None, annulled_on=None)
		self.assertEqual(doc.missing, "payment,voucher,annulment")
		self.assertEqual(doc.next_step, "Enter the Payment")
		said = self.assertRefused(IncompleteExpenseError, doc.complete)
		for word in ("100,00", "Voucher", "Annulment"):
			self.assertIn(word, said)
		doc = frappe.get_doc("Expense", doc.name)
		doc.append("payments", self.make.paid(100, proof=None))
		doc.voucher_file = "/private/files/x.pdf"
		doc.annulment_declaration = "/private/files/dich.pdf"
		doc.save()
		self.assertEqual((doc.missing, doc.next_step), ("proof", "Attach the Papers"))
		doc.payments[0].proof = "/private/files/y.pdf"
		doc.save()
		self.assertEqual(doc.complete(), "Complete")

	def test_the_note_of_annulment_says_codes_and_amount(self):
		note = self.expense(annulment_text="CUP " + CUP).how_it_stands()["annulment_note"]
		doc = self.expense(annulment_text="CUP " + CUP)
		self.assertEqual(doc.missing, "annulment")
		doc.annulment_text = note
		doc.save()
		self.assertEqual(doc.missing, "")

	def test_complete_stays_until_it_is_reopened(self):
		doc = self.expense("Complete")
		doc.payments[0].reference = "altro"
		self.assertRefused(ExpenseIsFinalError, doc.save)
		doc = apply_workflow(frappe.get_doc("Expense", doc.name), "Reopen")
		self.assertEqual(self.sums(), {"Planned": 60000, "Committed": 10000})
		doc.payments[0].reference = "altro"
		doc.save()
		self.assertEqual(doc.complete(), "Complete")
		self.assertEqual(self.sums()["Spent"], 10000)

	def test_cancelling_gives_everything_back(self):
		self.expense("Complete").cancel()
		self.assertEqual(self.sums(), {"Planned": 60000})

	def test_a_claim_alone_claims(self):
		doc = self.expense("Complete")
		doc.workflow_state = "Claimed"
		with self.assertRaises((ExpenseStateError, frappe.PermissionError, frappe.ValidationError)):
			doc.save()

	def test_staff_lines_need_their_papers(self):
		doc = self.expense(kind="Staff", voucher_kind="Payslip")
		self.assertEqual(doc.missing, "source,staff_hours,order_of_service,f24")


class TestWhatIsNotTyped(ExpenseTestCase):
	def test_what_a_file_says_is_read_from_a_file_alone(self):
		doc = self.expense(
			electronic_invoice="/private/files/altro.xml", signed_by="Chiunque", voucher_file=None
		)
		self.assertEqual((doc.electronic_invoice, doc.signed_by), (None, None))
		self.assertEqual(doc.missing, "voucher")
		doc.electronic_invoice = "/private/files/altro.xml"
		doc.save()
		self.assertFalse(doc.electronic_invoice)

	def test_no_claim_is_written_along_with_the_submission(self):
		doc = self.expense()
		doc.claim = doc.allocations[0].claim = "RENDICONTO-1"
		doc.flags.ignore_links = True
		doc.submit()
		self.assertEqual((doc.claim, doc.allocations[0].claim), (None, None))

	def test_a_form_opened_before_the_claim_changes_nothing(self):
		doc = self.expense("Complete")
		[row] = expenses.claimable(AGREEMENT, None, None)
		stale = frappe.get_doc("Expense", doc.name)
		expenses.claim([row.allocation], "RENDICONTO-1")
		stale.notes = "vecchia"
		with self.assertRaises((ExpenseIsFinalError, frappe.TimestampMismatchError)):
			stale.save()
		fresh = frappe.get_doc("Expense", doc.name)
		fresh.notes = "nuova"
		fresh.claim = fresh.allocations[0].claim = None
		fresh.flags.ignore_links = True
		fresh.save()
		stored = frappe.get_doc("Expense", doc.name)
		self.assertEqual((stored.claim, stored.allocations[0].claim), ("RENDICONTO-1", "RENDICONTO-1"))


class TestWhoSees(ExpenseTestCase):
	def test_knowing_the_address_of_a_file_is_not_enough(self):
		values = {"doctype": "File", "is_private": 1}
		closed = frappe.get_doc({**values, "file_name": "relazione.pdf", "content": b"%PDF sociale"}).insert()
		doc = self.expense()
		own = self.make.user("prova.contabile@example.com", FINANCE_OFFICER, agreement=AGREEMENT)
		with self.as_user(own):
			doc = frappe.get_doc("Expense", doc.name)
			doc.voucher_file = closed.file_url
			self.assertRefused(ForeignFileError, doc.save)
			mine = frappe.get_doc({**values, "file_name": "fattura.pdf", "content": b"%PDF fattura"}).insert()
			doc.reload()
			doc.voucher_file = mine.file_url
			doc.save()
			doc.save()

	def test_a_finance_officer_sees_the_expenses_of_the_own_agreement(self):
		self.make.agreement("ALTRO")
		doc = self.expense()
		own = self.make.user("prova.contabile@example.com", FINANCE_OFFICER, agreement=AGREEMENT)
		other = self.make.user("prova.contabile.altro@example.com", FINANCE_OFFICER, agreement="ALTRO")
		for user, seen in ((own, [doc.name]), (other, [])):
			with self.as_user(user):
				self.assertEqual(frappe.get_list("Expense", pluck="name"), seen)
