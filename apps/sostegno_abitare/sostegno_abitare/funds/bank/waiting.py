"""The payments that an account waits for, for its movements to be told by."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import frappe
from frappe.utils import getdate
from sostegno_abitare.funds.bank.orders import LIVE
from sostegno_abitare.housing import dues
from sostegno_abitare.housing.contracts import HEAD_LEASE, PAYABLE, SUBLEASE
from sostegno_abitare.rules.matching_bank import Candidate
from sostegno_abitare.rules.money import cents

RENT_DUE, BATCH = "Rent Due", "Payment Batch"


def candidates(account: Any) -> list[Candidate]:
	"""All that may come to an account, or leave it."""
	return [*rents(account), *batches(account)]


def rents(account: Any) -> Iterator[Candidate]:
	"""The open rents of the account's service: those that tenants owe, and those that owners wait for."""
	condition = f"`tabRent Due`.`agreement` = {frappe.db.escape(account.agreement)}"
	rows = [row for row in dues.open_rows(condition) if row.cents > 0]
	references = _references(account.agreement) if rows else {}
	ordered = _ordered("Rent Due")
	people = _parties({row.contract for row in rows if row.contract_type == SUBLEASE}, SUBLEASE)
	owners = _parties({row.contract for row in rows if row.contract_type == HEAD_LEASE}, HEAD_LEASE)
	for row in rows:
		if row.name in ordered:
			continue
		names, ibans = (owners if row.contract_type == HEAD_LEASE else people).get(row.contract, ((), ()))
		yield Candidate(
			(RENT_DUE, row.name),
			-row.cents if row.side == PAYABLE else row.cents,
			getdate(row.due_date),
			references=(references.get(row.name, ""),),
			codes=(row.name, row.contract, row.case_code or ""),
			ibans=ibans,
			people=names,
		)


def batches(account: Any) -> Iterator[Candidate]:
	"""The payments ordered from the account that the bank has not executed yet, one by one and each batch whole."""
	found = frappe.get_all(
		BATCH,
		filters={"account": account.name, "docstatus": 1, "status": ["in", LIVE]},
		fields=["name", "execution_date"],
		limit_page_length=0,
	)
	days = {row.name: getdate(row.execution_date) for row in found}
	waiting = defaultdict(list)
	for row in _items(days):
		waiting[row.parent].append(row)
		yield Candidate(
			(BATCH, row.parent, row.end_to_end_id),
			-cents(row.amount),
			days[row.parent],
			orders=(row.end_to_end_id,),
			ibans=(row.iban or "",),
			people=(row.payee or "",),
		)
	for name, rows in waiting.items():
		if len(rows) > 1:
			total = sum(cents(row.amount) for row in rows)
			yield Candidate((BATCH, name), -total, days[name], orders=(name,), codes=(name,))


def _items(batch: Iterable[str]) -> list[Any]:
	names = list(batch)
	return (
		frappe.get_all(
			"Payment Batch Item",
			filters={"parent": ["in", names], "status": "Waiting"},
			fields=["parent", "end_to_end_id", "amount", "iban", "payee"],
			limit_page_length=0,
		)
		if names
		else []
	)


def _ordered(source_type: str) -> set[str]:
	"""What is in a live order already: the order is what its movement is known by."""
	return set(
		frappe.get_all(
			"Payment Batch Item",
			filters={"source_type": source_type, "docstatus": 1, "status": "Waiting"},
			pluck="source",
			limit_page_length=0,
		)
	)


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
