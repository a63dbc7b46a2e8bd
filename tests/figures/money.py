"""Budgets over a ledger of 100,000 entries and ten times as many, in one process, through the public API alone: the
same file measures either host.

Run as `inside.py` beside it, on a site with the demo: `banco execute money.measure --kwargs '{"user": …}'`, or
`bench execute '__import__("money").measure'`. Entries it makes are marked `FIGURES` and removed at the end.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import frappe
from frappe.desk import query_report
from frappe.utils import add_days

MARK, AGREEMENT, PLACES = "FIGURES", "VA-2025", ("Pontedera", "Calcinaia", "Bientina", "")
ENTRIES, TIMES, ROUNDS, PAGE = 100_000, 10, 5, 20_000
DAYS = 1_000
STAMP = "2026-01-01 00:00:00.000000"


def measure(user: str) -> None:
	"""Print the figures as one line of JSON; `user` is a finance officer of Valdera."""
	frappe.set_user("Administrator")
	clean()
	figures: dict[str, Any] = {}
	try:
		before = totals()
		fill(0, ENTRIES)
		figures[f"entries_{ENTRIES}"] = of_budget(user, before)
		fill(ENTRIES, ENTRIES * TIMES)
		figures[f"entries_{ENTRIES * TIMES}"] = of_budget(user, None)
	finally:
		frappe.set_user("Administrator")
		frappe.db.rollback()
		clean()
	print(json.dumps(figures))


def of_budget(user: str, before: dict[str, float] | None) -> dict[str, float]:
	"""Milliseconds of the reports as the desk asks for them, and of a look at what is left of a row."""
	frappe.set_user(user)
	found = {}
	for key, name, filters in (
		("budget_status_ms", "Budget Status", {"agreement": AGREEMENT}),
		("budget_status_of_a_year_ms", "Budget Status", {"agreement": AGREEMENT, "year": 2025}),
		(
			"budget_status_of_a_municipality_ms",
			"Budget Status",
			{"agreement": AGREEMENT, "municipality": "Pontedera"},
		),
		("budget_versions_ms", "Budget Versions", {"agreement": AGREEMENT}),
	):
		asked = json.dumps(filters)
		result = query_report.run(name, filters=asked)
		assert len(result["result"]) > 5, name
		if before and key == "budget_status_ms":
			same(result["result"], before)
		found[key] = middle(lambda name=name, asked=asked: query_report.run(name, filters=asked))  # type: ignore[misc]
	frappe.set_user("Administrator")
	room = frappe.get_attr("sostegno_abitare.accountability.budget.room")
	found["room_of_a_row_ms"] = middle(lambda: room(f"{AGREEMENT}-L1-CAN-01", "Public"))
	return found


def middle(action: Callable[[], Any]) -> float:
	"""Milliseconds, the middle one of a few."""
	taken = []
	for _round in range(ROUNDS):
		start = time.perf_counter()
		action()
		taken.append(time.perf_counter() - start)
	return round(sorted(taken)[ROUNDS // 2] * 1000, 1)


def same(lines: list[Any], before: dict[str, float]) -> None:
	"""The report's first line says what the ledger adds up to, to the cent."""
	after, top = totals(), lines[0]
	assert round(after["Spent"] - before.get("Spent", 0), 2) == round(sum_of("Spent"), 2)
	for kind in ("Planned", "Committed", "Spent", "Claimed"):
		assert round(top[kind.lower()] * 100) == round(after.get(kind, 0) * 100), kind


def sum_of(kind: str) -> float:
	rows = frappe.db.sql(
		"select sum(amount) from `tabBudget Ledger Entry` where source_name = %s and kind = %s", (MARK, kind)
	)
	return float(rows[0][0] or 0)


def totals() -> dict[str, float]:
	rows = frappe.db.sql(
		"select kind, sum(amount) from `tabBudget Ledger Entry` where agreement = %s group by kind",
		(AGREEMENT,),
	)
	return {kind: float(amount) for kind, amount in rows}


def fill(first: int, last: int) -> None:
	"""Small entries over the rows of the plan: bound, spent, claimed, admitted."""
	rows = frappe.get_all(
		"Budget Row",
		filters={"agreement": AGREEMENT, "docstatus": 1, "public_share": [">", 0]},
		fields=["name", "action", "cost_category"],
		order_by="name asc",
	)
	kinds = ("Committed", "Spent", "Claimed", "Admitted")
	fields = (
		"name", "agreement", "action", "budget_row", "cost_category", "municipality", "kind", "share", "amount",
		"posting_date", "source_doctype", "source_name", "source_row", "posted_at", "posted_by", "owner",
		"creation", "modified", "modified_by", "docstatus", "idx",
	)  # fmt: skip
	for start in range(first, last, PAGE):
		values = []
		for number in range(start, min(start + PAGE, last)):
			group, kind = divmod(number, len(kinds))
			row = rows[group % len(rows)]
			values.append(
				(
					f"{MARK}-{number:08}", AGREEMENT, row.action, row.name, row.cost_category,
					PLACES[group % len(PLACES)] or None, kinds[kind], "Public", 0.01 * (1 + group % 7),
					add_days("2025-01-01", group % DAYS), "Cost Category", MARK, f"{MARK}-{group}", STAMP,
					"Administrator", "Administrator", STAMP, STAMP, "Administrator", 0, 0,
				)
			)  # fmt: skip
		frappe.db.bulk_insert("Budget Ledger Entry", list(fields), values)
		frappe.db.commit()


def clean() -> None:
	"""Removes what it made, by the table itself: the ledger deletes nothing."""
	frappe.db.delete("Budget Ledger Entry", {"source_name": MARK})
	frappe.db.commit()
