import frappe
from frappe import _
from frappe.model.document import Document
from sostegno_abitare.housing.territory import validate_municipality_of_agreement, validate_same_agreement
from sostegno_abitare.programme.validity import label, lacks_mandatory

OF_THE_POINT = ("Front Office Contact", "Front Office Appointment", "Help Request")


class PointInUseError(frappe.ValidationError):
	"""Another agreement for a point that has contacts already."""


class ContactPoint(Document):
	"""A desk, a telephone, or a place where operators go on call, of one agreement (VA-02)."""

	def validate(self) -> None:
		"""The rules of a contact point."""
		if lacks_mandatory(self):
			return
		validate_municipality_of_agreement(self)
		validate_same_agreement(self, "room")
		self.validate_agreement_stays()

	def validate_agreement_stays(self) -> None:
		"""What was done at the point is of its agreement."""
		before = self.get_doc_before_save()
		if not before or before.agreement == self.agreement:
			return
		if any(frappe.db.exists(doctype, {"contact_point": self.name}) for doctype in OF_THE_POINT):
			frappe.throw(
				_("{0}: the point has contacts of {1} already; close it and make another").format(
					label(self, "agreement"), frappe.bold(before.agreement)
				),
				PointInUseError,
			)
