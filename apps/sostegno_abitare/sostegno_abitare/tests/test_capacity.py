"""Capacity of homes and days lived in, as pure rules (EM-09; R29, R36)."""

import unittest
from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sostegno_abitare.rules import capacity, occupancy
from sostegno_abitare.rules.capacity import MAN, MOTHER, WOMAN, Occupation, Party, Person, Place

DAY = date(2024, 3, 1)
PIOLTELLO = (Place(1, MAN, 4, minimum_age=18, maximum_age=65),)
SEGRATE = (
	Place(1, MOTHER, 3),
	Place(2, MOTHER, 2),
	Place(2, WOMAN, 3, places_from=2, minimum_age=18),
)


def born(age: int, day: date = DAY) -> date:
	return date(day.year - age, day.month, day.day)


def party(*persons: tuple[str, int], entry: date = DAY) -> Party:
	return Party(tuple(Person(born(age, entry), sex) for sex, age in persons), entry)


def man(age: int = 40, entry: date = DAY) -> Party:
	return party(("Male", age), entry=entry)


def woman(age: int = 40, entry: date = DAY) -> Party:
	return party(("Female", age), entry=entry)


def mother(*children: int, entry: date = DAY) -> Party:
	return party(("Female", 35), *(("Male", age) for age in children or (4,)), entry=entry)


def codes(verdict: capacity.Verdict) -> list[str]:
	return [reason.code for reason in verdict.reasons]


class TestCategories(unittest.TestCase):
	def test_what_a_household_counts_as(self):
		for given_party, expected in (
			(man(), MAN),
			(woman(), WOMAN),
			(woman(70), "Older Person"),
			(mother(), MOTHER),
			(mother(), "Single Parent with Children"),
			(party(("Male", 40), ("Female", 3)), "Single Parent with Children"),
			(party(("Male", 40), ("Female", 40)), "Couple"),
			(party(("Male", 40), ("Female", 40), ("Male", 2)), "Family"),
		):
			self.assertIn(expected, capacity.categories(given_party))

	def test_a_father_alone_is_no_mother(self):
		self.assertNotIn(MOTHER, capacity.categories(party(("Male", 40), ("Female", 3))))

	def test_two_adults_with_a_child_are_no_mother_alone(self):
		self.assertNotIn(MOTHER, capacity.categories(party(("Female", 40), ("Female", 19), ("Male", 3))))

	def test_an_unknown_birth_date_leaves_it_open(self):
		self.assertEqual(capacity.categories(Party((Person(None, "Male"),), DAY)), frozenset())


class TestPioltello(unittest.TestCase):
	"""Four men from 18 to 65 years of age on entry.

	requirement: EM-09
	"""

	def test_four_men_and_not_five(self):
		self.assertTrue(capacity.fits(PIOLTELLO, man(), [man()] * 3).ok)
		self.assertEqual(codes(capacity.fits(PIOLTELLO, man(), [man()] * 4)), ["full"])

	def test_ages_on_entry(self):
		for age, ok in ((17, False), (18, True), (65, True), (66, False)):
			self.assertEqual(capacity.fits(PIOLTELLO, man(age)).ok, ok, age)
		self.assertEqual(codes(capacity.fits(PIOLTELLO, man(66))), ["age"])
		self.assertEqual(codes(capacity.fits(PIOLTELLO, man(17))), ["no_adult"])

	def test_who_turns_66_inside_keeps_the_place(self):
		inside = man(65, entry=date(2022, 3, 1))
		self.assertTrue(capacity.fits(PIOLTELLO, man(), [inside]).ok)

	def test_a_woman_is_refused(self):
		verdict = capacity.fits(PIOLTELLO, woman())
		self.assertEqual(codes(verdict), ["category"])
		self.assertEqual(verdict.reasons[0].category, WOMAN)

	def test_two_brothers_take_two_places(self):
		brothers = party(("Male", 30), ("Male", 33))
		self.assertTrue(capacity.fits(PIOLTELLO, brothers, [man()] * 2).ok)
		self.assertFalse(capacity.fits(PIOLTELLO, brothers, [man()] * 3).ok)


class TestSegrate(unittest.TestCase):
	"""Three mothers with children, or two of them and two or three women alone.

	requirement: EM-09
	"""

	def test_every_mix_against_the_text_of_the_call(self):
		for mothers in range(5):
			for women in range(5):
				if not mothers + women:
					continue
				inside = [mother()] * mothers + [woman()] * women
				allowed = (mothers <= 3 and not women) or (mothers <= 2 and women <= 3)
				self.assertEqual(capacity.fits(SEGRATE, inside[0], inside[1:]).ok, allowed, (mothers, women))

	def test_a_third_mother_beside_a_woman_alone_is_refused(self):
		self.assertEqual(codes(capacity.fits(SEGRATE, mother(), [mother(), mother(), woman()])), ["full"])

	def test_the_alternative_is_named(self):
		self.assertEqual(capacity.fits(SEGRATE, mother()).alternative, 1)
		self.assertEqual(capacity.fits(SEGRATE, woman(), [mother()]).alternative, 2)

	def test_free_places(self):
		self.assertEqual(capacity.free(SEGRATE, []), {MOTHER: 3, WOMAN: 3})
		self.assertEqual(capacity.free(SEGRATE, [mother(), mother(), woman()]), {MOTHER: 0, WOMAN: 2})
		self.assertEqual(capacity.free(SEGRATE, [mother()] * 3), {MOTHER: 0, WOMAN: 0})

	def test_somebody_inside_of_unknown_age_lets_nobody_in(self):
		unknown = Party((Person(None, "Female"),), DAY)
		self.assertFalse(capacity.fits(SEGRATE, woman(), [unknown]).ok)

	def test_missing_data_are_asked_for(self):
		self.assertEqual(codes(capacity.fits(SEGRATE, Party((), DAY))), ["no_person"])
		self.assertEqual(codes(capacity.fits(SEGRATE, Party((Person(None, ""),), DAY))), ["birth_date"])
		self.assertEqual(codes(capacity.fits(SEGRATE, Party((Person(born(30), ""),), DAY))), ["sex"])


KINDS: dict[str, Callable[..., Party]] = {"mother": mother, "woman": woman, "man": man}
START = st.integers(0, 60)
LENGTH = st.none() | st.integers(1, 40)
EVENT = st.tuples(st.sampled_from(sorted(KINDS)), START, LENGTH)


def after(days: int) -> date:
	return DAY + timedelta(days=days)


class TestOverTime(unittest.TestCase):
	def test_the_day_of_exit_is_free(self):
		leaving = [Occupation(man(), after(0), after(10)) for _place in range(4)]
		self.assertTrue(capacity.admits(PIOLTELLO, Occupation(man(), after(10)), leaving).ok)
		self.assertFalse(capacity.admits(PIOLTELLO, Occupation(man(), after(9)), leaving).ok)

	def test_a_later_entry_counts(self):
		booked = [
			Occupation(mother(), after(30)),
			Occupation(mother(), after(30)),
			Occupation(woman(), after(40)),
		]
		self.assertFalse(capacity.admits(SEGRATE, Occupation(mother(), after(0)), booked).ok)
		self.assertTrue(capacity.admits(SEGRATE, Occupation(mother(), after(0), after(40)), booked).ok)
		self.assertFalse(capacity.admits(SEGRATE, Occupation(mother(), after(0), after(41)), booked).ok)

	@given(st.lists(EVENT, max_size=14), st.lists(st.integers(0, 13), max_size=6))
	@settings(deadline=None, max_examples=300)
	def test_capacity_is_never_exceeded_whatever_the_order_of_entries_and_exits(self, events, exits):
		"""Counted day by day against the text of the call, with no help of the rules themselves."""
		for places, allowed in ((SEGRATE, _segrate_allows), (PIOLTELLO, _pioltello_allows)):
			inside: list[tuple[str, Occupation]] = []
			for step, (kind, start, length) in enumerate(events):
				end = None if length is None else after(start + length)
				new = Occupation(KINDS[kind](entry=after(start)), after(start), end)
				if capacity.admits(places, new, [other for _kind, other in inside]).ok:
					inside.append((kind, new))
				if step in exits and inside:  # somebody leaves before the day that was planned
					gone, stay = inside.pop(0)
					inside.append((gone, Occupation(stay.party, stay.start, stay.start + timedelta(days=1))))
			for day in (after(number) for number in range(101)):
				there = [kind for kind, stay in inside if stay.holds_on(day)]
				self.assertTrue(allowed(there), (day, there))

	@given(st.lists(st.sampled_from(sorted(KINDS)), max_size=6), st.sampled_from(sorted(KINDS)))
	@settings(deadline=None)
	def test_nobody_is_refused_who_has_a_place(self, inside, kind):
		for places, allowed in ((SEGRATE, _segrate_allows), (PIOLTELLO, _pioltello_allows)):
			if allowed(inside):
				verdict = capacity.fits(places, KINDS[kind](), [KINDS[one]() for one in inside])
				self.assertEqual(verdict.ok, allowed([*inside, kind]))
				self.assertEqual(verdict.ok, not verdict.reasons)


def _segrate_allows(there: list[str]) -> bool:
	mothers, women = there.count("mother"), there.count("woman")
	return not there.count("man") and ((mothers <= 3 and not women) or (mothers <= 2 and women <= 3))


def _pioltello_allows(there: list[str]) -> bool:
	return len(there) <= 4 and set(there) <= {"man"}


SPAN = st.tuples(st.none() | START, LENGTH)


class TestOccupancy(unittest.TestCase):
	def test_days_of_a_month(self):
		days = occupancy.count(date(2024, 2, 1), date(2024, 2, 29), (None, None), [(date(2024, 2, 10), None)])
		self.assertEqual((days.available, days.occupied, days.void, days.percent), (29, 20, 9, 69.0))

	def test_never_at_hand(self):
		days = occupancy.count(after(0), after(9), (after(20), None), [(after(0), None)])
		self.assertEqual((days.available, days.percent), (0, 0.0))

	def test_nights_count_people(self):
		self.assertEqual(
			occupancy.nights(after(0), after(9), [((after(5), after(7)), 3), ((None, after(1)), 1)]), 7
		)

	@given(st.lists(SPAN, max_size=8), SPAN)
	@settings(deadline=None)
	def test_every_day_is_lived_in_or_empty_and_counted_once(self, spans, window):
		def dated(span):
			start, length = span
			first = None if start is None else after(start)
			return first, None if length is None else after((start or 0) + length)

		lived, at_hand = [dated(span) for span in spans], dated(window)
		days = occupancy.count(after(10), after(50), at_hand, lived)

		def inside(span, day):
			return (span[0] is None or span[0] <= day) and (span[1] is None or day < span[1])

		there = [day for day in map(after, range(10, 51)) if inside(at_hand, day)]
		self.assertEqual(days.available, len(there))
		self.assertEqual(days.occupied, sum(any(inside(span, day) for span in lived) for day in there))
