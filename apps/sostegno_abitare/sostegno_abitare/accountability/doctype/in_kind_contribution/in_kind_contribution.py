from datetime import date
from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, formatdate, getdate
from sostegno_abitare.accountability import row_links
from sostegno_abitare.housing.territory import validate_municipality_of_agreement
from sostegno_abitare.ledgers import budget
from sostegno_abitare.programme import amounts
from sostegno_abitare.programme.amounts import whole_cents, whole_number
from sostegno_abitare.programme.validity import (
	as_date,
	label,
	lacks_mandatory,
	validate_order,
	validate_sources,
)
from sostegno_abitare.rules import use
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.periods import valid_on

MOST = 1_000_000_000  # cents of a unit


class OverUseError(frappe.ValidationError):
	"""A resource used more than whole on some day, over all agreements (R16)."""


class UseInFutureError(frappe.ValidationError):
	"""A use that has not been yet."""


class OutsideAgreementError(frappe.ValidationError):
	"""A use before the agreement or action began, or after its end."""


class ResourceDisabledError(frappe.ValidationError):
	"""A resource that is not brought in any more."""


class NoDocumentError(frappe.ValidationError):
	"""A value recognised without the document that it rests on (R16)."""


class ReportedContributionError(frappe.ValidationError):
	"""A contribution taken back while a claim reports it."""


class InKindContribution(Document):
	"""What a body brings in without money, for a period: by which method and on what basis it is valued, for which
	share of use. It is reported, and never claimed (R5, R16, VA-12).
	"""

	def before_validate(self) -> None:
		"""The title."""
		self.title = f"{self.description} {formatdate(self.period_from)}"[:140]

	def validate(self) -> None:
		"""The rules of a contribution, while nobody else values the same resource."""
		amounts.once(self)
		quantity = whole_number(self, "quantity", 0.001)
		unit_value = whole_cents(self, "unit_value", 1, MOST)
		share = whole_number(self, "share_of_use", 0.01, 100)
		if lacks_mandatory(self):
			return
		validate_sources(self)
		self.follow_row()
		validate_order(self, "period_from", "period_to")
		validate_municipality_of_agreement(self)
		row_links.validate_in_kind(self)
		self.validate_period()
		self.validate_use(Decimal(str(round(share, 2))))
		of = use.periods(*self.period, self.per)
		self.periods = float(of)
		self.value = (
			use.value(Decimal(str(round(quantity, 3))), unit_value, Decimal(str(round(share, 2))), of) / 100
		)

	def before_submit(self) -> None:
		"""A value rests on a document."""
		if not self.document:
			frappe.throw(
				_("{0}: attach what the value rests on").format(label(self, "document")), NoDocumentError
			)

	def on_submit(self) -> None:
		"""The value stands on its row of the budget, in the partner's share alone."""
		part = budget.Posting(
			self.budget_row,
			"Valued",
			row_links.PARTNER_IN_KIND,
			cents(self.value),
			getdate(self.period_to),
			self.municipality or None,
		)
		budget.post(self, [part])

	def before_cancel(self) -> None:
		"""What a claim reports stays with it."""
		claim = row_links.reported_in(self)
		if claim:
			frappe.throw(
				_("{0} is reported in {1}: it stays until that is taken back").format(
					frappe.bold(self.name), frappe.bold(claim)
				),
				ReportedContributionError,
			)

	def on_cancel(self) -> None:
		"""The value is taken back."""
		budget.reverse(self)

	@property
	def period(self) -> tuple[date, date]:
		"""First and last day of the use."""
		return getdate(self.period_from), getdate(self.period_to)

	def follow_row(self) -> None:
		"""Agreement and action are those of the row."""
		row = frappe.db.get_value("Budget Row", self.budget_row, ["agreement", "action"], as_dict=True)
		self.agreement, self.action = row.agreement, row.action

	def validate_period(self) -> None:
		"""A use that has been, in the time of agreement and action."""
		if self.period[1] > getdate():
			frappe.throw(
				_("{0} is in the future: enter the use when it has been").format(label(self, "period_to")),
				UseInFutureError,
			)
		for doctype, name in (("Service Agreement", self.agreement), ("Agreement Action", self.action)):
			found = frappe.db.get_value(doctype, name, ["start_date", "end_date"])
			for field in ("period_from", "period_to"):
				if not valid_on(getdate(self.get(field)), *(as_date(day) for day in found)):
					frappe.throw(
						_("{0} {1} is outside the time of {2}").format(
							label(self, field), formatdate(self.get(field)), frappe.bold(name)
						),
						OutsideAgreementError,
					)

	def validate_use(self, share: Decimal) -> None:
		"""On no day is the resource used more than whole, over all agreements (R16)."""
		if not self.resource:
			return
		disabled = frappe.db.get_value("Structural Resource", self.resource, "disabled", for_update=True)
		if disabled and self.docstatus == 0:
			frappe.throw(
				_("{0} {1} is disabled: choose another").format(label(self, "resource"), self.resource),
				ResourceDisabledError,
			)
		others = frappe.db.get_values(
			"In-Kind Contribution",
			{"resource": self.resource, "docstatus": 1, "name": ["!=", self.name or ""]},
			["name", "period_from", "period_to", "share_of_use"],
			as_dict=True,
			for_update=True,
		)
		uses = [
			use.Use(
				row.name,
				getdate(row.period_from),
				getdate(row.period_to),
				Decimal(str(round(flt(row.share_of_use), 2))),
			)
			for row in others or []
		]
		over = use.over_use(use.Use(self.name or "", *self.period, share), uses)
		if over:
			frappe.throw(
				_(
					"{0}: on {1} the resource would be used for {2}%, over all agreements; lower the share"
				).format(label(self, "share_of_use"), formatdate(over[0]), f"{over[1]:f}"),
				OverUseError,
			)
