import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate
from sostegno_abitare.accountability import people, row_links
from sostegno_abitare.housing.territory import validate_municipality_of_agreement, validate_same_agreement
from sostegno_abitare.programme.validity import (
	label,
	lacks_mandatory,
	validate_action_of_agreement,
	validate_order,
)

HOURS = "Volunteer Hours"


class HoursOutsideRegisterError(frappe.ValidationError):
	"""A volunteer taken out of the register, or of insurance, for days on which hours are entered."""


class VolunteerHasHoursError(frappe.ValidationError):
	"""A volunteer with hours, deleted, or made another person."""


class RegisteredVolunteer(Document):
	"""A row of the register of volunteers who are not occasional: who, from when to when, insured by what (R13,
	VA-11).
	"""

	def before_validate(self) -> None:
		"""What follows from other fields."""
		people.tidy_fiscal_code(self)
		self.pay_level = " ".join((self.pay_level or "").split()).upper() or None
		row_links.follow_row(self)

	def validate(self) -> None:
		"""The rules of the register."""
		if lacks_mandatory(self):
			return
		validate_order(self, "registered_on", "left_on")
		validate_order(self, "insured_from", "insured_to")
		validate_municipality_of_agreement(self)
		validate_action_of_agreement(self)
		validate_same_agreement(self, "budget_row")
		row_links.validate_in_kind(self)
		people.validate_one_register(self)
		people.validate_login(self)
		self.validate_hours_covered()

	def on_trash(self) -> None:
		"""Who gave hours stays in the register."""
		if frappe.db.exists(HOURS, {"volunteer": self.name}):
			frappe.throw(
				_("{0} has hours: write the last day in the register instead").format(frappe.bold(self.name)),
				VolunteerHasHoursError,
			)

	def validate_hours_covered(self) -> None:
		"""Hours entered stay within the register and the insurance, and of the same person and agreement."""
		before = self.get_doc_before_save()
		if not before:
			return
		filters = {"volunteer": self.name, "docstatus": ["<", 2]}
		fixed = ("fiscal_code", "organisation", "agreement")
		if any(before.get(field) != self.get(field) for field in fixed) and frappe.db.exists(HOURS, filters):
			frappe.throw(
				_("{0} has hours already: {1} stay as they are").format(
					frappe.bold(self.name), ", ".join(label(self, field) for field in fixed)
				),
				VolunteerHasHoursError,
			)
		for field, comparison in (
			("registered_on", "<"),
			("insured_from", "<"),
			("left_on", ">"),
			("insured_to", ">"),
		):
			if not self.get(field) or str(before.get(field) or "") == str(self.get(field)):
				continue
			outside = frappe.db.get_value(
				HOURS, {**filters, "date": [comparison, self.get(field)]}, ["name", "date"], as_dict=True
			)
			if outside:
				frappe.throw(
					_("{0}: {1} are of {2}; take them back first, or choose another day").format(
						label(self, field), frappe.bold(outside.name), formatdate(outside.date)
					),
					HoursOutsideRegisterError,
				)
