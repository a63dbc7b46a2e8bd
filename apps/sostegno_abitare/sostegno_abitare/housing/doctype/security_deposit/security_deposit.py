from datetime import date, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate
from sostegno_abitare.housing import dated_values
from sostegno_abitare.housing.contracts import HEAD_LEASE
from sostegno_abitare.housing.doctype.rent_update.rent_update import set_context
from sostegno_abitare.housing.lease import DepositTooHighError
from sostegno_abitare.programme.validity import as_date, label, lacks_mandatory
from sostegno_abitare.rules import deposits
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.periods import months_after

ONE_DAY = timedelta(days=1)
HELD, RETURNED = "Held", "Returned"
PAID_TO_OWNER, FROM_TENANT = "Paid to the Owner", "Received from the Tenant"


class DepositChangedError(frappe.ValidationError):
	"""Amount or first day of a deposit that bore interest or was returned, or interest written by hand."""


class NoAmountError(frappe.ValidationError):
	"""A deposit of nothing."""


class FutureDepositError(frappe.ValidationError):
	"""A deposit, a return or a payment of interest dated after today."""


class DepositNotSettledError(frappe.ValidationError):
	"""What is returned and what is kept are not the deposit, or nobody says why a part is kept."""


class SecurityDeposit(Document):
	"""A deposit paid to an owner or received from a tenant, with the legal interest of each year (R41)."""

	def before_validate(self) -> None:
		"""What follows from the contract, and the years of interest that have ended."""
		set_context(self)
		self.side = PAID_TO_OWNER if self.contract_type == HEAD_LEASE else FROM_TENANT
		self.status = RETURNED if self.returned_on else HELD

	def validate(self) -> None:
		"""The rules of a deposit."""
		if lacks_mandatory(self):
			return
		self.validate_days()
		self.validate_kept_as_it_was()
		self.validate_amount()
		self.validate_return()
		self.drop_interest_after_return()
		self.write_interest()
		self.set_totals()

	def validate_days(self) -> None:
		"""Nothing is paid or returned in the future, nor returned before it was paid."""
		days = [("received_on", self.received_on), ("returned_on", self.returned_on)]
		for field, day in days:
			if day and getdate(day) > getdate():
				frappe.throw(_("{0} cannot be in the future").format(label(self, field)), FutureDepositError)
		if self.returned_on and getdate(self.returned_on) < getdate(self.received_on):
			frappe.throw(
				_("{0} cannot be before {1}").format(label(self, "returned_on"), label(self, "received_on")),
				FutureDepositError,
			)
		for row in self.interest:
			if row.paid_on and getdate(row.paid_on) > getdate():
				frappe.throw(
					_("{0} cannot be in the future").format(label(row, "paid_on")), FutureDepositError
				)

	def validate_kept_as_it_was(self) -> None:
		"""The interest is the system's; what bore interest, or was returned, does not change."""
		before = self.get_doc_before_save()
		stored = [_values(row) for row in before.interest] if before else []
		if [_values(row) for row in self.interest] != stored:
			frappe.throw(
				_("{0}: written by the system; only the day of payment is filled in").format(
					label(self, "interest")
				),
				DepositChangedError,
			)
		if not before or not (stored or before.returned_on):
			return
		fields = (
			"amount",
			"received_on",
			*(("returned_on", "returned_amount") if before.returned_on else ()),
		)
		changed = [field for field in fields if _of(self, field) != _of(before, field)]
		if changed:
			frappe.throw(
				_("{0}: the deposit bore interest or was returned, and does not change").format(
					", ".join(label(self, field) for field in changed)
				),
				DepositChangedError,
			)

	def validate_amount(self) -> None:
		"""The deposits of a contract together are at most so many monthly rents (R41)."""
		if cents(self.amount) <= 0:
			frappe.throw(_("{0} must be above zero").format(label(self, "amount")), NoAmountError)
		frappe.db.get_value(self.contract_type, self.contract, "name", for_update=True)
		contract = frappe.get_doc(self.contract_type, self.contract)
		others = frappe.db.get_values(
			"Security Deposit",
			{
				"contract_type": self.contract_type,
				"contract": self.contract,
				"name": ["!=", self.name or ""],
			},
			["amount"],
			as_dict=True,
			for_update=True,
		)
		months = contract.deposit_months()
		total = cents(self.amount) + sum(cents(row.amount) for row in others)
		if deposits.above(total, cents(contract.monthly_rent), months):
			frappe.throw(
				_("{0}: at most {1} monthly rents").format(label(self, "amount"), f"{months:g}"),
				DepositTooHighError,
			)

	def validate_return(self) -> None:
		"""Returned and kept parts are the whole deposit, and what is kept has its reason."""
		returned, kept = cents(self.returned_amount), cents(self.kept_amount)
		if not self.returned_on:
			if returned or kept:
				frappe.throw(_("Fill {0}").format(label(self, "returned_on")), DepositNotSettledError)
			return
		left = deposits.unsettled(cents(self.amount), returned, kept)
		if left:
			frappe.throw(
				_("{0} and {1} together must be {2}: {3} is missing or too much").format(
					label(self, "returned_amount"),
					label(self, "kept_amount"),
					self.get_formatted("amount"),
					frappe.utils.fmt_money(abs(left) / 100, 2, "EUR"),
				),
				DepositNotSettledError,
			)
		if kept and not (self.kept_reason or "").strip():
			frappe.throw(_("Fill {0}").format(label(self, "kept_reason")), DepositNotSettledError)

	def drop_interest_after_return(self) -> None:
		"""Of a return that is noted late, what was written for days after it is written anew, up to its day."""
		back = as_date(self.returned_on)
		for row in [row for row in self.interest if back and getdate(row.period_to) >= back]:
			if row.paid_on:
				frappe.throw(
					_("{0}: the interest until {1} was paid already, so it was returned later").format(
						label(self, "returned_on"), formatdate(row.period_to)
					),
					DepositNotSettledError,
				)
			self.remove(row)

	def write_interest(self) -> None:
		"""Adds the years that have ended, and on the return what is left of the last one. A day without a rate
		stops it, and says so.
		"""
		amount, rates = cents(self.amount), dated_values.legal_rates()
		until = as_date(self.returned_on) or getdate()
		years = list(deposits.years(getdate(self.received_on), until, with_rest=bool(self.returned_on)))
		for year in years[len(self.interest) :]:
			try:
				due = deposits.interest(amount, year, rates)
			except deposits.NoRateError as missing:
				frappe.msgprint(
					_(
						"No legal rate of interest is written for {0}: add the Threshold {1} and save again"
					).format(formatdate(missing.day), dated_values.LEGAL_INTEREST),
					indicator="orange",
					alert=True,
				)
				break
			self.append(
				"interest",
				{
					"period_from": year.start,
					"period_to": year.end - ONE_DAY,
					"rates": _rates_in_words(year, rates),
					"amount": due / 100,
				},
			)

	def set_totals(self) -> None:
		"""Sums of the rows, and the day on which the next year ends."""
		self.interest_total = sum(cents(row.amount) for row in self.interest) / 100
		self.interest_unpaid = sum(cents(row.amount) for row in self.interest if not row.paid_on) / 100
		self.next_interest_on = (
			None
			if self.returned_on
			else months_after(getdate(self.received_on), 12 * (len(self.interest) + 1))
		)


def _of(doc: Document, field: str) -> int | date | None:
	value = doc.get(field)
	return cents(value) if "amount" in field else as_date(value)


def _values(row: Document) -> tuple[object, ...]:
	return (as_date(row.period_from), as_date(row.period_to), row.rates or "", cents(row.amount))


def _rates_in_words(year: deposits.Year, rates: list[deposits.Rate]) -> str:
	"""The rates of a year: 2.5%; 2%."""
	found = [
		f"{rate.percent:f}"
		for rate in rates
		if (rate.valid_from or year.start) < year.end
		and (rate.valid_to is None or rate.valid_to >= year.start)
	]
	return "; ".join(f"{text.rstrip('0').rstrip('.') if '.' in text else text}%" for text in found)


def write_due_interest() -> None:
	"""Scheduled every day: the deposits held of which a year has ended get its interest."""
	due = frappe.get_all(
		"Security Deposit",
		filters={"status": HELD, "next_interest_on": ["<=", getdate()]},
		pluck="name",
		limit_page_length=0,
	)
	for name in due:
		frappe.get_doc("Security Deposit", name).save(ignore_permissions=True)
