"""Actions that end when their fund is used up, read from the budget ledger (R9)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare.ledgers import chain
from sostegno_abitare.rules import ledgers as rules
from sostegno_abitare.rules.money import cents


def used_up_on(action: str, current: bool = False) -> date | None:
	"""The day from which on all of the budget of an action that ends so is bound; None while it is not, and for other
	actions.
	"""
	found = frappe.db.get_value(
		"Agreement Action", action, ["ends_on_exhaustion", "budget"], as_dict=True, for_update=current
	)
	if not found or not found.ends_on_exhaustion or not found.budget:
		return None
	bound = chain.sums(
		chain.BUDGET,
		("posting_date",),
		{"action": action, "share": rules.PUBLIC, "kind": rules.COMMITTED},
		current,
	)
	return rules.reached_on(cents(found.budget), {getdate(day): amount for (day,), amount in bound.items()})


def follow(actions: Iterable[str]) -> None:
	"""Ends those of the actions whose fund is used up by now, and lets them go on once money is released: `exhausted_on`
	says so on the action, which takes no cases from that day on. Called after every posting, under the lock.
	"""
	for action in sorted(set(actions)):
		row: Any = frappe.db.get_value(
			"Agreement Action", action, ["ends_on_exhaustion", "exhausted_on"], as_dict=True
		)
		if row and (row.ends_on_exhaustion or row.exhausted_on):
			day, known = used_up_on(action, current=True), row.exhausted_on
			if day != (getdate(known) if known else None):
				_note(action, day, bool(day) != bool(known))


def _note(action: str, day: date | None, changed: bool) -> None:
	doc = frappe.get_doc("Agreement Action", action)
	doc.db_set("exhausted_on", day, update_modified=False)
	if changed:
		said = _("The fund is used up: the action has ended") if day else _("Money was released: it goes on")
		doc.add_comment("Info", said)
