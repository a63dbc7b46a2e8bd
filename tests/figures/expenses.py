"""Electronic invoices of 200 and 2,000 lines, and the register over 5,000 and 50,000 expenses, in one process and
through the public API alone: the same file measures either host.

Run as `claims.py` beside it, on a site with the demo: `banco execute expenses.measure`, or
`bench execute '__import__("expenses").measure'`. It removes what it makes.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from typing import Any

import claims

import frappe
from frappe.utils import add_days, getdate

LINES, SIZES, TIMES = (200, 2_000), (5_000, 50_000), 5


def measure(lines: tuple[int, ...] = LINES, sizes: tuple[int, ...] = SIZES) -> None:
	"""Print the figures as one line of JSON: milliseconds of the middle one of five runs."""
	frappe.set_user("Administrator")
	figures: dict[str, Any] = {}
	for count in lines:
		figures.update({f"{key}_{count}_lines": value for key, value in invoice(count).items()})
	for size in sizes:
		claims.clean()
		try:
			claims.fill(size)
			figures[f"register_{size}"] = middle(lambda: report("Expense Register"))
			figures[f"missing_{size}"] = middle(lambda: report("Missing Papers"))
		finally:
			frappe.db.rollback()
			claims.clean()
			frappe.db.commit()
	print(json.dumps(figures))


def invoice(count: int) -> dict[str, float]:
	"""Milliseconds to read the lines, the same out of its envelope, and to make the draft of them."""
	made = frappe.get_attr("sostegno_abitare.tests.invoices.many_lines")
	day = str(add_days(getdate(), -20))
	content = made(count, day=day)
	signed = frappe.get_attr("sostegno_abitare.tests.invoices.envelope")(content)
	read = frappe.get_attr("sostegno_abitare.rules.fatturapa.read")
	unwrap = frappe.get_attr("sostegno_abitare.rules.p7m.unwrap")
	return {
		"read": middle(lambda: read(content)),
		"read_signed": middle(lambda: read(unwrap(signed).content)),
		"draft": middle(lambda: draft(made(count, day=day, number=secrets.token_hex(5)))),
	}


def draft(content: bytes) -> None:
	"""A draft expense of the file, taken back at once."""
	file = frappe.get_doc(
		{"doctype": "File", "file_name": "FIGURES.xml", "content": content, "is_private": 1}
	).insert()
	agreement = frappe.get_all(
		"Service Agreement",
		filters={"start_date": ["<", "2026-01-01"], "end_date": [">", getdate()]},
		pluck="name",
	)[0]
	start = time.perf_counter()
	[result] = frappe.get_attr("sostegno_abitare.accountability.invoices.read_files")([file.name], agreement)
	assert result["error"] is None, result
	TAKEN.append(time.perf_counter() - start)
	frappe.db.rollback()


TAKEN: list[float] = []


def report(name: str) -> None:
	"""The report over the agreement of the figures."""
	slug = frappe.scrub(name)
	execute = frappe.get_attr(f"sostegno_abitare.accountability.report.{slug}.{slug}.execute")
	rows = execute({"agreement": claims.CODE})[1]
	assert rows or name == "Missing Papers"


def middle(work: Callable[[], Any]) -> float:
	"""Milliseconds of the middle run; of the part that the work timed itself, where it did."""
	times = []
	for _each in range(TIMES):
		TAKEN.clear()
		start = time.perf_counter()
		work()
		times.append(TAKEN[0] if TAKEN else time.perf_counter() - start)
	return round(sorted(times)[TIMES // 2] * 1000, 1)
