"""The rules of the front office, for whatever hours, months and words."""

from datetime import date, datetime, timedelta
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from sostegno_abitare.rules import booking, jobs, notices, rooms

DAY = datetime(2026, 3, 10)
TODAY = DAY.date()
minutes = st.integers(0, 300)


def slot(start: int, length: int, name: str = "A") -> booking.Slot:
	return booking.Slot(name, DAY + timedelta(minutes=start), DAY + timedelta(minutes=start + length))


def each_minute(taken: booking.Slot) -> set[int]:
	"""Every minute of the slot, one by one: the slow way to say what overlaps."""
	first = int((taken.start - DAY).total_seconds() // 60)
	return set(range(first, first + int((taken.end - taken.start).total_seconds() // 60)))


class TestBooking(TestCase):
	"""requirement: VA-02, VA-10"""

	@given(minutes, st.integers(1, 120), minutes, st.integers(1, 120))
	def test_slots_overlap_where_they_share_a_minute(self, start, length, other_start, other_length):
		new, other = slot(start, length, "A"), slot(other_start, other_length, "B")
		shared = bool(each_minute(new) & each_minute(other))
		self.assertEqual(booking.overlapping(new, [other]) is not None, shared)
		self.assertEqual(booking.overlapping(other, [new]) is not None, shared)

	@given(st.lists(st.tuples(minutes, st.integers(1, 120)), max_size=12))
	def test_what_is_accepted_one_by_one_never_overlaps(self, asked):
		kept: list[booking.Slot] = []
		for at, (start, length) in enumerate(asked):
			new = slot(start, length, str(at))
			if not booking.overlapping(new, kept):
				kept.append(new)
		taken = [minute for one in kept for minute in each_minute(one)]
		self.assertEqual(len(taken), len(set(taken)))

	def test_one_may_start_when_another_ends_and_none_meets_itself(self):
		self.assertIsNone(booking.overlapping(slot(60, 30), [slot(30, 30, "B"), slot(90, 30, "C")]))
		self.assertIsNone(booking.overlapping(slot(60, 30), [slot(70, 30)]))
		later, sooner = slot(80, 30, "B"), slot(50, 30, "C")
		self.assertEqual(booking.overlapping(slot(60, 60), [later, sooner]), sooner)

	def test_spans_that_cannot_stand(self):
		longest = timedelta(hours=2)
		for start, end, expected in (
			(DAY, DAY + longest, None),
			(DAY, DAY, booking.BACKWARDS),
			(DAY + longest, DAY, booking.BACKWARDS),
			(DAY + timedelta(hours=23), DAY + timedelta(hours=25), booking.OTHER_DAY),
			(DAY, DAY + longest + timedelta(minutes=1), booking.TOO_LONG),
		):
			with self.subTest(start=start, end=end):
				self.assertEqual(booking.fault(start, end, longest), expected)


NOTICE = notices.Notice(date(2026, 1, 1), date(2026, 6, 30), 800000, 12, 2000000, 3500000)
months = st.dates(date(2024, 1, 1), date(2027, 12, 31))


class TestNotices(TestCase):
	"""requirement: VA-03"""

	def test_an_application_within_days_amount_and_months(self):
		for application, expected in (
			(notices.Application(date(2026, 1, 1), 800000, 12), ()),
			(notices.Application(date(2026, 6, 30)), ()),
			(notices.Application(date(2025, 12, 31)), (notices.NOT_OPEN,)),
			(
				notices.Application(date(2026, 7, 1), 800001, 13),
				(notices.CLOSED, notices.TOO_MUCH, notices.TOO_MANY_MONTHS),
			),
		):
			with self.subTest(application=application):
				self.assertEqual(notices.obstacles(NOTICE, application), expected)
		without = notices.Notice(date(2026, 1, 1))
		self.assertEqual(notices.obstacles(without, notices.Application(date(2030, 1, 1), 10**9, 99)), ())

	def test_either_income_is_enough(self):
		for isee, ise, expected in (
			(2000000, None, True),
			(2000001, 3500000, True),
			(2000001, 3500001, False),
			(2000001, None, False),
			(None, None, None),
		):
			with self.subTest(isee=isee, ise=ise):
				self.assertIs(notices.income_within(NOTICE, isee, ise), expected)
		self.assertIs(notices.income_within(notices.Notice(date(2026, 1, 1)), None, None), True)

	@given(st.lists(st.tuples(months, st.integers(-100, 100000)), max_size=8), months)
	def test_months_stand_once_behind_and_with_an_amount(self, rows, today):
		firsts = [(month.year, month.month) for month, _amount in rows]
		right = (
			len(set(firsts)) == len(firsts)
			and all(first <= (today.year, today.month) for first in firsts)
			and all(amount > 0 for _month, amount in rows)
		)
		self.assertEqual(notices.fault_of(rows, today) is None, right)

	def test_the_row_at_fault_is_named(self):
		rows = [(date(2026, 1, 5), 1), (date(2026, 2, 1), 1), (date(2026, 1, 31), 1)]
		self.assertEqual(notices.fault_of(rows, TODAY), notices.Fault(notices.REPEATED, 2))
		self.assertEqual(notices.fault_of([(date(2026, 4, 1), 1)], TODAY), notices.Fault(notices.FUTURE, 0))
		self.assertEqual(notices.fault_of([(date(2026, 3, 31), 0)], TODAY), notices.Fault(notices.NOTHING, 0))

	@given(st.lists(months), st.lists(st.tuples(months, st.sampled_from("AB"))))
	def test_a_month_is_taken_whatever_its_day(self, wanted, covered):
		found = notices.taken(wanted, covered)
		shared = {(day.year, day.month) for day in wanted} & {(day.year, day.month) for day, _by in covered}
		self.assertEqual(found is not None, bool(shared))
		if found:
			self.assertEqual((found[0].year, found[0].month), min(shared))
			self.assertIn(found[1], {by for day, by in covered if (day.year, day.month) == min(shared)})


class TestJobs(TestCase):
	"""requirement: VA-05"""

	def verdict(self, seeker=None, stale_after=60, **values):
		defaults = {"name": "J", "municipality": "Pontedera", "last_checked_on": TODAY}
		seeker = seeker or jobs.Seeker(30, "Pontedera", "Magazzino e muletto; patente B")
		return jobs.match(jobs.Resource(**{**defaults, **values}), seeker, TODAY, stale_after)

	def codes(self, reasons):
		return [reason.code for reason in reasons]

	def test_what_makes_it_unfit(self):
		for expected, values in (
			(jobs.NOT_OPEN, {"status": "Full"}),
			(jobs.NOT_YET, {"valid_from": TODAY + timedelta(1)}),
			(jobs.EXPIRED, {"valid_to": TODAY - timedelta(1)}),
			(jobs.TOO_YOUNG, {"minimum_age": 31}),
			(jobs.TOO_OLD, {"maximum_age": 29}),
			(jobs.LACKS, {"required": ("patente C",)}),
		):
			with self.subTest(expected=expected):
				found = self.verdict(**values)
				self.assertFalse(found.fits)
				self.assertEqual(self.codes(found.against), [expected])
		within = {"valid_from": TODAY, "valid_to": TODAY, "minimum_age": 30, "maximum_age": 30}
		self.assertTrue(self.verdict(**within, required=("patente B",)).fits)
		unknown = self.verdict(jobs.Seeker(None, "", ""), minimum_age=18)
		self.assertEqual(self.codes(unknown.against), [jobs.AGE_UNKNOWN, jobs.ELSEWHERE])

	def test_cautions_leave_it_fit(self):
		found = self.verdict(municipality="Palaia", last_checked_on=TODAY - timedelta(61))
		self.assertTrue(found.fits)
		self.assertEqual(self.codes(found.against), [jobs.ELSEWHERE, jobs.STALE])
		self.assertFalse(self.verdict(last_checked_on=TODAY - timedelta(60)).against)
		self.assertFalse(self.verdict(last_checked_on=None, stale_after=0).against)

	def test_reasons_add_up_and_the_best_comes_first(self):
		best = self.verdict(skills=("muletto", "saldatura"), required=("patente B",), minimum_age=18)
		self.assertEqual(
			[(reason.code, reason.detail) for reason in best.reasons],
			[
				(jobs.SKILLS, "muletto"),
				(jobs.SKILLS, "patente B"),
				(jobs.SAME_PLACE, "Pontedera"),
				(jobs.AGE_FITS, ""),
			],
		)
		self.assertEqual(best.points, 9)
		pairs = [
			(jobs.Resource("C"), self.verdict(status="Full", skills=("muletto",))),
			(jobs.Resource("B"), self.verdict()),
			(jobs.Resource("A"), self.verdict()),
			(jobs.Resource("D"), best),
		]
		self.assertEqual([resource.name for resource, _verdict in jobs.ranked(pairs)], ["D", "A", "B", "C"])

	def test_words_are_found_whole_and_in_order(self):
		for text, skill, expected in (
			("Patente  B, muletto", "patente b", True),
			("patente BE", "patente b", False),
			("B patente", "patente b", False),
			("Muletto", "mulet", False),
			("", "x", False),
			("qualcosa", " ", False),
		):
			with self.subTest(text=text, skill=skill):
				self.assertEqual(jobs.mentions(text, skill), expected)
		self.assertEqual(jobs.words_of(" a, ,b ,"), ("a", "b"))


class TestRooms(TestCase):
	"""requirement: VA-10"""

	@given(st.integers(0, 10**7), st.integers(2020, 2030))
	def test_a_whole_year_is_the_yearly_cost(self, yearly, year):
		cost = rooms.Cost(yearly)
		self.assertEqual(rooms.share_of(cost, date(year, 1, 1), date(year, 12, 31)), yearly)

	@given(st.integers(0, 10**6), st.dates(date(2023, 1, 1), date(2026, 12, 31)), st.integers(0, 900))
	def test_no_more_than_the_days_it_is_paid_for(self, yearly, first, length):
		cost = rooms.Cost(yearly, date(2024, 3, 1), date(2025, 8, 31))
		last = first + timedelta(length)
		found = rooms.share_of(cost, first, last)
		whole = rooms.share_of(rooms.Cost(yearly), max(first, cost.paid_from), min(last, cost.paid_to))
		self.assertEqual(found, whole)
		if last < cost.paid_from or first > cost.paid_to:
			self.assertEqual(found, 0)

	def test_part_of_a_year_goes_by_days(self):
		cost = rooms.Cost(50000, date(2025, 1, 1), date(2027, 12, 31))
		self.assertEqual(rooms.share_of(cost, date(2025, 1, 1), date(2025, 6, 30)), 24795)
		self.assertEqual(rooms.share_of(cost, date(2024, 1, 1), date(2028, 12, 31)), 150000)
