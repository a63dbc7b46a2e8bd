"""Homes on the market, from the first contact to the agreement, against the target (EM-08, EM-11, R38)."""

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate
from sostegno_abitare.access.roles import HOUSING_MANAGER, SOCIAL_WORKER
from sostegno_abitare.housing import targets
from sostegno_abitare.housing.doctype.unit_scouting import states
from sostegno_abitare.housing.doctype.unit_scouting import unit_scouting as u
from sostegno_abitare.housing.report.housing_units import housing_units
from sostegno_abitare.housing.report.scouting_pipeline import scouting_pipeline

from .base import AppTestCase
from .factories import ACTION, AGREEMENT, FAR, HOME, NEXT


def act(doc, action):
	return apply_workflow(frappe.get_doc("Unit Scouting", doc.name), action)


class TestStages(AppTestCase):
	def change(self, doc, **values):
		doc = frappe.get_doc("Unit Scouting", doc.name)
		doc.update(values)
		return doc.save()

	def test_a_home_agreed_on_becomes_one_of_the_service(self):
		scouting = self.make.scouting("Agreed", asked_charges=60, rooms=2, surface=50, accessible=1)
		self.assertEqual(scouting.agreed_on, getdate())
		home = frappe.get_doc("Housing Unit", scouting.unit)
		self.assertEqual((home.workflow_state, home.monthly_rent, home.monthly_charges), ("Agreed", 550, 60))
		self.assertEqual((home.typology, home.surface, home.accessible), ("Two-Room Flat", 50, 1))
		owner = frappe.get_doc("Property Owner", home.property_owner)
		self.assertEqual((owner.owner_name, owner.agreement), ("Offerente di Prova", AGREEMENT))
		self.assertEqual(scouting.property_owner, owner.name)

	def test_an_owner_that_is_known_is_not_made_again(self):
		owner = self.make.property_owner().name
		scouting = self.make.scouting("Agreed", property_owner=owner)
		self.assertEqual(frappe.db.get_value("Housing Unit", scouting.unit, "property_owner"), owner)
		self.assertEqual(frappe.db.count("Property Owner", {"agreement": AGREEMENT}), 1)

	def test_visited_needs_a_visit(self):
		scouting = self.make.scouting(contacts=[{"contact_date": getdate(), "kind": "Phone Call"}])
		self.assertRefused(states.NotVisitedError, act, scouting, "Visit")

	def test_a_contact_has_happened(self):
		tomorrow = add_days(getdate(), 1)
		self.assertRefused(
			u.FutureContactError, self.make.scouting, contacts=[{"contact_date": tomorrow, "kind": "Visit"}]
		)

	def test_terms_are_needed_to_agree(self):
		scouting = self.make.scouting("Negotiating")
		for field in ("owner_name", "occupancy_title", "title_from", "agreed_rent"):
			kept = scouting.get(field)
			self.change(scouting, **{field: None if field != "agreed_rent" else 0})
			self.assertRefused(states.TermsMissingError, act, scouting, "Agree")
			self.change(scouting, **{field: kept})
		self.change(scouting, occupancy_title="Free Loan", agreed_rent=0)
		self.assertEqual(act(scouting, "Agree").workflow_state, "Agreed")
		self.assertEqual(frappe.db.count("Housing Unit", {"agreement": AGREEMENT}), 1)

	def test_a_dropped_one_says_why_and_can_be_taken_up_again(self):
		scouting = self.make.scouting("Visited")
		self.assertRefused(states.DropReasonMissingError, act, scouting, "Drop")
		self.change(scouting, drop_reason="Rent Too High")
		dropped = act(scouting, "Drop")
		self.assertEqual(dropped.dropped_on, getdate())
		self.assertRefused(u.ClosedScoutingError, self.change, scouting, asked_rent=1)
		again = act(scouting, "Take Up Again")
		self.assertEqual(
			(again.workflow_state, again.dropped_on, again.drop_reason), ("Contacted", None, None)
		)

	def test_what_was_agreed_on_stays(self):
		scouting = self.make.scouting("Agreed")
		self.assertRefused(u.ClosedScoutingError, self.change, scouting, agreed_rent=1)

	def test_a_manager_follows_what_the_manager_registers(self):
		manager = self.make.user(
			"prova.gestore@example.com", HOUSING_MANAGER, agreement=self.make.agreement()
		)
		with self.as_user(manager):
			self.assertEqual(self.make.scouting().assigned_to, manager)

	def test_a_new_one_is_contacted(self):
		with self.assertRaises(frappe.ValidationError):
			self.make.scouting(workflow_state="Agreed")


class TargetCase(AppTestCase):
	"""An action that has to find two homes of three rooms and three of two."""

	def setUp(self):
		super().setUp()
		self.make.agreement()
		action = frappe.get_doc("Agreement Action", ACTION)
		for unit_type, count in (("Three-Room Flat", 2), ("Two-Room Flat", 3)):
			action.append("unit_targets", {"unit_type": unit_type, "required_units": count})
		action.save()
		self.make.municipality(FAR)

	def rows(self):
		return {row["unit_type"]: row for row in targets.progress(AGREEMENT)}


class TestTarget(TargetCase):
	def test_homes_count_from_the_agreement_on_those_outside_second(self):
		self.make.home("Scouted")
		self.make.home("Agreed")
		self.make.home("Available", municipality=FAR)
		self.make.home("Available", typology="Two-Room Flat")
		three, two = self.rows()["Three-Room Flat"], self.rows()["Two-Room Flat"]
		self.assertEqual((three["found"], three["bordering"], three["missing"]), (1, 1, 0))
		self.assertEqual((two["found"], two["bordering"], two["missing"]), (1, 0, 2))

	def test_a_home_given_back_no_longer_counts(self):
		home = self.make.home("Available")
		apply_workflow(home, "Release")
		self.assertEqual(self.rows()["Three-Room Flat"]["missing"], 2)

	def test_what_is_scouted_is_told_apart(self):
		self.make.scouting("Negotiating")
		self.make.scouting("Agreed")
		row = self.rows()["Two-Room Flat"]
		self.assertEqual((row["pipeline"], row["found"]), (1, 1))

	def test_the_target_is_shown_to_who_reads_the_scouting(self):
		manager = self.make.user("prova.gestore@example.com", HOUSING_MANAGER, agreement=AGREEMENT)
		with self.as_user(manager):
			self.assertEqual(len(u.target(AGREEMENT, ACTION)), 2)
		worker = self.make.user("prova.as@example.com", SOCIAL_WORKER, municipality=HOME)
		with self.as_user(worker):
			self.assertRaises(frappe.PermissionError, u.target, AGREEMENT)


class TestReports(TargetCase):
	def test_the_pipeline_shows_the_furthest_first(self):
		first = self.make.scouting(opened_on=add_days(getdate(), -30), next_step_on=add_days(getdate(), -1))
		far = self.make.scouting("Negotiating")
		agreed = self.make.scouting("Agreed")
		_columns, rows, note, chart, summary = scouting_pipeline.execute({"agreement": AGREEMENT})
		self.assertEqual([row["scouting"] for row in rows], [far.name, first.name])
		self.assertEqual(rows[1]["days"], 30)
		self.assertIn("Two-Room Flat: 1 of 3 found", note)
		self.assertEqual(chart["data"]["datasets"][0]["values"], [2, 3])
		self.assertEqual([figure["value"] for figure in summary], [4, 2, 1])
		rows = scouting_pipeline.execute({"agreement": AGREEMENT, "with_closed": 1})[1]
		self.assertEqual(rows[0]["scouting"], agreed.name)

	def test_the_homes_name_who_bears_what(self):
		self.make.home("Available", household_rent=380, monthly_rent=520)
		self.make.home("Occupied", monthly_rent=600)
		_columns, rows, _note, _chart, summary = housing_units.execute({"agreement": AGREEMENT})
		self.assertEqual([row["household_rent"] for row in rows], [380, 600])
		self.assertEqual({row["utilities"] for row in rows}, {"Ente di Prova"})
		self.assertEqual([figure["value"] for figure in summary], [2, 1, 1, 1120])

	def test_a_manager_sees_the_homes_of_the_own_agreement(self):
		self.make.home("Available", municipality=NEXT)
		other = self.make.user("prova.altro@example.com", HOUSING_MANAGER)
		manager = self.make.user("prova.gestore@example.com", HOUSING_MANAGER, agreement=AGREEMENT)
		with self.as_user(other):
			self.assertEqual(housing_units.execute({})[1], [])
		with self.as_user(manager):
			self.assertEqual(len(housing_units.execute({"agreement": AGREEMENT})[1]), 1)
