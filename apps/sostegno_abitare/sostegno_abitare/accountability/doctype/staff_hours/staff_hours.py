from collections import defaultdict
from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, formatdate, getdate
from sostegno_abitare.accountability import drafts, people, row_links, spans, staff, taken
from sostegno_abitare.programme import amounts, dated
from sostegno_abitare.programme.amounts import called, whole_number
from sostegno_abitare.programme.validity import as_date, label, lacks_mandatory, tidy_time, validate_sources
from sostegno_abitare.rules import hours, staffing
from sostegno_abitare.rules.periods import valid_on
from sostegno_abitare.rules.schedule import month_end

MOST_A_DAY = "staff_daily_hours"


class SheetOfAnotherMonthError(frappe.ValidationError):
	"""A day that is not of the month of the sheet, or lies ahead."""


class SecondSheetError(frappe.ValidationError):
	"""Two sheets of one person and month."""


class NotEmployedError(frappe.ValidationError):
	"""Hours of a day on which the person was not employed."""


class NoHoursError(frappe.ValidationError):
	"""A row without hours, or a sheet without rows."""


class OverWorkableHoursError(frappe.ValidationError):
	"""More hours in a month, over all projects, than can be worked (R21)."""


class RowOfAnotherAgreementError(frappe.ValidationError):
	"""Hours on a row of the budget of another agreement."""


class OwnSheetError(frappe.ValidationError):
	"""Somebody who checks the own hours."""


class StaffHours(Document):
	"""The hours of somebody paid in a month, day by day and activity by activity, with what they cost (R15, R21)."""

	def before_validate(self) -> None:
		"""What follows from the person, the times and the rows of the budget."""
		self.month = getdate(self.month).replace(day=1) if self.month else None
		self.title = f"{self.staff_member} {getdate(self.month):%m/%Y}" if self.month else self.staff_member
		for row in self.days:
			for field in ("start_time", "end_time"):
				tidy_time(row, field)
			row_links.follow_row(row)

	def validate(self) -> None:
		"""The rules of a sheet; while nobody else writes the same person's hours."""
		amounts.once(self)
		if lacks_mandatory(self):
			return
		validate_sources(self)
		person = frappe.get_doc("Staff Member", self.staff_member)
		people.lock(person.fiscal_code)
		self.validate_only_sheet()
		for row in self.days:
			self.validate_row(row, person)
		self.validate_apart(person)
		self.validate_workable(person)
		if self.docstatus == 1:
			self.check()

	def check(self) -> None:
		"""Somebody else says that the hours were worked, and what they cost follows."""
		if not self.days:
			frappe.throw(_("The sheet is empty: write at least one row"), NoHoursError)
		user = frappe.session.user
		if user == frappe.db.get_value("Staff Member", self.staff_member, "user"):
			frappe.throw(_("These hours are your own: somebody else checks them"), OwnSheetError)
		self.checked_by = user
		found = staff.parts(self)
		self.set("costs", [])
		for part in found:
			if part.budget_row:
				self.append(
					"costs",
					{
						"budget_row": part.budget_row,
						"action": frappe.db.get_value("Budget Row", part.budget_row, "action"),
						"minutes": part.minutes,
						"hours": round(part.minutes / 60, 2),
						"cost": part.cents / 100,
					},
				)
		self.hourly_cost = staff.hourly(self) / 100
		self.total_cost = sum(part.cents for part in found) / 100

	def before_cancel(self) -> None:
		"""An expense stands on its sheet."""
		drafts.validate_none(self, "staff_hours")

	@property
	def period(self) -> tuple[date, date]:
		"""First and last day of the month."""
		first = getdate(self.month)
		return first, month_end(first)

	def validate_only_sheet(self) -> None:
		"""A month of a person has one sheet."""
		other = frappe.db.get_value(
			"Staff Hours",
			{
				"staff_member": self.staff_member,
				"month": str(self.month),
				"docstatus": ["<", 2],
				"name": ["!=", self.name or ""],
			},
			for_update=True,
		)
		if other:
			frappe.throw(
				_("{0} has a sheet of this month already: {1}").format(self.staff_member, frappe.bold(other)),
				SecondSheetError,
			)

	def validate_row(self, row: Document, person: Document) -> None:
		"""A day of the month on which the person was employed, hours, and a row that pays for them."""
		if not row.date:
			return
		day = getdate(row.date)
		if not valid_on(day, *self.period) or day > getdate():
			frappe.throw(
				_("{0}: {1} is not of this month, or lies ahead").format(
					called(row, "date"), formatdate(day)
				),
				SheetOfAnotherMonthError,
			)
		if not valid_on(day, getdate(person.hired_on), as_date(person.left_on)):
			frappe.throw(
				_("{0}: {1} was not employed on {2}").format(
					called(row, "date"), frappe.bold(person.name), formatdate(day)
				),
				NotEmployedError,
			)
		if row.start_time or row.end_time:
			row.minutes = spans.span_of(row).minutes
			row.hours = round(row.minutes / 60, 2)
		else:
			row.minutes = round(whole_number(row, "hours", 0, 24) * 60)
		if row.minutes <= 0:
			frappe.throw(_("{0}: write how many").format(called(row, "hours")), NoHoursError)
		if (
			row.budget_row
			and frappe.db.get_value("Budget Row", row.budget_row, "agreement") != self.agreement
		):
			frappe.throw(
				_("{0}: {1} is no row of agreement {2}").format(
					called(row, "budget_row"), frappe.bold(row.budget_row), self.agreement
				),
				RowOfAnotherAgreementError,
			)
		row_links.validate_paid(row)

	def validate_apart(self, person: Document) -> None:
		"""No slot twice: on this sheet, on others, or among the hours that the person volunteers (R15)."""
		timed = [row for row in self.days if row.date and row.start_time]
		others: list[hours.Slot] = []
		if timed:
			code = person.fiscal_code
			others = taken.paid(code, *self.period, but=self.name) + taken.volunteered(code, *self.period)
		for row in timed:
			slot = hours.Slot(_("Row {0}").format(row.idx), spans.span_of(row))
			spans.validate_apart(row, slot.span, others, self.staff_member)
			others.append(slot)

	def validate_workable(self, person: Document) -> None:
		"""Neither a day nor the month holds more hours than can be worked, over all projects (R21)."""
		own: dict[date, int] = defaultdict(int)
		for row in self.days:
			if row.date:
				own[getdate(row.date)] += row.minutes
		first, last = self.period
		other = taken.paid_minutes(person.fiscal_code, person.organisation, first, last, but=self.name)
		most = dated.value_on(MOST_A_DAY, first, self.agreement)
		for day in sorted(own):
			total = own[day] + other.get(day, 0)
			if most is not None and total > most * 60:
				frappe.throw(
					_("{0}: {1} hours on {2}, where {3} are the most (threshold)").format(
						label(self, "days"), spans.length(total), formatdate(day), f"{most:g}"
					),
					spans.TooManyHoursError,
				)
		elsewhere = round(whole_number(self, "other_hours", 0, 744) * 60)
		limit = staffing.workable(flt(person.weekly_hours), *employed(person, first, last))
		total = sum(own.values()) + sum(other.values()) + elsewhere
		self.total_hours = round(sum(own.values()) / 60, 2)
		self.workable_hours = round(limit / 60, 2)
		if total > limit:
			frappe.throw(
				_(
					"{0}: {1} hours over all projects, where {2} can be worked in the month; correct the hours, or those on other work"
				).format(label(self, "total_hours"), spans.length(total), spans.length(limit)),
				OverWorkableHoursError,
			)

	@frappe.whitelist(methods=["POST"])
	def make_expense(self) -> str:
		"""A draft of the expense for the payslip of the month; gives its name, also of one made before."""
		return drafts.make(self, "staff_hours", staff.expense_values)


def employed(person: Document, first: date, last: date) -> tuple[date, date]:
	"""The days of a period on which somebody was employed."""
	left = as_date(person.left_on)
	return max(first, getdate(person.hired_on)), min(last, left) if left else last
