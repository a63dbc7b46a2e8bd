"""What a guarantee fund may pay, by the pure rules alone (R24, R45-R49, R53)."""

import unittest
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sostegno_abitare.rules import guarantees as g

CENTS = st.integers(0, 10_000_00)
COVER = g.Cover(months=3, monthly=50_000, legal=100_000, damages=20_000)


class TestCover(unittest.TestCase):
	def test_what_is_promised(self):
		self.assertEqual([COVER.most(heading) for heading in g.HEADINGS], [150_000, 100_000, 20_000])
		self.assertEqual(COVER.total, 270_000)

	def test_the_caps_of_the_day(self):
		caps = {g.MONTHS: 3, g.LEGAL: 100_000, g.DAMAGES: 20_000}
		self.assertIsNone(g.beyond_caps(COVER, caps))
		self.assertIsNone(g.beyond_caps(COVER, {}))
		for of, limit in ((g.MONTHS, 2), (g.LEGAL, 99_999), (g.DAMAGES, 0)):
			asked = {g.MONTHS: 3, g.LEGAL: 100_000, g.DAMAGES: 20_000}[of]
			self.assertEqual(g.beyond_caps(COVER, {**caps, of: limit}), g.Excess(of, asked, limit))

	def test_what_was_paid_before_counts(self):
		spent = g.Spent({g.RENT: 100_000, g.LEGAL: 99_999}, months=2)
		self.assertIsNone(g.beyond_cover(COVER, spent, g.RENT, 50_000, 1))
		self.assertEqual(g.beyond_cover(COVER, spent, g.RENT, 50_001, 1), g.Excess(g.RENT, 50_001, 50_000))
		self.assertEqual(g.beyond_cover(COVER, spent, g.RENT, 2, 2), g.Excess(g.MONTHS, 2, 1))
		self.assertEqual(g.beyond_cover(COVER, spent, g.LEGAL, 2), g.Excess(g.LEGAL, 2, 1))
		self.assertEqual(
			g.beyond_cover(COVER, g.Spent({g.DAMAGES: 30_000}), g.DAMAGES, 1), g.Excess(g.DAMAGES, 1, 0)
		)

	@given(st.lists(st.integers(1, 90_000), max_size=20))
	def test_payments_that_are_let_through_never_exceed_the_cover(self, asked):
		paid, months = 0, 0
		for cents in asked:
			if g.beyond_cover(COVER, g.Spent({g.RENT: paid}, months), g.RENT, cents, 1) is None:
				paid, months = paid + cents, months + 1
		self.assertLessEqual(paid, COVER.most(g.RENT))
		self.assertLessEqual(months, COVER.months)


class TestNet(unittest.TestCase):
	@given(st.lists(CENTS, max_size=18), st.integers(0, 200_000_00))
	def test_deposit_and_recoveries_come_off_once(self, parts, deductions):
		found = g.net(parts, deductions)
		self.assertEqual(sum(found), max(sum(parts) - deductions, 0))
		self.assertTrue(all(0 <= left <= part for left, part in zip(found, parts, strict=True)))

	def test_the_first_months_are_taken_off_first(self):
		self.assertEqual(g.net([500, 500, 500], 700), [0, 300, 500])


class TestMonths(unittest.TestCase):
	def test_papers_about_the_same_rent_share_a_key(self):
		one = g.month_keys(date(2026, 3, 9), ["lease:TZE 3T n. 901", "person:A"])
		other = g.month_keys(date(2026, 3, 31), ["lease:tze3t N901"])
		self.assertTrue(set(one) & set(other))
		self.assertFalse(set(one) & set(g.month_keys(date(2026, 4, 1), ["lease:TZE 3T n. 901", "person:A"])))
		self.assertFalse(set(other) & set(g.month_keys(date(2026, 3, 1), ["person:TZE3TN901"])))
		self.assertEqual(g.month_keys(date(2026, 3, 1), ["", ""]), [])

	def test_a_month_lies_in_the_lease(self):
		start, end = date(2026, 1, 15), date(2026, 6, 10)
		self.assertIsNone(g.outside([date(2026, 1, 1), date(2026, 6, 1)], start, end))
		self.assertEqual(g.outside([date(2025, 12, 31)], start, end), date(2025, 12, 31))
		self.assertEqual(g.outside([date(2026, 7, 1)], start, end), date(2026, 7, 1))
		self.assertIsNone(g.outside([date(2036, 7, 1)], start, None))


class TestPeople(unittest.TestCase):
	def test_who_prepared_never_approves(self):
		self.assertEqual(g.self_approval("a", ["a", "b"], "c", 0, 100), g.PREPARED_IT)
		self.assertEqual(g.self_approval("b", ["a", "b"], "c", 0, 100), g.PREPARED_IT)

	def test_above_the_amount_neither_does_who_checked(self):
		self.assertIsNone(g.self_approval("c", ["a"], "c", 100, 100))
		self.assertEqual(g.self_approval("c", ["a"], "c", 101, 100), g.CHECKED_IT)
		self.assertIsNone(g.self_approval("d", ["a"], "c", 101, 100))


class TestState(unittest.TestCase):
	def test_states_follow_from_what_is_left(self):
		for given_, expected in (
			((False, False, 0, 0), g.PAID),
			((True, False, 5, 0), g.PAID),
			((True, True, 5, 0), g.REPAYING),
			((True, True, 5, 3), g.REPAYING),
			((True, True, 0, 0), g.SETTLED),
			((True, False, 0, 0), g.SETTLED),
			((True, True, 0, 5), g.WRITTEN_OFF),
		):
			self.assertEqual(g.state(*given_), expected, given_)


class TestPublished(unittest.TestCase):
	def row(self, who, cents, day="2026-03-01", code="X1", place="Pontedera", heading=g.RENT):
		return g.Contribution(who, code, place, date.fromisoformat(day), cents, heading)

	def test_more_than_the_amount_in_a_year_is_published_under_the_code_alone(self):
		rows = [
			self.row("N1", 60_000, code="B"),
			self.row("N1", 40_001, "2026-05-01", code="B", heading=g.LEGAL),
			self.row("N2", 100_000, code="A"),
			self.row("N1", 99_999, "2025-12-31", code="C"),
		]
		[line] = g.published(rows, 100_000)
		self.assertEqual((line.code, line.year, line.cents, line.payments), ("B", 2026, 100_001, 2))
		self.assertEqual(line.headings, (g.LEGAL, g.RENT))
		self.assertEqual(line.last_on, date(2026, 5, 1))
		self.assertNotIn("N1", repr(line))
