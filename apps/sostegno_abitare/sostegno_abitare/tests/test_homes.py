"""Homes and their owners: titles, costs, places, states (EM-09, R37, R38)."""

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate
from sostegno_abitare.housing.doctype.housing_unit import housing_unit as h
from sostegno_abitare.housing.doctype.housing_unit import states
from sostegno_abitare.housing.doctype.property_owner import property_owner as o
from sostegno_abitare.housing.territory import (
	BORDERING,
	WITHIN,
	MunicipalityOfOtherAgreementError,
	OtherAgreementError,
)
from sostegno_abitare.programme.validity import DatesOutOfOrderError

from .base import AppTestCase
from .factories import ACTION, AGREEMENT, FAR, HOME, NEXT

IBAN = "IT36A9999999999000000999001"


class TestOwner(AppTestCase):
	def test_an_iban_is_tidied_and_checked(self):
		owner = self.make.property_owner(iban=" it36 A999 9999 9990 0000 0999 001 ")
		self.assertEqual(owner.iban, IBAN)
		owner.iban = IBAN[:-1] + "2"
		self.assertRefused(o.InvalidIbanError, owner.save)

	def test_a_tax_id_is_checked(self):
		owner = self.make.property_owner(tax_id="IT 99999 010012")
		self.assertEqual(owner.tax_id, "99999010012")
		owner.tax_id = "99999010013"
		self.assertRefused(o.InvalidOwnerTaxIdError, owner.save)

	def test_the_municipality_is_one_of_the_agreement(self):
		self.make.municipality(FAR)
		self.assertRefused(
			MunicipalityOfOtherAgreementError, self.make.property_owner, municipality=FAR, agreement=AGREEMENT
		)


class TestHome(AppTestCase):
	def test_a_home_is_numbered_and_titled(self):
		home = self.make.home()
		self.assertRegex(home.name, rf"^{AGREEMENT}-U\.?\d+$")
		self.assertEqual(home.unit_code, home.name)
		self.assertEqual(home.title, f"{HOME}, via di Prova 1 ({home.name})")
		self.assertEqual(self.make.home(unit_code="CASA-7").name, "CASA-7")

	def test_homes_outside_the_agreement_are_second(self):
		self.make.municipality(FAR)
		self.assertEqual(self.make.home(municipality=NEXT).location_area, WITHIN)
		self.assertEqual(self.make.home(municipality=FAR).location_area, BORDERING)

	def test_a_cost_has_one_bearer(self):
		home = self.make.home()
		home.append("cost_bearers", {"item": "Utilities", "bearer": self.make.organisation("Altro ente")})
		self.assertIn("4", self.assertRefused(h.CostBornTwiceError, home.save))

	def test_a_shared_home_needs_a_scheme_of_its_own_action(self):
		self.assertRefused(h.SharedWithoutSchemeError, self.make.home, is_shared=1)
		scheme = self.scheme(ACTION)
		self.assertEqual(self.make.home(is_shared=1, capacity_scheme=scheme).capacity_scheme, scheme)
		self.make.draft_agreement("ALTRA")
		other = self.make.action("A1", agreement="ALTRA").name
		self.assertRefused(
			h.SchemeOfOtherHomeError, self.make.home, is_shared=1, capacity_scheme=self.scheme(other)
		)
		self.assertRefused(
			h.SchemeOfOtherHomeError,
			self.make.home,
			is_shared=1,
			capacity_scheme=self.scheme(ACTION, municipality=self.make.municipality(NEXT)),
		)

	def scheme(self, action, **values):
		return self.make.document(
			"Capacity Scheme",
			title=f"Schema {action} {len(values)}",
			action=action,
			valid_from="2020-01-01",
			places=[{"alternative": 1, "guest_category": "Adult Man", "places_to": 4}],
			**values,
		).name

	def test_the_owner_is_of_the_same_agreement(self):
		self.make.draft_agreement("ALTRA")
		owner = self.make.property_owner(agreement="ALTRA").name
		self.assertRefused(OtherAgreementError, self.make.home, property_owner=owner)

	def test_a_position_is_whole_and_on_earth(self):
		self.assertEqual(self.make.home(latitude=45.49, longitude=9.32).latitude, 45.49)
		for latitude, longitude in ((45.49, None), (None, 9.32), (91, 9.32), (45.49, 181)):
			self.assertRefused(h.InvalidPositionError, self.make.home, latitude=latitude, longitude=longitude)

	def test_a_title_ends_after_it_starts(self):
		self.assertRefused(DatesOutOfOrderError, self.make.home, title_to="2019-12-31")


class TestStates(AppTestCase):
	def act(self, home, action):
		return apply_workflow(frappe.get_doc("Housing Unit", home.name), action)

	def change(self, home, **values):
		home = frappe.get_doc("Housing Unit", home.name)
		home.update(values)
		return home.save()

	def test_from_scouted_to_released(self):
		home = self.make.home("Available")
		self.assertEqual(home.workflow_state, "Available")
		self.assertEqual(self.act(home, "Start Works").workflow_state, "Under Works")
		self.assertEqual(self.act(home, "Make Available").workflow_state, "Available")
		self.assertEqual(self.act(home, "Release").workflow_state, "Released")

	def test_a_new_home_is_scouted(self):
		with self.assertRaises(frappe.ValidationError):
			self.make.home(workflow_state="Available")
		workflow = frappe.get_doc("Workflow", {"document_type": "Housing Unit", "is_active": 1})
		workflow.is_active = 0
		workflow.save()
		self.assertRefused(states.MustStartAsScoutedError, self.make.home, workflow_state="Available")

	def test_agreed_needs_owner_title_and_day(self):
		home = self.make.home()
		for field, value in (("property_owner", None), ("occupancy_title", ""), ("title_from", None)):
			kept = home.get(field)
			self.change(home, **{field: value})
			message = self.assertRefused(states.OwnerOrTitleMissingError, self.act, home, "Agree")
			self.assertIn(home.meta.get_label(field), message)
			self.change(home, **{field: kept})
		self.assertEqual(self.act(home, "Agree").workflow_state, "Agreed")

	def test_available_needs_bearers_of_utilities_and_maintenance(self):
		home = self.make.home("Agreed")
		rows = [row for row in home.cost_bearers if row.item != "Utilities"]
		self.change(home, cost_bearers=rows)
		message = self.assertRefused(states.CostBearerMissingError, self.act, home, "Make Available")
		self.assertIn("Utilities", message)
		self.assertNotIn("Ordinary", message)

	def test_a_home_whose_title_is_over_is_not_offered(self):
		home = self.make.home("Agreed")
		self.change(home, title_to=add_days(getdate(), -1))
		self.assertRefused(states.TitleOverError, self.act, home, "Make Available")
		self.change(home, title_to=None, title_from=add_days(getdate(), 1))
		self.assertRefused(states.TitleOverError, self.act, home, "Make Available")
		self.change(home, title_from=getdate(), title_to=getdate())
		self.assertEqual(self.act(home, "Make Available").workflow_state, "Available")

	def test_nobody_occupies_a_home_by_hand(self):
		home = self.make.home("Available")
		for state in states.FOLLOWING:
			with self.assertRaises(frappe.ValidationError):
				self.change(home, workflow_state=state)
		states.move(home.name, "Occupied")
		self.assertEqual(frappe.db.get_value("Housing Unit", home.name, "workflow_state"), "Occupied")
		with self.assertRaises(frappe.ValidationError):
			self.act(home, "Release")

	def test_an_administrators_workflow_cannot_go_round_the_rules(self):
		workflow = frappe.get_doc("Workflow", {"document_type": "Housing Unit"})
		workflow.append(
			"transitions",
			{"state": "Available", "action": "Agree", "next_state": "Occupied", "allowed": "All"},
		)
		workflow.save()
		home = self.make.home("Available")
		self.assertRefused(states.StateFollowsError, self.act, home, "Agree")
