"""Orders of payment, and a large statement, as pure rules."""

import time
import unittest
from datetime import date, datetime
from xml.etree import ElementTree as ET

from sostegno_abitare.rules import bank_statement, camt, sepa
from sostegno_abitare.rules import matching_bank as matching

from .bank_files import IBAN, camt_file, entry

DAY = date(2026, 10, 5)
OTHER_IBAN = "IT13S0542811101000000123457"


class TestOrder(unittest.TestCase):
	PAYER = sepa.Payer("Unione Valdera – Fondo di garanzia", IBAN, "BLOPIT22XXX", "ABCD1234")
	ROWS = (
		sepa.Transfer(
			"Società Àlöe & C. «srl»", OTHER_IBAN, 52_000, "Canone ottobre – città <x>", "DIST-1-1"
		),
		sepa.Transfer("D'Angelo Ñuñez", OTHER_IBAN, 1, "", "DIST-1-2"),
	)
	NOW = datetime(2026, 10, 5, 9, 30)

	def order(self, rows=ROWS, schema=sepa.ISO_2009, number="DIST-1"):
		return sepa.order(number, self.PAYER, rows, date(2026, 10, 7), self.NOW, schema)

	def test_the_file_is_valid_says_what_was_asked_and_is_made_the_same_again(self):
		for schema in (sepa.ISO_2009, sepa.ISO_2019):
			content = self.order(schema=schema)
			sepa.try_valid_xml(content, schema)
			self.assertEqual(content, self.order(schema=schema))
			root = ET.fromstring(content)
			told = {
				name: [row.text for row in root.iter(f"{{urn:iso:std:iso:20022:tech:xsd:{schema}}}{name}")]
				for name in ("MsgId", "PmtInfId", "CtrlSum", "NbOfTxs", "EndToEndId", "InstdAmt", "Ustrd")
			}
			self.assertEqual(told["MsgId"] + told["PmtInfId"], ["DIST-1"] * 2)
			self.assertEqual((told["CtrlSum"], told["NbOfTxs"]), (["520.01"] * 2, ["2"] * 2))
			self.assertEqual(
				(told["EndToEndId"], told["InstdAmt"]), (["DIST-1-1", "DIST-1-2"], ["520.00", "0.01"])
			)
			self.assertEqual(told["Ustrd"], ["Canone ottobre - citta x", "DIST-1"])

	def test_letters_that_every_bank_takes(self):
		self.assertEqual(sepa.letters("Società Àlöe & C. «srl»", 70), "Societa Aloe C. srl")
		self.assertEqual(sepa.letters("//// a", 70), "a")
		self.assertEqual(len(sepa.letters("x" * 200, 70)), 70)

	def test_the_italian_form(self):
		root = ET.fromstring(self.order(schema=sepa.CBI))
		space = {"": f"urn:CBI:xsd:{sepa.CBI}"}
		self.assertEqual(root.tag, f"{{{space['']}}}CBIPaymentRequest")
		self.assertEqual(root.findtext("GrpHdr/InitgPty/Id/OrgId/Othr/Id", namespaces=space), "ABCD1234")
		self.assertEqual(
			root.findtext("PmtInf/DbtrAgt/FinInstnId/ClrSysMmbId/MmbId", namespaces=space), IBAN[5:10]
		)
		self.assertIsNone(root.find("PmtInf/CtrlSum", space))
		self.assertEqual(len(root.findall("PmtInf/CdtTrfTxInf", space)), 2)

	def test_what_is_no_order(self):
		row = self.ROWS[0]
		for rows, code in (
			((), "nothing"),
			((sepa.Transfer(row.name, row.iban, 0, "", "a"),), "amount"),
			((sepa.Transfer(row.name, row.iban, -1, "", "a"),), "amount"),
			((sepa.Transfer("«»", row.iban, 1, "", "a"),), "name"),
			((sepa.Transfer(row.name, row.iban, 1, "", "a" * 36),), "identifier"),
			((row, row), "identifier"),
			((sepa.Transfer(row.name, "no iban", 1, "", "a"),), "schema"),
		):
			with self.subTest(code=code), self.assertRaises(sepa.OrderError) as caught:
				self.order(rows)
			self.assertEqual(caught.exception.code, code)


class TestLargeStatement(unittest.TestCase):
	def test_five_thousand_movements(self):
		text = "".join(
			entry(42_000 + n, name=f"Persona {n}", text=f"Affitto RD{n:06}", bank_reference=f"B{n}")
			for n in range(5_000)
		)
		total = sum(42_000 + n for n in range(5_000))
		start = time.perf_counter()
		[found] = camt.read(camt_file(text, 0, total))
		self.assertEqual(bank_statement.off_by(found), 0)
		index = matching.Index(
			matching.Candidate(
				("Rent Due", f"RD{n:06}"), 42_000 + n, DAY, (f"RD{n:06}",), people=(f"Persona {n}",)
			)
			for n in range(5_000)
		)
		sure = [index.proposals(row)[0].certainty for row in found.movements]
		self.assertEqual(sure, [matching.CERTAIN] * 5_000)
		self.assertLess(time.perf_counter() - start, 10)
