"""The pure decisions: periods, money, thresholds, quorum, codice fiscale."""

import unittest
from datetime import date, timedelta

from codicefiscale import codicefiscale
from hypothesis import given, settings
from hypothesis import strategies as st

from sostegno_abitare.rules import fiscal_code, money, periods, quorum, thresholds

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
ENDS = st.none() | DAYS


class TestPeriods(unittest.TestCase):
	def test_three_months_before_are_calendar_months(self):
		self.assertEqual(periods.months_before(date(2018, 6, 15), 3), date(2018, 3, 15))

	def test_a_day_that_does_not_exist_becomes_the_last_of_the_month(self):
		self.assertEqual(periods.months_before(date(2018, 5, 31), 3), date(2018, 2, 28))
		self.assertEqual(periods.months_before(date(2020, 5, 31), 3), date(2020, 2, 29))

	def test_unknown_date_is_an_error(self):
		with self.assertRaises(periods.MissingDateError):
			periods.months_before(None, 3)

	def test_age_grows_on_the_birthday(self):
		self.assertEqual(periods.years_between(date(1952, 3, 2), date(2018, 3, 1)), 65)
		self.assertEqual(periods.years_between(date(1952, 3, 1), date(2018, 3, 1)), 66)

	@given(ENDS, ENDS, ENDS, ENDS)
	@settings(deadline=None)
	def test_overlap_means_a_shared_day(self, a, b, c, d):
		shared = max(x for x in (a, c, date.min) if x) <= min(x for x in (b, d, date.max) if x)
		ordered = (not a or not b or a <= b) and (not c or not d or c <= d)
		if ordered:
			self.assertEqual(periods.overlap((a, b), (c, d)), shared)
			self.assertEqual(periods.overlap((a, b), (c, d)), periods.overlap((c, d), (a, b)))


class TestMoney(unittest.TestCase):
	def test_budgets_of_both_services_add_up(self):
		self.assertEqual(money.difference([132000.00, 50000.00, 109527.61], 291527.61), 0)
		self.assertEqual(money.difference([270000, 105000, 30000, 30000, 15000], 450000), 0)

	def test_a_cent_is_seen(self):
		self.assertEqual(money.difference([132000.00, 50000.00, 109527.60], 291527.61), -0.01)

	@given(st.lists(st.integers(0, 10**11), max_size=30))
	@settings(deadline=None)
	def test_cents_survive_the_floating_numbers(self, cents):
		self.assertEqual(money.difference([c / 100 for c in cents], sum(cents) / 100), 0)


class TestThresholds(unittest.TestCase):
	def test_the_narrowest_scope_holds(self):
		rows = [
			thresholds.Threshold("isee_max", 26000),
			thresholds.Threshold("isee_max", 20000, agreement="VA"),
			thresholds.Threshold("isee_max", 15000, agreement="VA", action="VA-L1"),
		]
		day = date(2024, 1, 1)
		self.assertEqual(thresholds.in_force(rows, day, "VA", "VA-L1"), {"isee_max": 15000})
		self.assertEqual(thresholds.in_force(rows, day, "VA", "VA-L3"), {"isee_max": 20000})
		self.assertEqual(thresholds.in_force(rows, day, "EM", "EM-A1"), {"isee_max": 26000})

	def test_a_value_holds_on_its_days_only(self):
		row = thresholds.Threshold("isee_max", 1, date(2024, 1, 1), date(2024, 12, 31))
		for day, held in (
			(date(2023, 12, 31), False),
			(date(2024, 1, 1), True),
			(date(2024, 12, 31), True),
			(date(2025, 1, 1), False),
		):
			self.assertEqual(bool(thresholds.in_force([row], day, "EM", "EM-A1")), held)

	def test_overlap_counts_within_a_scope(self):
		first = thresholds.Threshold("isee_max", 1, date(2024, 1, 1), None)
		self.assertEqual(
			thresholds.clashing(thresholds.Threshold("isee_max", 2, date(2025, 1, 1)), [first]), first
		)
		self.assertIsNone(
			thresholds.clashing(
				thresholds.Threshold("isee_max", 2, date(2023, 1, 1), date(2023, 12, 31)), [first]
			)
		)
		self.assertIsNone(
			thresholds.clashing(
				thresholds.Threshold("isee_max", 2, date(2025, 1, 1), agreement="EM"), [first]
			)
		)
		self.assertIsNone(thresholds.clashing(thresholds.Threshold("ise_max", 2, date(2025, 1, 1)), [first]))


NEEDS = (
	quorum.Requirement("Area Plan Office", 1),
	quorum.Requirement("Municipality", 1, from_referring_municipality=True),
	quorum.Requirement("Coordinator", 1),
)
FULL = [
	quorum.Attendee("Area Plan Office"),
	quorum.Attendee("Municipality", "Segrate"),
	quorum.Attendee("Coordinator"),
]


class TestQuorum(unittest.TestCase):
	def test_full_commission_decides_for_its_municipality(self):
		self.assertEqual(quorum.shortages(NEEDS, FULL, "Segrate"), [])

	def test_another_municipality_does_not_stand_in(self):
		missing = quorum.shortages(NEEDS, FULL, "Rodano")
		self.assertEqual([(s.requirement.commission_role, s.present) for s in missing], [("Municipality", 0)])

	def test_one_role_does_not_stand_in_for_another(self):
		missing = quorum.shortages(NEEDS, [quorum.Attendee("Municipality", "Segrate")] * 3, "Segrate")
		self.assertEqual(
			[s.requirement.commission_role for s in missing], ["Area Plan Office", "Coordinator"]
		)

	@given(st.lists(st.sampled_from(FULL), max_size=8), st.sampled_from(FULL))
	@settings(deadline=None)
	def test_one_more_attendee_never_breaks_a_quorum(self, present, one_more):
		before = quorum.shortages(NEEDS, present, "Segrate")
		self.assertLessEqual(len(quorum.shortages(NEEDS, [*present, one_more], "Segrate")), len(before))


class TestFiscalCode(unittest.TestCase):
	def test_reads_birth_sex_and_place(self):
		reading = fiscal_code.read("rssmra80a01h501u")
		self.assertEqual(
			(reading.code, reading.birth_date, reading.sex), ("RSSMRA80A01H501U", date(1980, 1, 1), "Male")
		)
		self.assertEqual((reading.place_code, reading.place_name, reading.omocodia), ("H501", "Roma", False))

	def test_every_omocodia_form_reads_as_the_plain_code(self):
		forms = codicefiscale.decode("RSSMRA80A01H501U")["omocodes"]
		self.assertEqual(len(forms), 128)
		for form in forms[1:]:
			reading = fiscal_code.read(form)
			self.assertTrue(reading.omocodia)
			self.assertEqual(
				(reading.birth_date, reading.sex, reading.place_code), (date(1980, 1, 1), "Male", "H501")
			)

	def test_eleven_digits_are_provisional(self):
		reading = fiscal_code.read("00743110157")
		self.assertTrue(reading.provisional)
		self.assertIsNone(reading.birth_date)
		self.assertEqual(fiscal_code.disagreements(reading, date(1980, 1, 1), "Male", "H501"), [])

	def test_wrong_codes_are_refused(self):
		for code in ("RSSMRA80A01H501X", "RSSMRA80A01H501", "12345678901", "", "àèìòù", "RSSMRA80A00H501V"):
			with self.subTest(code=code), self.assertRaises(fiscal_code.InvalidFiscalCodeError):
				fiscal_code.read(code)

	def test_a_place_that_never_was_still_gives_the_rest(self):
		reading = fiscal_code.read("RSSMRA80A01Z999Y")
		self.assertEqual((reading.birth_date, reading.place_code), (date(1980, 1, 1), None))

	def test_says_what_disagrees(self):
		reading = fiscal_code.read("RSSMRA80A01H501U")
		self.assertEqual(
			fiscal_code.disagreements(reading, date(1980, 1, 2), "Female", "F205"),
			["birth_date", "sex", "birth_place_code"],
		)
		self.assertEqual(fiscal_code.disagreements(reading, date(1880, 1, 1), "Male", "h501"), [])
		self.assertEqual(fiscal_code.disagreements(reading, None, None, None), [])

	@given(st.dates(date(1930, 1, 1), date.today() - timedelta(days=1)), st.sampled_from(("M", "F")))
	@settings(deadline=None, max_examples=200)
	def test_a_code_made_from_a_birth_agrees_with_it(self, birth, sex):
		code = codicefiscale.encode("Rossi", "Ada", sex, birth.isoformat(), "Roma")
		reading = fiscal_code.read(code)
		self.assertEqual(
			fiscal_code.disagreements(reading, birth, "Male" if sex == "M" else "Female", "H501"), []
		)

	def test_tax_ids_of_bodies(self):
		self.assertTrue(fiscal_code.is_tax_id("00743110157"))
		self.assertFalse(fiscal_code.is_tax_id("00743110158"))
