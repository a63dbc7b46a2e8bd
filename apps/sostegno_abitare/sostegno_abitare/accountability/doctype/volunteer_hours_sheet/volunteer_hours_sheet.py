import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate
from sostegno_abitare.access.documents import may_see
from sostegno_abitare.accountability import spans
from sostegno_abitare.programme.amounts import called
from sostegno_abitare.rules import hours

REGISTER = "Registered Volunteer"
COPIED = ("date", "start_time", "end_time", "activity", "budget_row")


class EmptySheetError(frappe.ValidationError):
	"""A sheet handed in with nothing in it."""


class IncompleteRowError(frappe.ValidationError):
	"""A row of the sheet without volunteer or times."""


class VolunteerOutOfSightError(frappe.PermissionError):
	"""Hours of a volunteer whom the writer does not see."""


class VolunteerHoursSheet(Document):
	"""Many hours at once: one volunteer's week, from the phone, or a page of the paper register with many. Handing it
	in enters each row in the register, all or none (R12).
	"""

	def before_validate(self) -> None:
		"""The sheet is its writer's; volunteers and total follow from its rows."""
		if self.is_new():
			self.author = frappe.session.user
		if not self.volunteer:
			self.volunteer = own_volunteer(frappe.session.user)
		for row in self.entries:
			row.volunteer = row.volunteer or self.volunteer
			row.hours = round(_minutes(row) / 60, 2)
		self.total_hours = round(sum(_minutes(row) for row in self.entries) / 60, 2)
		self.set_title()

	def validate(self) -> None:
		"""The volunteers are the writer's to see; the rest is checked when the sheet is handed in."""
		for volunteer in sorted({row.volunteer for row in self.entries if row.volunteer}):
			if not may_see(REGISTER, volunteer):
				frappe.throw(_("You cannot see volunteer {0}").format(volunteer), VolunteerOutOfSightError)

	def before_submit(self) -> None:
		"""Every row says who and when, or the sheet stays a draft."""
		self.set("entries", [row for row in self.entries if row.start_time or row.end_time or row.activity])
		if not self.entries:
			frappe.throw(_("The sheet is empty: write at least one row"), EmptySheetError)
		for row in self.entries:
			for field in ("volunteer", "start_time", "end_time"):
				if not row.get(field):
					frappe.throw(_("{0} is needed").format(called(row, field)), IncompleteRowError)
			spans.span_of(row)

	def on_submit(self) -> None:
		"""The entries of the register, all or none."""
		for row in self.entries:
			values = {field: row.get(field) for field in COPIED if row.get(field)}
			entry = frappe.get_doc(
				{
					"doctype": "Volunteer Hours",
					"volunteer": row.volunteer,
					"register_sheet": row.register_sheet or self.register_sheet,
					**values,
				}
			)
			try:
				entry.insert()
			except frappe.ValidationError as error:
				frappe.clear_messages()  # what it says is told with the row
				frappe.throw(_("Row {0}: {1}").format(row.idx, error), type(error))
			row.db_set("volunteer_hours", entry.name)

	def set_title(self) -> None:
		"""The days it covers: what lists and links call it."""
		days = sorted(getdate(row.date) for row in self.entries if row.date)
		period = " – ".join(dict.fromkeys(formatdate(day) for day in (days[:1] + days[-1:])))
		self.title = period or _("Volunteer Hours Sheet")


def own_volunteer(user: str) -> str | None:
	"""The row of the register by which a login enters its own hours; the newest that it still is in."""
	found = frappe.get_all(
		REGISTER,
		filters={"user": user},
		fields=["name", "left_on"],
		order_by="registered_on desc, name asc",
	)
	return next((row.name for row in found if not row.left_on or getdate(row.left_on) >= getdate()), None)


def _minutes(row: Document) -> int:
	"""The minutes of a row; 0 while its times are not complete."""
	try:
		return hours.span(getdate(row.date), row.start_time, row.end_time).minutes
	except ValueError:
		return 0
