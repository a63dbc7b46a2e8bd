"""What the ledgers take: posting, reversing, verifying, and the check of everything, over so many rows.

Run on a throw-away site by the `execute` verb of the host with this folder on PYTHONPATH:
`banco execute ledgers.measure --kwargs '{"rows": 100000}'`. Prints one line of JSON; nothing stays.
"""

from __future__ import annotations

import json
import time
from typing import Any

import frappe

AT_ONCE = 5_000


def measure(rows: int = 100_000) -> None:
	"""Prints the figures, in seconds."""
	from frappe.utils import getdate
	from sostegno_abitare.ledgers import budget, verify
	from sostegno_abitare.ledgers.invariants import REGISTRY
	from sostegno_abitare.tests.ledger_factory import LedgerFactory

	frappe.flags.in_test = True
	make = LedgerFactory()
	make.agreement()
	frappe.db.set_value("Agreement Action", "PROVA-A1", "budget", 10_000_000)
	lines = [make.budget_row(f"R{number}", 100_000).name for number in range(20)]
	figures: dict[str, Any] = {"rows": rows}
	taken = []
	for part in range(rows // AT_ONCE):
		postings = [
			budget.Posting(lines[number % 20], kind, "Public", 100, getdate(), source_row=str(number))
			for number in range(AT_ONCE // 2)
			for kind in ("Committed", "Spent")
		]
		source = make.source(f"Fonte {part}")
		taken.append(timed(lambda s=source, p=postings: budget.post(s, p)))
	figures["post_5000_first"], figures["post_5000_last"] = taken[0], taken[-1]
	one = make.source("Una")
	single = [budget.Posting(lines[0], "Committed", "Public", 1, getdate())]
	figures["post_one"] = timed(lambda: budget.post(one, single))
	figures["reverse_5000"] = timed(lambda: budget.reverse(make.source("Fonte 0")))
	figures["totals_by_row_and_kind"] = timed(lambda: budget.totals(("budget_row", "share", "kind")))
	figures["verify_chains"] = timed(verify.chains)
	checks = {rule.code: timed(lambda r=rule: list(r.check())) for rule in REGISTRY}
	figures["all_rules"] = round(sum(checks.values()), 3)
	figures["slowest"] = dict(sorted(checks.items(), key=lambda item: -item[1])[:4])
	frappe.db.rollback()
	print(json.dumps(figures))


def timed(action: Any) -> float:
	start = time.perf_counter()
	action()
	return round(time.perf_counter() - start, 3)
