from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, getdate
from sostegno_abitare.rules import istat

USED_FIELDS = ("value", "base_year", "linked_base", "link_coefficient")


class IndexInUseError(frappe.ValidationError):
	"""A change to an index that an update of a rent was computed with."""


class InvalidIndexError(frappe.ValidationError):
	"""A value or coefficient that is no index, or a coefficient without its base."""


class ISTATIndex(Document):
	"""The consumer price index of a month, FOI without tobacco, by which rents are updated (R43)."""

	def autoname(self) -> None:
		"""The month: 2026-08."""
		self.name = getdate(self.month).strftime("%Y-%m") if self.month else None

	def before_validate(self) -> None:
		"""The first day of the month stands for it."""
		if self.month:
			self.month = getdate(self.month).replace(day=1)

	def validate(self) -> None:
		"""The rules of an index."""
		if flt(self.value) <= 0 or flt(self.link_coefficient) < 0:
			frappe.throw(_("Value: a published index is above zero"), InvalidIndexError)
		if bool(cint(self.linked_base)) != bool(flt(self.link_coefficient)):
			frappe.throw(
				_("Base before This and Coefficient to the Base before: both or neither"), InvalidIndexError
			)
		if not self.is_new() and any(self.has_value_changed(field) for field in USED_FIELDS):
			self.validate_unused()

	def validate_unused(self) -> None:
		"""What a rent was computed with stays as it was."""
		used = frappe.get_all(
			"Rent Update",
			filters={"docstatus": 1},
			or_filters={"index_from": self.name, "index_to": self.name},
			pluck="name",
			limit_page_length=1,
		)
		if used:
			frappe.throw(
				_("Rent Update {0} was computed with this index: it cannot be changed").format(
					frappe.bold(used[0])
				),
				IndexInUseError,
			)


def index_of(month: str) -> istat.Index:
	"""An index as the rules know it. Raises DoesNotExistError."""
	row = frappe.get_doc("ISTAT Index", month)
	return istat.Index(
		month=getdate(row.month),
		value=Decimal(str(row.value)),
		base=cint(row.base_year),
		linked_base=cint(row.linked_base) or None,
		link=Decimal(str(row.link_coefficient)) if flt(row.link_coefficient) else None,
	)
