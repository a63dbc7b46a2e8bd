"""Vouchers as pure rules: when two are one, what may be claimed, what is missing (R1, R17-R21)."""

import unittest
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sostegno_abitare.rules import vouchers
from sostegno_abitare.rules.vouchers import Papers, Quotas

DAY = date(2026, 5, 4)
WHOLE = Papers(
	kind="Supplier",
	voucher_kind="Invoice",
	has_number=True,
	has_tax_id=True,
	has_voucher=True,
	allocated=100,
	payable=100,
	paid=100,
	is_annulled=True,
)
STAFF = replace(
	WHOLE, kind="Staff", has_staff_hours=True, has_order_of_service=True, has_f24=True, has_f24_detail=True
)


class TestFingerprint(unittest.TestCase):
	def test_the_same_voucher_however_it_is_written(self):
		first = vouchers.fingerprint("IT12345678903", "12/A", DAY, 12200)
		for supplier, number in (
			("12345678903", "12/a"),
			("it 12345678903", "12 - A"),
			("IT12345678903", "12A"),
		):
			self.assertEqual(vouchers.fingerprint(supplier, number, DAY, 12200), first)

	def test_another_number_day_total_or_scope_is_another_voucher(self):
		first = vouchers.fingerprint("12345678903", "12/A", DAY, 12200)
		for other in (
			vouchers.fingerprint("12345678903", "13/A", DAY, 12200),
			vouchers.fingerprint("12345678903", "12/A", date(2026, 5, 5), 12200),
			vouchers.fingerprint("12345678903", "12/A", DAY, 12201),
			vouchers.fingerprint("98765432109", "12/A", DAY, 12200),
			vouchers.fingerprint("12345678903", "12/A", DAY, 12200, "VA"),
		):
			self.assertNotEqual(first, other)

	def test_names_without_accents_and_case(self):
		self.assertEqual(vouchers.plain("Cooperativa Società «Casa»"), "COOPERATIVASOCIETACASA")
		self.assertEqual(vouchers.plain("Italia Servizi"), "ITALIASERVIZI")


class TestBase(unittest.TestCase):
	def test_vat_counts_where_admitted_and_not_recovered(self):
		for terms, is_recoverable, base in (
			("Where Not Recoverable", False, 12200),
			("Where Not Recoverable", True, 10000),
			("Never", False, 10000),
			("", False, 10000),
		):
			self.assertEqual(vouchers.claimable_base(10000, 2200, 0, terms, is_recoverable), base)
		self.assertEqual(vouchers.claimable_base(10000, 2200, 200, "Never", False), 10200)


class TestPeriod(unittest.TestCase):
	def test_the_end_has_grace_and_the_start_has_none(self):
		start, end = date(2026, 1, 1), date(2026, 3, 31)
		for day, grace, is_outside in (
			(date(2025, 12, 31), 30, True),
			(start, 0, False),
			(end, 0, False),
			(date(2026, 4, 1), 0, True),
			(date(2026, 4, 30), 30, False),
			(date(2026, 5, 1), 30, True),
		):
			self.assertEqual(vouchers.is_outside(day, start, end, grace), is_outside, (day, grace))
		self.assertFalse(vouchers.is_outside(date(1999, 1, 1), None, None))


class TestQuotas(unittest.TestCase):
	def test_what_others_bear_counts_once(self):
		self.assertEqual(vouchers.over_quota(100, Quotas(50, 50), []), 0)
		self.assertEqual(vouchers.over_quota(100, Quotas(50, 51), []), 1)
		self.assertEqual(vouchers.over_quota(100, Quotas(50, 50), [30, 20]), 0)
		self.assertEqual(vouchers.over_quota(100, Quotas(50, 0), [30, 21]), 1)

	@given(st.integers(0, 10**12), st.lists(st.integers(1, 10**9), max_size=40))
	def test_parts_like_others_sum_to_the_cent(self, total, weights):
		parts = vouchers.parts_like(total, weights)
		self.assertEqual(sum(parts), total if weights else 0)
		for part, weight in zip(parts, weights, strict=True):
			self.assertLess(abs(part * sum(weights) - total * weight), sum(weights) + 1)

	@given(st.integers(0, 10**10), st.lists(st.integers(1, 5000), min_size=1, max_size=30))
	def test_percentages_of_a_hundred_sum_to_the_base(self, base, hundredths):
		rest = 10_000 - sum(hundredths)
		percents = [each / 100 for each in hundredths]
		if rest <= 0:
			percents = [each * 100 / sum(hundredths) for each in hundredths]
		else:
			percents.append(rest / 100)
		parts = vouchers.parts_by_percent(base, percents)
		self.assertEqual(sum(parts), base)
		for part, percent in zip(parts, percents, strict=True):
			self.assertLessEqual(abs(part - base * percent / 100), 1.001)
			self.assertGreaterEqual(part, 0)


class TestMissing(unittest.TestCase):
	def test_nothing_is_missing_of_a_whole_one(self):
		self.assertEqual(vouchers.missing(WHOLE), [])
		self.assertEqual(vouchers.missing(STAFF), [])

	def test_each_paper_alone(self):
		papers: tuple[tuple[str, dict[str, Any]], ...] = (
			("number", {"has_number": False}),
			("tax_id", {"has_tax_id": False}),
			("voucher", {"has_voucher": False}),
			("allocation", {"allocated": 0}),
			("payment", {"paid": 99}),
			("overpaid", {"paid": 101}),
			("proof", {"unproved": (1,)}),
			("source", {"has_source": False}),
			("invoice", {"has_invoice": False}),
			("annulment", {"is_annulled": False}),
		)
		for code, without in papers:
			self.assertEqual(vouchers.missing(replace(WHOLE, **without)), [code])
		for code in ("staff_hours", "order_of_service", "f24_detail"):
			without = {f"has_{code}": False}
			self.assertEqual(vouchers.missing(replace(STAFF, **without)), [code])
		self.assertEqual(vouchers.missing(replace(STAFF, has_f24=False)), ["f24"])

	def test_a_receipt_may_have_no_number(self):
		receipt = replace(WHOLE, voucher_kind="Receipt", has_number=False, has_tax_id=False)
		self.assertEqual(vouchers.missing(receipt), [])

	def test_an_annulment_is_a_note_a_declaration_or_the_invoice_itself(self):
		bare = replace(WHOLE, is_annulled=False)
		self.assertEqual(vouchers.missing(replace(bare, has_declaration=True)), [])
		self.assertEqual(vouchers.missing(replace(bare, names_project=True)), [])

	def test_the_next_step_is_the_first_thing_missing(self):
		for state, lacking, step in (
			("Draft", ["allocation", "proof"], "Allocate"),
			("Allocated", ["payment"], "Enter the Payment"),
			("Allocated", ["proof", "annulment"], "Attach the Papers"),
			("Allocated", ["annulment"], "Write the Annulment"),
			("Allocated", [], "Complete"),
			("Complete", [], "Put in a Claim"),
			("Claimed", [], "Wait for the Control"),
			("Settled", [], ""),
		):
			self.assertEqual(vouchers.next_step(state, lacking), step)
		self.assertEqual(vouchers.next_step("Complete", [], is_claimable=False), "")


class TestAnnulment(unittest.TestCase):
	def test_the_note_says_codes_and_amount(self):
		note = "CUP J49J21000990001 - Progetto - rendicontati euro 1.234,50"
		self.assertEqual(vouchers.annulment_lacks(note, ["J49J21000990001"], 123450), [])
		self.assertEqual(vouchers.annulment_lacks(note, ["J49J21000990002"], 123450), ["J49J21000990002"])
		self.assertEqual(vouchers.annulment_lacks(note, [], 123451), ["1234.51"])
		for written in ("1234.50", "1,234.50", "1 234,50", "1'234.50"):
			self.assertEqual(vouchers.annulment_lacks(f"euro {written}", [], 123450), [])
		self.assertEqual(vouchers.annulment_lacks("1234", [], 123400), [])
		self.assertEqual(vouchers.annulment_lacks("", [], 5), ["0.05"])
		self.assertEqual(vouchers.annulment_lacks("euro 0,05", [], 5), [])
		self.assertEqual(vouchers.annulment_lacks("0,50", [], 50), [])
