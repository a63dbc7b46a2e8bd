"""Amounts of money as they come in: whole cents or a refusal that says why; the same request is one document."""

import unittest
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

import frappe
from sostegno_abitare.programme import amounts
from sostegno_abitare.rules import money

from .base import AppTestCase
from .factories import AGREEMENT


class TestExactCents(unittest.TestCase):
	@given(st.integers(-(10**13), 10**13))
	@settings(deadline=None)
	def test_whole_cents_come_back(self, cents):
		for value in (cents / 100, Decimal(cents) / 100, str(Decimal(cents) / 100)):
			self.assertEqual(money.exact_cents(value), cents)

	def test_nothing_is_nothing(self):
		self.assertEqual([money.exact_cents(value) for value in (None, "", 0)], [0, 0, 0])

	def test_what_is_no_amount_is_refused(self):
		refused: dict[str, tuple[object, ...]] = {
			"not_a_number": (float("nan"), float("inf"), "nan", "x", "1e3", True, [1], {}),
			"ambiguous": ("1.234,56", "1,234.56", "1 234", "1,5", "1'000"),
			"part_of_a_cent": (0.005, "1.001", Decimal("0.0001") * 30),
		}
		for code, values in refused.items():
			for value in values:
				with self.subTest(value=value), self.assertRaises(money.NotAnAmountError) as caught:
					money.exact_cents(value)
				self.assertEqual(caught.exception.code, code)

	def test_an_amount_no_column_holds_counts_as_the_largest(self):
		self.assertEqual(money.exact_cents(1e308), 10**14)
		self.assertEqual(money.exact_cents(-1e308), -(10**14))

	@given(st.integers(0, 10**10), st.integers(0, 10_000))
	@settings(deadline=None)
	def test_a_percentage_is_rounded_half_up(self, base, hundredths):
		self.assertEqual(money.percent_of(base, hundredths / 100), (base * hundredths + 5000) // 10_000)


class TestWholeCents(AppTestCase):
	def test_the_field_keeps_exactly_the_cents(self):
		doc = frappe.get_doc({"doctype": "Service Agreement", "cash_limit": 0.1 + 0.2})
		self.assertEqual(amounts.whole_cents(doc, "cash_limit"), 30)
		self.assertEqual(doc.cash_limit, 0.3)

	def test_refusals_name_field_and_reason(self):
		doc = frappe.get_doc({"doctype": "Service Agreement"})
		for value, text in (
			(-1, "not between"),
			(1e308, "not between"),
			(float("nan"), "not an amount"),
			("1.234,56", "read in two ways"),
			(1.001, "whole cents"),
		):
			doc.cash_limit = value
			message = self.assertRefused(amounts.AmountError, amounts.whole_cents, doc, "cash_limit")
			self.assertIn("Cash Payments up to", message)
			self.assertIn(text, message)

	def test_a_row_is_named_by_its_number(self):
		doc = frappe.get_doc({"doctype": "Service Agreement", "municipalities": [{}, {}]})
		self.assertIn("Row 2", amounts.called(doc.municipalities[1], "municipality"))

	def test_terms_of_an_agreement_that_cannot_be(self):
		agreement = frappe.get_doc("Service Agreement", self.make.agreement())
		for field, value in (
			("own_share_percent", 101),
			("advance_percent", -1),
			("vat_rate", float("nan")),
			("second_approver_above", 10.005),
			("cash_limit", 1e308),
		):
			with self.subTest(field=field):
				agreement.reload()
				agreement.set(field, value)
				self.assertRefused(amounts.AmountError, agreement.save)
		agreement.reload()
		agreement.update({"own_share_percent": 20, "vat_rate": 22, "second_approver_above": 5000})
		agreement.save()
		self.assertEqual(frappe.db.get_value("Service Agreement", AGREEMENT, "own_share_percent"), 20)
