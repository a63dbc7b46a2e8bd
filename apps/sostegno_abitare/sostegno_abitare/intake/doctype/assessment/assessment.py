import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_sources


class FutureAssessmentError(frappe.ValidationError):
	"""An assessment dated after today."""


class ReferralNotReceivedError(frappe.ValidationError):
	"""An assessment of a case that has not been received, or is closed."""


class Assessment(Document):
	"""What the household can count on, what the service can add, and the hypothesis of intervention (EM-04)."""

	def before_validate(self) -> None:
		"""Whoever writes it has assessed."""
		self.assessed_by = self.assessed_by or frappe.session.user

	def validate(self) -> None:
		"""The rules of an assessment."""
		if lacks_mandatory(self):
			return
		validate_sources(self)
		self.set_case_title()
		self.validate_date()
		self.validate_referral_is_received()

	def set_case_title(self) -> None:
		"""The title of the case it belongs to."""
		self.case_title = frappe.db.get_value("Referral", self.referral, "title")

	def validate_date(self) -> None:
		"""Nobody has assessed tomorrow."""
		if getdate(self.assessment_date) > getdate():
			frappe.throw(
				_("{0} cannot be in the future").format(label(self, "assessment_date")), FutureAssessmentError
			)

	def validate_referral_is_received(self) -> None:
		"""A draft may still change, and a closed case is over."""
		state = frappe.db.get_value("Referral", self.referral, "workflow_state")
		if self.is_new() and state in ("Draft", "Closed"):
			frappe.throw(
				_("Referral {0} is in state {1} and cannot be assessed").format(
					frappe.bold(self.referral), _(state)
				),
				ReferralNotReceivedError,
			)
