"""Persons and households."""

from codicefiscale import codicefiscale

import frappe
from frappe.utils import add_days, add_years, getdate
from sostegno_abitare.intake.doctype.household.household import (
	IseeExpiryMissingError,
	MemberDatesError,
	ReferencePersonError,
	RepeatedMemberError,
)
from sostegno_abitare.intake.doctype.person.person import (
	BornInTheFutureError,
	FiscalCodeInUseError,
	InvalidFiscalCodeError,
)

from .base import AppTestCase
from .factories import ACTION, FAR

CODE = "RSSMRA80A01H501U"


class TestPerson(AppTestCase):
	def test_full_name_is_last_name_first(self):
		person = self.make.person(" Di  Prova ", "Ada Maria")
		self.assertEqual(person.full_name, "Di Prova Ada Maria")

	def test_fiscal_code_fills_what_is_empty(self):
		person = self.make.person(fiscal_code=CODE.lower(), birth_date=None, sex=None)
		self.assertEqual(
			(person.fiscal_code, getdate(person.birth_date), person.sex),
			(CODE, getdate("1980-01-01"), "Male"),
		)
		self.assertEqual((person.birth_place, person.birth_place_code), ("Roma", "H501"))

	def test_wrong_fiscal_code_is_refused(self):
		message = self.assertRefused(InvalidFiscalCodeError, self.make.person, fiscal_code="RSSMRA80A01H501X")
		self.assertIn("RSSMRA80A01H501X", message)

	def test_omocodia_and_provisional_codes_are_good(self):
		omocodia = codicefiscale.decode(CODE)["omocodes"][-1]
		self.assertEqual(
			self.make.person(fiscal_code=omocodia, birth_date="1980-01-01", sex="Male").fiscal_code, omocodia
		)
		self.assertEqual(self.make.person(fiscal_code="00743110157").fiscal_code, "00743110157")

	def test_disagreement_warns_and_saves(self):
		self.messages()
		person = self.make.person(
			fiscal_code=CODE, birth_date="1981-01-01", sex="Female", birth_place_code="F205"
		)
		shown = self.messages()
		for label in ("Birth Date", "Sex", "Birth Place Code"):
			self.assertIn(label, shown)
		self.assertEqual(getdate(person.birth_date), getdate("1981-01-01"))

	def test_agreement_is_silent(self):
		self.messages()
		self.make.person(fiscal_code=CODE, birth_date="1980-01-01", sex="Male", birth_place_code="H501")
		self.assertNotIn("Codice Fiscale", self.messages())

	def test_one_file_for_one_code(self):
		first = self.make.person(fiscal_code=CODE, birth_date=None, sex=None)
		message = self.assertRefused(FiscalCodeInUseError, self.make.person, fiscal_code=CODE)
		self.assertNotIn(first.name, message)

	def test_persons_without_code_stand_together(self):
		self.assertNotEqual(self.make.person().name, self.make.person().name)

	def test_nobody_is_born_tomorrow(self):
		self.assertRefused(BornInTheFutureError, self.make.person, birth_date=add_days(getdate(), 1))


class TestHousehold(AppTestCase):
	def test_counts_and_title(self):
		adult, child, old = (
			self.make.person("Prova", name, birth_date=add_years(getdate(), -years))
			for name, years in (("Ada", 40), ("Bea", 17), ("Carla", 65))
		)
		household = self.make.household(adult, child, old)
		self.assertEqual(household.title, "Prova Ada")
		counts = (
			household.members_count,
			household.adults_count,
			household.minors_count,
			household.over_65_count,
		)
		self.assertEqual(counts, (3, 2, 1, 1))
		self.assertEqual(
			[row.full_name for row in household.members], ["Prova Ada", "Prova Bea", "Prova Carla"]
		)

	def test_who_left_is_not_counted(self):
		ada, bea = self.make.person(), self.make.person(first_name="Bea")
		household = self.make.household(ada, bea)
		household.members[1].to_date = add_days(getdate(), -1)
		household.save()
		self.assertEqual(household.members_count, 1)

	def test_exactly_one_reference_person(self):
		ada, bea = self.make.person(), self.make.person(first_name="Bea")
		for ticks in ((0, 0), (1, 1)):
			members = [
				{"person": p.name, "is_reference": tick} for p, tick in zip((ada, bea), ticks, strict=True)
			]
			self.assertRefused(ReferencePersonError, self.make.household, ada, members=members)

	def test_a_person_is_a_member_once_at_a_time(self):
		ada = self.make.person()
		row = {"person": ada.name}
		twice = [{**row, "is_reference": 1}, {**row, "from_date": "2020-01-01"}]
		self.assertRefused(RepeatedMemberError, self.make.household, ada, members=twice)
		back = [{**row, "to_date": "2019-01-01"}, {**row, "from_date": "2020-01-01", "is_reference": 1}]
		self.assertEqual(self.make.household(ada, members=back).members_count, 1)

	def test_member_dates_in_order(self):
		ada = self.make.person()
		members = [
			{"person": ada.name, "is_reference": 1, "from_date": "2020-01-02", "to_date": "2020-01-01"}
		]
		self.assertRefused(MemberDatesError, self.make.household, ada, members=members)

	def test_isee_needs_its_expiry(self):
		self.assertRefused(IseeExpiryMissingError, self.make.household, isee_presented=1, isee_value=9000)

	def test_expired_isee_warns_and_saves(self):
		self.messages()
		household = self.make.household(
			isee_presented=1, isee_value=9000, isee_expiry=add_days(getdate(), -1)
		)
		self.assertIn("ISEE", self.messages())
		self.assertTrue(household.name)

	def test_valid_isee_is_silent(self):
		self.messages()
		self.make.household(isee_presented=1, isee_value=9000, isee_expiry=getdate())
		self.assertNotIn("ISEE", self.messages())

	def test_a_person_in_two_households_is_told(self):
		ada = self.make.person()
		self.make.household(ada)
		self.messages()
		self.make.household(ada)
		self.assertIn("Prova Ada", self.messages())


class TestShownNames(AppTestCase):
	def test_a_changed_name_reaches_household_referral_and_pei(self):
		ada = self.make.person()
		referral = self.make.referral("Assessed", household=self.make.household(ada).name)
		pei = self.make.pei(referral)
		ada.last_name = "Nuova"
		ada.save()
		self.assertEqual(frappe.db.get_value("Household", referral.household, "title"), "Nuova Ada")
		self.assertEqual(frappe.db.get_value("Referral", referral.name, "title"), "Nuova Ada")
		self.assertEqual(frappe.db.get_value("PEI", pei.name, "case_title"), "Nuova Ada")
		self.assertEqual(
			frappe.db.get_value("Household Member", {"person": ada.name}, "full_name"), "Nuova Ada"
		)

	def test_a_restricted_person_shows_by_code_everywhere(self):
		ada = self.make.person("Segretissima")
		referral = self.make.referral("Assessed", household=self.make.household(ada).name)
		pei = self.make.pei(referral)
		ada.restricted_person = 1
		ada.save()
		for doctype, name in (
			("Household", referral.household),
			("Referral", referral.name),
			("PEI", pei.name),
			("Assessment", None),
		):
			name = name or frappe.db.get_value("Assessment", {"referral": referral.name})
			self.assertNotIn("Segretissima", frappe.get_doc(doctype, name).as_json(), doctype)
		self.assertEqual(frappe.db.get_value("Referral", referral.name, "title"), referral.case_code)
		self.assertEqual(frappe.db.get_value("Person", ada.name, "title"), ada.name)

	def test_a_new_referral_of_a_restricted_person_shows_by_code(self):
		ada = self.make.person("Segretissima", restricted_person=1)
		referral = self.make.referral(household=self.make.household(ada).name)
		self.assertEqual(referral.title, referral.case_code)
		self.assertNotIn("Segretissima", referral.as_json())


class TestReservedResidence(AppTestCase):
	def test_facts_are_those_of_the_referral_date(self):
		"""Who came after the referral does not count, who has left since does."""
		ada, bea = self.make.person(), self.make.person(first_name="Bea")
		household = self.make.household(ada, bea)
		household.members[1].from_date = add_days(getdate(), -5)
		household.save()
		self.make.rule("household_size == 1")
		early = self.make.referral(household=household.name, referral_date=add_days(getdate(), -10))
		late = self.make.referral(household=household.name)
		self.assertEqual((early.eligibility, late.eligibility), ("Eligible", "Not Eligible"))

	def test_residence_elsewhere_is_for_the_rules(self):
		self.make.rule("resident_in_agreement", commission_may_override=1)
		household = self.make.household(residence_municipality=FAR)
		referral = self.make.referral(household=household.name)
		self.assertEqual(
			(referral.action, referral.eligibility, referral.eligibility_may_be_overridden),
			(ACTION, "Not Eligible", 1),
		)
