import frappe
from frappe import _
from frappe.model.document import Document
from sostegno_abitare.programme.validity import (
	label,
	lacks_mandatory,
	validate_order,
	validate_sources,
)
from sostegno_abitare.social_support.case_dates import (
	set_case_title,
	validate_not_future,
	validate_since_referral,
)

PENDING = "Pending"


class ResultUndatedError(frappe.ValidationError):
	"""An answer without its day, or a day without an answer."""


class NetworkActivation(Document):
	"""Who was called in for which household, for what, and what came of it (EM-14)."""

	def before_validate(self) -> None:
		"""Whoever writes it has asked."""
		self.asked_by = self.asked_by or frappe.session.user
		set_case_title(self)

	def validate(self) -> None:
		"""The rules of an activation."""
		if lacks_mandatory(self):
			return
		validate_sources(self)
		validate_not_future(self, "asked_on", "result_on")
		validate_since_referral(self, "asked_on")
		validate_order(self, "asked_on", "result_on")
		self.validate_result()

	def validate_result(self) -> None:
		"""What was answered has its day; what is awaited has none."""
		if (self.result == PENDING) == bool(self.result_on):
			text = _("{0}: an answer that is awaited has no day") if self.result_on else _("{0} is needed")
			frappe.throw(text.format(label(self, "result_on")), ResultUndatedError)
