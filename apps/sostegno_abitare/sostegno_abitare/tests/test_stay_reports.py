"""Occupancy, free places, decisions on stays and the print of the agreement: figures worked out by hand."""

from datetime import date, timedelta
from unittest import TestCase

import frappe
from frappe.utils import getdate
from sostegno_abitare import printing
from sostegno_abitare.access import roles as r
from sostegno_abitare.calendar import feed
from sostegno_abitare.housing.occupation import Holder
from sostegno_abitare.housing.report.free_places import free_places
from sostegno_abitare.housing.report.occupancy_and_void_days import occupancy_and_void_days as occupancy
from sostegno_abitare.intake.report.commission_decisions import commission_decisions
from sostegno_abitare.rules import stays

from .factories import ACTION, AGREEMENT, HOME
from .stays import MEN, MOTHERS, StayTestCase, today

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)  # a leap year


def home(**values):
	defaults = {
		"name": "U1",
		"municipality": HOME,
		"typology": "Studio",
		"workflow_state": "Occupied",
		"title_from": "2020-01-01",
		"title_to": None,
		"monthly_rent": 500,
		"monthly_charges": 40.5,
	}
	return {**defaults, **values}


def held(name, start, end, unit="U1"):
	return Holder("Stay", name, unit, "N", "Ended", start, end)


class TestOccupancy(TestCase):
	def test_days_nights_and_cost(self):
		found = [
			held("S1", date(2023, 12, 1), date(2024, 1, 31)),
			held("S2", date(2024, 1, 21), date(2024, 3, 1)),
		]
		guests = {("Stay", "S1"): 3, ("Stay", "S2"): 1}
		(row,) = occupancy.occupied([home()], found, guests, FIRST, LAST)
		self.assertEqual(
			(row["available"], row["occupied"], row["void"], row["percent"]), (366, 60, 306, 16.4)
		)
		self.assertEqual((row["households"], row["nights"]), (2, 3 * 30 + 40))
		# 540.50 a month are 6,486.00 a year; 306 of 365 days of it are 5,437.5781
		self.assertEqual(row["void_cost"], 5437.58)

	def test_a_home_not_held_in_the_period_has_no_row(self):
		homes = [home(title_to="2023-12-31"), home(name="U2", title_from="2024-12-31")]
		rows = occupancy.occupied(homes, [], {}, FIRST, LAST)
		self.assertEqual([(row["unit"], row["available"], row["void"]) for row in rows], [("U2", 1, 1)])

	def test_the_cost_is_rounded_half_up_to_the_cent(self):
		self.assertEqual(occupancy.void_cost(365, 0, 1), 12.0)
		self.assertEqual(occupancy.void_cost(0.10, None, 30), 0.1)
		self.assertEqual(occupancy.void_cost(None, None, 30), 0.0)


class TestRules(TestCase):
	def test_how_a_stay_ended(self):
		planned = date(2024, 6, 30)
		day = timedelta(days=1)
		for left, term, expected in (
			(planned, stays.Term(planned), stays.PLANNED),
			(planned - day, stays.Term(planned), stays.NEEDS_EARLY),
			(planned - day, stays.Term(planned, early_on=planned - 9 * day), stays.EARLY),
			(planned, stays.Term(planned, early_on=planned - 9 * day), stays.PLANNED),
			(planned + day, stays.Term(planned), stays.NEEDS_EXTENSION),
			(planned + day, stays.Term(planned, planned + day), stays.EXTENDED),
			(planned, stays.Term(planned, planned + day), stays.NEEDS_EARLY),
		):
			self.assertEqual(stays.how_it_ended(left, term), expected)
		self.assertEqual(stays.how_it_ended(planned - 2 * day, stays.Term(planned), 2), stays.PLANNED)

	def test_the_day_a_place_is_free(self):
		planned = date(2024, 6, 30)
		term = stays.Term(planned)
		self.assertEqual(stays.taken_until(term, None, date(2024, 6, 29)), planned)
		self.assertIsNone(stays.taken_until(term, None, planned))
		self.assertEqual(stays.taken_until(term, date(2024, 5, 1), planned), date(2024, 5, 1))
		early = stays.Term(planned, early_on=date(2024, 6, 1))
		self.assertEqual(stays.taken_until(early, None, date(2024, 5, 1)), date(2024, 6, 1))


class TestFreePlaces(StayTestCase):
	def rows(self, **filters):
		found = free_places.execute({"agreement": AGREEMENT, **filters})
		return {(row["unit"], row["category"]): row for row in found[1]}

	def test_places_of_a_shared_home(self):
		house = self.shared(MOTHERS)
		self.stay(house, self.mother(4), "Running")
		self.stay(house, self.mother(4), "Running", planned_exit_date=today(20))
		self.stay(house, self.alone(), "Running")
		waiting = self.make.referral("To Commission", household=self.mother(3).name)
		self.make.decide(waiting, "Waiting")
		rows = self.rows()
		mothers = rows[house.name, "Mother with Children"]
		self.assertEqual([mothers[field] for field in ("places", "taken", "free", "waiting")], [3, 2, 0, 1])
		self.assertEqual(str(mothers["next_exit"]), today(20))
		women = rows[house.name, "Adult Woman"]
		self.assertEqual([women[field] for field in ("places", "taken", "free", "waiting")], [3, 1, 2, 0])
		self.assertEqual(self.rows(on_date=today(20))[house.name, "Mother with Children"]["free"], 1)
		self.assertNotIn((house.name, "Mother with Children"), self.rows(only_free=1))

	def test_a_promised_place_is_not_free(self):
		house = self.shared(({**MEN[0], "places_to": 1},))
		self.stay(house, self.alone("Male"), "Signed", entry_date=today(30))
		self.assertEqual(self.rows()[house.name, "Adult Man"]["free"], 0)

	def test_a_home_for_one_household(self):
		house, taken = self.make.home("Available"), self.make.home("Available")
		self.stay(taken, self.mother(4), "Running")
		rows = self.rows()
		self.assertEqual(rows[house.name, "One Household"]["free"], 1)
		self.assertEqual(rows[taken.name, "One Household"]["free"], 0)

	def test_who_waits_is_told_to_who_sees_the_waiting_list(self):
		house = self.shared()
		user = self.make.user("gestione@example.org", r.HOUSING_MANAGER, agreement=AGREEMENT)
		for reader, told in (("Administrator", True), (user, False)):
			with self.as_user(reader):
				found = free_places.execute({"agreement": AGREEMENT})
			self.assertIn(house.name, {row["unit"] for row in found[1]})
			self.assertEqual("waiting" in {column["fieldname"] for column in found[0]}, told)
			self.assertEqual(len(found[3]["data"]["datasets"]), 1 + told)

	def test_only_homes_in_sight(self):
		self.shared()
		user = self.make.user("altrove@example.org", r.COORDINATOR)
		with self.as_user(user):
			self.assertEqual(free_places.execute({})[1], [])


class TestOccupancyOfStays(StayTestCase):
	def test_of_a_stay(self):
		house = self.shared()
		doc = self.stay(house, self.mother(4, 7), "Running")
		found = occupancy.execute({"from_date": today(-40), "to_date": today(30), "unit": house.name})
		(row,) = found[1]
		self.assertEqual(
			(row["available"], row["occupied"], row["void"], row["nights"]), (41, 31, 10, 93), "today counted"
		)
		self.decided(doc, "Early Discharge", today(-1))
		self.discharged(doc, today(-1))
		(row,) = occupancy.execute({"from_date": today(-40), "unit": house.name})[1]
		self.assertEqual((row["occupied"], row["void"], row["state"]), (29, 12, "Void"))

	def test_no_days_to_come(self):
		house = self.shared()
		(row,) = occupancy.execute({"from_date": today(), "to_date": today(400), "unit": house.name})[1]
		self.assertEqual(row["available"], 1)


class TestDecisionsReported(StayTestCase):
	def test_new_ends_and_added_hours(self):
		doc = self.stay(self.shared(), state="Running")
		pei = frappe.db.get_value("PEI", {"referral": doc.referral})
		session = self.make.session(
			*(
				{**row, "referral": doc.referral, "outcome": "Accepted", "reason": "Serve tempo"}
				for row in (
					{"kind": "Stay Extension", "stay": doc.name, "new_end_date": today(200)},
					{"kind": "PEI Extension", "pei": pei, "new_end_date": today(200), "committed_hours": 12},
				)
			)
		)
		session.submit()
		self.assertEqual(frappe.db.get_value("PEI", pei, "committed_hours"), 52)
		rows = [row for row in commission_decisions.execute({})[1] if row["session"] == session.name]
		self.assertEqual(
			{(str(row["new_end"]), row["committed_hours"]) for row in rows},
			{(today(200), 0.0), (today(200), 12.0)},
		)
		session.reload()
		session.cancel()
		self.assertEqual(frappe.db.get_value("PEI", pei, "committed_hours"), 40)
		self.assertEqual(frappe.db.get_value("Stay", doc.name, "workflow_state"), "Running")

	def test_an_extension_of_a_pei_is_asked_for_with_a_day(self):
		from sostegno_abitare.intake.doctype.commission_session.errors import NewEndMissingError

		case, pei = self.accepted()
		row = {"kind": "PEI Extension", "pei": pei.name, "referral": case.name, "reason": "x"}
		self.assertRefused(NewEndMissingError, self.make.session, {**row, "outcome": "Accepted"})
		session = self.make.session({**row, "outcome": "Refused"})
		session.submit()
		self.assertEqual(frappe.db.get_value("PEI", pei.name, "workflow_state"), "Active")


class TestCalendar(StayTestCase):
	def test_the_end_of_a_stay_by_number_alone(self):
		doc = self.stay(self.shared(), state="Running")
		self.stay(self.shared(), state="Signed")
		kinds = dict.fromkeys(("sessions", "evictions", "reviews"), 0)
		found = feed.entries({**kinds, "exits": 1, "user": "Administrator"})
		(entry,) = [entry for entry in found if doc.name in entry.summary]
		self.assertEqual((entry.day, entry.summary), (getdate(doc.ends_on), f"End of stay {doc.name}"))
		self.assertNotIn("Madre", str(found))
		self.assertEqual(feed.entries({**kinds, "exits": 0, "user": "Administrator"}), [])


class TestSheet(StayTestCase):
	def test_a_home_for_a_sheet(self):
		house = self.shared()
		self.assertEqual([row.item for row in printing.sa_home(house.name)["bearers"]][:1], ["Rent"])
		user = self.make.user("altrove@example.org", r.CASE_MANAGER)
		with self.as_user(user):
			self.assertEqual(printing.sa_home(house.name), {})
		self.assertEqual(printing.sa_home(None), {})

	def test_readiness_is_told_to_who_reads_the_stay(self):
		from sostegno_abitare.housing.doctype.stay.stay import readiness

		doc = self.stay(self.shared())
		self.assertTrue(readiness(doc.name)["ready"])
		doc.hospitality_agreement = None
		doc.save()
		told = readiness(doc.name)
		self.assertIn("not signed", told["text"])
		self.assertFalse(told["ready"])
		user = self.make.user("altrove@example.org", r.CASE_MANAGER)
		with self.as_user(user), self.assertRaises(frappe.PermissionError):
			readiness(doc.name)
		self.assertEqual((doc.action, getdate(doc.entry_date)), (ACTION, getdate(today(-30))))

	def test_who_finds_no_place_is_not_told_that_all_is_there(self):
		from sostegno_abitare.housing.doctype.stay.stay import readiness

		house = self.shared()
		for ages in ((4,), (2, 9), (1,)):
			self.stay(house, self.mother(*ages), "Running")
		told = readiness(self.stay(house, self.mother(3)).name)
		self.assertFalse(told["ready"])
		self.assertIn("Mother with Children", told["text"])
		self.assertNotIn("<", told["text"])
