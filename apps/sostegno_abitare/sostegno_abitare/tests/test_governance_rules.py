"""The pure decisions of community and governance: attendance, phases, steering meetings, indicators."""

import unittest
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from sostegno_abitare.rules import attendance, indicators, phases, steering
from sostegno_abitare.rules.expressions import ExpressionError, parse

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
NAMES = st.sampled_from(["Citizens", "Owners", "Tenants"])
NUMBERS = st.decimals(-10_000, 10_000, places=2)


class TestAttendance(unittest.TestCase):
	"""requirement: VA-07"""

	def test_heads_go_before_names_and_names_where_nobody_counted(self):
		rows = [("Citizens", 40, 33), ("Owners", 10, 0)]
		found = attendance.audiences(rows, ["Citizens", "Owners", "Owners", "Tenants"])
		self.assertEqual(
			[(audience.name, audience.attended) for audience in found],
			[("Citizens", 33), ("Owners", 2), ("Tenants", 1)],
		)

	def test_more_names_than_heads(self):
		found = attendance.audiences([("Citizens", 0, 1), ("Owners", 0, 2)], ["Citizens"] * 2 + ["Owners"])
		self.assertEqual([audience.name for audience in attendance.miscounted(found)], ["Citizens"])

	def test_hours_of_all_together(self):
		self.assertEqual(attendance.person_hours(33, 120), 66.0)
		self.assertEqual(attendance.person_hours(7, 50), 5.8)
		self.assertEqual(attendance.person_hours(0, 120), 0)

	@given(st.dictionaries(NAMES, st.integers(0, 50)), st.lists(NAMES, max_size=20))
	@settings(deadline=None)
	def test_nobody_is_lost_and_nobody_is_made_up(self, counted, named):
		found = attendance.audiences([(name, 0, count) for name, count in counted.items()], named)
		self.assertEqual(len({audience.name for audience in found}), len(found))
		self.assertEqual(sum(audience.named for audience in found), len(named))
		if not attendance.miscounted(found):
			for audience in found:
				self.assertGreaterEqual(audience.attended, audience.named)


class TestPhases(unittest.TestCase):
	"""requirement: VA-08"""

	START, END, TODAY = date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 10)

	def phase(self, start=None, end=None):
		return phases.Phase(self.START, self.END, start, end)

	def test_where_a_phase_stands(self):
		for phase, day, expected in (
			(self.phase(), date(2026, 2, 1), phases.NOT_STARTED),
			(self.phase(), self.START, phases.NOT_STARTED),
			(self.phase(), date(2026, 3, 2), phases.LATE),
			(self.phase(self.START), self.END, phases.UNDER_WAY),
			(self.phase(self.START), self.TODAY, phases.LATE),
			(self.phase(self.START, self.TODAY), self.TODAY, phases.DONE),
		):
			self.assertEqual(phases.state(phase, day), expected, (phase, day))

	def test_days_late(self):
		self.assertEqual(phases.days_late(self.phase(self.START), self.TODAY), 10)
		self.assertEqual(phases.days_late(self.phase(self.START, date(2026, 4, 2)), self.TODAY), 2)
		self.assertEqual(phases.days_late(self.phase(self.START, self.START), self.TODAY), 0)

	def test_dates_that_cannot_be(self):
		wrong = phases.Phase(self.END, self.START)
		self.assertEqual(phases.fault(wrong, self.TODAY), "planned")
		self.assertEqual(phases.fault(self.phase(None, self.START), self.TODAY), "no start")
		self.assertEqual(phases.fault(self.phase(self.END, self.START), self.TODAY), "actual")
		self.assertEqual(phases.fault(self.phase(date(2026, 5, 1)), self.TODAY), "future")
		self.assertIsNone(phases.fault(self.phase(self.START, self.TODAY), self.TODAY))

	def test_the_whole(self):
		found = [self.phase(self.START, self.END), self.phase(self.START), self.phase()]
		self.assertEqual(phases.progress(found), 33.3)
		self.assertEqual((phases.progress([]), phases.span([])), (0.0, None))
		later = phases.Phase(self.END, date(2026, 9, 1))
		self.assertEqual(phases.span([later, self.phase()]), (self.START, date(2026, 9, 1)))


class TestSteering(unittest.TestCase):
	"""requirement: VA-16"""

	def test_three_calendar_months_from_the_last_or_from_the_start(self):
		start = date(2025, 1, 1)
		self.assertEqual(steering.due_on(None, start, 3), date(2025, 4, 1))
		self.assertEqual(steering.due_on(date(2025, 11, 30), start, 3), date(2026, 2, 28))
		self.assertEqual(steering.due_on(date(2024, 6, 1), start, 3), date(2025, 4, 1), "before the start")

	def test_late_is_the_day_after(self):
		due = date(2026, 3, 31)
		self.assertFalse(steering.is_late(due, due))
		self.assertTrue(steering.is_late(date(2026, 4, 1), due))
		self.assertTrue(steering.is_overdue(due, date(2026, 4, 1)))
		self.assertFalse(steering.is_overdue(due, due))
		self.assertFalse(steering.is_overdue(due, date(2026, 4, 1), end=date(2026, 3, 1)))

	@given(DAYS, DAYS, st.integers(1, 24))
	@settings(deadline=None)
	def test_who_meets_by_the_day_is_never_late(self, last, start, months):
		due = steering.due_on(last, start, months)
		self.assertGreater(due, max(last, start))
		self.assertFalse(steering.is_late(due, due))


class TestIndicators(unittest.TestCase):
	"""requirement: VA-16"""

	def test_quarters(self):
		self.assertEqual(indicators.quarter_of(date(2026, 11, 22)), (date(2026, 10, 1), date(2026, 12, 31)))
		self.assertEqual(indicators.quarter_before(date(2026, 1, 1)), (date(2025, 10, 1), date(2025, 12, 31)))

	@given(DAYS)
	@settings(deadline=None)
	def test_quarters_tile_the_year(self, day):
		first, last = indicators.quarter_of(day)
		self.assertTrue(first <= day <= last)
		self.assertEqual(indicators.quarter_of(first), indicators.quarter_of(last))
		self.assertEqual(indicators.quarter_before(day)[1] + timedelta(days=1), first)

	def test_periods_of_an_indicator(self):
		quarter, start = (date(2026, 7, 1), date(2026, 9, 30)), date(2025, 1, 1)
		self.assertEqual(indicators.period_for(indicators.QUARTER, quarter, start), quarter)
		self.assertEqual(
			indicators.period_for(indicators.YEAR, quarter, start), (date(2026, 1, 1), quarter[1])
		)
		self.assertEqual(indicators.period_for(indicators.WHOLE, quarter, start), (start, quarter[1]))

	def test_targets(self):
		ten, nine = Decimal(10), Decimal(9)
		self.assertTrue(indicators.is_met(ten, ten, indicators.AT_LEAST))
		self.assertFalse(indicators.is_met(nine, ten, indicators.AT_LEAST))
		self.assertTrue(indicators.is_met(nine, ten, indicators.AT_MOST))
		self.assertFalse(indicators.is_met(ten, nine, indicators.AT_MOST))

	def test_nothing_has_a_sum_and_a_count_and_no_average(self):
		self.assertEqual(indicators.total([], "Sum"), 0)
		self.assertEqual(indicators.total([], "Count"), 0)
		for function in ("Average", "Smallest", "Largest"):
			with self.assertRaises(indicators.NothingToMeasureError):
				indicators.total([], function)

	@given(st.lists(NUMBERS, min_size=1, max_size=30))
	@settings(deadline=None)
	def test_values_taken_together(self, values):
		smallest, largest = indicators.total(values, "Smallest"), indicators.total(values, "Largest")
		average = indicators.total(values, "Average")
		self.assertTrue(smallest <= average <= largest)
		self.assertEqual(indicators.total(values, "Sum"), sum(values))
		self.assertEqual(indicators.total(values, "Count"), len(values))

	def test_a_formula_knows_the_codes_it_is_given_and_no_fact(self):
		codes = frozenset(("held", "planned"))
		self.assertEqual(parse("100 * held / planned", codes).facts, codes)
		for wrong in ("isee + held", "held.real", "held[0]", "__import__('os')", "lambda: held", "other"):
			with self.assertRaises(ExpressionError):
				parse(wrong, codes)
		with self.assertRaises(ExpressionError):
			parse("held > 1")
