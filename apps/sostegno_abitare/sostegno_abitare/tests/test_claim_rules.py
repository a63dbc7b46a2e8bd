"""A claim by the cent: lines decided, rows with room, advances kept back, payments laid on rows (R17, R22, R23)."""

import json
import unittest
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sostegno_abitare.rules import claims as c

CLAIMED = st.integers(1, 10_000_000)
CENTS = st.integers(0, 10_000_000)


class TestDecision(unittest.TestCase):
	@given(CLAIMED, st.sampled_from(c.DECISIONS), CENTS)
	def test_what_is_claimed_is_admitted_or_cut(self, claimed, decision, cut):
		try:
			found = c.decide(claimed, decision, cut, "motivo", "manca la quietanza")
		except c.DecisionRefused:
			self.assertEqual(decision, c.CUT)
			self.assertTrue(cut == 0 or cut >= claimed)
			return
		if decision in c.OPEN:
			self.assertEqual((found.admitted, found.cut), (0, 0))
		else:
			self.assertEqual(found.admitted + found.cut, claimed)
			self.assertTrue(min(found.admitted, found.cut) >= 0)

	def test_each_decision(self):
		self.assertEqual(c.decide(1000, c.ADMITTED), c.Decided(c.ADMITTED, 1000, 0))
		self.assertEqual(c.decide(1000, c.CUT, 250, "IVA"), c.Decided(c.CUT, 750, 250))
		self.assertEqual(c.decide(1000, c.REJECTED, reason="Fuori periodo"), c.Decided(c.REJECTED, 0, 1000))

	def test_a_credit_note_is_admitted(self):
		self.assertEqual(c.decide(-1000, c.ADMITTED), c.Decided(c.ADMITTED, -1000, 0))
		for decision in c.REASONED:
			with self.assertRaises(c.DecisionRefused) as caught:
				c.decide(-1000, decision, 5, "motivo")
			self.assertEqual(caught.exception.code, "credit_note")

	def test_what_a_decision_lacks(self):
		for decision, more, code in (
			("Approved", {}, "unknown"),
			(c.CUT, {"cut": 5, "reason": "  "}, "reason"),
			(c.REJECTED, {}, "reason"),
			(c.INTEGRATION, {"request": " "}, "request"),
			(c.CUT, {"reason": "x"}, "nothing_cut"),
			(c.CUT, {"reason": "x", "cut": -5}, "nothing_cut"),
			(c.CUT, {"reason": "x", "cut": 1000}, "all_cut"),
			(c.CUT, {"reason": "x", "cut": 1001}, "all_cut"),
		):
			with self.assertRaises(c.DecisionRefused) as caught:
				c.decide(1000, decision, **more)
			self.assertEqual(caught.exception.code, code)

	@given(st.integers(2, 10_000_000), st.floats(0.01, 99.99))
	def test_a_percentage_always_cuts_something_and_leaves_something(self, claimed, percent):
		cut = c.percent_cut(claimed, percent)
		self.assertTrue(0 < cut < claimed)
		self.assertLessEqual(abs(cut - Fraction(claimed) * Fraction(str(percent)) / 100), 1)
		c.decide(claimed, c.CUT, cut, "x")


class TestOutcome(unittest.TestCase):
	def test_by_its_lines(self):
		for sums, expected in (
			(c.Sums(), ""),
			(c.Sums(100, 0, 0, 2, 1), ""),
			(c.Sums(100, 100, 0, 2), c.ALL),
			(c.Sums(100, 99, 1, 2), c.PART),
			(c.Sums(100, 0, 100, 2), c.NOTHING),
		):
			self.assertEqual(c.outcome(sums), expected)

	@given(CENTS, CENTS)
	def test_an_advance_is_kept_back_as_far_as_it_goes(self, outstanding, admitted):
		kept = c.recovery(outstanding, admitted)
		self.assertEqual(kept, min(outstanding, admitted))
		self.assertTrue(c.still_to_pay(admitted, kept, 0) >= 0)
		self.assertEqual(c.still_to_pay(admitted, kept, admitted - kept), 0)
		self.assertEqual(c.recovery(-5, admitted), 0)


class TestRest(unittest.TestCase):
	@given(CLAIMED, st.lists(st.tuples(st.integers(0, 100), st.booleans()), max_size=6))
	def test_a_voucher_is_never_claimed_beyond_its_share(self, share, rounds):
		earlier: list[tuple[int, int, bool]] = []
		for percent, again in rounds:
			asked = c.rest(share, earlier)
			self.assertTrue(0 <= asked <= share)
			admitted = asked * percent // 100
			earlier.append((admitted, asked - admitted, again))
		self.assertLessEqual(sum(admitted for admitted, _cut, _again in earlier), share)

	def test_a_cut_comes_back_only_where_it_was_let_in(self):
		self.assertEqual(c.rest(1000, []), 1000)
		self.assertEqual(c.rest(1000, [(700, 300, False)]), 0)
		self.assertEqual(c.rest(1000, [(700, 300, True)]), 300)
		self.assertEqual(c.rest(1000, [(700, 300, True), (100, 200, False)]), 0)


class TestRows(unittest.TestCase):
	def test_over_a_row(self):
		asked, limits = {"A": 101, "B": 100, "C": 1}, {"A": 200, "B": 200}
		found = c.over_rows(asked, {"A": 100, "B": 100}, limits)
		self.assertEqual(found, [c.Over("A", 101, 100), c.Over("C", 1, 0)])
		self.assertEqual(c.over_rows({"A": -5}, {"A": 300}, limits), [])

	@given(
		st.lists(st.integers(0, 1_000_000), min_size=1, max_size=12),
		st.lists(st.integers(1, 100), max_size=5),
	)
	def test_payments_never_go_over_a_row_and_in_the_end_fill_all(self, admitted, percents):
		left = list(admitted)
		for percent in [*percents, 100]:
			amount = sum(left) * percent // 100
			parts = c.spread(amount, left)
			self.assertEqual(sum(parts), amount)
			for part, room in zip(parts, left, strict=True):
				self.assertTrue(0 <= part <= room)
				self.assertLess(abs(part - Fraction(amount * room, sum(left) or 1)), 1)
			left = [room - part for room, part in zip(left, parts, strict=True)]
		self.assertEqual(sum(left), 0)

	def test_more_than_is_left(self):
		self.assertEqual(c.spread(0, [0, 0]), [0, 0])
		for amount in (-1, 6):
			with self.assertRaises(ValueError):
				c.spread(amount, [2, 3])


class TestNumbers(unittest.TestCase):
	def test_as_people_write_them(self):
		self.assertEqual(c.numbers("3, 7; 12-14 20 - 21,7"), [3, 7, 12, 13, 14, 20, 21])
		self.assertEqual(c.numbers("1\u20133"), [1, 2, 3])
		self.assertEqual(c.numbers("  "), [])

	@given(st.sets(st.integers(1, 999), min_size=1))
	def test_every_list_of_numbers(self, wanted):
		self.assertEqual(c.numbers(", ".join(map(str, wanted))), sorted(wanted))

	def test_anything_else(self):
		for text in ("a", "1-", "-3", "5-2", "0", "1.5", "1-200000", "1--3", "9999999"):
			with self.assertRaises(ValueError):
				c.numbers(text)


class TestDigest(unittest.TestCase):
	ROWS = (("1", 100, "à", None), ("2", 200, "b", "c"))

	def test_of_the_same_values_it_is_the_same(self):
		one = c.digest({"a": 1, "b": [1, 2]}, self.ROWS)
		self.assertEqual(one, c.digest({"b": [1, 2], "a": 1}, [list(row) for row in self.ROWS]))
		self.assertEqual(one, c.digest(json.loads(json.dumps({"a": 1, "b": [1, 2]})), self.ROWS))

	@given(st.integers(0, 1), st.integers(0, 3))
	def test_any_value_changed_changes_it(self, row, at):
		rows = [list(each) for each in self.ROWS]
		rows[row][at] = "other"
		self.assertNotEqual(c.digest({}, rows), c.digest({}, self.ROWS))

	def test_order_and_head_count(self):
		self.assertNotEqual(c.digest({}, self.ROWS), c.digest({}, self.ROWS[::-1]))
		self.assertNotEqual(c.digest({"a": 1}, self.ROWS), c.digest({"a": 2}, self.ROWS))
