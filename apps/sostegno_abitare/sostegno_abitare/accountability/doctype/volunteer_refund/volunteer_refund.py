from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate
from sostegno_abitare.accountability import drafts, people, row_links
from sostegno_abitare.accountability.staff import share_of
from sostegno_abitare.programme import amounts, dated
from sostegno_abitare.programme.amounts import called, euro, whole_cents
from sostegno_abitare.programme.validity import as_date, label, lacks_mandatory, validate_sources
from sostegno_abitare.rules import iban, refunds
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.periods import valid_on

SELF_CERTIFIED = "Self-Certified"
DAILY, MONTHLY = "volunteer_refund_daily", "volunteer_refund_monthly"
# What the law allows, where no threshold says otherwise (cents).
BY_LAW = {DAILY: 1_000, MONTHLY: 15_000}
GIVEN = ("Confirmed", "Valued", "Reported")
MOST = 500_000  # cents of a line
_EARLIER = """
	select `line`.`date`, `line`.`amount` from `tabVolunteer Refund Line` `line`
	join `tabVolunteer Refund` `refund` on `refund`.`name` = `line`.`parent`
	join `tabRegistered Volunteer` `who` on `who`.`name` = `refund`.`volunteer`
	where `who`.`fiscal_code` = %(code)s and `refund`.`docstatus` < 2 and `refund`.`name` <> %(but)s
	and `line`.`proof_kind` = %(kind)s for update
"""


class ExpenseInFutureError(frappe.ValidationError):
	"""An expense of a day that has not come."""


class ExpenseOutsideServiceError(frappe.ValidationError):
	"""An expense of a day on which the volunteer was not in the register."""


class NoDocumentError(frappe.ValidationError):
	"""A documented expense without its document."""


class NoResolutionError(frappe.ValidationError):
	"""Expenses certified by the volunteer alone, where no board allowed it (R14)."""


class FlatRefundError(frappe.ValidationError):
	"""A refund of a day without service: a flat one, which the law bars (R14)."""


class OverRefundLimitError(frappe.ValidationError):
	"""More than may be refunded without papers in a day or a month (R14)."""


class WrongIbanError(frappe.ValidationError):
	"""An IBAN that is none."""


class OwnRefundError(frappe.ValidationError):
	"""Somebody who approves the own refund."""


class VolunteerRefund(Document):
	"""What a volunteer spent for the service, day by day, to be paid back: documented, or certified by the volunteer
	within the limits of the law. Never a flat amount (R14); the hours themselves are never paid (R15).
	"""

	def before_validate(self) -> None:
		"""What follows from the volunteer and the lines."""
		self.volunteer_name = frappe.db.get_value("Registered Volunteer", self.volunteer, "volunteer_name")
		self.title = f"{self.volunteer} {formatdate(self.requested_on)}"
		try:
			self.iban = iban.tidy(self.iban) if self.iban else None
		except iban.InvalidIbanError:
			frappe.throw(_("{0}: {1} is no IBAN").format(label(self, "iban"), self.iban), WrongIbanError)

	def validate(self) -> None:
		"""The rules of a refund, while nobody else writes one for the same person."""
		amounts.once(self)
		for row in self.lines:
			whole_cents(row, "amount", 1, MOST)
		certified = [row for row in self.lines if row.proof_kind == SELF_CERTIFIED]
		self.self_certified = sum(cents(row.amount) for row in certified) / 100
		self.total = sum(cents(row.amount) for row in self.lines) / 100
		if lacks_mandatory(self):
			return
		validate_sources(self)
		person = frappe.db.get_value(
			"Registered Volunteer", self.volunteer, ["fiscal_code", "registered_on", "left_on"], as_dict=True
		)
		code = person.fiscal_code
		people.lock(code)
		for row in self.lines:
			self.validate_line(row, person)
		if certified:
			self.validate_certified(certified, code)
		row_links.validate_paid(self)
		if self.docstatus == 1 and frappe.session.user == frappe.db.get_value(
			"Registered Volunteer", self.volunteer, "user"
		):
			frappe.throw(_("This refund is your own: somebody else approves it"), OwnRefundError)

	def before_cancel(self) -> None:
		"""An expense stands on its refund."""
		drafts.validate_none(self, "volunteer_refund")

	def validate_line(self, row: Document, person: Any) -> None:
		"""An expense that was made, with its document where one is said to be there."""
		if row.date and getdate(row.date) > getdate():
			frappe.throw(
				_("{0}: {1} is in the future").format(called(row, "date"), formatdate(row.date)),
				ExpenseInFutureError,
			)
		if row.date and not valid_on(
			getdate(row.date), getdate(person.registered_on), as_date(person.left_on)
		):
			frappe.throw(
				_("{0}: {1} was not in the register of volunteers on {2}").format(
					called(row, "date"), frappe.bold(self.volunteer), formatdate(row.date)
				),
				ExpenseOutsideServiceError,
			)
		if row.proof_kind != SELF_CERTIFIED and not row.document and self.docstatus == 1:
			frappe.throw(
				_("{0}: attach the receipt or the ticket").format(called(row, "document")), NoDocumentError
			)

	def validate_certified(self, rows: list[Document], code: str) -> None:
		"""Where the board allows it, on a day of service, within the limits of the day and the month (R14)."""
		if not (self.board_resolution or "").strip():
			frappe.throw(
				_(
					"{0}: without it nothing is self-certified; attach the documents, or name the resolution"
				).format(label(self, "board_resolution")),
				NoResolutionError,
			)
		for row in rows:
			served = {"volunteer": self.volunteer, "date": str(row.date), "workflow_state": ["in", GIVEN]}
			if not frappe.db.exists("Volunteer Hours", served):
				frappe.throw(
					_(
						"{0}: {1} has no confirmed hours of {2}; a refund without a day of service is a flat one, and not allowed"
					).format(called(row, "date"), frappe.bold(self.volunteer), formatdate(row.date)),
					FlatRefundError,
				)
		self.validate_limits(rows, code)

	def validate_limits(self, rows: list[Document], code: str) -> None:
		"""What is certified with other refunds of the same days and months, by the limits in force (R14)."""
		values = {"code": code, "but": self.name or "", "kind": SELF_CERTIFIED}
		earlier = [_line(row) for row in frappe.db.sql(_EARLIER, values, as_dict=True)]
		new = [_line(row) for row in rows]
		day = max(line.day for line in new)
		limits = [self.limit(key, day) for key in (DAILY, MONTHLY)]
		over = refunds.over_limit(new, earlier, *limits)
		if over:
			text = (
				_("{0}: {1} certified for {2}, with other refunds, where {3} are the most in a day")
				if over.limit == refunds.DAY
				else _("{0}: {1} certified for the month of {2}, with other refunds, where {3} are the most")
			)
			frappe.throw(
				text.format(label(self, "lines"), euro(over.cents), formatdate(over.day), euro(over.most)),
				OverRefundLimitError,
			)

	def limit(self, key: str, day: Any) -> int:
		"""A limit in cents: the threshold in force, else what the law says."""
		found = dated.value_on(key, day, self.agreement)
		return BY_LAW[key] if found is None else cents(found)

	@frappe.whitelist(methods=["POST"])
	def make_expense(self) -> str:
		"""A draft of the expense for the refund; gives its name, also of one made before."""
		return drafts.make(self, "volunteer_refund", expense_values)


def expense_values(refund: Document) -> dict[str, Any]:
	"""A submitted refund as a draft of Expense: the volunteer's declaration, borne by the row that it names. The
	volunteer stands by the number in the register, not by name.
	"""
	fiscal_code = frappe.db.get_value("Registered Volunteer", refund.volunteer, "fiscal_code")
	row = refund.budget_row
	return {
		"doctype": "Expense",
		"agreement": refund.agreement,
		"municipality": refund.municipality,
		"kind": "Volunteer Refund",
		"voucher_kind": "Declaration",
		"supplier_name": refund.volunteer,
		"supplier_tax_id": fiscal_code,
		"supplier_iban": refund.iban,
		"number": refund.name,
		"voucher_date": refund.requested_on,
		"net_amount": refund.total,
		"description": ", ".join(dict.fromkeys(line.description for line in refund.lines))[:500],
		"volunteer_refund": refund.name,
		"allocations": [{"budget_row": row, "share": share_of(row), "amount": refund.total}] if row else [],
	}


def _line(row: Any) -> refunds.Line:
	return refunds.Line(getdate(row.date), cents(row.amount))
