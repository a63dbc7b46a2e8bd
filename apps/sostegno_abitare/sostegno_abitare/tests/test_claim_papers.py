"""The papers of a claim: statement, tables and the folder of vouchers, with the figures of its lines and no names (VA-14,
BO-03, R53).
"""

import io
import zipfile
from unittest.mock import patch

from openpyxl import load_workbook

import frappe
from frappe.desk import query_report
from sostegno_abitare.access.files import _reads_its_level
from sostegno_abitare.accountability import claim_papers, claim_sheet
from sostegno_abitare.accountability.report.claim_advances.claim_advances import lines
from sostegno_abitare.ledgers import budget
from sostegno_abitare.rules.money import cents

from .test_claims import ClaimTestCase

PERSON = {"supplier_name": "Nome Segreto", "supplier_tax_id": "RSSMRA80A01H501U", "case_code": "EM-7"}


class TestPapers(ClaimTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.make.vouchers(100, 50, row=self.row)
		self.make.vouchers(10, row=self.row, **PERSON)
		self.make.vouchers(1, row=self.row, supplier_name="=1+1")
		self.make.hours(self.make.volunteer(), "Valued", back=5)
		self.claim = self.make.claim("Under Control")

	def sheets(self):
		book = load_workbook(io.BytesIO(claim_papers.tables(self.claim.name)))
		return [[[cell.value for cell in row] for row in sheet.rows] for sheet in book.worksheets]

	def test_the_tables_hold_the_sums_and_every_line(self):
		self.make.rule_on(self.claim, "Cut", "2", cut=20, reason="IVA")
		self.make.rule_on(self.claim, "Admitted")
		summary, vouchers, valuation = self.sheets()
		self.assertEqual(summary[-1][-3:], [161, 141, 20])
		at = {name: number for number, name in enumerate(claim_papers.VOUCHERS)}
		self.assertEqual([row[at["line_no"]] for row in vouchers[1:]], [1, 2, 3, 4])
		self.assertEqual(sum(cents(row[at["claimed"]]) for row in vouchers[1:]), 16_100)
		self.assertEqual(sum(cents(row[at["admitted"]]) for row in vouchers[1:]), 14_100)
		self.assertEqual(valuation[1][claim_papers.CONTRIBUTIONS.index("amount")], 24)

	def test_no_private_person_is_named(self):
		text = str(self.sheets()) + frappe.get_print(
			"Reimbursement Claim", self.claim.name, print_format=claim_papers.FORMAT
		)
		self.assertNotIn("Nome Segreto", text)
		self.assertNotIn("Volontaria", text)
		self.assertIn("EM-7", text)

	def test_what_looks_like_a_formula_is_text(self):
		book = load_workbook(io.BytesIO(claim_papers.tables(self.claim.name)))
		cells = [cell for row in book.worksheets[1].rows for cell in row if cell.value == "=1+1"]
		self.assertEqual([cell.data_type for cell in cells], ["s"])

	def test_the_statement_prints_each_line_whichever_way(self):
		for most in (500, 2):
			with patch.object(claim_sheet, "AS_TABLE", most):
				html = frappe.get_print(
					"Reimbursement Claim", self.claim.name, print_format=claim_papers.FORMAT
				)
			for text in ("FT-", "161,00", self.claim.snapshot_hash, self.claim.ledger_head, "24,00"):
				self.assertIn(text, html)
			self.assertEqual("<pre" in html, most == 2)

	def test_a_long_list_goes_on_in_parts(self):
		with patch.object(claim_papers, "PART", 3), patch.object(claim_sheet, "PART", 3):
			parts = claim_papers.statement(self.claim.name)
		self.assertEqual([part[:4] for part in parts], [b"%PDF", b"%PDF"])
		self.assertIsNone(frappe.flags.claim_part)

	def voucher_file(self, number: int, content: bytes) -> None:
		"""A file on the expense of a line."""
		line = f"{self.claim.name}-{number:05d}"
		expense = frappe.db.get_value("Claim Line", line, "expense")
		held = {"attached_to_doctype": "Expense", "attached_to_name": expense}
		values = {"doctype": "File", "file_name": f"{number}.pdf", "is_private": 1, "content": content}
		file = frappe.get_doc({**values, **held}).insert()
		frappe.db.set_value("Claim Line", line, "voucher_file", file.file_url)

	def test_the_folder_is_numbered_as_the_statement(self):
		self.voucher_file(2, b"%PDF-\xff prova")
		loose = {"doctype": "File", "file_name": "altrui.pdf", "is_private": 1, "content": b"%PDF of another"}
		url = frappe.get_doc(loose).insert().file_url
		frappe.db.set_value("Claim Line", f"{self.claim.name}-00003", "voucher_file", url)
		[folder] = claim_papers.folders(self.claim.name)
		archive = zipfile.ZipFile(io.BytesIO(folder))
		number = frappe.db.get_value("Claim Line", f"{self.claim.name}-00002", "voucher_number")
		absent = f"{frappe._('without file')}.txt"
		self.assertEqual(sorted(archive.namelist()), sorted([f"00002-{number}.pdf", absent]))
		self.assertEqual(archive.read(f"00002-{number}.pdf"), b"%PDF-\xff prova")
		self.assertEqual(len(archive.read(absent).split(b"\n")), 3)

	def test_a_heavy_folder_becomes_several(self):
		for number in (1, 2, 3):
			self.voucher_file(number, bytes(60))
		with patch.object(claim_papers, "MOST_BYTES", 130):
			folders = list(claim_papers.folders(self.claim.name))
		self.assertEqual([len(zipfile.ZipFile(io.BytesIO(each)).namelist()) for each in folders], [2, 2])

	def test_made_in_the_background_and_replaced(self):
		for _round in range(2):
			self.claim.make_papers()
			self.claim.reload()
			if self.claim.papers_state == "Queued":  # not every host does jobs at once in a test
				claim_papers.do(self.claim.name)
				self.claim.reload()
			self.assertEqual(self.claim.papers_state, "Done")
		files = frappe.get_all(
			"File",
			filters={"attached_to_doctype": "Reimbursement Claim", "attached_to_name": self.claim.name},
			fields=["file_url", "is_private", "attached_to_field"],
		)
		self.assertEqual(
			{file.attached_to_field: file.file_url for file in files},
			{field: self.claim.get(field) for field in ("statement_pdf", "statement_xlsx", "vouchers_zip")},
		)
		self.assertTrue(all(file.is_private for file in files))
		further = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": "seconda.zip",
				"is_private": 1,
				"content": b"PK seconda",
				"attached_to_doctype": "Reimbursement Claim",
				"attached_to_name": self.claim.name,
				"attached_to_field": "vouchers_zip",
			}
		).insert()
		self.assertEqual(
			[_reads_its_level(further, user) for user in ("Administrator", "Guest")], [True, False]
		)
		self.assertTrue(self.claim.is_unchanged())


class TestReports(ClaimTestCase):
	def run_report(self, name, **filters):
		return query_report.run(name, filters=filters)

	def test_totals_are_those_of_the_ledger(self):
		self.make.vouchers(100, 50.01, row=self.row)
		claim = self.make.claim("Under Control")
		self.make.rule_on(claim, "Cut", "1", cut=20, reason="IVA")
		self.make.rule_on(claim, "Admitted")
		self.make.conclude(claim)
		self.make.vouchers(7, row=self.row)
		self.make.claim()
		ledger = {kind: amount for (kind,), amount in budget.totals(("kind",), claim=claim.name).items()}
		for by in ("Action", "Cost Category", "Budget Row", "Municipality", "Month of Payment", "Claim"):
			rows = self.run_report("Claim Statement", by=by)["result"]
			for field, kind in (("claimed", "Claimed"), ("admitted", "Admitted"), ("cut", "Cut")):
				self.assertEqual(sum(cents(row[field]) for row in rows), ledger[kind], f"{by} {field}")
		[row] = self.run_report("Claims and Cuts")["result"]
		self.assertEqual((row["claimed"], row["admitted"], row["cut"]), (150.01, 130.01, 20))
		[row] = self.run_report("Claims and Cuts", by_reason=1)["result"]
		self.assertEqual((row["reason"], row["vouchers"], row["cut"]), ("IVA", 1, 20))
		self.assertEqual(
			self.run_report("Claim Statement", from_date="2001-01-01", to_date="2001-12-31")["result"], []
		)

	def test_advances_day_by_day(self):
		given = [
			{"agreement": "A", "received_on": "2026-01-10", "name": "ADV1", "amount": 100, "reference": ""}
		]
		kept = [
			{"agreement": "A", "concluded_on": "2026-03-01 10:00:00", "name": "R2", "advance_recovered": 30},
			{
				"agreement": "A",
				"concluded_on": "2026-02-01 10:00:00",
				"name": "R1",
				"advance_recovered": 50.5,
			},
		]
		found = [(row["document"], row["outstanding"]) for row in lines(given, kept)]
		self.assertEqual(found, [("ADV1", 100), ("R1", 49.5), ("R2", 19.5)])
