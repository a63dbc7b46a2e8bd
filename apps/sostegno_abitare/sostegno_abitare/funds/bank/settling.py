"""What becomes of a payment once the bank has executed it: the document that registers it, and its undoing.

Each kind of payment has a settler here; whoever confirms a movement, or orders a payment, asks it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare.housing import dues
from sostegno_abitare.housing.contracts import HEAD_LEASE, PAYABLE, SUBLEASE
from sostegno_abitare.rules import allocation


class NotPayableError(frappe.ValidationError):
	"""A payment that cannot be made or registered as asked: settled already, too much, or without a payee."""


@dataclass(frozen=True)
class Executed:
	"""A payment that the bank executed: `cents` with the sign of the movement; `request` is its own for good, and
	`row` the part of a document that it pays.
	"""

	cents: int
	day: date
	reference: str
	request: str
	movement: str
	row: str | None = None


@dataclass(frozen=True)
class Payable:
	"""What a document asks to be paid, in cents, to whom, and what the payee is to read."""

	cents: int
	payee: str
	iban: str
	text: str
	agreement: str


class Settler(Protocol):
	"""What a kind of payment can do."""

	def payable(self, name: str) -> Payable:
		"""What is to be paid. Raises NotPayableError."""

	def settle(self, name: str, executed: Executed) -> tuple[str, str]:
		"""Registers a payment; gives the doctype and the name of what registers it."""

	def undo(self, made_type: str, made: str, movement: str) -> None:
		"""Takes back what registered a payment."""


class _Cancelled:
	"""Payments that a document of their own registers."""

	def undo(self, made_type: str, made: str, movement: str) -> None:
		"""The document is cancelled."""
		cancel(made_type, made)


class Rents(_Cancelled):
	"""Rents of homes, one due each: what tenants pay, and what owners are paid."""

	def payable(self, name: str) -> Payable:
		"""An open head rent, to the owner's own account (R47)."""
		due = _due(name)
		if due.side != PAYABLE:
			frappe.throw(
				_("{0}: it is owed to the service, not by it").format(frappe.bold(name)), NotPayableError
			)
		owner = frappe.db.get_value(HEAD_LEASE, due.contract, "property_owner")
		found = frappe.db.get_value(
			"Property Owner", owner, ["owner_name", "account_holder", "iban"], as_dict=True
		)
		if not found or not found.iban:
			frappe.throw(
				_("{0}: the owner {1} has no IBAN; write it on the owner").format(frappe.bold(name), owner),
				NotPayableError,
			)
		period = f"{getdate(due.period_from):%m/%Y}"
		return Payable(
			_open(due),
			found.account_holder or found.owner_name,
			found.iban,
			f"{_('Rent')} {period} {due.contract} {due.payment_reference}",
			due.agreement,
		)

	def settle(self, name: str, executed: Executed) -> tuple[str, str]:
		"""A payment laid on the due first, and what is over on the oldest of its contract."""
		due = _due(name)
		amount = executed.cents * (-1 if due.side == PAYABLE else 1)
		dues.lock(due.contract_type, due.contract)
		rows = dues.open_dues(due.contract_type, due.contract)
		first = [row for row in rows if row.name == name and row.cents > 0]
		parts = allocation.oldest_first(amount, first)
		rest = [row for row in rows if row.name != name]
		parts += allocation.oldest_first(amount - sum(cents for _, cents in parts), rest)
		return _pay(due.contract_type, due.contract, amount, executed, parts)


class Contracts(_Cancelled):
	"""Rents of a contract that no month is named for: the oldest first."""

	def __init__(self, doctype: str) -> None:
		self.doctype = doctype

	def payable(self, name: str) -> Payable:
		"""Rents are ordered by their month."""
		frappe.throw(_("{0}: order the months of the contract, one by one").format(name), NotPayableError)
		raise AssertionError

	def settle(self, name: str, executed: Executed) -> tuple[str, str]:
		"""A payment of the contract."""
		amount = executed.cents * (-1 if self.doctype == HEAD_LEASE else 1)
		return _pay(self.doctype, name, amount, executed, [])


def cancel(made_type: str, made: str) -> None:
	"""Takes back a document that registered a payment; one that was taken back already stays so."""
	doc = frappe.get_doc(made_type, made)
	if doc.docstatus == 1:
		doc.flags.undone_by_bank = True
		doc.cancel()


def _due(name: str) -> Any:
	fields = [
		"name",
		"side",
		"contract_type",
		"contract",
		"agreement",
		"period_from",
		"payment_reference",
		"kind",
		"adjusts",
	]
	due = frappe.db.get_value("Rent Due", name, fields, as_dict=True)
	if not due:
		frappe.throw(_("{0} {1} does not exist").format(_("Rent Due"), name), frappe.DoesNotExistError)
	if due.adjusts:
		frappe.throw(
			_("{0}: an adjustment is paid with the month it belongs to, {1}").format(name, due.adjusts),
			NotPayableError,
		)
	return due


def _open(due: Any) -> int:
	[found] = [row for row in dues.open_dues(due.contract_type, due.contract) if row.name == due.name]
	if found.cents <= 0:
		frappe.throw(_("{0} is paid already").format(frappe.bold(due.name)), NotPayableError)
	return found.cents


def _pay(
	contract_type: str, contract: str, amount: int, executed: Executed, parts: list[tuple[str, int]]
) -> tuple[str, str]:
	doc = frappe.get_doc(
		{
			"doctype": "Rent Payment",
			"contract_type": contract_type,
			"contract": contract,
			"payment_date": executed.day,
			"amount": amount / 100,
			"method": "Bank Transfer",
			"paid_by": "Tenant" if contract_type == SUBLEASE else "Manager",
			"reference": executed.reference[:140],
			"request_id": executed.request,
			"allocations": [{"rent_due": name, "amount": cents / 100} for name, cents in parts],
		}
	)
	doc.insert()
	doc.submit()
	return doc.doctype, doc.name
