import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt
from sostegno_abitare.programme.validity import label


class TermsOutOfOrderError(frappe.ValidationError):
	"""A longest term that is shorter than the shortest, or a first term outside both."""


class ShareAboveWholeError(frappe.ValidationError):
	"""More than the whole of a change."""


class LeaseType(Document):
	"""A type of contract: its terms, notice and update, and whether the law lets it be sublet (R39, R42, R43)."""

	def validate(self) -> None:
		"""The rules of a type."""
		shortest, longest = cint(self.minimum_months), cint(self.maximum_months)
		first = cint(self.first_term_months)
		if longest and shortest > longest:
			self.refuse("maximum_months", "minimum_months")
		if first and first < shortest:
			self.refuse("first_term_months", "minimum_months")
		if first and longest and first > longest:
			self.refuse("maximum_months", "first_term_months")
		if flt(self.istat_cap_percent) > 100:
			frappe.throw(
				_("{0}: at most 100%").format(label(self, "istat_cap_percent")), ShareAboveWholeError
			)

	def refuse(self, longer: str, shorter: str) -> None:
		"""Raises TermsOutOfOrderError."""
		frappe.throw(
			_("{0} cannot be less than {1}").format(label(self, longer), label(self, shorter)),
			TermsOutOfOrderError,
		)
