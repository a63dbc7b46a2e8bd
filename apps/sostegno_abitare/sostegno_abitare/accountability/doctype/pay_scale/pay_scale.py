from datetime import date
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate
from sostegno_abitare.programme.amounts import called, whole_cents, whole_number
from sostegno_abitare.rules import pay
from sostegno_abitare.rules.money import cents

HOURS = "Volunteer Hours"
# Nobody earns more a month, no contract pays more months, no week is longer.
MOST_A_MONTH, MOST_MONTHS, MOST_WEEKLY = 2_000_000, 24, 60
DIVISORS = {
	"divisor": (1, 744),
	"yearly_hours": (1, 8784),
	"weekly_hours": (1, 168),
	"months": (12, MOST_MONTHS),
}
MEANT = ("base", "added", "months")


class RepeatedRateError(frappe.ValidationError):
	"""Two rates of one level from the same day."""


class RateInUseError(frappe.ValidationError):
	"""A rate by which hours were valued, changed, taken away or overtaken (R10)."""


class PayScale(Document):
	"""The dated table of monthly pay of a collective contract, by level: what an hour of a volunteer is valued by
	(R10, R11, VA-11).
	"""

	def validate(self) -> None:
		"""The rules of a table."""
		for field, (least, most) in DIVISORS.items():
			whole_number(self, field, least, most)
		for row in self.rates:
			self.validate_row(row)
		self.validate_once()
		self.set_hourly()
		self.validate_unused()

	def on_trash(self) -> None:
		"""A table that hours were valued by stays."""
		if used_of(self.name):
			frappe.throw(_("{0}: hours were valued by it; it stays").format(self.name), RateInUseError)

	def validate_row(self, row: Document) -> None:
		"""A level, a day, and amounts in whole cents."""
		row.level = " ".join((row.level or "").split()).upper()
		whole_cents(row, "monthly_base", 1, MOST_A_MONTH)
		whole_cents(row, "added_monthly", 0, MOST_A_MONTH)
		row.months = row.months or self.months
		whole_number(row, "months", 12, MOST_MONTHS)

	def validate_once(self) -> None:
		"""A level has one rate from a day on."""
		seen: dict[tuple[str, date], int] = {}
		for row in self.rates:
			key = row.level, getdate(row.valid_from)
			if key in seen:
				frappe.throw(
					_("{0}: level {1} has a rate from {2} in row {3} already").format(
						called(row, "valid_from"), frappe.bold(row.level), formatdate(key[1]), seen[key]
					),
					RepeatedRateError,
				)
			seen[key] = row.idx

	def set_hourly(self) -> None:
		"""What the hour comes to, on either basis."""
		table = scale_of(self)
		for row, rate in zip(self.rates, table.rates, strict=True):
			row.hourly_base = pay.hourly(table, rate, pay.BASE) / 100
			row.hourly_with_added = pay.hourly(table, rate, pay.WITH_ADDED_MONTHS) / 100

	def validate_unused(self) -> None:
		"""What hours were valued by stays as it was: a change of pay is a new row, from a day after those hours."""
		before = self.get_doc_before_save()
		used = used_of(self.name) if before else []
		if not before or not used:
			return
		old, new = scale_of(before), scale_of(self)
		if (old.divisor, old.yearly_hours) != (new.divisor, new.yearly_hours):
			self.refuse_change(used[0])
		for row in used:
			rates = [
				pay.in_force(table, row.level, getdate(row.last_day)) if _holds(table, row) else None
				for table in (old, new)
			]
			if rates[0] != rates[1]:
				self.refuse_change(row)

	def refuse_change(self, row: Any) -> None:
		"""Raises RateInUseError for a rate, with the days it was used until."""
		frappe.throw(
			_(
				"Hours of level {0} were valued by the rate from {1}, until {2}: it stays; enter a new rate from a later day"
			).format(frappe.bold(row.level), formatdate(row.rate_from), formatdate(row.last_day)),
			RateInUseError,
		)


def scale_of(doc: Document) -> pay.Scale:
	"""The table of a Pay Scale, with its rows in their order."""
	rates = tuple(
		pay.Rate(
			row.level,
			getdate(row.valid_from),
			cents(row.monthly_base),
			cents(row.added_monthly),
			Decimal(str(row.months or doc.months)),
		)
		for row in doc.rates
	)
	return pay.Scale(rates, Decimal(str(doc.divisor)), Decimal(str(doc.yearly_hours)))


def used_of(name: str) -> list[Any]:
	"""The rates of a table by which hours stand valued: `level`, `rate_from`, and the `last_day` of those hours."""
	return frappe.db.sql(
		f"select `level`, `rate_from`, max(`date`) as `last_day` from `tab{HOURS}`"
		" where `docstatus` = 1 and `pay_scale` = %s group by `level`, `rate_from`",
		(name,),
		as_dict=True,
	)


def _holds(table: pay.Scale, row: Any) -> bool:
	try:
		pay.in_force(table, row.level, getdate(row.last_day))
	except pay.NoRateError:
		return False
	return True
