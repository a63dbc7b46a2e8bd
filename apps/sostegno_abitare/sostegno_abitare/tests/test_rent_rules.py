"""Rents by the cent: months that tile any period, money that is laid on dues, arrears by age, the ladder."""

import unittest
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sostegno_abitare.rules import ageing, allocation, ladder, repayment, schedule

DAYS = st.dates(date(1996, 1, 1), date(2104, 12, 31))
CENTS = st.integers(0, 500_000)
ONE_DAY = timedelta(days=1)


@st.composite
def periods(draw):
	"""Any first day, and up to eight years from it."""
	start = draw(DAYS)
	return start, start + timedelta(days=draw(st.integers(0, 2_922)))


@st.composite
def tenancies(draw):
	"""A period, and rents of which the first holds from its start and others from later days."""
	start, end = draw(periods())
	changes = draw(st.lists(st.integers(1, 2_922), max_size=4, unique=True))
	days = [start, *(start + timedelta(days=number) for number in sorted(changes))]
	return start, end, [(day, draw(CENTS)) for day in days]


def by_the_day(start, end, rents):
	"""The exact price of a period, counted day by day: the rent of the day over the days of its month."""
	total, day = Fraction(0), start
	while day <= end:
		rent = [cents for since, cents in rents if since <= day][-1]
		total += Fraction(rent, schedule.month_end(day).day)
		day += ONE_DAY
	return total


def rounded(exact):
	return int((exact + Fraction(1, 2)) // 1)


class TestSchedule(unittest.TestCase):
	@given(tenancies(), CENTS, st.integers(1, 28))
	@settings(deadline=None, max_examples=200)
	def test_dues_tile_the_period(self, tenancy, charges, due_day):
		start, end, rents = tenancy
		dues = schedule.schedule(start, end, rents, charges, due_day)
		self.assertEqual((dues[0].period_from, dues[-1].period_to), (start, end))
		for one, following in pairwise(dues):
			self.assertEqual(one.period_to + ONE_DAY, following.period_from)
		for due in dues:
			self.assertEqual(
				(due.period_from.year, due.period_from.month), (due.period_to.year, due.period_to.month)
			)
			self.assertTrue(due.period_from <= due.due_date)
			self.assertTrue(due.due_date.day == due_day or due.due_date == due.period_from)

	@given(tenancies(), CENTS)
	@settings(deadline=None, max_examples=100)
	def test_dues_sum_to_the_cent(self, tenancy, charges):
		start, end, rents = tenancy
		dues = schedule.schedule(start, end, rents, charges, 5)
		self.assertEqual(sum(due.rent for due in dues), rounded(by_the_day(start, end, rents)))
		self.assertEqual(
			sum(due.charges for due in dues), rounded(by_the_day(start, end, [(start, charges)]))
		)

	@given(periods(), CENTS)
	@settings(deadline=None)
	def test_a_whole_month_costs_its_rent(self, period, rent):
		start, end = period
		for due in schedule.schedule(start, end, [(start, rent)], 0, 1):
			whole = due.period_from.day == 1 and due.period_to == schedule.month_end(due.period_to)
			exact = Fraction(
				rent * ((due.period_to - due.period_from).days + 1), schedule.month_end(due.period_to).day
			)
			self.assertLessEqual(abs(due.rent - exact), 0 if whole else 1)

	@given(tenancies(), st.integers(0, 2_922))
	@settings(deadline=None)
	def test_an_earlier_end_changes_nothing_before_it(self, tenancy, days):
		start, end, rents = tenancy
		earlier = min(start + timedelta(days=days), end)
		whole = schedule.schedule(start, end, rents, 0, 5)
		cut = schedule.schedule(start, earlier, rents, 0, 5)
		self.assertEqual(cut[:-1], whole[: len(cut) - 1])

	def test_a_leap_february(self):
		[due] = schedule.schedule(date(2028, 2, 15), date(2028, 2, 29), [(date(2028, 2, 15), 29_000)], 0, 5)
		self.assertEqual((due.rent, due.due_date), (15_000, date(2028, 2, 15)))
		[due] = schedule.schedule(date(2027, 2, 15), date(2027, 2, 28), [(date(2027, 2, 15), 28_000)], 0, 20)
		self.assertEqual((due.rent, due.due_date), (14_000, date(2027, 2, 20)))

	def test_a_rent_that_changes_within_a_month(self):
		rents = [(date(2026, 1, 1), 31_000), (date(2026, 1, 11), 62_000)]
		[due] = schedule.schedule(date(2026, 1, 1), date(2026, 1, 31), rents, 0, 1)
		self.assertEqual(due.rent, 10_000 + 42_000)

	def test_a_day_without_rent_is_an_error(self):
		with self.assertRaises(schedule.NoRentError):
			schedule.schedule(date(2026, 1, 1), date(2026, 1, 31), [(date(2026, 1, 2), 100)], 0, 1)

	@given(tenancies(), st.lists(st.tuples(st.integers(0, 2_922), st.lists(CENTS, max_size=1)), max_size=4))
	@settings(deadline=None, max_examples=60)
	def test_corrected_dues_add_up_to_what_is_asked(self, tenancy, changes):
		"""Whatever ends and rents a contract is given one after the other, the rows of each month make it right."""
		start, end, rents = tenancy
		dues = schedule.schedule(start, end, rents, 1_000, 5)
		issued = [
			schedule.Issued(str(number), due.period_from, due.period_to, due.rent, due.charges)
			for number, due in enumerate(dues)
		]
		for days, rent in changes:
			end = start + timedelta(days=days)
			rents = [(start, rent[0])] if rent else rents
			wanted = schedule.schedule(start, end, rents, 1_000, 5)
			issued += [
				schedule.Issued(row.root, row.period_from, row.period_to, row.rent, row.charges)
				for row in schedule.corrections(wanted, issued)
			]
			self.assertEqual(schedule.corrections(wanted, issued), [])
			asked = {(due.period_from.year, due.period_from.month): due.rent for due in wanted}
			for number, due in enumerate(dues):
				rows = [row.rent for row in issued if row.root == str(number)]
				self.assertEqual(sum(rows), asked.get((due.period_from.year, due.period_from.month), 0))

	def test_an_early_end_takes_back_the_days_after_it(self):
		start, rents = date(2026, 1, 1), [(date(2026, 1, 1), 31_000)]
		whole = schedule.schedule(start, date(2026, 3, 31), rents, 0, 5)
		issued = [
			schedule.Issued(str(number), due.period_from, due.period_to, due.rent, due.charges)
			for number, due in enumerate(whole, 1)
		]
		cut = schedule.schedule(start, date(2026, 1, 21), rents, 0, 5)
		self.assertEqual(
			schedule.corrections(cut, issued),
			[
				schedule.Correction("1", date(2026, 1, 22), date(2026, 1, 31), -10_000, 0),
				schedule.Correction("2", date(2026, 2, 1), date(2026, 2, 28), -31_000, 0),
				schedule.Correction("3", date(2026, 3, 1), date(2026, 3, 31), -31_000, 0),
			],
		)

	def test_a_later_end_asks_for_the_days_that_were_not(self):
		start, rents = date(2026, 1, 1), [(date(2026, 1, 1), 31_000)]
		issued = [schedule.Issued("1", start, date(2026, 1, 21), 21_000, 0)]
		self.assertEqual(
			schedule.corrections(schedule.schedule(start, date(2026, 2, 28), rents, 0, 5), issued),
			[schedule.Correction("1", date(2026, 1, 22), date(2026, 1, 31), 10_000, 0)],
		)


class TestAllocation(unittest.TestCase):
	DUES = [
		allocation.Open("b", date(2026, 2, 5), 38_000),
		allocation.Open("a", date(2026, 1, 5), 38_000),
		allocation.Open("c", date(2026, 3, 5), -500),
	]

	def test_the_oldest_is_paid_first(self):
		self.assertEqual(allocation.oldest_first(50_000, self.DUES), [("a", 38_000), ("b", 12_000)])
		self.assertEqual(allocation.oldest_first(90_000, self.DUES), [("a", 38_000), ("b", 38_000)])
		self.assertEqual(allocation.oldest_first(0, self.DUES), [])

	def test_what_does_not_fit_is_refused(self):
		for amount, parts, code in (
			(38_000, [("a", 38_001)], "over_due"),
			(38_000, [("a", 38_000), ("b", 1)], "over_payment"),
			(39_000, [("a", 38_000), ("a", 1)], "over_due"),
			(38_000, [("z", 1)], "foreign"),
			(38_000, [("a", 0)], "not_positive"),
			(38_000, [("a", -1)], "not_positive"),
			(38_000, [("c", 1)], "over_due"),
		):
			with self.subTest(parts=parts):
				found = allocation.refusal(amount, parts, self.DUES)
				self.assertEqual(found and found.code, code)
		self.assertIsNone(allocation.refusal(38_000, [("a", 37_999), ("b", 1)], self.DUES))

	@given(
		st.integers(0, 10**8),
		st.lists(st.tuples(DAYS, st.integers(-1_000, 10**6)), max_size=12),
	)
	@settings(deadline=None)
	def test_what_is_laid_fits_and_is_all_that_fits(self, amount, owed):
		dues = [allocation.Open(str(number), day, cents) for number, (day, cents) in enumerate(owed)]
		parts = allocation.oldest_first(amount, dues)
		self.assertIsNone(allocation.refusal(amount, parts, dues))
		room = sum(max(due.cents, 0) for due in dues)
		self.assertEqual(sum(cents for _, cents in parts), min(amount, room))

	@given(st.integers(0, 10**11), st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
	@settings(deadline=None)
	def test_a_split_sums_and_no_part_is_a_cent_off(self, amount, weights):
		if not sum(weights):
			weights = [*weights, 1]
		parts = allocation.split(amount, weights)
		self.assertEqual(sum(parts), amount)
		for part, weight in zip(parts, weights, strict=True):
			self.assertLessEqual(abs(part - Fraction(amount * weight, sum(weights))), 1)

	def test_a_split_is_rounded_half_up(self):
		self.assertEqual(allocation.split(100, [1, 1, 1]), [33, 34, 33])
		self.assertEqual(allocation.split(1, [1, 1]), [1, 0])

	def test_nothing_is_split_by_no_weight(self):
		for weights in ([], [0, 0], [2, -1]):
			with self.subTest(weights=weights), self.assertRaises(ValueError):
				allocation.split(100, weights)


class TestAgeing(unittest.TestCase):
	def test_the_day_it_is_due_is_not_late(self):
		day = date(2026, 3, 6)
		for late, bucket in (
			(-1, None),
			(0, None),
			(1, 0),
			(30, 0),
			(31, 1),
			(60, 1),
			(61, 2),
			(90, 2),
			(91, 3),
		):
			with self.subTest(late=late):
				found = ageing.age([allocation.Open("a", day - timedelta(days=late), 100)], day)
				self.assertEqual(found.not_due, 100 if bucket is None else 0)
				self.assertEqual(found.buckets, tuple(100 if bucket == index else 0 for index in range(4)))
				self.assertEqual(found.days(day), max(late, 0))

	@given(st.lists(st.tuples(DAYS, st.integers(-(10**6), 10**8)), max_size=30), DAYS)
	@settings(deadline=None)
	def test_every_cent_is_somewhere(self, owed, day):
		found = ageing.age([allocation.Open("", due, cents) for due, cents in owed], day)
		self.assertEqual(found.not_due + found.arrears - found.credit, sum(cents for _, cents in owed))

	def test_labels(self):
		self.assertEqual(ageing.labels((30, 60, 90)), ["1-30", "31-60", "61-90", ">90"])


class TestLadder(unittest.TestCase):
	RUNGS = [
		ladder.Rung("Formal Notice", 30, 10_000),
		ladder.Rung("Reminder", 10),
		ladder.Rung("Meeting", 45),
	]

	def test_the_highest_rung_reached_and_not_taken(self):
		for days, arrears, taken, step in (
			(9, 38_000, (), None),
			(10, 38_000, (), "Reminder"),
			(29, 38_000, ("Reminder",), None),
			(30, 38_000, ("Reminder",), "Formal Notice"),
			(30, 9_999, ("Reminder",), None),
			(60, 38_000, (), "Meeting"),
			(60, 38_000, ("Meeting",), None),
			(60, 0, (), None),
		):
			with self.subTest(days=days, taken=taken):
				found = ladder.step_due(self.RUNGS, days, arrears, taken)
				self.assertEqual(found and found.step, step)

	def test_an_agreement_has_its_own_ladder(self):
		own = ladder.Rung("Meeting", 5, agreement="VA")
		self.assertEqual(ladder.of_agreement([*self.RUNGS, own], "VA"), [own])
		self.assertEqual(ladder.of_agreement([*self.RUNGS, own], "EM"), self.RUNGS)


class TestRepayment(unittest.TestCase):
	@given(st.integers(1, 10**7), st.integers(1, 36), DAYS)
	@settings(deadline=None)
	def test_instalments_add_up_and_are_even(self, amount, count, first):
		plan = repayment.instalments(amount, count, first)
		self.assertEqual(sum(cents for _, cents in plan), amount)
		self.assertLessEqual(max(cents for _, cents in plan) - min(cents for _, cents in plan), 1)
		self.assertEqual(len({when for when, _ in plan}), count)

	@given(st.integers(1, 10**6), st.integers(1, 24), st.integers(-100, 2 * 10**6))
	@example(2, 5, 0)  # more instalments than cents: those of nothing are none
	@settings(deadline=None)
	def test_what_is_no_longer_asked_for_comes_off_the_end(self, amount, count, taken):
		plan = [row for row in repayment.instalments(amount, count, date(2026, 1, 10)) if row[1]]
		found = repayment.reduced(plan, taken)
		self.assertEqual(sum(cents for _, cents in found), max(amount - max(taken, 0), 0))
		self.assertEqual(found[:-1], plan[: len(found[:-1])])
		self.assertTrue(all(cents > 0 for _, cents in found))

	def test_kept_late_broken_completed(self):
		plan = [(date(2026, 1, 10), 10_000), (date(2026, 2, 10), 10_000)]
		for day, paid, state, behind in (
			(date(2026, 1, 10), 0, "Kept", 0),
			(date(2026, 1, 11), 0, "Late", 10_000),
			(date(2026, 1, 20), 9_999, "Late", 1),
			(date(2026, 1, 21), 9_999, "Broken", 1),
			(date(2026, 1, 21), 10_000, "Kept", 0),
			(date(2026, 2, 11), 10_000, "Late", 10_000),
			(date(2027, 1, 1), 20_000, "Completed", 0),
			(date(2026, 1, 1), 20_000, "Completed", 0),
		):
			with self.subTest(day=day, paid=paid):
				found = repayment.standing(plan, paid, day, grace_days=10)
				self.assertEqual((found.state, found.behind), (state, behind))
