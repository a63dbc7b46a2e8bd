import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.naming import make_autoname
from frappe.utils import flt, getdate
from sostegno_abitare.housing import occupation
from sostegno_abitare.housing.territory import area_of, validate_same_agreement
from sostegno_abitare.programme.validity import (
	lacks_mandatory,
	validate_action_of_agreement,
	validate_order,
)

from .states import check_state

LATITUDES, LONGITUDES = (-90, 90), (-180, 180)


class CostBornTwiceError(frappe.ValidationError):
	"""One cost with two bearers (R37)."""


class SharedWithoutSchemeError(frappe.ValidationError):
	"""A home for more than one household, and no rule on who may live in it (R29)."""


class SeveralHouseholdsInsideError(frappe.ValidationError):
	"""A home said to be for one household while several live there (R36)."""


class SchemeOfOtherHomeError(frappe.ValidationError):
	"""A capacity scheme of another action or municipality (R29)."""


class InvalidPositionError(frappe.ValidationError):
	"""Coordinates that are no place, or half of them."""


class HousingUnit(Document):
	"""A home of the service: where and how large it is, by which title it is held and who bears its costs
	(EM-09, R37).
	"""

	def autoname(self) -> None:
		"""The unit's own code, or a number within the agreement."""
		self.name = self.unit_code or make_autoname(f"{self.agreement}-U.###")

	def before_validate(self) -> None:
		"""What follows from the other fields."""
		self.unit_code = (self.unit_code or self.name or "").strip()
		if self.agreement and self.municipality:
			self.location_area = area_of(self.agreement, self.municipality)
		self.title = f"{self.municipality}, {self.address} ({self.unit_code})"[:140]

	def validate(self) -> None:
		"""The rules of a home."""
		if lacks_mandatory(self):
			return
		validate_action_of_agreement(self)
		validate_same_agreement(self, "property_owner")
		validate_order(self, "title_from", "title_to")
		self.validate_cost_bearers()
		self.validate_scheme()
		self.validate_households_inside()
		self.validate_position()
		check_state(self)

	def validate_cost_bearers(self) -> None:
		"""Each cost has one bearer."""
		items = [row.item for row in self.cost_bearers]
		for place, item in enumerate(items):  # rows that were kept may carry their number of before
			if items.index(item) != place:
				frappe.throw(
					_("Cost Bearers, row {0}: {1} has a bearer already in row {2}").format(
						place + 1, _(item), items.index(item) + 1
					),
					CostBornTwiceError,
				)

	def validate_scheme(self) -> None:
		"""A shared home says who may live in it together, by a scheme of its own action and municipality."""
		if self.is_shared and not self.capacity_scheme:
			frappe.throw(
				_("Capacity Scheme: needed for a shared home, it says who may live there together"),
				SharedWithoutSchemeError,
			)
		if not self.capacity_scheme:
			return
		scheme = frappe.db.get_value(
			"Capacity Scheme", self.capacity_scheme, ["action", "municipality"], as_dict=True
		)
		if scheme and (
			scheme.action != self.action or scheme.municipality not in (None, "", self.municipality)
		):
			frappe.throw(
				_("Capacity Scheme {0} is for action {1} and municipality {2}, not for this home").format(
					frappe.bold(self.capacity_scheme), scheme.action, scheme.municipality or "–"
				),
				SchemeOfOtherHomeError,
			)

	def validate_households_inside(self) -> None:
		"""A home where several households live, or have signed to, stays a shared one (R36)."""
		if self.is_new() or self.is_shared or not self.has_value_changed("is_shared"):
			return
		occupation.lock(self.name)
		there = occupation.holders([self.name], getdate(), None, states=occupation.HOLDING, locked=True)
		if len(there) > 1:
			frappe.throw(
				_("{0} hold places in this home: it stays shared until one of them is left").format(
					", ".join(holder.name for holder in there)
				),
				SeveralHouseholdsInsideError,
			)

	def validate_position(self) -> None:
		"""Both coordinates or none, in degrees."""
		latitude, longitude = flt(self.latitude), flt(self.longitude)
		whole = bool(latitude) == bool(longitude)
		if not whole or not _within(latitude, LATITUDES) or not _within(longitude, LONGITUDES):
			frappe.throw(
				_("Latitude and Longitude: both in degrees, for example 45.489000 and 9.325000, or neither"),
				InvalidPositionError,
			)


def _within(value: float, limits: tuple[int, int]) -> bool:
	return limits[0] <= value <= limits[1]
