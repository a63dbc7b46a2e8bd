"""Subleases: inside their head lease, at a sustainable rent (VA-01, R39-R42)."""

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate
from sostegno_abitare.housing.doctype.housing_unit.states import StillLeasedError
from sostegno_abitare.housing.doctype.sublease import states
from sostegno_abitare.housing.doctype.sublease import sublease as s
from sostegno_abitare.intake.doctype.commission_session.errors import DecisionBuiltUponError
from sostegno_abitare.rules.periods import months_before

from .lease_factory import TRANSITORY

TODAY = getdate()

from .test_leases import LeaseTestCase


class TestSublease(LeaseTestCase):
	def test_the_home_of_520_sublet_at_380_to_a_household_of_1350(self):
		doc = self.make.sublease()
		self.assertEqual((doc.rent_to_income, doc.affordability), (28.15, "Sustainable"))
		self.assertEqual(doc.net_monthly_income, 1350)
		self.assertEqual(doc.workflow_state, "Running")
		case = frappe.get_doc("Referral", doc.referral)
		self.assertEqual((doc.agreement, doc.municipality), (case.agreement, case.municipality))
		self.assertEqual(doc.title, f"{case.case_code} · {doc.unit}")
		self.assertNotIn(case.reference_person_name, doc.title)
		self.assertEqual(doc.tenant_name, case.reference_person_name)

	def test_above_the_limit_it_warns_or_stops_as_the_agreement_says(self):
		head = self.make.head_lease()
		doc = self.make.sublease("Draft", head=head, monthly_rent=405.01)
		self.assertEqual(doc.affordability, "Above the Limit")
		self.assertIn("30", self.messages())
		self.make.blocks()
		self.assertRefused(
			s.RentNotSustainableError, self.make.sublease, "Draft", head=head, monthly_rent=405.01
		)
		self.make.sublease("Draft", head=head, monthly_rent=405)

	def test_where_it_stops_the_income_must_be_known_to_sign(self):
		self.make.blocks()
		doc = self.make.sublease("Proposed", income=0)
		self.assertEqual(doc.affordability, "Income Unknown")
		self.assertRefused(s.RentNotSustainableError, self.make.act, doc, "Sign")

	def test_the_limit_of_the_first_day_counts(self):
		frappe.db.set_value("Threshold", {"threshold_key": "rent_to_income_limit"}, "value", 25)
		self.assertEqual(self.make.sublease("Draft").affordability, "Above the Limit")

	def test_income_and_name_of_the_day_of_the_signature_stay(self):
		doc = self.make.sublease("Signed")
		frappe.db.set_value("Household", doc.household, "net_monthly_income", 700)
		doc.reload()
		doc.notes = "<p>Nuovo lavoro.</p>"
		doc.save()
		self.assertEqual((doc.net_monthly_income, doc.rent_to_income), (1350, 28.15))

	def test_the_name_follows_the_person_and_a_restriction_not_another_reference(self):
		doc = self.make.sublease("Signed")
		person = frappe.get_doc("Person", doc.tenant)
		person.last_name = "Rinominata"
		person.save()
		doc.reload()
		self.assertIn("Rinominata", doc.tenant_name)
		frappe.db.set_value("Referral", doc.referral, "reference_person", self.make.person("Altra").name)
		doc.save()
		self.assertEqual(doc.tenant, person.name)
		person.reload()
		person.restricted_person = 1
		person.save()
		doc.reload()
		self.assertEqual(doc.tenant_name, person.name)

	def test_needs_an_accepted_case_of_the_same_agreement(self):
		for state in ("Draft", "Assessed", "Refused"):
			with self.subTest(state=state):
				referral = self.make.referral(state).name
				self.assertRefused(s.CaseNotAdmittedError, self.make.sublease, "Draft", referral=referral)
		waiting = self.make.sublease("Proposed", referral=self.make.referral("Waiting").name)
		self.assertRefused(states.CaseNotAcceptedError, self.make.act, waiting, "Sign")
		other = self.make.agreement("PROVA2")
		far = self.make.referral(agreement=other, action=f"{other}-A1").name
		frappe.db.set_value("Referral", far, "workflow_state", "Accepted")
		self.assertRefused(s.CaseOfOtherAgreementError, self.make.sublease, "Draft", referral=far)

	def test_the_head_lease_permits_it(self):
		for permission, part in (("No", "Whole"), ("No", "Part"), ("Part", "Whole")):
			with self.subTest(permission=permission, part=part):
				head = self.make.head_lease(sublet_permission=permission)
				self.assertRefused(
					s.SubletForbiddenError, self.make.sublease, "Draft", head=head, whole_or_part=part
				)

	def test_by_law_a_transitory_lease_is_not_sublet_whatever_it_says(self):
		head = self.make.head_lease(lease_type=TRANSITORY, sublet_permission="No")
		frappe.db.set_value("Head Lease", head.name, "sublet_permission", "Whole")
		message = self.assertRefused(s.SubletForbiddenError, self.make.sublease, "Draft", head=head)
		self.assertIn(TRANSITORY, message)

	def test_signed_with_the_owners_consent_or_notice(self):
		start = months_before(TODAY, 6)
		for consent in (None, add_days(start, 1)):
			head = self.make.head_lease(owner_consent_on=consent)
			doc = self.make.sublease("Proposed", head=head, start_date=start)
			self.assertRefused(states.OwnerNotAskedError, self.make.act, doc, "Sign")
		head = self.make.head_lease(sublet_permission="Part", owner_consent_on=None)
		part = {"whole_or_part": "Part", "rooms": "Camera a est", "start_date": start, "head": head}
		doc = self.make.sublease("Proposed", **part)
		self.assertRefused(states.OwnerNotAskedError, self.make.act, doc, "Sign")
		doc.reload()
		doc.notice_to_owner_on = start
		doc.save()
		self.make.act(doc, "Sign")

	def test_signed_on_a_signed_head_lease(self):
		doc = self.make.sublease("Proposed", head=self.make.head_lease("Proposed"))
		self.assertRefused(states.HeadLeaseNotActiveError, self.make.act, doc, "Sign")

	def test_lies_inside_the_head_lease(self):
		head = self.make.head_lease()
		before, after = add_days(head.start_date, -1), add_days(head.ends_on, 1)
		self.assertRefused(s.OutsideHeadLeaseError, self.make.sublease, "Draft", head=head, start_date=before)
		self.assertRefused(s.OutsideHeadLeaseError, self.make.sublease, "Draft", head=head, end_date=after)
		doc = self.make.sublease(head=head, start_date=head.start_date, end_date=head.ends_on)
		doc.extended_to = after
		self.assertRefused(s.OutsideHeadLeaseError, doc.save)

	def test_one_household_at_a_time(self):
		first = self.make.sublease()
		head = frappe.get_doc("Head Lease", first.head_lease)
		self.assertRefused(s.UnitTakenAlreadyError, self.make.sublease, "Draft", head=head)
		frappe.db.set_value("Housing Unit", first.unit, "is_shared", 1)
		part = {"whole_or_part": "Part", "rooms": "Camera", "notice_to_owner_on": head.start_date}
		self.assertRefused(s.UnitTakenAlreadyError, self.make.sublease, "Draft", head=head, **part)
		self.make.sublease("Draft", head=head, start_date=add_days(first.ends_on, 1), signed_on=TODAY)

	def test_a_home_kept_for_another_household(self):
		head = self.make.head_lease()
		other = self.make.tenant()
		self.make.document("Housing Proposal", referral=other.name, unit=head.unit, proposed_anyway="Prova")
		doc = self.make.sublease("Draft", head=head)
		self.assertRefused(s.UnitTakenAlreadyError, self.make.act, doc, "Propose")
		frappe.delete_doc("Sublease", doc.name)
		self.make.sublease("Signed", head=head, referral=other.name)

	def test_the_home_follows(self):
		head = self.make.head_lease()

		def state():
			return frappe.db.get_value("Housing Unit", head.unit, "workflow_state")

		self.assertEqual(state(), "Available")
		doc = self.make.sublease("Signed", head=head)
		self.assertEqual(state(), "Reserved")
		doc = self.make.act(doc, "Start")
		self.assertEqual(state(), "Occupied")
		doc.update({"early_end_on": TODAY, "end_reason": "Altra casa", "destination": "Own Rent"})
		doc.save()
		self.make.act(doc, "End")
		self.assertEqual(state(), "Void")

	def test_a_home_is_not_given_back_while_its_lease_runs(self):
		head = self.make.head_lease()
		home = frappe.get_doc("Housing Unit", head.unit)
		message = self.assertRefused(StillLeasedError, apply_workflow, home, "Release")
		self.assertIn(head.name, message)

	def test_the_decision_on_a_case_stays_once_it_has_a_home(self):
		sublease = self.make.sublease("Proposed")
		case = frappe.get_doc("Referral", sublease.referral)
		self.make.act(sublease, "Sign")
		session = frappe.get_doc("Commission Session", case.decided_in)
		self.assertIn(sublease.name, self.assertRefused(DecisionBuiltUponError, session.cancel))

	def test_a_home_under_works_is_not_sublet(self):
		doc = self.make.sublease("Proposed")
		frappe.db.set_value("Housing Unit", doc.unit, "workflow_state", "Under Works")
		self.assertRefused(states.HomeNotAtHandError, self.make.act, doc, "Sign")

	def test_parts_of_a_shared_home_go_to_several(self):
		head = self.make.head_lease()
		frappe.db.set_value("Housing Unit", head.unit, "is_shared", 1)
		part = {"whole_or_part": "Part", "notice_to_owner_on": head.start_date, "head": head}
		self.make.sublease(rooms="Camera a est", **part)
		self.make.sublease(rooms="Camera a ovest", **part)
		self.assertRefused(s.UnitTakenAlreadyError, self.make.sublease, "Draft", head=head)

	def test_a_household_that_left_went_somewhere(self):
		doc = self.make.sublease()
		doc.update({"early_end_on": TODAY, "end_reason": "Casa popolare assegnata"})
		doc.save()
		self.assertRefused(states.NoDestinationError, self.make.act, doc, "End")
		doc.reload()
		doc.destination = "Public Housing"
		doc.save()
		self.assertEqual(self.make.act(doc, "End").workflow_state, "Ended")
