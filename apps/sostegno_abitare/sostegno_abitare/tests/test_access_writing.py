"""Who may write a case, and what a Commission's agenda opens (R50, BO-05)."""

import frappe
from sostegno_abitare.access.documents import may_see
from sostegno_abitare.access.roles import (
	CASE_MANAGER,
	COMMISSION_MEMBER,
	COORDINATOR,
	SOCIAL_WORKER,
)
from sostegno_abitare.intake.defaults import for_referral, own_agreements, own_municipality
from sostegno_abitare.intake.doctype.commission_session.commission_session import NotAtTheSessionError
from sostegno_abitare.intake.doctype.household.household import MemberOutOfSightError
from sostegno_abitare.intake.doctype.referral.referral import (
	HouseholdOutOfSightError,
	NotACaseManagerError,
	choices,
)

from .access import AccessTestCase
from .factories import AGREEMENT, FAR, HOME, NEXT


class TestAgenda(AccessTestCase):
	"""A social worker of HOME sits in a Commission that decides on the case of the municipality next door."""

	def setUp(self):
		super().setUp()
		self.member = self.make.user(
			"prova.commissaria@example.com", SOCIAL_WORKER, COMMISSION_MEMBER, municipality=HOME
		)
		self.next = self.make.bring_on(self.next)
		attendees = self.make.attendees(NEXT)
		attendees[0]["user"] = self.member
		decision = {"kind": "Placement", "referral": self.next.name, "outcome": "Accepted"}
		self.sitting = self.make.session(decision, attendees=attendees)

	def test_member_sees_what_is_on_the_agenda(self):
		self.assertEqual(self.ours(self.member), {"home", "next"})
		self.assertIn(self.sitting.name, self.seen(self.member, "Commission Session"))

	def test_and_nothing_of_other_sessions(self):
		other = self.make.user("prova.altra.commissione@example.com", COMMISSION_MEMBER)
		self.assertEqual(self.ours(other), set())
		self.assertNotIn(self.sitting.name, self.seen(other, "Commission Session"))

	def test_an_agenda_lets_read_not_write(self):
		with self.as_user(self.member):
			doc = frappe.get_doc("Referral", self.next.name)
			doc.needs = "Cambiato"
			self.assertRaises(frappe.PermissionError, doc.save)
			own = frappe.get_doc("Referral", self.home.name)
			own.needs = "Cambiato"
			own.save()

	def test_member_who_sat_submits_without_any_right_on_the_case(self):
		with self.as_user(self.member):
			frappe.get_doc("Commission Session", self.sitting.name).submit()
		self.assertEqual(frappe.db.get_value("Referral", self.next.name, "workflow_state"), "Accepted")

	def test_member_who_was_absent_does_not(self):
		self.sitting.attendees[0].present = 0
		self.sitting.append(
			"attendees", {"full_name": "Supplente", "commission_role": "Area Plan Office", "present": 1}
		)
		self.sitting.save()
		with self.as_user(self.member):
			self.assertRefused(
				NotAtTheSessionError, frappe.get_doc("Commission Session", self.sitting.name).submit
			)

	def test_coordinator_prepares_and_does_not_decide(self):
		with self.as_user(self.coordinator()):
			doc = frappe.get_doc("Commission Session", self.sitting.name)
			doc.place = "Sala Giunta"
			doc.save()
			self.assertRaises(frappe.PermissionError, doc.submit)

	def test_coordinator_of_another_agreement_prepares_nothing_here(self):
		self.make.agreement("PROVA2")
		other = self.make.user("prova.altro@example.com", COORDINATOR, agreement="PROVA2")
		with self.as_user(other):
			self.assertRaises(frappe.PermissionError, self.insert_session)

	def insert_session(self):
		frappe.get_doc(
			{"doctype": "Commission Session", "agreement": AGREEMENT, "session_date": "2024-01-01"}
		).insert()


class TestWriting(AccessTestCase):
	def insert(self, **values):
		return frappe.get_doc(
			{"doctype": "Referral", **self.make.referral_values(household=self.home.household, **values)}
		).insert()

	def test_social_worker_refers_for_the_own_municipality_only(self):
		with self.as_user(self.worker(HOME)):
			self.assertEqual(self.insert().municipality, HOME)
			self.assertRaises(frappe.PermissionError, self.insert, municipality=NEXT)

	def test_social_worker_who_registers_is_the_referring_worker(self):
		worker = self.worker(HOME)
		with self.as_user(worker):
			self.assertEqual(own_municipality(), HOME)
			self.assertEqual(for_referral(), {"municipality": HOME, "agreement": AGREEMENT})
			self.assertEqual(self.insert().referring_worker, worker)
			self.assertFalse(self.insert(referring_worker_name="Una collega").referring_worker)
			self.assertFalse(self.insert(origin="Spontaneous Request").referring_worker)
		with self.as_user(self.coordinator()):
			self.assertIsNone(own_municipality())
			self.assertEqual(for_referral(), {"municipality": None, "agreement": AGREEMENT})
			self.assertFalse(self.insert().referring_worker)

	def test_an_agreement_is_proposed_only_where_there_is_one(self):
		self.make.agreement("PROVA2")
		with self.as_user(self.worker(HOME)):
			self.assertIsNone(for_referral()["agreement"])
			self.assertIsNone(for_referral(FAR)["agreement"])

	def test_a_foreign_household_cannot_be_referred(self):
		with self.as_user(self.worker(NEXT)):
			self.assertRefused(HouseholdOutOfSightError, self.insert, municipality=NEXT)

	def test_a_foreign_person_cannot_be_made_a_member(self):
		with self.as_user(self.worker(NEXT)):
			household = frappe.get_doc("Household", self.next.household)
			household.append("members", {"person": self.ada.name})
			self.assertRefused(MemberOutOfSightError, household.save)

	def test_a_foreign_case_cannot_be_pulled_over(self):
		"""The stored municipality counts, not the one that the request names."""
		with self.as_user(self.worker(HOME)):
			doc = frappe.get_doc("Referral", self.next.name)
			doc.municipality = HOME
			self.assertRaises(frappe.PermissionError, doc.save)
			person = frappe.get_doc("Person", self.bea.name)
			person.residence_municipality = HOME
			self.assertRaises(frappe.PermissionError, person.save)

	def test_a_case_manager_does_not_take_or_give_cases(self):
		with self.as_user(self.manager):
			doc = frappe.get_doc("Referral", self.next.name)
			doc.case_manager = self.manager
			self.assertRaises(frappe.PermissionError, doc.save)
			own = frappe.get_doc("Referral", self.home.name)
			own.case_manager = None
			self.assertRaises(frappe.PermissionError, own.save)

	def test_case_manager_writes_the_pei_of_the_own_case_only(self):
		with self.as_user(self.manager):
			frappe.get_doc({"doctype": "PEI", **self.make.pei_values(self.home)}).insert()
			self.assertRaises(
				frappe.PermissionError,
				frappe.get_doc({"doctype": "PEI", **self.make.pei_values(self.next)}).insert,
			)

	def test_persons_are_registered_in_the_own_territory_or_outside_all(self):
		self.make.municipality(FAR)
		values = {"doctype": "Person", "last_name": "Prova", "first_name": "Dora"}
		with self.as_user(self.worker(HOME)):
			for place in (HOME, FAR):
				person = frappe.get_doc({**values, "residence_municipality": place}).insert()
				self.assertTrue(may_see("Person", person.name))
			self.assertRaises(
				frappe.PermissionError, frappe.get_doc({**values, "residence_municipality": NEXT}).insert
			)
		self.assertFalse(may_see("Person", person.name, self.worker(NEXT)))

	def test_form_choices_of_an_agreement(self):
		self.make.agreement("PROVA2")
		with self.as_user(self.worker(HOME)):
			offered = choices(AGREEMENT)
			self.assertEqual(set(offered["municipalities"]), {HOME, NEXT})
			self.assertIn(self.manager, offered["case_managers"])
		with self.as_user(self.make.user("prova.coordinatore2@example.com", COORDINATOR, agreement="PROVA2")):
			self.assertRaises(frappe.PermissionError, choices, AGREEMENT)

	def test_a_case_manager_of_another_agreement_is_neither_offered_nor_taken(self):
		self.make.agreement("PROVA2")
		other = self.make.user("prova.educatore2@example.com", CASE_MANAGER, agreement="PROVA2")
		own = self.make.user("prova.educatore1@example.com", CASE_MANAGER, agreement=AGREEMENT)
		with self.as_user(self.coordinator()):
			offered = choices(AGREEMENT)["case_managers"]
			self.assertEqual([user in offered for user in (self.manager, own, other)], [True, True, False])
			self.home.reload()
			self.home.case_manager = other
			message = self.assertRefused(NotACaseManagerError, self.home.save)
			self.assertIn(AGREEMENT, message)
			self.home.reload()
			self.home.case_manager = own
			self.home.save()

	def test_agreements_of_the_other_service_are_not_offered(self):
		self.make.agreement("PROVA2", municipalities=[{"municipality": self.make.municipality(FAR)}])
		for user, offered in (
			(self.worker(HOME), [AGREEMENT]),
			(self.worker(FAR), ["PROVA2"]),
			(self.coordinator(), [AGREEMENT]),
			("Administrator", [AGREEMENT, "PROVA2"]),
		):
			with self.as_user(user), self.subTest(user=user):
				ours = [name for name in own_agreements() if name in (AGREEMENT, "PROVA2")]
				self.assertEqual(ours, offered)
