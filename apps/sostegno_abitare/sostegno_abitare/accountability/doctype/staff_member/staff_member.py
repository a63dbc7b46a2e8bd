import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint
from sostegno_abitare.accountability import people
from sostegno_abitare.housing.territory import validate_municipality_of_agreement
from sostegno_abitare.programme.amounts import called, whole_cents, whole_number
from sostegno_abitare.programme.validity import lacks_mandatory, validate_order
from sostegno_abitare.rules import staffing

MOST_A_YEAR = 50_000_000  # cents


class WrongYearError(frappe.ValidationError):
	"""A year that is none, or that stands twice."""


class StaffMember(Document):
	"""Somebody whom a body pays, with what a year costs it and the hours that the cost is divided by (R13, R21)."""

	def before_validate(self) -> None:
		"""What follows from other fields."""
		people.tidy_fiscal_code(self)

	def validate(self) -> None:
		"""The rules of the register of staff."""
		if lacks_mandatory(self):
			return
		validate_order(self, "hired_on", "left_on")
		validate_municipality_of_agreement(self)
		whole_number(self, "weekly_hours", 1, 60)
		self.validate_costs()
		people.validate_one_register(self)
		people.validate_login(self)

	def validate_costs(self) -> None:
		"""A cost and hours for each year, once."""
		years: set[int] = set()
		for row in self.costs:
			year = cint(row.year)
			if not 2000 <= year <= 2100 or year in years:
				frappe.throw(
					_("{0}: {1} is no year, or stands twice").format(called(row, "year"), row.year),
					WrongYearError,
				)
			years.add(year)
			cost = whole_cents(row, "gross_cost", 1, MOST_A_YEAR)
			hours = whole_number(row, "productive_hours", 1, 8784)
			row.hourly_cost = staffing.hourly(cost, hours) / 100
