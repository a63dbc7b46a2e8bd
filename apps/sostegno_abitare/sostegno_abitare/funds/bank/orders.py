"""Orders of payment once the bank has executed them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare.funds.bank.settling import Executed, NotPayableError, Payable, Settler
from sostegno_abitare.programme.amounts import euro
from sostegno_abitare.rules.matching_bank import Candidate
from sostegno_abitare.rules.money import cents

BATCH, ITEM = "Payment Batch", "Payment Batch Item"
LIVE = ("Approved", "Partly Executed")
WAITING, EXECUTED, REJECTED = "Waiting", "Executed", "Rejected"


class Batches:
	"""Orders of payment: one payment of a batch, or all of it when the bank books it as a whole."""

	def __init__(self, ordered: Mapping[str, Settler]) -> None:
		self.ordered = ordered

	def payable(self, name: str) -> Payable:
		"""A batch is an order already."""
		frappe.throw(_("{0}: it is an order of payment already").format(name), NotPayableError)
		raise AssertionError

	def waiting(self, account: Any) -> Iterator[Candidate]:
		"""The payments ordered from the account that the bank has not executed yet, one by one and each batch whole."""
		found = frappe.get_all(
			BATCH,
			filters={"account": account.name, "docstatus": 1, "status": ["in", LIVE]},
			fields=["name", "execution_date"],
			limit_page_length=0,
		)
		days = {row.name: getdate(row.execution_date) for row in found}
		items = _waiting(list(days))
		totals: Counter[str] = Counter()
		counts = Counter(row.parent for row in items)
		for row in items:
			totals[row.parent] += cents(row.amount)
			alone = (row.parent,) if counts[row.parent] == 1 else ()
			yield Candidate(
				(BATCH, row.parent, row.end_to_end_id),
				-cents(row.amount),
				days[row.parent],
				orders=(row.end_to_end_id, *alone),
				ibans=(row.iban or "",),
				people=(row.payee or "",),
			)
		for name, total in totals.items():
			if counts[name] > 1:
				yield Candidate((BATCH, name), -total, days[name], orders=(name,), codes=(name,))

	def due(self, account: Any, until: date) -> list[tuple[date, str, int]]:
		"""A batch is ordered already."""
		return []

	def settle(self, name: str, executed: Executed) -> tuple[str, str]:
		"""Registers each payment of the batch, or the one that `row` says."""
		frappe.db.get_value(BATCH, name, "name", for_update=True)
		filters = {"parent": name, "docstatus": 1, "status": WAITING}
		if executed.row:
			filters["end_to_end_id"] = executed.row
		fields = ["name", "idx", "source_type", "source", "amount", "end_to_end_id"]
		items = frappe.db.get_values(ITEM, filters, fields, as_dict=True, order_by="idx asc", for_update=True)
		total = sum(cents(row.amount) for row in items)
		if not items or total != -executed.cents:
			frappe.throw(
				_("{0}: payments of {1} wait for the bank, the movement is of {2}").format(
					frappe.bold(name), euro(total), euro(-executed.cents)
				),
				NotPayableError,
			)
		for row in items:
			part = replace(
				executed, cents=-cents(row.amount), request=f"{executed.request}/{row.idx}", row=None
			)
			made_type, made = self.ordered[row.source_type].settle(row.source, part)
			# What is left of it may be ordered again.
			done = {"made_type": made_type, "made": made, "movement": executed.movement, "live_key": None}
			frappe.db.set_value(ITEM, row.name, {"status": EXECUTED, "executed_on": executed.day, **done})
		follow(name)
		return BATCH, name

	def undo(self, made_type: str, made: str, movement: str) -> None:
		"""The payments that a movement executed wait for the bank again."""
		frappe.db.get_value(BATCH, made, "name", for_update=True)
		filters = {"parent": made, "movement": movement, "status": EXECUTED}
		fields = ["name", "source_type", "source", "made_type", "made"]
		for row in frappe.db.get_values(ITEM, filters, fields, as_dict=True, for_update=True):
			# First, since what a batch names is not cancelled.
			nothing = dict.fromkeys(("executed_on", "made_type", "made", "movement"))
			key = live_key(row.source_type, row.source)
			other = frappe.db.get_value(ITEM, {"live_key": key}, "parent")
			if other:
				frappe.throw(
					_("{0}: {1} was ordered again in {2}; cancel that batch first").format(
						frappe.bold(made), row.source, other
					),
					NotPayableError,
				)
			frappe.db.set_value(ITEM, row.name, {"status": WAITING, "live_key": key, **nothing})
			self.ordered[row.source_type].undo(row.made_type, row.made, movement)
		follow(made)


def _waiting(batches: list[str]) -> list[Any]:
	return frappe.get_all(
		ITEM,
		filters={"parent": ["in", batches or [""]], "status": WAITING},
		fields=["parent", "end_to_end_id", "amount", "iban", "payee"],
		limit_page_length=0,
	)


def live_key(source_type: str, source: str) -> str:
	"""What stands once among all payments that wait for approval or for the bank."""
	return f"{source_type}/{source}"


def follow(batch: str) -> None:
	"""Writes the state of an approved batch, by those of its payments."""
	rows: list[Any] = frappe.db.get_values(ITEM, {"parent": batch}, "status", for_update=True)
	frappe.db.set_value(BATCH, batch, "status", standing([state for (state,) in rows]))


def standing(states: list[str]) -> str:
	"""The state of an approved batch, by those of its payments."""
	if WAITING not in states:
		return "Executed"
	return "Partly Executed" if EXECUTED in states else "Approved"
