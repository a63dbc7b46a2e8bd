"""Electronic invoices read into draft expenses: each file whole, or not at all (VA-14)."""

import time

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.access.roles import COORDINATOR, FINANCE_OFFICER
from sostegno_abitare.accountability import invoices

from .base import AppTestCase
from .expense_factory import CIG, CUP, ExpenseFactory
from .factories import AGREEMENT
from .invoices import SIGNER, SUPPLIER, body, envelope, invoice, many_lines

DAY = str(add_days(getdate(), -10))


class InvoiceTestCase(AppTestCase):
	make: ExpenseFactory

	def setUp(self):
		super().setUp()
		self.make = ExpenseFactory()
		self.make.terms()

	def file(self, content, name="fattura.xml"):
		return frappe.get_doc(
			{"doctype": "File", "file_name": name, "content": content, "is_private": 1}
		).insert()

	def read(self, *contents, agreement=AGREEMENT):
		names = [self.file(content, f"fattura{index}.xml").name for index, content in enumerate(contents)]
		return invoices.read_files(frappe.as_json(names), agreement)

	def made(self, content, **values):
		[result] = self.read(content, **values)
		self.assertIsNone(result["error"])
		return [frappe.get_doc("Expense", each["name"]) for each in result["expenses"]]

	def refused(self, content, **values):
		before = [frappe.db.count(doctype) for doctype in ("Expense", "File", "Expense Line")]
		[result] = self.read(content, **values)
		self.assertEqual(result["expenses"], [])
		self.assertEqual(
			[frappe.db.count(doctype) for doctype in ("Expense", "File", "Expense Line")], before
		)
		return result["error"]


class TestDrafts(InvoiceTestCase):
	def test_supplier_lines_vat_codes_and_the_file(self):
		data = invoice(day=DAY, cup=CUP, cig=CIG)
		[doc] = self.made(data)
		self.assertEqual(
			(doc.supplier_name, doc.supplier_tax_id, doc.number, str(doc.voucher_date)),
			("Fornitore di Prova Srl", SUPPLIER, "114/A", DAY),
		)
		self.assertEqual((doc.net_amount, doc.vat_amount, doc.total, doc.claimable_base), (100, 22, 122, 122))
		self.assertEqual((doc.cup, doc.cig, doc.supplier_iban), (CUP, CIG, "IT60X0542811101000000123456"))
		self.assertEqual([line.description for line in doc.lines], ["Servizio di prova"])
		self.assertEqual((doc.workflow_state, doc.next_step), ("Draft", "Allocate"))
		[file] = frappe.get_all(
			"File",
			filters={"attached_to_doctype": "Expense", "attached_to_name": doc.name},
			fields=["name", "is_private"],
		)
		self.assertEqual(file.is_private, 1)
		kept = frappe.get_doc("File", file.name).get_content()
		self.assertEqual(kept.encode() if isinstance(kept, str) else kept, data)

	def test_a_signed_one_shows_who_signed(self):
		[doc] = self.made(envelope(invoice(day=DAY)))
		self.assertIn(SIGNER, doc.signed_by)
		self.assertEqual(doc.total, 122)

	def test_several_bodies_make_several_expenses_with_the_same_file(self):
		docs = self.made(invoice(body(number="1", day=DAY), body(number="2", day=DAY)))
		self.assertEqual([doc.number for doc in docs], ["1", "2"])
		for doc in docs:
			self.assertEqual(frappe.db.count("File", {"attached_to_name": doc.name}), 1)

	def test_a_file_sent_as_public_is_refused_and_gone(self):
		file = frappe.get_doc(
			{"doctype": "File", "file_name": "f.xml", "content": invoice(day=DAY), "is_private": 0}
		).insert()
		[result] = invoices.read_files([file.name], AGREEMENT)
		self.assertIn("privat", result["error"])
		self.assertFalse(frappe.db.exists("File", file.name))

	def test_an_amended_expense_keeps_the_file(self):
		[doc] = self.made(envelope(invoice(day=DAY)))
		doc.append("allocations", {"budget_row": self.make.budget_row(public=1000).name})
		doc.save()
		doc.submit()
		doc.cancel()
		again = frappe.copy_doc(doc)
		again.amended_from = doc.name
		again.docstatus = 0
		again.workflow_state = None
		again.insert()
		self.assertEqual((again.electronic_invoice, again.signed_by), (doc.electronic_invoice, doc.signed_by))
		self.assertIn(SIGNER, again.signed_by)

	def test_a_credit_note_finds_its_invoice(self):
		[first] = self.made(invoice(day=DAY, number="9"))
		[note] = self.made(invoice(day=DAY, number="10", kind="TD04", credited="9"))
		self.assertEqual((note.voucher_kind, note.credit_of, note.total), ("Credit Note", first.name, 122))
		[lonely] = self.made(invoice(day=DAY, number="11", kind="TD04"))
		self.assertIn("invoice", lonely.missing)

	def test_an_invoice_that_names_the_project_is_annulled_by_itself(self):
		[doc] = self.made(invoice(day=DAY, cup=CUP))
		doc.append("allocations", {"budget_row": self.make.budget_row(public=1000).name})
		doc.append("payments", self.make.paid(122, getdate(DAY)))
		doc.save()
		self.assertEqual(doc.missing, "")
		self.assertEqual(doc.complete(), "Complete")

	def test_the_agreement_by_its_code_or_as_the_only_one(self):
		self.make.agreement("ALTRO")
		user = self.make.user("prova.conti@example.com", FINANCE_OFFICER, agreement=AGREEMENT)
		self.make.user(user, agreement="ALTRO")
		with self.as_user(user):
			[doc] = self.made(invoice(day=DAY, cup=CUP), agreement=None)
			self.assertEqual(doc.agreement, AGREEMENT)
			self.assertRegex(
				self.refused(invoice(day=DAY, number="2"), agreement=None), "agreement|convenzione"
			)
		only = self.make.user("prova.conti.uno@example.com", FINANCE_OFFICER, agreement="ALTRO")
		with self.as_user(only):
			[doc] = self.made(invoice(day=DAY, number="3"), agreement=None)
			self.assertEqual(doc.agreement, "ALTRO")

	def test_two_hundred_lines_at_once(self):
		# Most of it is the database's; what is measured stands in the figures.
		for count, most in ((200, 1.5), (2000, 15)):
			file = self.file(many_lines(count, number=str(count), day=DAY))
			start = time.perf_counter()
			[result] = invoices.read_files([file.name], AGREEMENT)
			taken = time.perf_counter() - start
			self.assertEqual(result["expenses"][0]["lines"], count)
			self.assertLess(taken, most)


class TestRefused(InvoiceTestCase):
	def test_each_by_its_reason_and_nothing_half_written(self):
		bomb = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
		for word, content in (
			("calls other files", invoice(day=DAY, prologue=bomb)),
			("damaged", invoice(day=DAY)[:-30]),
			("no lines", invoice(day=DAY, lines=())),
			("Numero is missing", invoice(day=DAY, number="")),
			("changed after", envelope(invoice(day=DAY), shown=invoice(day=DAY, number="2"))),
			("damaged", envelope(invoice(day=DAY))[:500]),
			("outside the period", invoice(day="2001-01-01")),
			("Data: 31/12/2026", invoice(day="31/12/2026")),
			("VAT number", invoice(day=DAY, supplier="12345678901")),
		):
			with self.subTest(word):
				self.assertIn(word, self.refused(content))

	def test_a_second_body_that_is_wrong_takes_the_first_with_it(self):
		self.assertIn("outside", self.refused(invoice(body(day=DAY), body(number="2", day="2001-01-01"))))

	def test_the_same_invoice_twice(self):
		data = invoice(day=DAY)
		[doc] = self.made(data)
		self.assertIn(doc.name, self.refused(data))
		self.assertIn(doc.name, self.refused(envelope(data)))

	def test_others_in_the_same_request_are_read(self):
		results = self.read(invoice(day=DAY), b"no", invoice(day=DAY, number="2"))
		self.assertEqual([bool(result["error"]) for result in results], [False, True, False])

	def test_an_invoice_of_the_partner_itself(self):
		partner = self.make.organisation("Cooperativa di Prova")
		frappe.db.set_value("Network Organisation", partner, "tax_id", SUPPLIER)
		frappe.db.set_value("Service Agreement", AGREEMENT, "partner", partner)
		self.assertIn("no expense", self.refused(invoice(day=DAY)))

	def test_who_may_not_enter_expenses(self):
		file = self.file(invoice(day=DAY))
		for role in (COORDINATOR,):
			user = self.make.user("prova.altra@example.com", role, agreement=AGREEMENT)
			with self.as_user(user):
				self.assertRefused(frappe.PermissionError, invoices.read_files, [file.name], AGREEMENT)

	def test_the_file_of_somebody_else(self):
		file = self.file(invoice(day=DAY))
		user = self.make.user("prova.conti2@example.com", FINANCE_OFFICER, agreement=AGREEMENT)
		with self.as_user(user), self.assertRaises(frappe.PermissionError):
			invoices.read_files([file.name], AGREEMENT)

	def test_a_file_that_hangs_on_another_document(self):
		[doc] = self.made(invoice(day=DAY))
		name = frappe.db.get_value("File", {"attached_to_name": doc.name})
		self.assertRefused(invoices.UnreadableInvoiceError, invoices.read_files, [name], AGREEMENT)
		for files in ("[]", '"x"', "[1]", "{}"):
			self.assertRefused(invoices.UnreadableInvoiceError, invoices.read_files, files, AGREEMENT)
