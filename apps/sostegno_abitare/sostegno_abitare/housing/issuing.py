"""Dues asked for, month by month, and put right when their contract changes (VA-01).

Whoever writes dues holds the contract first, so that a month is asked for once however many try at once; the
unique key of the rows stands behind that.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.housing.contracts import BINDING, SUBLEASE, Contract, contracts
from sostegno_abitare.rules.money import cents
from sostegno_abitare.rules.schedule import Correction, Due, Issued, corrections, month_end, schedule

RENT, ADJUSTMENT = "Rent", "Adjustment"


@dataclass
class Made:
	"""How many rows were written, and why some contracts gave none."""

	dues: int = 0
	adjustments: int = 0
	failures: list[str] = field(default_factory=list)

	def add(self, other: "Made") -> None:
		"""Counts what another step made."""
		self.dues += other.dues
		self.adjustments += other.adjustments
		self.failures += other.failures


def issue(contract_type: str, names: list[str], month: date, run: str | None = None) -> Made:
	"""Asks for a month of these contracts where it was not asked for yet, and puts right what was asked before."""
	made = Made()
	frappe.db.get_values(contract_type, {"name": ["in", names]}, "name", for_update=True)
	issued = _issued(contract_type, names)
	codes = _case_codes(names) if contract_type == SUBLEASE else {}
	for contract in contracts(contract_type, {"name": ["in", names]}):
		frappe.db.savepoint("rent_due")
		one = Made()
		try:
			_issue(contract, issued.get(contract.name, []), month, run, codes.get(contract.name), one)
			made.add(one)
		except (frappe.ValidationError, ValueError, IndexError) as error:
			frappe.db.rollback(save_point="rent_due")
			made.failures.append(f"{contract.name}: {error or type(error).__name__}")
	return made


def put_right(contract_type: str, name: str) -> int:
	"""Adjusts the dues of a contract to what it asks for now; gives how many rows that took. Months that were
	never asked for stay so.
	"""
	if not frappe.db.exists("Rent Due", {"contract_type": contract_type, "contract": name}):
		return 0
	frappe.db.get_value(contract_type, name, "name", for_update=True)
	[contract] = contracts(contract_type, {"name": name})
	made, code = Made(), _case_codes([name]).get(name) if contract_type == SUBLEASE else None
	rows = _issued(contract_type, [name]).get(name, [])
	_adjust(contract, _wanted(contract, rows), rows, None, code, made)
	return made.adjustments


def wrong(contract_type: str, names: list[str]) -> list[tuple[str, Correction]]:
	"""(contract, what it lacks) for dues that are not what their contract asks for by now: there is none, since
	dues follow their contracts.
	"""
	issued = _issued(contract_type, names)
	return [
		(contract.name, row)
		for contract in contracts(contract_type, {"name": ["in", names]})
		for row in _corrections(_wanted(contract, issued[contract.name]), issued[contract.name])
	]


def follow_contract(doc: Document, method: str | None = None) -> None:
	"""Event of leases and subleases: an end, an extension or a state that changed."""
	put_right(doc.doctype, doc.name)


def follow_update(doc: Document, method: str | None = None) -> None:
	"""Event of rent updates: months that were asked for already at the former rent."""
	put_right(doc.contract_type, doc.contract)


def within(contract_type: str, agreement: str, month: date) -> list[str]:
	"""The signed contracts of an agreement that cover a day of the month, by name."""
	return frappe.get_all(
		contract_type,
		filters={
			"agreement": agreement,
			"workflow_state": ["in", BINDING],
			"start_date": ["<=", month_end(month)],
			"ends_on": [">=", month.replace(day=1)],
		},
		order_by="name asc",
		limit_page_length=0,
		pluck="name",
	)


def _issue(
	contract: Contract, rows: list[Any], month: date, run: str | None, code: str | None, made: Made
) -> None:
	wanted = _wanted(contract, rows, month)
	asked = {_month(getdate(row.period_from)) for row in rows if row.kind == RENT}
	for due in wanted:
		if _month(due.period_from) == _month(month) and _month(month) not in asked:
			_write(contract, due, RENT, 0, run=run, case_code=code, due_date=due.due_date)
			made.dues += 1
	_adjust(contract, wanted, rows, run, code, made)


def _adjust(
	contract: Contract, wanted: list[Due], rows: list[Any], run: str | None, code: str | None, made: Made
) -> None:
	roots = {row.name: row for row in rows if row.kind == RENT}
	for row in _corrections(wanted, rows):
		root = roots[row.root]
		number = sum((other.adjusts or other.name) == row.root for other in rows)
		more = {"adjusts": row.root, "run": run, "case_code": code, "due_date": root.due_date}
		_write(contract, row, ADJUSTMENT, number, **more)
		made.adjustments += 1


def _corrections(wanted: list[Due], rows: list[Any]) -> list[Correction]:
	issued = [
		Issued(
			row.adjusts or row.name,
			getdate(row.period_from),
			getdate(row.period_to),
			cents(row.rent),
			cents(row.charges),
		)
		for row in rows
	]
	return corrections(wanted, issued)


def _wanted(contract: Contract, rows: list[Any], month: date | None = None) -> list[Due]:
	"""What the contract asks for, up to the last month that anybody asks about."""
	if contract.state not in BINDING:
		return []
	months = [getdate(row.period_from) for row in rows] + ([month] if month else [])
	end = min(contract.end, month_end(max(months, default=contract.end)))
	rents = [(since, cents(str(rent))) for since, rent in contract.rents]
	return schedule(contract.start, end, rents, cents(str(contract.charges)), contract.due_day)


def _write(contract: Contract, row: Any, kind: str, number: int, **more: Any) -> None:
	doc = frappe.get_doc(
		{
			"doctype": "Rent Due",
			"contract_type": contract.doctype,
			"contract": contract.name,
			"side": contract.side,
			"kind": kind,
			"adjusts": more.get("adjusts"),
			"period_from": row.period_from,
			"period_to": row.period_to,
			"due_date": more["due_date"],
			"rent": row.rent / 100,
			"charges": row.charges / 100,
			"agreement": contract.agreement,
			"action": contract.action,
			"municipality": contract.municipality,
			"unit": contract.unit,
			"referral": contract.referral,
			"case_code": more.get("case_code"),
			"rent_run": more.get("run"),
			"due_key": _key(contract, row, more.get("adjusts"), number),
		}
	)
	doc.flags.kept_by_system = True
	doc.insert(ignore_permissions=True, ignore_links=True)


def _key(contract: Contract, row: Any, adjusts: str | None, number: int) -> str:
	if adjusts:
		return f"{adjusts}/{number}"
	return f"{contract.doctype}/{contract.name}/{row.period_from:%Y-%m}"


def _issued(contract_type: str, names: list[str]) -> dict[str, list[Any]]:
	fields = [
		"name",
		"contract",
		"kind",
		"adjusts",
		"period_from",
		"period_to",
		"due_date",
		"rent",
		"charges",
	]
	found: dict[str, list[Any]] = {}
	filters = {"contract_type": contract_type, "contract": ["in", names]}
	order = "period_from asc, name asc"
	# Read as they are now, whatever this transaction read before it held the contracts.
	rows = frappe.db.get_values("Rent Due", filters, fields, as_dict=True, order_by=order, for_update=True)
	for row in rows:
		found.setdefault(row.contract, []).append(row)
	return found


def _case_codes(names: Iterable[str]) -> dict[str, str]:
	filters = {"name": ["in", list(names)]}
	rows = frappe.get_all("Sublease", filters=filters, fields=["name", "case_code"], limit_page_length=0)
	return {row.name: row.case_code for row in rows}


def _month(day: date) -> tuple[int, int]:
	return day.year, day.month
