"""Hours, rates and costs to the minute and the cent: rules/hours.py, rules/pay.py, rules/staffing.py (R10-R12, R21)."""

import unittest
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sostegno_abitare.rules import hours, pay, staffing

DAYS = st.dates(date(1997, 1, 1), date(2036, 12, 31))
MINUTES = st.integers(0, 1439)
SPRING, AUTUMN = date(2026, 3, 28), date(2026, 10, 24)  # clocks change in the night after
FEBRUARY, OCTOBER = date(2024, 2, 1), date(2024, 10, 1)


def clock(minutes):
	return f"{minutes // 60}:{minutes % 60:02}"


def read(day, start, length):
	"""The span of a day, from a minute, as long by the clock; none where the clocks do not show the times."""
	try:
		return hours.span(day, clock(start), clock((start + length) % 1440))
	except hours.SpanError:
		return None


def spans():
	"""A span of any day and times that the clocks of Italy show."""
	return st.builds(read, DAYS, MINUTES, st.integers(1, 1439)).filter(bool)


class TestSpans(unittest.TestCase):
	def minutes(self, day, start, end):
		return hours.span(day, start, end).minutes

	def test_a_common_day(self):
		self.assertEqual(self.minutes(date(2026, 5, 4), "9:30", "12.00"), 150)

	def test_over_midnight(self):
		found = hours.span(date(2025, 12, 31), "22:00", "2:00")
		self.assertEqual(found.minutes, 240)
		self.assertEqual(found.by_day(), {date(2025, 12, 31): 120, date(2026, 1, 1): 120})

	def test_until_midnight_is_of_one_day(self):
		self.assertEqual(hours.span(SPRING, "22:00", "0:00").by_day(), {SPRING: 120})

	def test_nights_when_clocks_change(self):
		self.assertEqual(self.minutes(SPRING, "22:00", "6:00"), 7 * 60)
		self.assertEqual(self.minutes(AUTUMN, "22:00", "6:00"), 9 * 60)
		self.assertEqual(self.minutes(AUTUMN + timedelta(1), "1:00", "4:00"), 4 * 60)

	def test_a_time_shown_twice_makes_the_span_shorter(self):
		sunday = AUTUMN + timedelta(1)
		self.assertEqual(self.minutes(sunday, "1:00", "2:30"), 90)
		self.assertEqual(self.minutes(sunday, "2:30", "4:00"), 90)
		self.assertEqual(self.minutes(sunday, "2:10", "2:50"), 40)

	def test_a_time_that_no_clock_shows(self):
		sunday = SPRING + timedelta(1)
		for start, end, code in (("2:30", "5:00", hours.SKIPPED_START), ("1:00", "2:30", hours.SKIPPED_END)):
			with self.assertRaises(hours.SpanError) as caught:
				hours.span(sunday, start, end)
			self.assertEqual(caught.exception.code, code)

	def test_an_end_that_is_the_start(self):
		for start, end in (("9:00", "9:00"), ("", "9:00"), ("9:00", "")):
			with self.assertRaises(hours.SpanError):
				hours.span(SPRING, start, end)
		with self.assertRaises(ValueError):
			hours.span(SPRING, "nine", "10:00")

	@given(spans())
	def test_the_days_of_a_span_hold_all_its_minutes(self, span):
		parts = span.by_day()
		self.assertEqual(sum(parts.values()), span.minutes)
		self.assertTrue(all(minutes > 0 for minutes in parts.values()))
		self.assertLessEqual(len(parts), 2)
		self.assertTrue(0 < span.minutes <= 25 * 60)

	@given(spans(), spans())
	def test_two_spans_overlap_both_ways_or_not_at_all(self, one, other):
		met = hours.overlapping(hours.Slot("a", one), [hours.Slot("b", other)])
		back = hours.overlapping(hours.Slot("b", other), [hours.Slot("a", one)])
		self.assertEqual(bool(met), bool(back))
		self.assertEqual(bool(met), max(one.start, other.start) < min(one.end, other.end))

	def test_one_may_start_when_another_ends(self):
		day = date(2026, 5, 4)
		morning, noon = hours.span(day, "9:00", "12:00"), hours.span(day, "12:00", "13:00")
		self.assertIsNone(hours.overlapping(hours.Slot("a", noon), [hours.Slot("b", morning)]))
		night = hours.span(day - timedelta(1), "23:00", "9:01")
		self.assertTrue(hours.overlapping(hours.Slot("a", morning), [hours.Slot("b", night)]))

	def test_a_slot_does_not_overlap_itself(self):
		slot = hours.Slot("a", hours.span(SPRING, "9:00", "12:00"))
		self.assertIsNone(hours.overlapping(slot, [slot]))

	def test_the_most_of_a_day(self):
		day = date(2026, 5, 4)
		found = [hours.span(day, "8:00", "14:00"), hours.span(day, "22:00", "3:00")]
		self.assertIsNone(hours.over_cap(found, 8))
		self.assertEqual(hours.over_cap(found, 7.5), (day, 480))
		self.assertIsNone(hours.over_cap(found, None))

	def test_no_day_is_longer_than_its_own_hours(self):
		sunday = AUTUMN + timedelta(1)
		at = datetime.combine(sunday, time(), tzinfo=hours.ROME)
		whole = hours.Span(at, datetime.combine(sunday + timedelta(1), time(), tzinfo=hours.ROME))
		self.assertEqual(whole.by_day(), {sunday: 25 * 60})


class TestPay(unittest.TestCase):
	def scale(self, *rates):
		return pay.Scale(tuple(pay.Rate(*rate) for rate in rates))

	def test_the_table_of_the_contract(self):
		"""The last two columns of the table of the cooperatives, October 2025."""
		for base, hour, with_added in (
			(135985, 824, 929),
			(137253, 832, 938),
			(143679, 871, 982),
			(154521, 936, 1056),
			(159106, 964, 1087),
			(163757, 992, 1119),
			(172783, 1047, 1180),
			(183915, 1115, 1257),
			(198542, 1203, 1356),
			(219254, 1329, 1498),
			(250409, 1518, 1711),
		):
			scale = self.scale(("X", OCTOBER, base))
			self.assertEqual(pay.hourly(scale, scale.rates[0], pay.BASE), hour)
			self.assertEqual(pay.hourly(scale, scale.rates[0], pay.WITH_ADDED_MONTHS), with_added)

	def test_the_rate_of_the_day(self):
		scale = self.scale(("C1", OCTOBER, 200), ("C1", FEBRUARY, 100), ("D1", OCTOBER, 300))
		for day, base in (
			(FEBRUARY, 100),
			(OCTOBER - timedelta(1), 100),
			(OCTOBER, 200),
			(date(2090, 1, 1), 200),
		):
			self.assertEqual(pay.in_force(scale, "C1", day).base, base)

	def test_no_rate_is_no_value(self):
		scale = self.scale(("C1", FEBRUARY, 100))
		for level, day in (("C1", FEBRUARY - timedelta(1)), ("D1", OCTOBER), ("", OCTOBER)):
			with self.assertRaises(pay.NoRateError):
				pay.in_force(scale, level, day)

	def test_what_the_contract_adds_counts(self):
		scale = self.scale(("D1", OCTOBER, 163757, 8200))
		self.assertEqual(pay.hourly(scale, scale.rates[0], pay.BASE), 1042)

	def test_months_of_a_rate(self):
		scale = self.scale(("A1", FEBRUARY, 130722, 0, Decimal(13)))
		self.assertEqual(pay.hourly(scale, scale.rates[0], pay.WITH_ADDED_MONTHS), 860)

	def test_another_basis_is_none(self):
		scale = self.scale(("A1", FEBRUARY, 130722))
		with self.assertRaises(ValueError):
			pay.hourly(scale, scale.rates[0], "Employer Cost")

	@given(st.integers(1, 1500), st.integers(1, 10_000))
	def test_the_value_is_half_up_to_the_cent(self, minutes, rate):
		exact = Fraction(minutes * rate, 60)
		self.assertTrue(exact - Fraction(1, 2) < pay.value(minutes, rate) <= exact + Fraction(1, 2))


class TestStaff(unittest.TestCase):
	@given(
		st.lists(st.integers(0, 12_000), min_size=1, max_size=40),
		st.integers(1, 9_000_000),
		st.integers(100, 200_000).map(lambda hundredths: hundredths / 100),
	)
	def test_the_parts_sum_to_the_cost_of_all(self, parts, yearly, worked):
		found = staffing.cost(parts, yearly, worked)
		each = Fraction(yearly) / (Fraction(str(worked)) * 60)
		self.assertEqual(sum(found), int(sum(parts) * each + Fraction(1, 2)))
		for minutes, part in zip(parts, found, strict=True):
			self.assertLess(abs(part - minutes * each), 1)

	def test_the_cost_of_an_hour(self):
		self.assertEqual(staffing.hourly(3_200_000, 1600), 2000)
		self.assertEqual(staffing.cost([60, 30], 3_200_000, 1600), [2000, 1000])

	def test_holidays(self):
		found = staffing.holidays(2025)
		self.assertIn(date(2025, 4, 21), found)
		self.assertEqual(len(found), 11)
		self.assertNotIn(date(2025, 10, 4), found)
		self.assertIn(date(2026, 10, 4), staffing.holidays(2026))

	def test_the_hours_that_can_be_worked(self):
		"""October 2025 has 23 days from Monday to Friday; June loses the 2nd; Easter Monday is none."""
		for first, last, days in (
			(date(2025, 10, 1), date(2025, 10, 31), 23),
			(date(2025, 6, 1), date(2025, 6, 30), 20),
			(date(2025, 4, 18), date(2025, 4, 22), 2),
			(date(2025, 10, 4), date(2025, 10, 5), 0),
		):
			self.assertEqual(staffing.workable(40, first, last), days * 480)
		self.assertEqual(staffing.workable(38, date(2025, 10, 6), date(2025, 10, 10)), 38 * 60)
