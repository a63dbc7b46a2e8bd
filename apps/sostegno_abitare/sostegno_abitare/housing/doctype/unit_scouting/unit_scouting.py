import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.access.roles import HOUSING_MANAGER
from sostegno_abitare.housing import targets
from sostegno_abitare.housing.doctype.housing_unit import states as unit_states
from sostegno_abitare.housing.territory import area_of, validate_same_agreement
from sostegno_abitare.programme.validity import (
	lacks_mandatory,
	validate_action_of_agreement,
	validate_order,
)

from .states import AGREED, CLOSED, DROPPED, check_state

# What the home takes over from its scouting, under the same names.
TAKEN_OVER = (
	"agreement", "action", "municipality", "address", "typology", "rooms", "surface", "floor", "accessible", "furnished",
	"property_owner", "occupancy_title", "title_from", "title_to", "household_rent",
)  # fmt: skip


class FutureContactError(frappe.ValidationError):
	"""A contact that has not happened yet."""


class ClosedScoutingError(frappe.ValidationError):
	"""A change to what was agreed on or dropped."""


class UnitScouting(Document):
	"""A home looked for on the market, from the first contact with its owner to the agreement (EM-08, EM-11)."""

	def before_validate(self) -> None:
		"""What follows from the other fields."""
		if self.agreement and self.municipality:
			self.location_area = area_of(self.agreement, self.municipality)
		self.title = f"{self.municipality}, {self.address}"[:140]
		if self.is_new() and not self.assigned_to and HOUSING_MANAGER in frappe.get_roles():
			self.assigned_to = frappe.session.user

	def validate(self) -> None:
		"""The rules of a scouting."""
		if lacks_mandatory(self):
			return
		self.validate_still_open()
		validate_action_of_agreement(self)
		validate_same_agreement(self, "property_owner")
		validate_order(self, "title_from", "title_to")
		self.validate_contacts()
		check_state(self)
		self.set_days()

	def on_update(self) -> None:
		"""The home that is agreed on enters the homes of the service, once."""
		if self.workflow_state == AGREED and not self.unit:
			self.make_home()

	def validate_still_open(self) -> None:
		"""What was agreed on or dropped stays as it was; a dropped one can be taken up again."""
		before = self.get_doc_before_save()
		if before and before.workflow_state in CLOSED and self.workflow_state == before.workflow_state:
			frappe.throw(
				_("The scouting is closed ({0}) and not to be changed: note what is new on the home").format(
					_(before.workflow_state)
				),
				ClosedScoutingError,
			)

	def validate_contacts(self) -> None:
		"""Contacts are things that happened."""
		for row in self.contacts:
			if row.contact_date and getdate(row.contact_date) > getdate():
				frappe.throw(
					_("Contacts, row {0}: the date is in the future. Plan it as Next Step").format(row.idx),
					FutureContactError,
				)

	def set_days(self) -> None:
		"""When it was agreed on or dropped; one taken up again is neither."""
		self.agreed_on = (self.agreed_on or getdate()) if self.workflow_state == AGREED else None
		self.dropped_on = (self.dropped_on or getdate()) if self.workflow_state == DROPPED else None
		before = self.get_doc_before_save()
		if before and before.workflow_state == DROPPED:
			self.drop_reason = None

	def make_home(self) -> None:
		"""Owner, where none is linked, and home with what was agreed on; the home is in state Agreed."""
		if not self.property_owner:
			self.db_set("property_owner", self._make_owner())
		values = {field: self.get(field) for field in TAKEN_OVER}
		rents = {"monthly_rent": self.agreed_rent, "monthly_charges": self.asked_charges}
		home = frappe.get_doc({"doctype": "Housing Unit", **values, **rents}).insert(ignore_permissions=True)
		unit_states.move(home.name, "Agreed")
		self.db_set("unit", home.name)

	def _make_owner(self) -> str:
		values = {
			"owner_name": self.owner_name,
			"kind": self.owner_kind or "Private Person",
			"phone": self.owner_phone,
			"email": self.owner_email,
			"agreement": self.agreement,
		}
		return frappe.get_doc({"doctype": "Property Owner", **values}).insert(ignore_permissions=True).name


@frappe.whitelist()
def target(agreement: str, action: str | None = None) -> list[dict[str, object]]:
	"""How far the targets of the agreement's actions are reached, for who may read the scouting (R38). Rows as
	of `targets.progress`.
	"""
	frappe.has_permission("Unit Scouting", "read", throw=True)
	frappe.has_permission("Service Agreement", "read", doc=agreement, throw=True)
	return targets.progress(agreement, action)
