from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate, now_datetime
from sostegno_abitare.governance import indicators
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_order, validate_sources
from sostegno_abitare.rules.indicators import is_met


class IndicatorValueIsFinalError(frappe.PermissionError):
	"""A value changed or deleted: a new one is written in its place."""


class ValueWithoutSourceError(frappe.ValidationError):
	"""A value written by hand that does not say where it comes from."""


class FuturePeriodError(frappe.ValidationError):
	"""A value of a period that has not begun."""


class IndicatorValue(Document):
	"""What an indicator came to in a period. Values are never overwritten: a later one of the same period holds in
	the stead of the former, which stays.
	"""

	def validate(self) -> None:
		"""The rules of a value."""
		if not self.is_new():
			self.refuse()
		if lacks_mandatory(self):
			return
		validate_sources(self)
		validate_order(self, "period_from", "period_to")
		self.how = indicators.COMPUTED if self.flags.computed else indicators.BY_HAND
		self.validate_source()
		self.validate_period()
		self.judge()
		self.measured_at, self.measured_by = now_datetime(), frappe.session.user
		self.replaces = self.former()

	def on_trash(self) -> None:
		"""A value stays."""
		self.refuse()

	def before_rename(self, *names: str, **options: object) -> None:
		"""A value keeps its name."""
		self.refuse()

	def refuse(self) -> None:
		"""Raises IndicatorValueIsFinalError."""
		frappe.throw(
			_(
				"A value that was measured stays as it is: write a new one for the same period, it takes its place"
			),
			IndicatorValueIsFinalError,
		)

	def validate_source(self) -> None:
		"""Who writes a value says where it comes from."""
		if self.how == indicators.BY_HAND and not (self.source or "").strip():
			frappe.throw(
				_("{0}: write what the value was read from").format(label(self, "source")),
				ValueWithoutSourceError,
			)

	def validate_period(self) -> None:
		"""A period that has begun."""
		if getdate(self.period_from) > getdate():
			frappe.throw(
				_("{0} cannot be in the future").format(label(self, "period_from")), FuturePeriodError
			)

	def judge(self) -> None:
		"""The target as it is now, and whether the value meets it."""
		indicator = frappe.db.get_value(
			"Programme Indicator", self.indicator, ["target", "direction"], as_dict=True
		)
		self.target = flt(indicator.target)
		met = is_met(Decimal(str(flt(self.value))), Decimal(str(self.target)), indicator.direction)
		self.met = "Yes" if met else "No"

	def former(self) -> str | None:
		"""The value of the same period that held until now."""
		period = {"period_from": getdate(self.period_from), "period_to": getdate(self.period_to)}
		found = frappe.get_all(
			"Indicator Value",
			filters={"indicator": self.indicator, **period},
			order_by="measured_at desc, name desc",
			limit=1,
			pluck="name",
		)
		return found[0] if found else None
