"""Electronic invoices, read to the cent; hostile and broken ones refused by name."""

import time
import unittest
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from sostegno_abitare.rules import fatturapa
from sostegno_abitare.rules.fatturapa import InvoiceError

from .invoices import BUYER, SUPPLIER, body, invoice, many_lines

CUP, CIG = "J49J21000990001", "Z1234567AB"
BOMB = "<!DOCTYPE a [" + "".join(
	f'<!ENTITY e{index} "{f"&e{index - 1};" * 10 if index else "ah" * 10}">' for index in range(9)
)


class TestReading(unittest.TestCase):
	def test_what_an_expense_needs(self):
		[found] = fatturapa.read(invoice(cup=CUP, cig=CIG))
		self.assertEqual((found.number, found.day, found.document_type), ("114/A", date(2026, 5, 4), "TD01"))
		self.assertEqual((found.supplier.name, found.supplier.tax_id), ("Fornitore di Prova Srl", SUPPLIER))
		self.assertEqual(found.buyer.tax_id, BUYER)
		self.assertEqual((found.net, found.vat, found.total, found.other), (10000, 2200, 12200, 0))
		self.assertEqual((found.cups, found.cigs), ((CUP,), (CIG,)))
		[line] = found.lines
		self.assertEqual(
			(line.number, line.description, line.amount), (1, "Servizio di prova", Decimal("100.00"))
		)
		[due] = found.dues
		self.assertEqual(
			(due.cents, due.due_date, due.iban), (12200, date(2026, 6, 3), "IT60X0542811101000000123456")
		)
		self.assertFalse(found.is_credit_note)

	def test_several_bodies_in_one_file(self):
		found = fatturapa.read(invoice(body(number="1"), body(number="2", kind="TD04", credited="1")))
		self.assertEqual(
			[(each.body, each.number, each.is_credit_note) for each in found],
			[(1, "1", False), (2, "2", True)],
		)
		self.assertEqual(found[1].credited_numbers, ("1",))

	def test_a_credit_note_is_positive_either_way(self):
		minus = body(kind="TD04", net="-100.00", vat="-22.00", total="-122.00", lines=[("Storno", "-100.00")])
		for each in (body(kind="TD04"), minus):
			[found] = fatturapa.read(invoice(each))
			self.assertEqual((found.net, found.vat, found.total), (10000, 2200, 12200))

	def test_stamp_duty_and_a_total_that_is_not_written(self):
		[found] = fatturapa.read(invoice(total="124.00"))
		self.assertEqual(found.other, 200)
		[found] = fatturapa.read(invoice(total=None))
		self.assertEqual((found.total, found.other), (12200, 0))

	def test_a_person_a_foreigner_and_a_withholding(self):
		data = invoice(country="DE", supplier="136695976")
		self.assertEqual(fatturapa.read(data)[0].supplier.tax_id, "DE136695976")
		person = "<Anagrafica><Nome>Ada</Nome><Cognome>Prova</Cognome></Anagrafica>"
		data = invoice().replace(
			b"<Anagrafica><Denominazione>Fornitore di Prova Srl</Denominazione></Anagrafica>", person.encode()
		)
		self.assertEqual(
			(fatturapa.read(data)[0].supplier.name, fatturapa.read(data)[0].supplier.is_person),
			("Ada Prova", True),
		)
		held = "<DatiRitenuta><TipoRitenuta>RT01</TipoRitenuta><ImportoRitenuta>20.00</ImportoRitenuta></DatiRitenuta>"
		self.assertEqual(fatturapa.read(invoice(extra=held))[0].withholding, 2000)

	def test_every_encoding_it_declares(self):
		for encoding in ("utf-8", "iso-8859-1", "windows-1252", "utf-16"):
			[found] = fatturapa.read(invoice(name="Società Più Casa", encoding=encoding))
			self.assertEqual(found.supplier.name, "Società Più Casa", encoding)
		self.assertEqual(len(fatturapa.read(b"\xef\xbb\xbf" + invoice())), 1)

	def test_other_versions_of_the_namespace(self):
		self.assertTrue(fatturapa.read(invoice(space="http://www.fatturapa.gov.it/sdi/fatturapa/v1.1")))

	def test_two_hundred_lines_at_once_and_two_thousand_soon(self):
		for count, most in ((200, 0.3), (2000, 3)):
			data = many_lines(count)
			start = time.perf_counter()
			[found] = fatturapa.read(data)
			self.assertLess(time.perf_counter() - start, most)
			self.assertEqual((len(found.lines), found.net), (count, count * 1000))

	@settings(max_examples=100, deadline=None)
	@given(
		st.lists(st.integers(1, 10**9), min_size=1, max_size=20),
		st.text(
			st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20
		).filter(str.strip),
		st.dates(date(2019, 1, 1), date(2099, 12, 31)),
	)
	def test_whatever_is_written_is_read(self, amounts, number, day):
		net = sum(amounts)
		vat = net * 22 // 100
		data = invoice(
			number=number,
			day=str(day),
			lines=[("Riga", f"{amount / 100:.2f}") for amount in amounts],
			net=f"{net / 100:.2f}",
			vat=f"{vat / 100:.2f}",
			total=f"{(net + vat) / 100:.2f}",
		)
		[found] = fatturapa.read(data)
		self.assertEqual((found.net, found.vat, found.total, found.day), (net, vat, net + vat, day))
		self.assertEqual(found.number, " ".join(number.split()))
		self.assertEqual(sum(line.amount for line in found.lines), Decimal(net) / 100)


class TestRefusing(unittest.TestCase):
	def refused(self, content: bytes) -> tuple[str, str]:
		start = time.perf_counter()
		with self.assertRaises(InvoiceError) as caught:
			fatturapa.read(content)
		self.assertLess(time.perf_counter() - start, 3)
		return caught.exception.code, caught.exception.place

	def test_hostile_files(self):
		bomb = BOMB + "]>"
		outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
		parameter = '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://example.invalid/x.dtd"> %x;]>'
		for prologue in (bomb, outside, parameter, '<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd">'):
			data = invoice(prologue=prologue).replace(
				b"Fornitore di Prova Srl", b"&e8;" if prologue == bomb else b"&x;"
			)
			self.assertEqual(self.refused(data)[0], "hostile")
		deep = b"<a>" * 100_000 + b"</a>" * 100_000
		self.assertEqual(self.refused(deep)[0], "too_deep")
		self.assertEqual(self.refused(b"<a>" + b" " * fatturapa.LARGEST + b"</a>")[0], "too_large")

	def test_broken_files(self):
		data = invoice()
		for content in (
			data[:-20],
			data.replace(b"</DatiGenerali>", b""),
			b"testo",
			data.replace(b"utf-8", b"utf-99"),
		):
			self.assertEqual(self.refused(content)[0], "broken")
		self.assertEqual(self.refused(data.replace(b"Fornitore", b"Forn\xffitore"))[0], "broken")
		self.assertEqual(self.refused(b"  ")[0], "empty")

	def test_other_documents(self):
		for data in (invoice(root="Altro"), invoice(space="urn:altro"), b"<html><body/></html>"):
			self.assertEqual(self.refused(data)[0], "wrong_root")
		self.assertEqual(self.refused(invoice(root="FatturaElettronicaSemplificata"))[0], "simplified")

	def test_what_is_missing_or_wrong_is_named_with_its_place(self):
		where = "FatturaElettronicaBody/DatiGenerali/DatiGeneraliDocumento"
		for values, code, place in (
			({"number": ""}, "missing", f"{where}/Numero"),
			({"day": "2026-02-30"}, "not_a_date", f"{where}/Data"),
			({"day": "04/05/2026"}, "not_a_date", f"{where}/Data"),
			({"total": "1.234,56"}, "not_an_amount", f"{where}/ImportoTotaleDocumento"),
			({"total": "NaN"}, "not_an_amount", f"{where}/ImportoTotaleDocumento"),
			({"total": "1e308"}, "not_an_amount", f"{where}/ImportoTotaleDocumento"),
			({"total": "500.00"}, "totals", f"{where}/ImportoTotaleDocumento"),
			(
				{"total": "-122.00", "net": "-100.00", "vat": "-22.00"},
				"nothing",
				f"{where}/ImportoTotaleDocumento",
			),
			({"kind": "FATTURA"}, "not_a_code", f"{where}/TipoDocumento"),
			({"currency": "USD"}, "currency", f"{where}/Divisa"),
			({"lines": ()}, "no_lines", "FatturaElettronicaBody/DatiBeniServizi/DettaglioLinee"),
			(
				{"lines": [("Riga", "")]},
				"missing",
				"FatturaElettronicaBody/DatiBeniServizi/DettaglioLinee/PrezzoTotale",
			),
			(
				{"name": ""},
				"missing",
				"FatturaElettronicaHeader/CedentePrestatore/DatiAnagrafici/Anagrafica/Denominazione",
			),
			(
				{"supplier": ""},
				"missing",
				"FatturaElettronicaHeader/CedentePrestatore/DatiAnagrafici/IdFiscaleIVA/IdCodice",
			),
		):
			with self.subTest(values):
				self.assertEqual(self.refused(invoice(**values)), (code, place))

	def test_a_body_is_named_by_its_number_where_there_are_several(self):
		place = self.refused(invoice(body(), body(number="")))[1]
		self.assertEqual(place, "FatturaElettronicaBody[2]/DatiGenerali/DatiGeneraliDocumento/Numero")

	def test_no_body_and_too_many(self):
		empty = invoice().split(b"<FatturaElettronicaBody>")[0] + b"</p:FatturaElettronica>"
		self.assertEqual(self.refused(empty)[0], "no_body")
		self.assertEqual(self.refused(invoice(*["<FatturaElettronicaBody/>"] * 501))[0], "too_many")

	@settings(max_examples=300, deadline=None)
	@given(st.data())
	def test_a_damaged_file_is_read_or_refused_by_name(self, data):
		content = bytearray(invoice(body(), body(number="2")))
		for _each in range(data.draw(st.integers(1, 4))):
			at = data.draw(st.integers(0, len(content) - 1))
			if data.draw(st.booleans()):
				content[at] = data.draw(st.integers(0, 255))
			else:
				del content[at : at + data.draw(st.integers(1, 60))]
		try:
			for found in fatturapa.read(bytes(content)):
				self.assertGreater(found.total, 0)
		except InvoiceError:
			pass
