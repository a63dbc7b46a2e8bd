"""Payments ordered from the bank: what is due, who approves, what the file says (VA-06)."""

from xml.etree import ElementTree as ET

import frappe
from frappe.utils import cint, getdate
from sostegno_abitare.funds.bank import matching, orders, reading, settling
from sostegno_abitare.funds.doctype.payment_batch import payment_batch as b
from sostegno_abitare.programme.amounts import AmountError
from sostegno_abitare.programme.approval import SelfApprovalError

from .bank_factory import OWNER_IBAN, told
from .bank_files import IBAN
from .test_bank import BankTestCase


class TestBatch(BankTestCase):
	def due(self, head=None, back=1):
		[row] = self.make.asked(head or self.head(), back)
		return row

	def approve(self, doc):
		doc.db_set({"owner": "Guest", "prepared_by": "Guest", "preparers": "Guest"})
		doc.reload()
		doc.submit()
		doc.reload()
		return doc

	def approved(self, *sources):
		return self.approve(self.make.batch(self.account, *sources, submit=False))

	def test_payee_and_sum_follow_from_what_is_paid(self):
		due = self.due()
		doc = self.make.batch(self.account, due.name, submit=False)
		[row] = doc.items
		owner = frappe.get_doc(
			"Property Owner", frappe.db.get_value("Head Lease", due.contract, "property_owner")
		)
		self.assertEqual((row.amount, row.iban, row.payee), (520, OWNER_IBAN, owner.owner_name))
		self.assertEqual((doc.total, doc.payment_count), (520, 1))
		row.iban, row.payee = IBAN, "Un altro"
		doc.save()
		self.assertEqual((doc.items[0].iban, doc.items[0].payee), (OWNER_IBAN, owner.owner_name))
		for amount in (520.01, -1, float("nan"), 1e308, 1.234):
			with self.subTest(amount=amount):
				doc.reload()
				doc.items[0].amount = amount
				self.assertRefused(AmountError, doc.save)

	def test_who_prepared_never_approves(self):
		doc = self.make.batch(self.account, self.due().name, submit=False)
		self.assertRefused(SelfApprovalError, doc.submit)
		doc.reload()
		doc.db_set({"owner": "Guest", "prepared_by": "Guest"})
		doc.reload()
		self.assertRefused(SelfApprovalError, doc.submit)

	def test_the_file_says_what_was_approved(self):
		one, two = self.due(), self.due()
		doc = self.approved(one.name, two.name)
		self.assertEqual((doc.status, cint(doc.payment_count)), ("Approved", 2))
		content = reading.content_of(doc, "payment_file")
		root = ET.fromstring(content)
		space = {"": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"}
		self.assertEqual(root.findtext(".//GrpHdr/CtrlSum", namespaces=space), "1040.00")
		self.assertEqual(root.findtext(".//GrpHdr/MsgId", namespaces=space), doc.name)
		ids = [row.text for row in root.iterfind(".//EndToEndId", space)]
		self.assertEqual(ids, [f"{doc.name}-1", f"{doc.name}-2"])
		self.assertEqual(frappe.db.get_value("File", {"file_url": doc.payment_file}, "is_private"), 1)

	def test_what_is_paid_stands_in_one_order(self):
		due = self.due()
		doc = self.make.batch(self.account, due.name, submit=False)
		self.assertRefused(b.OrderedAlreadyError, self.make.batch, self.account, due.name, submit=False)
		self.assertRefused(b.OrderedAlreadyError, self.make.batch, self.account, *[self.due().name] * 2)
		self.approve(doc).cancel()
		self.assertEqual(frappe.db.get_value("Payment Batch", doc.name, "status"), "Cancelled")
		self.make.batch(self.account, due.name, submit=False)

	def test_what_cannot_be_ordered(self):
		due = self.due()
		self.make.payment(frappe.get_doc("Head Lease", due.contract), 520)
		self.assertRefused(settling.NotPayableError, self.make.batch, self.account, due.name)
		without = self.due(self.head(iban=None))
		self.assertRefused(settling.NotPayableError, self.make.batch, self.account, without.name)
		[asked] = self.make.asked(self.sublease(), 1)
		self.assertRefused(settling.NotPayableError, self.make.batch, self.account, asked.name)
		self.account.db_set("closed_on", getdate())
		self.assertRefused(b.AccountClosedError, self.make.batch, self.account, self.due().name)

	def test_a_payee_that_changed_is_looked_at_again(self):
		due = self.due()
		doc = self.make.batch(self.account, due.name, submit=False)
		owner = frappe.db.get_value("Head Lease", due.contract, "property_owner")
		frappe.db.set_value("Property Owner", owner, "iban", IBAN)
		self.assertRefused(b.PayeeChangedError, self.approve, doc)

	def test_the_bank_s_movement_executes_it(self):
		one, two = self.due(), self.due()
		doc = self.approved(one.name, two.name)
		[row] = self.make.movements(self.account, told(-52_000, end_to_end=f"{doc.name}-2"), opening=200_000)
		self.assertEqual((row.certainty, row.matches[0].target), ("Certain", doc.name))
		matching.confirm(row.name)
		doc.reload()
		self.assertEqual(
			(doc.status, [item.status for item in doc.items]), ("Partly Executed", ["Waiting", "Executed"])
		)
		self.assertEqual(getdate(doc.items[1].executed_on), getdate(row.booked_on))
		self.assertEqual(self.make.open_of(frappe.get_doc("Head Lease", two.contract)), [0])
		self.assertRefused(b.ExecutedAlreadyError, doc.cancel)
		self.assertIsNone(doc.items[1].live_key)
		matching.undo(row.name)
		doc.reload()
		self.assertEqual((doc.status, {item.status for item in doc.items}), ("Approved", {"Waiting"}))
		self.assertEqual(self.make.open_of(frappe.get_doc("Head Lease", two.contract)), [52_000])

	def test_a_batch_that_the_bank_books_whole(self):
		one, two = self.due(), self.due()
		doc = self.approved(one.name, two.name)
		details = f"<Btch><PmtInfId>{doc.name}</PmtInfId></Btch>"
		[row] = self.make.movements(self.account, told(-104_000, details=details), opening=200_000)
		self.assertEqual((row.certainty, row.matches[0].target_row), ("Certain", None))
		matching.confirm(row.name)
		self.assertEqual(frappe.db.get_value("Payment Batch", doc.name, "status"), "Executed")
		self.assertEqual(len(self.rows("Rent Payment", side="Payable", docstatus=1)), 2)

	def test_what_is_left_of_it_is_ordered_again(self):
		due = self.due()
		doc = self.make.batch(self.account, due.name, submit=False)
		doc.items[0].amount = 500
		doc.save()
		self.approve(doc)
		[row] = self.make.movements(self.account, told(-50_000, end_to_end=f"{doc.name}-1"), opening=200_000)
		matching.confirm(row.name)
		again = self.make.batch(self.account, due.name, submit=False)
		self.assertEqual(again.items[0].amount, 20)
		self.assertRefused(settling.NotPayableError, matching.undo, row.name)
		frappe.delete_doc("Payment Batch", again.name)
		self.assertEqual(matching.undo(row.name).state, "Proposed")

	def test_a_payment_that_the_bank_refused_may_be_ordered_again(self):
		due = self.due()
		doc = self.approved(due.name)
		self.assertEqual(doc.reject(doc.items[0].name), "Executed")
		self.assertRefused(b.ExecutedAlreadyError, doc.reject, doc.items[0].name)
		self.make.batch(self.account, due.name, submit=False)

	def test_what_was_approved_stays(self):
		doc = self.approved(self.due().name)
		doc.items[0].amount = 1
		self.assertRefused(frappe.UpdateAfterSubmitError, doc.save)
		doc.reload()
		doc.items[0].status = orders.EXECUTED
		self.assertRefused(frappe.UpdateAfterSubmitError, doc.save)
