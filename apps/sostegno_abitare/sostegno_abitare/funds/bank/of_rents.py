"""Rents of homes: what tenants pay, and what owners are paid (VA-01, R47)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare.funds.bank.settling import Executed, NotPayableError, Payable, cancel
from sostegno_abitare.housing import dues
from sostegno_abitare.housing.contracts import HEAD_LEASE, PAYABLE, SUBLEASE
from sostegno_abitare.rules import allocation
from sostegno_abitare.rules.matching_bank import Candidate

RENT_DUE = "Rent Due"
_FIELDS = [
	"name", "side", "contract_type", "contract", "agreement", "period_from", "payment_reference", "kind", "adjusts",
]  # fmt: skip


class Rents:
	"""Months of rent, one due each."""

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
		return Payable(
			_open(due),
			found.account_holder or found.owner_name,
			found.iban,
			f"{_('Rent')} {getdate(due.period_from):%m/%Y} {due.contract} {due.payment_reference}",
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

	def undo(self, made_type: str, made: str, movement: str) -> None:
		"""The payment is cancelled."""
		cancel(made_type, made)

	def waiting(self, account: Any) -> Iterator[Candidate]:
		"""The open rents of the account's service."""
		rows = _open_rows(account, f"`tabRent Due`.`agreement` = {frappe.db.escape(account.agreement)}")
		references = _references(account.agreement) if rows else {}
		people = {
			doctype: _parties({row.contract for row in rows if row.contract_type == doctype}, doctype)
			for doctype in (SUBLEASE, HEAD_LEASE)
		}
		for row in rows:
			names, ibans = people[row.contract_type].get(row.contract, ((), ()))
			yield Candidate(
				(RENT_DUE, row.name),
				-row.cents if row.side == PAYABLE else row.cents,
				getdate(row.due_date),
				references=(references.get(row.name, ""),),
				codes=(row.name, row.contract, row.case_code or ""),
				ibans=ibans,
				people=names,
			)

	def due(self, account: Any, until: date) -> list[tuple[date, str, int]]:
		"""The open head rents that the reader may read."""
		condition = dues.readable(
			agreement=account.agreement, side=PAYABLE, municipality=account.municipality
		)
		if condition is None or account.fund:
			return []
		return [
			(getdate(row.due_date), row.name, row.cents)
			for row in _open_rows(account, condition)
			if getdate(row.due_date) <= until
		]


class Contracts:
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

	def undo(self, made_type: str, made: str, movement: str) -> None:
		"""The payment is cancelled."""
		cancel(made_type, made)

	def waiting(self, account: Any) -> Iterator[Candidate]:
		"""Its months wait, not the contract."""
		return iter(())

	def due(self, account: Any, until: date) -> list[tuple[date, str, int]]:
		"""Its months are due, not the contract."""
		return []


def _due(name: str) -> Any:
	due = frappe.db.get_value(RENT_DUE, name, _FIELDS, as_dict=True)
	if not due:
		frappe.throw(_("{0} {1} does not exist").format(_(RENT_DUE), name), frappe.DoesNotExistError)
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


def _open_rows(account: Any, condition: str) -> list[Any]:
	return [row for row in dues.open_rows(condition) if row.cents > 0]


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


def _references(agreement: str) -> dict[str, str]:
	rows = frappe.get_all(
		RENT_DUE,
		filters={"agreement": agreement, "kind": "Rent"},
		fields=["name", "payment_reference"],
		limit_page_length=0,
	)
	return {row.name: row.payment_reference for row in rows}


def _parties(contracts: set[str], doctype: str) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
	"""Contract -> who pays or is paid for it: names and IBANs."""
	if not contracts:
		return {}
	field = "tenant_name" if doctype == SUBLEASE else "property_owner"
	rows = frappe.get_all(
		doctype, filters={"name": ["in", sorted(contracts)]}, fields=["name", field], limit_page_length=0
	)
	if doctype == SUBLEASE:
		return {row.name: ((row.tenant_name or "",), ()) for row in rows}
	owners = {
		row.name: row
		for row in frappe.get_all(
			"Property Owner",
			filters={"name": ["in", sorted({row.property_owner for row in rows if row.property_owner})]},
			fields=["name", "owner_name", "account_holder", "iban"],
			limit_page_length=0,
		)
	}
	return {
		row.name: ((owner.owner_name or "", owner.account_holder or ""), (owner.iban or "",))
		for row in rows
		if (owner := owners.get(row.property_owner))
	}
