"""Stays: papers before the entry, places in the home, planned, early and extended exits (EM-06, EM-09, EM-10)."""

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, add_months, getdate
from sostegno_abitare.housing import guests, occupation
from sostegno_abitare.housing.doctype.hospitality_agreement import hospitality_agreement as h
from sostegno_abitare.housing.doctype.housing_unit.housing_unit import SeveralHouseholdsInsideError
from sostegno_abitare.housing.doctype.stay import place, states, stay
from sostegno_abitare.intake.doctype.referral import states as case_states
from sostegno_abitare.programme.validity import DatesOutOfOrderError

from .factories import AGREEMENT
from .stays import MEN, StayTestCase, today


class TestEntry(StayTestCase):
	"""R30: decision, accepted PEI and signed agreement, all dated on or before the entry.

	requirement: EM-10
	"""

	def test_an_entry_with_all_its_papers(self):
		home = self.shared()
		doc = self.stay(home, self.mother(4, 7), "Running")
		self.assertEqual(
			(doc.counts_as, doc.people, doc.case_code in doc.title), ("Mother with Children", 3, True)
		)
		self.assertEqual(str(doc.ends_on), today(150))
		self.assertEqual(self.state_of(home), "Occupied")

	def test_no_entry_before_any_of_the_papers(self):
		home = self.shared()
		for late, text in (
			({"day": -10}, "accepted the case on"),
			({"pei": -10}, "signed the PEI on"),
			({"agreement": -10}, "agreement was signed on"),
		):
			case, pei = self.accepted(self.mother(), today(late.get("day", -40)))
			if "pei" in late:
				frappe.db.set_value("PEI", pei.name, "signed_on", today(-10))
			signed = today(late.get("agreement", -10 if late.keys() & {"day", "pei"} else -35))
			agreement = self.agreed(home, case, pei, signed_on=signed)
			doc = self.make.document(
				"Stay",
				referral=case.name,
				unit=home.name,
				hospitality_agreement=agreement.name,
				entry_date=today(-30),
				planned_exit_date=today(100),
			)
			doc = apply_workflow(doc, "Propose")
			message = self.assertRefused(states.EntryPapersMissingError, apply_workflow, doc, "Sign")
			self.assertIn(text, message)
			frappe.db.set_value("Stay", doc.name, "workflow_state", "Signed")
			self.assertRefused(
				states.EntryPapersMissingError, apply_workflow, frappe.get_doc("Stay", doc.name), "Enter"
			)
			frappe.db.set_value("Stay", doc.name, "workflow_state", "Withdrawn")

	def test_papers_dated_on_the_very_day_of_entry_are_enough(self):
		home = self.shared()
		case, pei = self.accepted(self.mother(), today(-30))
		agreement = self.agreed(home, case, pei, start_date=today(-30), signed_on=today(-30))
		doc = self.make.document(
			"Stay",
			referral=case.name,
			unit=home.name,
			hospitality_agreement=agreement.name,
			entry_date=today(-30),
			planned_exit_date=today(100),
		)
		self.assertEqual(self.bring(doc, "Running").workflow_state, "Running")

	def test_a_case_that_the_commission_did_not_accept_does_not_enter(self):
		home = self.shared()
		case = self.make.referral("Assessed", household=self.mother().name)
		doc = self.make.document(
			"Stay", referral=case.name, unit=home.name, entry_date=today(), planned_exit_date=today(100)
		)
		doc = apply_workflow(doc, "Propose")
		message = self.assertRefused(states.EntryPapersMissingError, apply_workflow, doc, "Sign")
		for text in ("has not accepted", "has not validated", "has not signed", "is not signed"):
			self.assertIn(text, message)

	def test_a_case_that_waits_does_not_enter(self):
		home = self.shared()
		case = self.make.referral("To Commission", household=self.mother().name)
		self.make.decide(case, "Waiting")
		doc = self.make.document(
			"Stay", referral=case.name, unit=home.name, entry_date=today(), planned_exit_date=today(100)
		)
		doc = apply_workflow(doc, "Propose")
		message = self.assertRefused(states.EntryPapersMissingError, apply_workflow, doc, "Sign")
		self.assertIn("has not accepted", message)

	def test_nobody_is_in_before_the_day(self):
		doc = self.stay(self.shared(), state="Signed", entry_date=today(5))
		self.assertRefused(states.EntryInTheFutureError, apply_workflow, doc, "Enter")

	def test_every_stay_starts_as_draft(self):
		case, _pei = self.accepted()
		values = {"referral": case.name, "unit": self.shared().name, "planned_exit_date": today(10)}
		with self.assertRaises(frappe.ValidationError):
			self.make.document("Stay", workflow_state="Running", **values)
		self.without_workflow()
		self.assertRefused(
			states.MustStartAsDraftError, self.make.document, "Stay", workflow_state="Running", **values
		)

	def test_guests_are_of_the_household_and_of_the_agreement(self):
		home = self.shared()
		doc = self.stay(home, self.mother(4))
		doc.append("guests", {"person": self.make.person(first_name="Altra").name})
		self.assertRefused(guests.GuestNotOfHouseholdError, doc.save)
		doc.reload()
		doc.append("guests", {"person": doc.guests[0].person})
		self.assertRefused(guests.RepeatedGuestError, doc.save)
		case, pei = self.accepted(self.mother(4))
		mother = frappe.get_doc("Household", case.household).members[0].person
		agreement = self.agreed(home, case, pei, guests=[{"person": mother}])
		self.assertEqual([row.person for row in agreement.guests], [mother])
		doc = self.make.document(
			"Stay",
			referral=case.name,
			unit=home.name,
			hospitality_agreement=agreement.name,
			entry_date=today(-30),
			planned_exit_date=today(100),
			guests=[{"person": row.person} for row in frappe.get_doc("Household", case.household).members],
		)
		doc = apply_workflow(doc, "Propose")
		self.assertRefused(states.AgreementNotCoveringError, apply_workflow, doc, "Sign")

	def test_the_exit_follows_the_entry_and_the_longest_stay(self):
		home = self.shared()
		self.assertRefused(DatesOutOfOrderError, self.stay, home, planned_exit_date=today(-31))
		self.make.threshold("stay_max_months", 6, agreement=AGREEMENT)
		latest = str(add_months(getdate(today(-30)), 6))
		self.assertRefused(
			stay.StayTooLongError, self.stay, home, planned_exit_date=str(add_days(getdate(latest), 1))
		)
		self.assertEqual(str(self.stay(home, planned_exit_date=latest).ends_on), latest)

	def test_what_was_agreed_on_does_not_change(self):
		home, other = self.shared(), self.shared()
		doc = self.stay(home, state="Signed")
		doc.unit = other.name
		with self.assertRaises((stay.SignedStayChangedError, stay.AgreementOfOtherStayError)):
			doc.save()
		doc = self.bring(self.stay(home), "Running")
		doc.planned_exit_date = today(200)
		self.assertRefused(stay.SignedStayChangedError, doc.save)

	def test_a_withdrawal_says_why_and_frees_the_place(self):
		home = self.shared()
		doc = self.stay(home, state="Signed")
		self.assertEqual(self.state_of(home), "Reserved")
		self.assertRefused(states.WithdrawalNotExplainedError, apply_workflow, doc, "Withdraw")
		doc.reload()
		doc.withdrawal_reason = "Ha trovato casa"
		doc.save()
		apply_workflow(doc, "Withdraw")
		self.assertEqual(self.state_of(home), "Available")

	def test_a_stay_that_held_a_place_stays_on_record(self):
		doc = self.stay(self.shared(), state="Signed")
		self.assertRefused(stay.StayInUseError, doc.delete)
		self.assertRefused(
			h.AgreementInUseError, frappe.get_doc("Hospitality Agreement", doc.hospitality_agreement).delete
		)


class TestPlaces(StayTestCase):
	"""R29, R36: who may live in a home together.

	requirement: EM-09
	"""

	def test_a_third_mother_beside_a_woman_alone_is_refused(self):
		home = self.shared()
		self.stay(home, self.mother(4), "Running")
		self.stay(home, self.mother(2, 9), "Running")
		self.stay(home, self.alone(), "Running")
		third = self.stay(home, self.mother(1))
		message = self.assertRefused(place.NoPlaceError, apply_workflow, third, "Propose")
		self.assertIn("Mother with Children", message)
		self.assertEqual(self.stay(home, self.alone(), "Running").counts_as, "Adult Woman")

	def test_a_home_where_several_live_stays_a_shared_one(self):
		home = self.shared()
		self.stay(home, self.mother(4), "Running")
		home = frappe.get_doc("Housing Unit", home.name)
		home.is_shared = 0
		home.save()
		home.is_shared = 1
		home.save()
		self.stay(home, self.mother(2), "Signed")
		home = frappe.get_doc("Housing Unit", home.name)
		home.is_shared = 0
		self.assertRefused(SeveralHouseholdsInsideError, home.save)

	def test_men_by_age_on_entry(self):
		home = self.shared(MEN)
		self.assertEqual(self.stay(home, self.alone("Male", 65), "Running").counts_as, "Adult Man")
		for household in (self.alone("Male", 66), self.alone("Female", 40)):
			doc = self.stay(home, household)
			self.assertRefused(place.NoPlaceError, apply_workflow, doc, "Propose")

	def test_the_day_of_exit_is_free_and_a_later_entry_counts(self):
		home = self.shared(({**MEN[0], "places_to": 1},))
		self.stay(home, self.alone("Male"), "Running", planned_exit_date=today(20))
		later = self.stay(home, self.alone("Male"), entry_date=today(19), planned_exit_date=today(90))
		self.assertRefused(place.NoPlaceError, apply_workflow, later, "Propose")
		later.reload()
		later.entry_date = today(20)
		later.save()
		self.bring(later, "Signed")

	def test_who_has_not_left_holds_the_place_though_the_day_has_passed(self):
		home = self.shared(({**MEN[0], "places_to": 1},))
		self.stay(home, self.alone("Male"), "Running", planned_exit_date=today(-1))
		late = self.stay(home, self.alone("Male"), entry_date=today(), planned_exit_date=today(90))
		self.assertRefused(place.NoPlaceError, apply_workflow, late, "Propose")

	def test_one_household_in_a_home_that_is_not_shared(self):
		home = self.make.home("Available")
		first = self.stay(home, self.mother(4), "Running")
		second = self.stay(home, self.mother(4))
		message = self.assertRefused(place.HomeTakenError, apply_workflow, second, "Propose")
		self.assertIn(first.name, message)

	def test_a_home_kept_for_another_household(self):
		home = self.make.home("Available")
		case, _pei = self.accepted(self.mother(4))
		self.make.document("Housing Proposal", referral=case.name, unit=home.name, proposed_anyway="Prova")
		doc = self.stay(home, self.mother(4))
		self.assertRefused(place.HomeTakenError, apply_workflow, doc, "Propose")

	def test_a_sublease_holds_the_home(self):
		home = self.make.home("Available")
		filters = {"doctype": "Sublease", "unit": home.name, "workflow_state": "Running"}
		case, _pei = self.accepted(self.mother(4))
		let = frappe.get_doc({**filters, "referral": case.name, "household": case.household})
		let.update({"name": "SUB-PROVA", "start_date": today(-10), "ends_on": today(40)})
		let.db_insert()
		message = self.assertRefused(
			place.HomeTakenError, apply_workflow, self.stay(home, self.mother(4)), "Propose"
		)
		self.assertIn(let.name, message)
		after = self.stay(home, self.mother(4), entry_date=today(41), planned_exit_date=today(90))
		self.assertEqual(apply_workflow(after, "Propose").workflow_state, "Proposed")

	def test_who_is_born_inside_joins_the_guests(self):
		home = self.shared(({"alternative": 1, "guest_category": "Adult Woman", "places_to": 1},))
		family = self.alone()
		doc = self.stay(home, family, "Running")
		family.append(
			"members", {"person": self.make.person(birth_date=today(-5)).name, "from_date": today(-5)}
		)
		family.save()
		doc.append("guests", {"person": family.members[-1].person})
		doc.save()
		self.assertEqual((doc.people, doc.counts_as), (2, "Adult Woman"), "as she entered")
		doc.remove(doc.guests[0])
		self.assertRefused(stay.SignedStayChangedError, doc.save)

	def test_who_moves_in_later_needs_a_place(self):
		home = self.shared(({"alternative": 1, "guest_category": "Adult Woman", "places_to": 1},))
		family = self.alone()
		doc = self.stay(home, family, "Running")
		sister = self.make.person(first_name="Sorella").name
		doc.append("guests", {"person": sister})
		self.assertRefused(guests.GuestNotOfHouseholdError, doc.save)
		family.append("members", {"person": sister, "from_date": today(-5)})
		family.save()
		doc.reload()
		doc.append("guests", {"person": sister})
		self.assertRefused(place.NoPlaceError, doc.save)

	def test_one_household_one_place(self):
		home, other = self.shared(), self.shared()
		doc = self.stay(home, self.mother(4), "Running", planned_exit_date=today(20))
		values = {"referral": doc.referral, "unit": other.name, "planned_exit_date": today(90)}
		second = self.make.document("Stay", **values, entry_date=today(19))
		message = self.assertRefused(place.AlreadyHostedError, apply_workflow, second, "Propose")
		self.assertIn(doc.name, message)
		moved = self.make.document("Stay", **values, entry_date=today(20))
		self.assertEqual(apply_workflow(moved, "Propose").workflow_state, "Proposed")

	def test_a_case_is_not_closed_while_they_live_there(self):
		doc = self.stay(self.shared(), state="Running", planned_exit_date=today(-3))
		case = frappe.get_doc("Referral", doc.referral)
		case.closing_reason = "Project Completed"
		case.save()
		self.assertRefused(case_states.StillInAHomeError, apply_workflow, case, "Close")
		self.discharged(doc, today(-3))
		case.reload()
		message = self.assertRefused(case_states.ProjectUnderWayError, apply_workflow, case, "Close")
		pei = frappe.get_doc("PEI", {"referral": case.name})
		self.assertIn(pei.name, message)
		pei.update({"ended_on": today(), "end_reason": "Casa popolare"})
		pei.save()
		apply_workflow(pei, "End Project")
		case.reload()
		self.assertEqual(apply_workflow(case, "Close").workflow_state, "Closed")

	def test_a_home_that_is_not_at_hand(self):
		scouted = self.make.home("Scouted")
		doc = self.stay(scouted, self.mother(4))
		self.assertRefused(place.HomeNotAtHandError, apply_workflow, doc, "Propose")
		home = self.shared()
		frappe.db.set_value("Housing Unit", home.name, "title_to", today(100))
		doc = self.stay(home, self.mother(4))
		self.assertRefused(place.HomeNotAtHandError, apply_workflow, doc, "Propose")

	def test_a_home_of_another_agreement(self):
		self.make.agreement("ALTRA")
		owner = self.make.property_owner("Altra proprietaria", agreement="ALTRA").name
		home = self.make.home("Available", agreement="ALTRA", action="ALTRA-A1", property_owner=owner)
		case, pei = self.accepted()
		self.assertRefused(
			h.UnitOfOtherAgreementError,
			self.make.document,
			"Stay",
			referral=case.name,
			unit=home.name,
			planned_exit_date=today(10),
		)
		self.assertRefused(h.UnitOfOtherAgreementError, self.agreed, home, case, pei)

	def test_the_home_follows(self):
		home = self.shared()
		first, second = self.stay(home, state="Running"), self.stay(home, state="Signed")
		self.assertEqual(self.state_of(home), "Occupied")
		self.decided(first, "Early Discharge", today(-1))
		self.discharged(first, today(-1))
		self.assertEqual(self.state_of(home), "Reserved")
		second.withdrawal_reason = "Rinuncia"
		second.save()
		apply_workflow(second, "Withdraw")
		self.assertEqual(self.state_of(home), "Void")

	def test_who_is_present(self):
		home = self.shared()
		doc = self.stay(home, self.mother(4, 6), "Running")
		present = occupation.present_in([home.name], getdate())[home.name]
		self.assertEqual([len(party.persons) for party in present], [3])
		self.assertEqual(occupation.present_in([home.name], getdate(today(-31)))[home.name], [])
		self.assertEqual([holder.name for holder in occupation.holders([home.name])], [doc.name])
