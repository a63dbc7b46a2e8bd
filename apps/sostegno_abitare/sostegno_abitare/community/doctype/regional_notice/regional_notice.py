import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.programme.validity import as_date, label, lacks_mandatory, validate_order
from sostegno_abitare.rules import notices
from sostegno_abitare.rules.money import cents


class RequestsOutsideError(frappe.ValidationError):
	"""Days of a notice that would leave out requests that were sent."""


class RegionalNotice(Document):
	"""A notice of the region, or a call for public housing, with its dates and limits as data (VA-03, VA-04)."""

	def validate(self) -> None:
		"""Days in order, and not against what was sent already."""
		if lacks_mandatory(self):
			return
		validate_order(self, "opens_on", "closes_on")
		sent = frappe.get_all(
			"Help Request",
			filters={"regional_notice": self.name or "", "sent_on": ["is", "set"]},
			fields=["name", "sent_on"],
		)
		for row in sent:
			outside = {notices.NOT_OPEN, notices.CLOSED}.intersection(
				notices.obstacles(self.terms(), notices.Application(getdate(row.sent_on)))
			)
			if outside:
				frappe.throw(
					_("{0} and {1} leave out the request {2}, sent on {3}").format(
						label(self, "opens_on"),
						label(self, "closes_on"),
						row.name,
						frappe.utils.formatdate(row.sent_on),
					),
					RequestsOutsideError,
				)

	def terms(self) -> notices.Notice:
		"""The terms as the rules see them."""
		return notices.Notice(
			getdate(self.opens_on),
			as_date(self.closes_on),
			cents(self.max_amount),
			self.max_months or 0,
			cents(self.isee_limit),
			cents(self.ise_limit),
		)
