"""What speaks for and against a home for a household, as pure rules (VA-09)."""

import unittest
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sostegno_abitare.rules import matching as m
from sostegno_abitare.rules.capacity import Party, Person, Place

DAY = date(2026, 11, 1)
LAW = m.Space(14, 10, 28, 38)
LIMITS = m.Limits(30, False, LAW)
MAN, WOMAN = Person(date(1990, 1, 1), "Male"), Person(date(1991, 1, 1), "Female")
CHILD = Person(date(2018, 1, 1), "Female")


def seeker(*persons, **values):
	defaults = {"municipality": "Segrate", "action": "A3", "income": 1350.0}
	return m.Seeker("C-1", Party(persons or (MAN, WOMAN), DAY), **{**defaults, **values})


def home(**values):
	defaults = {"municipality": "Segrate", "action": "A3", "surface": 56, "rent": 380.0}
	return m.Home("U-1", **{**defaults, **values})


def codes(found, side=None):
	return {reason.code for reason in found.reasons if side in (None, reason.side)}


def match(home_, seeker_, limits=LIMITS):
	return m.match(home_, seeker_, limits)


class TestSpace(unittest.TestCase):
	def test_square_metres_of_the_law(self):
		for surface, people in ((13.9, 0), (14, 1), (55.9, 3), (56, 4), (65.9, 4), (66, 5), (76, 6)):
			self.assertEqual(LAW.people(surface, studio=False), people, surface)

	def test_a_studio_holds_two_at_most(self):
		for surface, people in ((27.9, 0), (28, 1), (37.9, 1), (38, 2), (200, 2)):
			self.assertEqual(LAW.people(surface, studio=True), people, surface)

	def test_what_is_not_known_is_not_made_up(self):
		self.assertIsNone(LAW.people(0, studio=False))
		self.assertIsNone(m.Space().people(80, studio=False))
		self.assertEqual(codes(match(home(surface=0), seeker()), m.AGAINST), {"size_unknown"})

	def test_a_stated_number_goes_before_the_area(self):
		self.assertIn("too_small", codes(match(home(people=1), seeker()), m.UNFIT))
		self.assertTrue(match(home(people=2, surface=20), seeker()).fits)

	def test_room_for_many_more_speaks_against(self):
		self.assertIn("much_larger", codes(match(home(surface=66), seeker()), m.AGAINST))
		self.assertNotIn("much_larger", codes(match(home(surface=56), seeker())))

	@given(st.integers(0, 9), st.floats(0, 300), st.booleans())
	def test_one_more_person_never_makes_a_home_fit(self, count, surface, studio):
		few, more = (seeker(MAN, *[CHILD] * number) for number in (count, count + 1))
		place = home(surface=surface, studio=studio)
		self.assertLessEqual(match(place, more).fits, match(place, few).fits)


class TestRent(unittest.TestCase):
	def test_the_limit_is_met_to_the_cent(self):
		self.assertIn("rent", codes(match(home(rent=405.0), seeker()), m.FOR))
		found = match(home(rent=405.01), seeker())
		self.assertIn("rent_above", codes(found, m.AGAINST))
		self.assertTrue(found.fits)

	def test_it_makes_a_home_unfit_where_the_agreement_says_so(self):
		found = match(home(rent=500.0), seeker(), m.Limits(30, True, LAW))
		self.assertIn("rent_above", codes(found, m.UNFIT))
		self.assertFalse(found.fits)

	def test_520_are_380_of_1350(self):
		self.assertEqual(str(match(home(rent=380.0), seeker()).rent_percent), "28.15")

	def test_an_income_not_declared_is_not_zero(self):
		found = match(home(), seeker(income=None))
		self.assertIn("rent_unknown", codes(found, m.AGAINST))
		self.assertIsNone(found.rent_percent)

	def test_a_home_without_rent_suits_any_income(self):
		self.assertIn("no_rent", codes(match(home(rent=0), seeker(income=None)), m.FOR))


class TestPlaceAndNeed(unittest.TestCase):
	def test_the_own_municipality_then_the_agreement_then_the_neighbours(self):
		own = match(home(), seeker())
		near = match(home(municipality="Rodano"), seeker())
		far = match(home(municipality="Milano", within=False), seeker())
		self.assertEqual([own.score > near.score, near.score > far.score], [True, True])
		self.assertTrue(far.fits)

	def test_a_home_for_others_speaks_against(self):
		for intended, code, side in (
			("Couple", "category", m.FOR),
			("Older Person", "other_category", m.AGAINST),
		):
			self.assertIn(code, codes(match(home(intended_for=intended), seeker()), side))

	def test_who_needs_it_gets_no_home_with_stairs(self):
		self.assertFalse(match(home(), seeker(needs_accessible=True)).fits)
		self.assertTrue(match(home(accessible=True), seeker(needs_accessible=True)).fits)
		self.assertIn("accessible_unneeded", codes(match(home(accessible=True), seeker()), m.AGAINST))

	def test_a_scheme_decides_instead_of_the_area(self):
		men = (Place(1, "Adult Man", 4, minimum_age=18, maximum_age=65),)
		self.assertIn("not_admitted", codes(match(home(places=men), seeker(WOMAN, CHILD)), m.UNFIT))
		alone = match(home(places=men, surface=1), seeker(MAN))
		self.assertTrue(alone.fits)
		full = home(places=men, present=tuple(Party((MAN,), DAY, str(number)) for number in range(4)))
		self.assertFalse(match(full, seeker(MAN)).fits)

	def test_the_course_of_things_weighs(self):
		for code, found in (
			("other_action", match(home(action="A1"), seeker())),
			("not_ready", match(home(ready=False), seeker())),
			("declined", match(home(), seeker(declined=frozenset({"U-1"})))),
			("housed", match(home(), seeker(housed=True))),
		):
			self.assertIn(code, codes(found, m.AGAINST))
			self.assertLess(found.score, match(home(), seeker()).score)

	def test_nobody_fits_nowhere(self):
		self.assertFalse(match(home(), m.Seeker("C-1", Party((), DAY), "Segrate")).fits)


class TestOrder(unittest.TestCase):
	def test_those_that_fit_come_first_by_what_speaks_for_them(self):
		small = match(home(people=1), seeker())
		dear = match(home(rent=900.0), seeker())
		good = match(home(), seeker())
		self.assertEqual(m.ranked([small, dear, good]), [good, dear, small])

	def test_every_reason_that_weighs_can_be_given(self):
		given_codes = {
			code
			for case in (seeker(), seeker(income=None), seeker(needs_accessible=True), seeker(housed=True))
			for place in (
				home(), home(rent=0), home(rent=900.0), home(surface=0), home(surface=150), home(accessible=True),
				home(municipality="Rodano"), home(municipality="Milano", within=False), home(action="A1"),
				home(intended_for="Couple"), home(intended_for="Older Person"), home(ready=False),
				home(places=(Place(1, "Couple", 1),)),
			)
			for code in codes(match(place, case))
		}  # fmt: skip
		self.assertEqual(set(m.WEIGHTS) - given_codes, {"declined"})
