"""Leases and subleases as other parts of the service read them: their period, and the rent of a day.

What is read here is read without regard to the reader's permissions: a rent is the same for everybody. Whoever
shows it asks for the permission.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, formatdate, getdate
from sostegno_abitare.rules.lease_terms import Period
from sostegno_abitare.rules.money import cents

HEAD_LEASE, SUBLEASE = "Head Lease", "Sublease"
CONTRACTS = (HEAD_LEASE, SUBLEASE)
# A contract that was signed has rents within its period, also once it has ended.
BINDING = ("Signed", "Running", "Extended", "Ended")
PAYABLE, RECEIVABLE = "Payable", "Receivable"

_FIELDS = [
	"name", "start_date", "ends_on", "monthly_rent", "monthly_charges", "due_day", "agreement", "municipality", "action",
	"unit", "workflow_state",
]  # fmt: skip
_OF_SUBLEASE = ["referral", "head_lease"]


class NoContractError(frappe.ValidationError):
	"""Neither a lease nor a sublease."""


class NotInForceError(frappe.ValidationError):
	"""A day outside the period of a contract."""


@dataclass(frozen=True)
class Contract:
	"""A lease or sublease. `end` counts extension and early end; `rents` are (from, monthly rent) in order of days."""

	doctype: str
	name: str
	start: date
	end: date
	rents: tuple[tuple[date, Decimal], ...]
	charges: Decimal
	due_day: int
	agreement: str
	municipality: str | None
	action: str | None
	unit: str
	state: str
	referral: str | None = None
	head_lease: str | None = None

	@property
	def side(self) -> str:
		"""Whether the service pays the rent or is paid it."""
		return PAYABLE if self.doctype == HEAD_LEASE else RECEIVABLE

	@property
	def period(self) -> Period:
		"""Its days, both ends included."""
		return Period(self.start, self.end)

	def rent_on(self, day: date) -> Decimal:
		"""The monthly rent of a day. Raises NotInForceError outside the period."""
		if not self.start <= day <= self.end:
			frappe.throw(
				_("{0} {1} is not in force on {2}").format(_(self.doctype), self.name, formatdate(day)),
				NotInForceError,
			)
		return [rent for since, rent in self.rents if since <= day][-1]


def check_kind(doctype: str) -> None:
	"""Raises NoContractError for a doctype that is no contract: choices are checked after the rules are."""
	if doctype not in CONTRACTS:
		frappe.throw(
			_("{0} is not a contract: choose {1}").format(
				_(doctype), " / ".join(_(kind) for kind in CONTRACTS)
			),
			NoContractError,
		)


def contract(doctype: str, name: str) -> Contract:
	"""One contract as it is stored. Raises DoesNotExistError."""
	found = contracts(doctype, {"name": name})
	if not found:
		frappe.throw(_("{0} {1} does not exist").format(_(doctype), name), frappe.DoesNotExistError)
	return found[0]


def contracts(doctype: str, filters: Any = None) -> list[Contract]:
	"""The contracts that match, by name: two queries, however many they are. Raises NoContractError."""
	check_kind(doctype)
	fields = [*_FIELDS, *(_OF_SUBLEASE if doctype == SUBLEASE else ())]
	rows = frappe.get_all(
		doctype, filters=filters or {}, fields=fields, order_by="name asc", limit_page_length=0
	)
	updates = _updates(doctype, [row.name for row in rows])
	return [_contract(doctype, row, updates.get(row.name, [])) for row in rows]


def rent_on(doctype: str, name: str, day: date) -> Decimal:
	"""The monthly rent of a contract on a day, updates included. Raises NotInForceError outside its period."""
	return contract(doctype, name).rent_on(day)


def period_of(doctype: str, name: str) -> tuple[date, date]:
	"""First and last day of a contract, both included; an early end and an extension count."""
	found = contract(doctype, name)
	return found.start, found.end


def euros(amount: Any) -> Decimal:
	"""An amount of the database as exact euros and cents."""
	return Decimal(cents(amount)) / 100


def _contract(doctype: str, row: Any, updates: list[tuple[date, Decimal]]) -> Contract:
	start = getdate(row.start_date)
	return Contract(
		doctype=doctype,
		name=row.name,
		start=start,
		end=getdate(row.ends_on),
		rents=((start, euros(row.monthly_rent)), *updates),
		charges=euros(row.monthly_charges),
		due_day=cint(row.due_day) or 1,
		agreement=row.agreement,
		municipality=row.municipality,
		action=row.action,
		unit=row.unit,
		state=row.workflow_state,
		referral=row.get("referral"),
		head_lease=row.get("head_lease"),
	)


def _updates(doctype: str, names: Iterable[str]) -> dict[str, list[tuple[date, Decimal]]]:
	"""Contract -> its submitted updates as (from, new rent), in order of days."""
	found: dict[str, list[tuple[date, Decimal]]] = {}
	wanted = set(names)
	if not wanted:
		return found
	filters: dict[str, Any] = {"contract_type": doctype, "docstatus": 1}
	if len(wanted) == 1:
		filters["contract"] = next(iter(wanted))
	for row in frappe.get_all(
		"Rent Update",
		filters=filters,
		fields=["contract", "effective_from", "new_rent"],
		order_by="effective_from asc, name asc",
		limit_page_length=0,
	):
		if row.contract in wanted:
			found.setdefault(row.contract, []).append((getdate(row.effective_from), euros(row.new_rent)))
	return found
