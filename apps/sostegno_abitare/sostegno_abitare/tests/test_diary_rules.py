"""The rules of the diary, for whatever days, hours and words."""

from datetime import date, timedelta
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from sostegno_abitare.rules import clock, diary

TODAY = date(2026, 3, 10)
CASE = diary.Case(date(2026, 1, 15))
days = st.dates(date(2025, 12, 1), date(2026, 4, 30))


def entry(day: date = TODAY, minutes: int = 60, text: str = "Colloquio", **values) -> diary.Entry:
	return diary.Entry(day, minutes, text, **values)


class TestFault(TestCase):
	def test_words_of_each_fault(self):
		closed = diary.Case(CASE.referred_on, date(2026, 3, 1))
		for made, case, expected in (
			(entry(), CASE, None),
			(entry(day=CASE.referred_on), CASE, None),
			(entry(day=TODAY + timedelta(1)), CASE, diary.FUTURE),
			(entry(day=CASE.referred_on - timedelta(1)), CASE, diary.BEFORE_REFERRAL),
			(entry(day=date(2026, 3, 1)), closed, None),
			(entry(day=date(2026, 3, 2)), closed, diary.AFTER_CLOSING),
			(entry(minutes=0), CASE, diary.NO_MINUTES),
			(entry(minutes=-5), CASE, diary.NO_MINUTES),
			(entry(minutes=1440), CASE, None),
			(entry(minutes=1441), CASE, diary.TOO_LONG),
			(entry(text=" \n"), CASE, diary.NO_WORDS),
			(entry(text="", reserved=True, reserved_text="Diagnosi"), CASE, None),
			(entry(text="", reserved=True), CASE, diary.NO_WORDS),
			(entry(text="Diagnosi", reserved=True, reserved_text="Diagnosi"), CASE, diary.OPEN_WORDS),
			(entry(text="", reserved_text="Diagnosi"), CASE, diary.NO_WORDS),
		):
			with self.subTest(made=made, case=case):
				self.assertEqual(diary.fault(made, case, TODAY), expected)

	@given(days, days, st.none() | days, days)
	def test_a_day_stands_only_between_referral_closing_and_today(self, day, referred, closed, today):
		allowed = diary.fault(entry(day=day), diary.Case(referred, closed), today) is None
		self.assertEqual(allowed, referred <= day <= min(today, closed or today))


slots = st.builds(
	diary.Slot,
	name=st.uuids().map(str),
	day=st.dates(date(2026, 2, 27), date(2026, 3, 2)),
	start=st.none() | st.integers(0, 1439),
	minutes=st.integers(1, 1440),
	group=st.sampled_from([None, "G1", "G2"]),
)


def minutes_of(slot: diary.Slot) -> set[int]:
	"""Every minute of the slot, one by one: the slow way to say what overlaps."""
	if slot.start is None:
		return set()
	first = slot.day.toordinal() * 1440 + slot.start
	return set(range(first, first + slot.minutes))


class TestOverlap(TestCase):
	@given(slots, slots)
	def test_two_slots_overlap_when_they_share_a_minute(self, one, other):
		together = bool(one.group) and one.group == other.group
		shared = bool(minutes_of(one) & minutes_of(other)) and not together
		self.assertEqual(diary.overlapping(one, [other]) is other, shared)
		self.assertEqual(diary.overlapping(other, [one]) is one, shared)

	@given(slots)
	def test_a_slot_does_not_overlap_itself(self, slot):
		self.assertIsNone(diary.overlapping(slot, [slot]))

	def test_work_past_midnight_reaches_the_next_day(self):
		night = diary.Slot("A", date(2026, 2, 28), 23 * 60, 120)
		self.assertEqual(diary.overlapping(diary.Slot("B", date(2026, 3, 1), 30, 15), [night]), night)
		self.assertIsNone(diary.overlapping(diary.Slot("B", date(2026, 3, 1), 60, 15), [night]))


class TestFrozen(TestCase):
	@given(days, st.integers(0, 90), days)
	def test_until_the_last_day_it_may_be_corrected(self, written, kept, today):
		self.assertEqual(diary.frozen(written, kept, today), (today - written).days > kept)

	def test_without_a_threshold_nothing_freezes(self):
		self.assertFalse(diary.frozen(date(2000, 1, 1), None, TODAY))


class TestShares(TestCase):
	@given(st.dictionaries(st.text(min_size=1), st.lists(st.integers(1, 600), min_size=1), max_size=5))
	def test_a_group_is_worked_once(self, groups):
		parts = diary.shares(groups)
		for name, minutes in groups.items():
			worked = sum(part * parts[name] for part in minutes)
			self.assertAlmostEqual(worked, max(minutes), places=6)
			self.assertLessEqual(parts[name], 1)


class TestClock(TestCase):
	@given(st.integers(0, 1439))
	def test_what_is_written_is_read_back(self, minutes):
		self.assertEqual(clock.minutes_of(clock.written(minutes)), minutes)

	def test_as_people_write(self):
		for text, minutes in (
			("9:30", 570),
			("09.30", 570),
			(" 23:59 ", 1439),
			("10:00:00", 600),
			("", None),
		):
			self.assertEqual(clock.minutes_of(text), minutes)
		for wrong in ("24:00", "9", "9:60", "nove", "-1:00", "9:5"):
			with self.subTest(wrong=wrong), self.assertRaises(ValueError):
				clock.minutes_of(wrong)
