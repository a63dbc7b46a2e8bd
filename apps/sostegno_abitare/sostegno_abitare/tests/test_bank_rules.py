"""Statements of a bank read to the cent, whoever wrote them; and which payment a movement is."""

import time
import unittest
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from sostegno_abitare.rules import bank_csv, bank_statement, camt, safe_xml
from sostegno_abitare.rules import matching_bank as matching
from sostegno_abitare.rules.bank_statement import Movement, StatementError
from sostegno_abitare.rules.safe_xml import UnsafeXmlError

from .bank_files import IBAN, camt_file, csv_file, entry

DAY = date(2026, 10, 5)
OTHER_IBAN = "IT13S0542811101000000123457"
CENTS = st.integers(-(10**9), 10**9).filter(bool)


def italian(cents: int) -> str:
	whole, rest = divmod(abs(cents), 100)
	return ("-" if cents < 0 else "") + f"{whole:,}".replace(",", ".") + f",{rest:02}"


def english(cents: int) -> str:
	whole, rest = divmod(abs(cents), 100)
	return ("-" if cents < 0 else "") + f"{whole:,}.{rest:02}"


class BankTestCase(unittest.TestCase):
	def assertCode(self, code, call, *args, where=None):
		with self.assertRaises((StatementError, UnsafeXmlError)) as caught:
			call(*args)
		self.assertEqual(getattr(caught.exception, "code", None), code)
		if where is not None:
			self.assertEqual(getattr(caught.exception, "where", None), where)


class TestCamt(BankTestCase):
	def test_a_statement_is_read_whole(self):
		text = entry(
			42_000,
			name="Rossi Mario",
			iban=OTHER_IBAN,
			text="Affitto ottobre",
			reference="RF18539007547034",
			bank_reference="B1",
			end_to_end="NOTPROVIDED",
		) + entry(-52_000, name="Bianchi Ada", text="Canone", bank_reference="B2", end_to_end="DIST-1-1")
		[found] = camt.read(camt_file(text, 100_000, 90_000))
		self.assertEqual(
			(found.iban, found.number, found.opening, found.closing), (IBAN, "EC-1", 100_000, 90_000)
		)
		self.assertEqual(bank_statement.off_by(found), 0)
		came, went = found.movements
		self.assertEqual(
			(came.cents, came.counterparty, came.counterparty_iban, came.remittance, came.reference),
			(42_000, "Rossi Mario", OTHER_IBAN, "Affitto ottobre", "RF18539007547034"),
		)
		self.assertEqual((came.booked_on, came.bank_reference, came.end_to_end), (DAY, "B1", ""))
		self.assertEqual(
			(went.cents, went.counterparty, went.end_to_end), (-52_000, "Bianchi Ada", "DIST-1-1")
		)

	def test_every_version_and_encoding(self):
		for version in ("02", "04", "08", "10", "13"):
			for encoding in ("UTF-8", "ISO-8859-1", "UTF-16", "windows-1252"):
				with self.subTest(version=version, encoding=encoding):
					content = camt_file(
						entry(100, name="Società Àlöe"), 0, 100, version=version, encoding=encoding
					)
					self.assertEqual(camt.read(content)[0].movements[0].counterparty, "Società Àlöe")
		self.assertEqual(len(camt.read(b"\xef\xbb\xbf" + camt_file(entry(100), 0, 100))), 1)

	def test_payments_booked_together_are_movements_of_their_own(self):
		parts = "".join(
			f"<TxDtls><Refs><EndToEndId>E{n}</EndToEndId></Refs><Amt Ccy='EUR'>{n}0.00</Amt></TxDtls>"
			for n in (1, 2)
		)
		[found] = camt.read(camt_file(entry(-3_000, bank_reference="B", details=parts), 3_000, 0))
		self.assertEqual(
			[(row.cents, row.end_to_end, row.bank_reference) for row in found.movements],
			[(-1_000, "E1", "B/1"), (-2_000, "E2", "B/2")],
		)
		[found] = camt.read(camt_file(entry(-4_000, bank_reference="B", details=parts), 4_000, 0))
		self.assertEqual([row.cents for row in found.movements], [-4_000], "what does not add up stays one")

	def test_what_is_not_booked_yet_is_left_out(self):
		text = entry(500, status="PDNG") + entry(300, status="<Cd>BOOK</Cd>") + entry(100, status="INFO")
		[found] = camt.read(camt_file(text, 0, 300))
		self.assertEqual([row.cents for row in found.movements], [300])

	def test_a_reversal_is_a_return(self):
		[found] = camt.read(camt_file(entry(300, more="<RvslInd>true</RvslInd>"), 0, 300))
		self.assertTrue(found.movements[0].is_return)

	def test_amounts_that_are_none(self):
		for amount in ("NaN", "1e308", "-1.00", "1.234", "1,00", "", "99999999999999999.00", "INF", "0x10"):
			with self.subTest(amount=amount):
				self.assertCode("bad_amount", camt.read, camt_file(entry(amount=amount), 0, 0))
		self.assertCode("currency", camt.read, camt_file(entry(100).replace("EUR", "USD"), 0, 100))
		self.assertEqual(camt.read(camt_file(entry(amount="1.23000"), 0, 0))[0].movements[0].cents, 123)

	def test_files_that_are_no_statement(self):
		self.assertCode("not_a_statement", camt.read, b"<Document><Other/></Document>")
		self.assertCode("not_a_statement", camt.read, b"<FatturaElettronica><Stmt/></FatturaElettronica>")
		self.assertCode("no_balance", camt.read, camt_file(entry(1), 0, 1).replace(b"OPBD", b"XXXX"))
		self.assertCode("bad_day", camt.read, camt_file(entry(1), 0, 1).replace(b"2026-10-05", b"2026-13-05"))
		self.assertCode("no_account", camt.read, camt_file(entry(1), 0, 1).replace(IBAN.encode(), b""))
		for content in (b"", b"  \n", b"<a>", b"\x00\x01", b"not xml", b"<a></b>"):
			with self.subTest(content=content), self.assertRaises(UnsafeXmlError):
				camt.read(content)

	def test_hostile_files_are_refused_at_once(self):
		lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
		for text in (
			f'<!DOCTYPE a [<!ENTITY l0 "lol">{lol}]><a>&l11;</a>',
			'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
			'<!DOCTYPE a SYSTEM "http://example.org/x.dtd"><a/>',
			'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://example.org/p"> %p;]><a/>',
			"<!DOCTYPE a><a/>",
		):
			with self.subTest(text=text[:40]):
				start = time.perf_counter()
				self.assertCode("hostile", camt.read, text.encode())
				self.assertLess(time.perf_counter() - start, 1)
		self.assertCode("too_deep", camt.read, b"<a>" * 5_000 + b"</a>" * 5_000)
		self.assertCode("too_large", safe_xml.parse, b"<a>" + b" " * 100 + b"</a>", 50)
		self.assertCode("broken", camt.read, b"<?xml version='1.0' encoding='nonsense'?><a/>")

	def test_several_days_are_one_statement_when_each_goes_on_from_the_other(self):
		rows = camt.read(camt_file(entry(100), 0, 100)) + camt.read(camt_file(entry(-30), 100, 70))
		whole = bank_statement.joined(rows)
		self.assertEqual((whole.opening, whole.closing, len(whole.movements)), (0, 70, 2))
		self.assertCode("gap_inside", bank_statement.joined, rows[::-1])


class TestCsv(BankTestCase):
	def test_usual_headings_need_no_mapping(self):
		content = csv_file([("05/10/2026", "06/10/2026", "1.234,56", "Affitto", "2.234,56")])
		found = bank_csv.read(content, IBAN)
		[row] = found.movements
		self.assertEqual((row.booked_on, row.value_on, row.cents), (DAY, date(2026, 10, 6), 123_456))
		self.assertEqual((found.opening, found.closing, row.remittance), (100_000, 223_456, "Affitto"))

	def test_encodings(self):
		rows = [("05/10/2026", "05/10/2026", "10,00", "Società perché €", "10,00")]
		for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
			with self.subTest(encoding=encoding):
				found = bank_csv.read(csv_file(rows, encoding=encoding), IBAN)
				self.assertEqual(found.movements[0].remittance, "Società perché €")
		content = csv_file([(*rows[0][:3], "Società perché", "10,00")], encoding="latin-1")
		self.assertEqual(bank_csv.read(content, IBAN).movements[0].remittance, "Società perché")

	@given(st.lists(CENTS, min_size=1, max_size=8), st.sampled_from([italian, english]))
	@settings(deadline=None)
	def test_both_ways_of_writing_amounts(self, sums, written):
		saldo, rows = 0, []
		for cents in sums:
			saldo += cents
			rows.append(("05/10/2026", "", written(cents), "Causale", written(saldo)))
		found = bank_csv.read(csv_file(rows), IBAN)
		self.assertEqual([row.cents for row in found.movements], sums)
		self.assertEqual((found.opening, found.closing), (0, saldo))
		backwards = bank_csv.read(csv_file(rows[::-1]), IBAN)
		self.assertEqual((backwards.opening, backwards.closing), (0, saldo))

	def test_what_a_number_may_mean(self):
		for texts, cents in (
			(["1.234,56"], [123_456]),
			(["1,234.56"], [123_456]),
			(["1.234.567"], [123_456_700]),
			(["1234,5", "-12.345"], [123_450, -1_234_500]),
			(["(1.234,56)", "1.234,56-", "€ 12,00", "EUR 3", "+4,00", "1 234,56", "−5,00"],
				[-123_456, -123_456, 1_200, 300, 400, 123_456, -500]),
			(["", "7"], [None, 700]),
		):  # fmt: skip
			with self.subTest(texts=texts):
				mark = bank_csv.decimal_mark(texts)
				self.assertEqual(bank_csv.numbers(texts, range(9)[: len(texts)], mark), cents)

	def test_amounts_that_are_none(self):
		for text, code in (
			("1.234", "ambiguous_amount"),
			("12,345", "ambiguous_amount"),
			("1,2345", "bad_amount"),
			("nan", "bad_amount"),
			("1e308", "bad_amount"),
			("12,3,4", "bad_amount"),
			("9" * 20, "bad_amount"),
			("--5", "bad_amount"),
			("=1+1", "bad_amount"),
		):
			with self.subTest(text=text):
				self.assertCode(code, bank_csv.read, csv_file([("05/10/2026", "", text, "x", "")]), IBAN)
		both = csv_file([("05/10/2026", "", "1.234,56", "x", ""), ("05/10/2026", "", "1,234.56", "x", "")])
		self.assertCode("ambiguous_amount", bank_csv.read, both, IBAN)

	def test_debit_and_credit_in_columns_of_their_own(self):
		text = "Banca di Prova\n\nData contabile;Dare;Avere;Descrizione\n05/10/2026;10,00;;a\n06/10/2026;;25,50;b\n;;;\n"
		self.assertEqual([row.cents for row in bank_csv.read(text.encode(), IBAN).movements], [-1_000, 2_550])
		wrong = text.replace("10,00;;", "10,00;1,00;").encode()
		self.assertCode("both_sides", bank_csv.read, wrong, IBAN, where="4")

	def test_a_mapping_of_ones_own(self):
		text = "Giorno,Movimento,Chi,Note,Altro\n2026-10-05,10.00,Rossi,uno,due\n"
		mapping = bank_csv.Mapping("Giorno", amount="Movimento", counterparty="Chi", remittance="Note|Altro")
		[row] = bank_csv.read(text.encode(), IBAN, mapping).movements
		self.assertEqual((row.cents, row.counterparty, row.remittance), (1_000, "Rossi", "uno due"))
		wrong = bank_csv.Mapping("Giorno", amount="Movimento", counterparty="Nessuna")
		self.assertCode("no_column", bank_csv.read, text.encode(), IBAN, wrong, where="counterparty")

	def test_balances_in_rows_of_their_own(self):
		text = "Data;Importo;Causale\n01/10/2026;100,00;SALDO INIZIALE\n05/10/2026;-30,00;x\n31/10/2026;70,00;Saldo finale\n"
		found = bank_csv.read(text.encode(), IBAN)
		self.assertEqual((found.opening, found.closing, len(found.movements)), (10_000, 7_000, 1))

	def test_files_that_are_no_statement(self):
		for content, code in (
			(b"", "empty"),
			(b"a;b;c\n1;2;3\n", "no_heading"),
			(b"Data;Importo;Causale\n", "no_rows"),
			(b"Data;Importo;Causale\n32/01/2026;1,00;x\n", "bad_day"),
			(b"Data;Importo;Causale\n01/02/2026;1,00;x\n2026-02-01;1,00;x\n", "bad_day"),
			(b"Data;Importo;Causale\n01/02/2026;1,00;\x00\n", "not_text"),
		):
			with self.subTest(content=content):
				self.assertCode(code, bank_csv.read, content, IBAN)
		torn = csv_file([("05/10/2026", "", "1,00", "x", "1,00"), ("05/10/2026", "", "1,00", "x", "5,00")])
		self.assertCode("balance_step", bank_csv.read, torn, IBAN)


class TestKeys(unittest.TestCase):
	ROW = Movement(DAY, 42_000, remittance="Affitto ottobre")

	def test_equal_movements_of_a_day_are_two(self):
		found = bank_statement.keys("A", [self.ROW, self.ROW])
		self.assertEqual(len(set(found)), 2)
		self.assertEqual(bank_statement.keys("A", [self.ROW, self.ROW, self.ROW])[:2], found)
		self.assertFalse(set(found) & set(bank_statement.keys("B", [self.ROW])))

	def test_the_bank_s_reference_is_what_it_is_known_by(self):
		one = Movement(DAY, 100, remittance="come la scrive il CSV", bank_reference="B1")
		two = Movement(DAY, 100, remittance="come la scrive il CAMT", bank_reference="B1")
		self.assertEqual(bank_statement.keys("A", [one]), bank_statement.keys("A", [two]))


RENT = matching.Candidate(
	("Rent Due", "RD-1"), 42_000, DAY, references=("RF18539007547034",), people=("Mario Rossi",)
)


class TestMatching(unittest.TestCase):
	def best(self, movement, *candidates):
		found = matching.Index(candidates or [RENT]).proposals(movement)
		return found[0] if found else None

	def test_a_reference_and_its_amount_are_certain(self):
		for text in (
			"RF18539007547034",
			"Affitto RF18 5390 0754 7034 ottobre",
			"rif:rf18-5390-0754-7034.",
			"CAUSALERF18539007547034ROSSI",
		):
			with self.subTest(text=text):
				found = self.best(Movement(DAY, 42_000, remittance=text))
				self.assertEqual((found.candidate, found.certainty), (RENT, matching.CERTAIN))
		self.assertEqual(
			self.best(Movement(DAY, 42_000, reference="RF18539007547034")).certainty, matching.CERTAIN
		)

	def test_what_a_person_must_look_at(self):
		for movement, reasons in (
			(Movement(DAY, 41_000, remittance="RF18539007547034"), {"reference", "other_amount"}),
			(Movement(DAY, 42_000, counterparty="ROSSI MARIO"), {"name", "amount"}),
			(Movement(DAY, 10_000, remittance="acconto da Rossi, Mario"), {"name", "other_amount"}),
			(Movement(DAY, 42_000, remittance="RF18539007547034", is_return=True), {"reference", "amount"}),
			(Movement(DAY, 42_000, remittance="nulla"), {"amount"}),
		):
			with self.subTest(movement=movement):
				found = self.best(movement)
				self.assertEqual((found.certainty, set(found.reasons)), (matching.PROBABLE, reasons))

	def test_nothing_to_go_by(self):
		for movement in (
			Movement(DAY, -42_000, remittance="RF18539007547034"),
			Movement(DAY, 41_999, remittance="RF18539007547035"),
			Movement(DAY, 41_999, counterparty="Rossini Mario"),
			Movement(DAY, 41_999, counterparty="Rossi"),
		):
			with self.subTest(movement=movement):
				self.assertIsNone(self.best(movement))

	def test_an_amount_that_many_ask_says_nothing(self):
		others = [matching.Candidate(("Rent Due", f"RD-{n}"), 42_000, DAY) for n in (2, 3)]
		self.assertIsNone(self.best(Movement(DAY, 42_000), *others))

	def test_two_that_it_could_be_are_not_certain(self):
		twin = matching.Candidate(("Payment Batch Item", "x"), 42_000, DAY, references=("RF18539007547034",))
		found = matching.Index([RENT, twin]).proposals(Movement(DAY, 42_000, reference="RF18539007547034"))
		self.assertEqual({row.certainty for row in found}, {matching.PROBABLE})
		self.assertTrue(all(matching.SEVERAL in row.reasons for row in found))

	def test_the_oldest_of_equals_goes_first(self):
		rows = [
			matching.Candidate(
				("Rent Due", f"RD-{month}"), 42_000, date(2026, month, 5), people=("Mario Rossi",)
			)
			for month in (10, 8, 9)
		]
		found = matching.Index(rows).proposals(Movement(DAY, 42_000, counterparty="Mario Rossi"))
		self.assertEqual([row.candidate.key[1] for row in found], ["RD-8", "RD-9", "RD-10"])
		self.assertTrue(all(matching.SEVERAL in row.reasons for row in found))

	def test_an_order_of_payment_is_known_again(self):
		item = matching.Candidate(
			("Payment Batch Item", "i"), -52_000, orders=("DIST-2026-0001-1",), ibans=(OTHER_IBAN,)
		)
		found = self.best(
			Movement(DAY, -52_000, end_to_end="DIST-2026-0001-1", counterparty_iban=OTHER_IBAN), item
		)
		self.assertEqual((found.certainty, found.reasons), (matching.CERTAIN, ("order", "iban", "amount")))
		found = self.best(Movement(DAY, -52_000, counterparty_iban=OTHER_IBAN), item)
		self.assertEqual(found.certainty, matching.PROBABLE)

	@given(st.text(max_size=200), st.text(max_size=50), CENTS)
	@settings(deadline=None)
	def test_no_text_is_certain_by_chance(self, text, name, cents):
		found = self.best(Movement(DAY, cents, remittance=text, counterparty=name))
		if found and found.certainty == matching.CERTAIN:
			self.assertIn("RF18539007547034", bank_statement.plain(text))
