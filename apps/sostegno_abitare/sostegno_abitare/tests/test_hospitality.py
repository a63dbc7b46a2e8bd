"""Hospitality agreements, and whom a stay names to whom (EM-10, R30, R50)."""

import frappe
from frappe.utils import getdate
from sostegno_abitare.housing import occupation
from sostegno_abitare.housing.doctype.hospitality_agreement import hospitality_agreement as h
from sostegno_abitare.housing.doctype.stay import stay

from .factories import ACTION, AGREEMENT, NEXT
from .stays import StayTestCase, today


class TestAgreement(StayTestCase):
	def test_it_takes_guests_and_house_rules(self):
		home = self.shared(house_rules="<p>Silenzio dalle 22</p>")
		case, pei = self.accepted(self.mother(4, 7))
		agreement = self.agreed(home, case, pei)
		self.assertEqual((len(agreement.guests), agreement.house_rules), (3, "<p>Silenzio dalle 22</p>"))
		self.assertEqual(agreement.case_code, case.case_code)

	def test_the_household_accepts_its_project_first(self):
		home = self.shared()
		case, pei = self.accepted()
		self.assertRefused(h.SignatureDateError, self.agreed, home, case, pei, signed_on=today(-41))
		self.assertRefused(h.SignatureDateError, self.agreed, home, case, pei, signed_on=today(1))
		_other, foreign = self.accepted()
		self.assertRefused(h.PEIOfOtherCaseError, self.agreed, home, case, foreign)

	def test_signed_it_does_not_change(self):
		home = self.shared()
		case, pei = self.accepted()
		agreement = self.agreed(home, case, pei)
		agreement.monthly_contribution = 90
		self.assertRefused(h.SignedAgreementChangedError, agreement.save)

	def test_a_case_that_is_not_open(self):
		home = self.shared()
		case = self.make.referral("Received")
		pei_case, pei = self.accepted()
		self.assertRefused(h.CaseNotForStayError, self.agreed, home, case, pei)
		self.assertEqual(pei_case.municipality != NEXT, True)

	def test_the_agreement_of_a_stay_is_its_own(self):
		home, other = self.shared(), self.shared()
		case, pei = self.accepted()
		agreement = self.agreed(other, case, pei)
		self.assertRefused(
			stay.AgreementOfOtherStayError,
			self.make.document,
			"Stay",
			referral=case.name,
			unit=home.name,
			hospitality_agreement=agreement.name,
			planned_exit_date=today(10),
		)


class TestNames(StayTestCase):
	def test_a_restricted_person_stands_by_code(self):
		home = self.shared()
		doc = self.stay(home, self.mother(4), "Running")
		person = frappe.get_doc("Person", doc.guests[0].person)
		self.assertEqual(doc.guest_name, person.full_name)
		person.restricted_person = 1
		person.save()
		doc.reload()
		self.assertEqual((doc.guests[0].full_name, doc.guest_name), (person.name, person.name))
		self.assertNotIn("Madre", doc.title)
		self.assertEqual(
			occupation.present_in([home.name], getdate())[home.name][0].persons[0].birth_date,
			getdate(person.birth_date),
		)

	def test_the_stay_follows_the_case_manager(self):
		doc = self.stay(self.shared())
		user = self.make.user("educatrice.prova@example.org", "Case Manager", agreement=AGREEMENT)
		case = frappe.get_doc("Referral", doc.referral)
		case.case_manager = user
		case.save()
		doc.reload()
		self.assertEqual((doc.case_manager, doc.action), (user, ACTION))
