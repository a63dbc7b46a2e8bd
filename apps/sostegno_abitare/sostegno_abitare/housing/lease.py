"""What a lease and a sublease have in common: term, deposit, registration, notice."""

from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, formatdate, getdate
from sostegno_abitare.access.roles import HOUSING_MANAGER
from sostegno_abitare.programme.validity import as_date, label, validate_order
from sostegno_abitare.rules import deposits, lease_terms
from sostegno_abitare.rules.lease_terms import Period
from sostegno_abitare.rules.money import cents

from . import dated_values, occupation
from .lease_states import FROZEN, SignedContractDeletedError, check_unchanged

TYPE_FIELDS = [
	"name", "used_for", "may_be_sublet", "agreed_rent", "disabled", "first_term_months", "minimum_months", "maximum_months",
	"notice_months", "istat_cap_percent", "update_months",
]  # fmt: skip
SIGNED_FIELDS = (
	"lease_type", "signed_on", "start_date", "end_date", "monthly_rent", "monthly_charges", "deposit_amount",
	"istat_clause",
)  # fmt: skip
DAYS = ("signed_on", "start_date", "end_date", "extended_to", "early_end_on")
FIRST_YEAR, LAST_YEAR = 1900, 2199
LAST_DUE_DAY = 28  # every month has it
DEFAULT_REGISTRATION_DAYS = 30


class TermOutsideTypeError(frappe.ValidationError):
	"""A term shorter or longer than the type of contract allows (R42)."""


class TypeNotForThisContractError(frappe.ValidationError):
	"""A type of contract that is not in use, or not for contracts of this kind."""


class NoRentError(frappe.ValidationError):
	"""A contract without rent: who pays none holds a home by another title."""


class DepositTooHighError(frappe.ValidationError):
	"""A deposit above the monthly rents allowed (R41)."""


class InvalidDueDayError(frappe.ValidationError):
	"""A due day that some month does not have."""


class NoDateOfAContractError(frappe.ValidationError):
	"""A day so far away that it is a slip of the keyboard."""


class EarlyEndError(frappe.ValidationError):
	"""An early end outside the term, or of a contract that nobody signed."""


class ExtensionError(frappe.ValidationError):
	"""An extension that is not after the agreed end."""


class Lease(occupation.Holding):
	"""Base of Head Lease and Sublease."""

	kind = ""  # of Lease Type.used_for
	signed_fields: tuple[str, ...] = ()

	def on_trash(self) -> None:
		"""What was signed stays on record."""
		if self.workflow_state in FROZEN:
			frappe.throw(
				_("{0} is in state {1} and stays on record: end it instead").format(
					frappe.bold(self.name), _(self.workflow_state)
				),
				SignedContractDeletedError,
			)

	def set_common(self) -> None:
		"""What follows from type and dates: the end that the type proposes, and the computed days."""
		self.validate_years()
		kind = self.type_of_contract()
		if kind and self.start_date and not self.end_date and kind.first_term_months:
			self.end_date = lease_terms.last_day(getdate(self.start_date), cint(kind.first_term_months))
		if self.is_new() and not self.followed_by and HOUSING_MANAGER in frappe.get_roles():
			self.followed_by = frappe.session.user if frappe.session.user != "Administrator" else None
		if self.start_date and self.end_date:
			self.set_computed_days(kind)

	def validate_years(self) -> None:
		"""Days that can be reckoned with."""
		for field in DAYS:
			value = self.get(field)
			day = as_date(value)  # Frappe reads a day of the year 1 as none
			if value and not (day and FIRST_YEAR <= day.year <= LAST_YEAR):
				frappe.throw(
					_("{0}: a day between {1} and {2}, not {3}").format(
						label(self, field), FIRST_YEAR, LAST_YEAR, formatdate(day) if day else value
					),
					NoDateOfAContractError,
				)

	def set_computed_days(self, kind: Any) -> None:
		"""Last day, day to register by, day to give notice by (R42, R44)."""
		start = getdate(self.start_date)
		self.ends_on = lease_terms.ends_on(
			getdate(self.end_date), as_date(self.extended_to), as_date(self.early_end_on)
		)
		days = self.values_on_start().get(dated_values.REGISTRATION_DAYS, DEFAULT_REGISTRATION_DAYS)
		self.registration_due = lease_terms.registration_due(as_date(self.signed_on), start, int(days))
		months = cint(kind.notice_months) if kind else 0
		self.notice_due = None if self.early_end_on else lease_terms.notice_due(getdate(self.ends_on), months)

	def validate_common(self) -> None:
		"""The rules of any contract."""
		kind = self.type_of_contract()
		self.validate_type(kind)
		validate_order(self, "start_date", "end_date")
		self.validate_term(kind)
		self.validate_ends()
		self.validate_due_day()
		if cents(self.monthly_rent) <= 0:
			frappe.throw(_("{0} must be above zero").format(label(self, "monthly_rent")), NoRentError)
		self.validate_deposit()
		check_unchanged(self, (*SIGNED_FIELDS, *self.signed_fields))
		self.set_registration_tax(kind)

	def type_of_contract(self) -> Any:
		"""Its type, as a row; None where none is chosen."""
		if not self.lease_type:
			return None
		return frappe.db.get_value("Lease Type", self.lease_type, TYPE_FIELDS, as_dict=True)

	@property
	def period(self) -> Period:
		"""Its days, both ends included, early end and extension counted."""
		return Period(getdate(self.start_date), getdate(self.ends_on))

	def values_on_start(self) -> dict[str, float]:
		"""The dated values in force on its first day."""
		return dated_values.in_force(getdate(self.start_date), self.agreement, self.get("action"))

	def validate_type(self, kind: Any) -> None:
		"""A type that is in use, and for this kind of contract."""
		if not self.is_new() and not self.has_value_changed("lease_type"):
			return
		if kind.disabled or kind.used_for not in ("Head Leases and Subleases", self.kind):
			frappe.throw(
				_("{0}: {1} is not for {2}, choose another type of contract").format(
					label(self, "lease_type"), frappe.bold(self.lease_type), _(self.kind)
				),
				TypeNotForThisContractError,
			)

	def validate_term(self, kind: Any) -> None:
		"""The agreed term is as long as the type asks (R42)."""
		start, end = getdate(self.start_date), getdate(self.end_date)
		terms = lease_terms.Terms(cint(kind.minimum_months), cint(kind.maximum_months))
		shortest, longest = lease_terms.shortest_end(start, terms), lease_terms.longest_end(start, terms)
		if shortest and end < shortest:
			frappe.throw(
				_("{0}: {1} lasts {2} months at least, until {3}").format(
					label(self, "end_date"),
					frappe.bold(self.lease_type),
					terms.minimum_months,
					formatdate(shortest),
				),
				TermOutsideTypeError,
			)
		if longest and end > longest:
			frappe.throw(
				_("{0}: {1} lasts {2} months at most, until {3}").format(
					label(self, "end_date"),
					frappe.bold(self.lease_type),
					terms.maximum_months,
					formatdate(longest),
				),
				TermOutsideTypeError,
			)

	def validate_ends(self) -> None:
		"""An extension is later than the agreed end; an early end lies in the term of a signed contract."""
		if self.extended_to and getdate(self.extended_to) <= getdate(self.end_date):
			frappe.throw(
				_("{0} must be after {1}").format(label(self, "extended_to"), label(self, "end_date")),
				ExtensionError,
			)
		if not self.early_end_on:
			return
		last = getdate(self.extended_to or self.end_date)
		if not getdate(self.start_date) <= getdate(self.early_end_on) <= last:
			frappe.throw(
				_("{0} lies between {1} and {2}").format(
					label(self, "early_end_on"), formatdate(self.start_date), formatdate(last)
				),
				EarlyEndError,
			)
		if self.workflow_state not in FROZEN:
			frappe.throw(
				_("{0}: only a signed contract ends early; change {1} instead").format(
					label(self, "early_end_on"), label(self, "end_date")
				),
				EarlyEndError,
			)

	def validate_due_day(self) -> None:
		"""A day that every month has."""
		if not 1 <= cint(self.due_day) <= LAST_DUE_DAY:
			frappe.throw(
				_("{0}: a day from 1 to {1}, which every month has").format(
					label(self, "due_day"), LAST_DUE_DAY
				),
				InvalidDueDayError,
			)

	def validate_deposit(self) -> None:
		"""At most so many monthly rents (R41)."""
		months = self.deposit_months()
		if deposits.above(cents(self.deposit_amount), cents(self.monthly_rent), months):
			frappe.throw(
				_("{0}: at most {1} monthly rents").format(label(self, "deposit_amount"), f"{months:g}"),
				DepositTooHighError,
			)

	def deposit_months(self) -> float | None:
		"""The most monthly rents a deposit may be; None where no threshold says."""
		values = self.values_on_start()
		if cents(self.get("third_party_guarantee")) and dated_values.DEPOSIT_MONTHS_GUARANTEED in values:
			return values[dated_values.DEPOSIT_MONTHS_GUARANTEED]
		return values.get(dated_values.DEPOSIT_MONTHS)

	def set_registration_tax(self, kind: Any) -> None:
		"""The tax of the first year, by the values of its first day; empty where they are not written (R44)."""
		values = dated_values.tax_values(self.values_on_start())
		if values is None or self.get("cedolare_secca"):
			self.registration_tax = 0.0
			return
		place = frappe.db.get_value("Housing Unit", self.unit, "municipality") if self.unit else None
		tension = frappe.db.get_value("Municipality", place, "high_housing_tension") if place else 0
		tax = lease_terms.registration_tax(
			cents(self.monthly_rent),
			Period(getdate(self.start_date), getdate(self.end_date)),
			values,
			reduced=bool(kind.agreed_rent and tension),
			guarantee_cents=cents(self.get("third_party_guarantee")),
		)
		self.registration_tax = float(Decimal(tax) / 100)
