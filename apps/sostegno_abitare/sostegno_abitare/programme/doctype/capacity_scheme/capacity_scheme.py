import frappe
from frappe import _
from frappe.model.document import Document
from sostegno_abitare.programme.validity import validate_order


class InvalidPlacesError(frappe.ValidationError):
	"""Places or ages whose first number is above the second."""


class CapacityScheme(Document):
	"""Who may live in a home together, as alternative sets of places (R29)."""

	def validate(self) -> None:
		"""The rules of a scheme."""
		validate_order(self, "valid_from", "valid_to")
		self.validate_places()
		self.validate_ages()

	def validate_places(self) -> None:
		"""Each row offers at least one place, from fewer to more."""
		for row in self.places:
			if not row.places_to or row.places_from > row.places_to:
				frappe.throw(
					_("Row {0}: Places To must be at least one, and at least Places From").format(row.idx),
					InvalidPlacesError,
				)

	def validate_ages(self) -> None:
		"""Ages go from lower to higher."""
		for row in self.places:
			if row.maximum_age and (row.minimum_age or 0) > row.maximum_age:
				frappe.throw(
					_("Row {0}: Maximum Age is below Minimum Age").format(row.idx), InvalidPlacesError
				)
