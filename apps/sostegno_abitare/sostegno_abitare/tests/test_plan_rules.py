"""The plan of money as pure decisions: shares, years, own share, indirect costs, how far rows may be moved."""

import unittest
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sostegno_abitare.rules import plan, reallocation
from sostegno_abitare.rules.plan import IN_KIND, PARTNER_CASH, PUBLIC, SHARES, THIRD_PARTY, Part, Terms
from sostegno_abitare.rules.reallocation import Move

CENTS = st.integers(0, 10**10)


def shares(*cents):
	return dict(zip(SHARES, cents, strict=True))


class TestRow(unittest.TestCase):
	def test_quantity_times_value_is_rounded_half_up(self):
		self.assertEqual(plan.total(1.5, 333), 500)
		self.assertEqual(plan.total(0.1, 5), 1)
		self.assertEqual(plan.total(1976, 992), 1960192)
		self.assertEqual(plan.total(0, 992), 0)

	@given(st.integers(0, 10**6), CENTS)
	@settings(deadline=None)
	def test_quantities_in_thousandths_are_exact(self, thousandths, value):
		exact = Decimal(thousandths) * value / 1000
		self.assertLessEqual(abs(plan.total(thousandths / 1000, value) - exact), Decimal("0.5"))

	def test_a_row_that_adds_up(self):
		self.assertIsNone(plan.row_refusal(100, shares(80, 20, 0, 0), False, "Public Authority"))
		self.assertIsNone(plan.row_refusal(100, shares(0, 0, 100, 0), True, "Partner"))
		self.assertIsNone(plan.row_refusal(100, shares(0, 0, 0, 100), True, "Third Party"))
		self.assertIsNone(plan.row_refusal(0, shares(0, 0, 0, 0), False, "Public Authority"))

	def test_rows_that_cannot_be(self):
		for code, amounts, figurative, brought_by in (
			("not_equal", (80, 19, 0, 0), False, "Public Authority"),
			("not_equal", (80, 21, 0, 0), False, "Public Authority"),
			("public_figurative", (1, 0, 99, 0), True, "Partner"),
			("cash_figurative", (0, 1, 99, 0), True, "Partner"),
			("in_kind_cash", (80, 0, 20, 0), False, "Partner"),
			("not_brought", (0, 100, 0, 0), False, "Public Authority"),
			("not_brought", (100, 0, 0, 0), False, "Partner"),
			("not_brought", (100, 0, 0, 0), False, "Third Party"),
		):
			with self.subTest(code=code, amounts=amounts):
				self.assertEqual(plan.row_refusal(100, shares(*amounts), figurative, brought_by), code)

	def test_the_usual_share_is_one_the_row_may_have(self):
		for figurative in (False, True):
			for brought_by in ("Partner", "Third Party"):
				share = plan.usual_share(figurative, brought_by)
				one = {**dict.fromkeys(SHARES, 0), share: 5}
				self.assertIsNone(plan.row_refusal(5, one, figurative, brought_by))
				self.assertTrue(plan.fits_share(share, figurative))
		self.assertEqual(plan.usual_share(False, "Public Authority"), PUBLIC)

	def test_which_share_fits_which_nature(self):
		self.assertEqual([plan.fits_share(share, True) for share in SHARES], [False, False, True, True])
		self.assertEqual([plan.fits_share(share, False) for share in SHARES], [True, True, False, True])


class TestYears(unittest.TestCase):
	@given(st.lists(CENTS, min_size=1, max_size=4), st.lists(st.integers(0, 1000), min_size=1, max_size=5))
	@settings(deadline=None, max_examples=300)
	def test_both_sides_add_up(self, amounts, weights):
		assume(sum(weights))
		whole, given_away, years = sum(amounts), 0, []
		for index, weight in enumerate(weights):
			part = whole - given_away if index == len(weights) - 1 else whole * weight // sum(weights)
			given_away += part
			years.append(part)
		cells = plan.spread(amounts, years)
		self.assertEqual([sum(row) for row in cells], amounts)
		self.assertEqual([sum(column) for column in zip(*cells, strict=True)], years)
		self.assertGreaterEqual(min(min(row) for row in cells), 0)

	def test_shares_go_as_the_years(self):
		self.assertEqual(
			plan.spread([8000, 2000], [5000, 2500, 2500]), [[4000, 2000, 2000], [1000, 500, 500]]
		)

	def test_sums_that_differ_are_refused(self):
		for amounts, years in (([10], [9]), ([-1, 11], [10]), ([10], [11, -1])):
			with self.assertRaises(ValueError):
				plan.spread(amounts, years)

	def test_where_rounding_would_go_below_nothing(self):
		for size in range(1, 40):
			cells = plan.spread([1] * size, [size - 1, 1] if size > 1 else [1])
			self.assertGreaterEqual(min(min(row) for row in cells), 0)


class TestOwnShare(unittest.TestCase):
	PARTS = (
		Part(PUBLIC, 80_000),
		Part(PARTNER_CASH, 5_000),
		Part(IN_KIND, 15_000),
		Part(THIRD_PARTY, 10_000),
	)

	def test_figurative_value_counts_where_the_agreement_says_so(self):
		limit, own = plan.own_share(self.PARTS, Terms(own_share_percent=20))
		self.assertEqual((limit.cents, limit.base, limit.bound), (5_000, 95_000, 19_000))
		self.assertEqual((own.figurative, own.figurative_counted), (15_000, 0))
		limit, _own = plan.own_share(self.PARTS, Terms(20, figurative_counts=True))
		self.assertEqual((limit.cents, limit.base, limit.bound), (20_000, 110_000, 22_000))

	def test_counted_on_the_public_contribution(self):
		limit, _own = plan.own_share(self.PARTS, Terms(20, "Public Contribution", figurative_counts=True))
		self.assertEqual((limit.cents, limit.base, limit.bound), (20_000, 80_000, 16_000))

	@given(CENTS, CENTS, st.integers(1, 99))
	@settings(deadline=None)
	def test_no_more_than_its_part_of_the_own_share_is_figurative(self, cash, figurative, percent):
		own = plan.counted(cash, figurative, True, percent)
		self.assertLessEqual(own.figurative_counted * 100, own.own * percent)
		if own.figurative_counted < figurative:
			self.assertGreater((own.figurative_counted + 1) * 100, (own.own + 1) * percent)

	def test_no_limit_and_no_share(self):
		self.assertEqual(plan.counted(10, 90, True, 0).own, 100)
		self.assertEqual(plan.counted(10, 90, True, 100).own, 100)
		self.assertEqual(plan.counted(10, 90, True, 50).own, 20)
		self.assertEqual(plan.counted(10, 90, False, 50).own, 10)


class TestIndirect(unittest.TestCase):
	PARTS = (
		Part(PUBLIC, 60_000, staff=True),
		Part(PUBLIC, 20_000),
		Part(PARTNER_CASH, 10_000, staff=True),
		Part(PUBLIC, 7_000, indirect=True),
		Part(PARTNER_CASH, 1_000, indirect=True),
		Part(IN_KIND, 50_000),
	)

	def test_each_base(self):
		for base, cents, on, bound in (
			("Direct Costs", 8_000, 90_000, 6_300),
			("Direct Staff Costs", 8_000, 70_000, 4_900),
			("Whole Plan", 8_000, 98_000, 6_860),
			("Public Contribution", 7_000, 87_000, 6_090),
		):
			with self.subTest(base=base):
				limit = plan.indirect(self.PARTS, Terms(indirect_cap_percent=7, indirect_cap_base=base))
				self.assertEqual((limit.cents, limit.base, limit.bound), (cents, on, bound))


A, B, OTHER = ("A1", "STAFF"), ("A1", "RENT"), ("A2", "STAFF")


class TestReallocation(unittest.TestCase):
	def test_the_total_of_each_payer_stays(self):
		moves = [Move("r1", A, PUBLIC, 5), Move("r2", B, PUBLIC, -4), Move("r2", B, PARTNER_CASH, -1)]
		self.assertEqual(reallocation.unbalanced(moves), {PUBLIC: 1, PARTNER_CASH: -1})
		self.assertEqual(reallocation.unbalanced([Move("r1", A, PUBLIC, 5), Move("r2", B, PUBLIC, -5)]), {})

	def test_rows_of_one_macro_item_give_and_take_freely(self):
		moves = [Move("r1", A, PUBLIC, 500), Move("r2", A, PUBLIC, -500)]
		self.assertEqual(reallocation.over_tolerance({A: 1000}, reallocation.changes(moves), 10), [])

	def test_up_to_the_percentage_and_no_cent_more(self):
		for by, count in ((100, 0), (101, 2)):
			moves = [Move("r1", A, PUBLIC, by), Move("r2", B, PUBLIC, -by)]
			found = reallocation.over_tolerance({A: 1000, B: 1000}, reallocation.changes(moves), 10)
			self.assertEqual(len(found), count)
		self.assertEqual([over.changed for over in found], [101, 101])
		self.assertEqual([over.allowed for over in found], [100, 100])

	def test_a_macro_item_that_had_nothing_has_no_tolerance(self):
		moves = [Move("r1", A, PUBLIC, -1), Move("r9", B, PUBLIC, 1)]
		found = reallocation.over_tolerance({A: 1000}, reallocation.changes(moves), 10)
		self.assertEqual([over.macro for over in found], [B])

	def test_one_payer_in_the_place_of_another_counts(self):
		moves = [Move("r1", A, PUBLIC, 200), Move("r1", A, PARTNER_CASH, -200)]
		found = reallocation.over_tolerance({A: 1000}, reallocation.changes(moves), 10)
		self.assertEqual([(over.macro, over.changed) for over in found], [(A, 200)])

	def test_between_actions(self):
		within = [Move("r1", A, PUBLIC, 5), Move("r2", B, PUBLIC, -5)]
		across = [Move("r1", A, PUBLIC, 5), Move("r3", OTHER, PUBLIC, -5)]
		swapped = [
			Move("r1", A, PUBLIC, 5),
			Move("r1", A, PARTNER_CASH, -5),
			Move("r3", OTHER, PUBLIC, -5),
			Move("r3", OTHER, PARTNER_CASH, 5),
		]
		self.assertEqual(reallocation.between_actions(within), {})
		self.assertEqual(reallocation.between_actions(across), {"A1": 5, "A2": -5})
		self.assertEqual(set(reallocation.between_actions(swapped)), {"A1", "A2"})
