import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.housing.territory import validate_municipality_of_agreement, validate_same_agreement
from sostegno_abitare.programme.validity import label, lacks_mandatory


class FutureSurveyError(frappe.ValidationError):
	"""A survey made on a day to come."""


class UnusablePropertyError(frappe.ValidationError):
	"""A property that cannot be used, named as a solution."""


class SurveyedProperty(Document):
	"""A building or an apartment found while looking for places where new ways of living could start (VA-08)."""

	def before_validate(self) -> None:
		"""It is called by its place."""
		self.title = f"{self.municipality or ''}, {self.address or ''}"[:140]

	def validate(self) -> None:
		"""The rules of a survey."""
		if lacks_mandatory(self):
			return
		validate_municipality_of_agreement(self)
		validate_same_agreement(self, "project")
		if getdate(self.surveyed_on) > getdate():
			frappe.throw(
				_("{0} cannot be in the future").format(label(self, "surveyed_on")), FutureSurveyError
			)
		self.validate_use()

	def validate_use(self) -> None:
		"""What cannot be used carries no project."""
		lost = self.availability == "Not Available" or self.condition == "Unusable"
		if self.project and (lost or self.suitable_for == "Not Suitable"):
			frappe.throw(
				_(
					"A property that is not available, unusable or not suitable carries no project: take the project out"
				),
				UnusablePropertyError,
			)
