import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint
from sostegno_abitare.programme.validity import as_date, label, lacks_mandatory, validate_order
from sostegno_abitare.rules import jobs
from sostegno_abitare.social_support.case_dates import validate_not_future


class AgesOutOfOrderError(frappe.ValidationError):
	"""A maximum age below the minimum one."""


class JobResource(Document):
	"""A job, a traineeship, a course or a service for work in the territory, kept up to date (VA-05)."""

	def before_validate(self) -> None:
		"""Who checked it last."""
		before = self.get_doc_before_save()
		if before and as_date(before.last_checked_on) != as_date(self.last_checked_on):
			self.checked_by = frappe.session.user
		self.checked_by = self.checked_by or frappe.session.user

	def validate(self) -> None:
		"""Days and ages in order."""
		if lacks_mandatory(self):
			return
		validate_order(self, "valid_from", "valid_to")
		validate_not_future(self, "last_checked_on")
		if cint(self.maximum_age) and cint(self.maximum_age) < cint(self.minimum_age):
			frappe.throw(
				_("{0} cannot be below {1}").format(label(self, "maximum_age"), label(self, "minimum_age")),
				AgesOutOfOrderError,
			)


def facts(row: Document) -> jobs.Resource:
	"""The resource, or a row of a list with the same fields, as the rules see it."""
	return jobs.Resource(
		name=row.name,
		status=row.status,
		municipality=row.municipality or "",
		valid_from=as_date(row.valid_from),
		valid_to=as_date(row.valid_to),
		last_checked_on=as_date(row.last_checked_on),
		minimum_age=cint(row.minimum_age),
		maximum_age=cint(row.maximum_age),
		skills=jobs.words_of(row.skills),
		required=jobs.words_of(row.required_skills),
	)
