"""A bank statement of 5,000 movements, and of ten times as many, against 2,000 homes with 20,000 dues, in one
process, through the public API alone: the same file measures either host.

Run as `inside.py` beside it, on a site with the demo: `banco execute bank.measure --kwargs '{"user": …}'`, or
`bench execute '__import__("bank").measure'`. Rows it makes are marked `FIGURES` and removed at the end.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import rents

import frappe
from frappe.desk import query_report
from frappe.utils import add_days, getdate

IBAN = "IT36A9999999999000000999001"
MOVEMENTS, TIMES, CONFIRMED, ROUNDS = 5_000, 10, 200, 5


def measure(user: str) -> None:
	"""Print the figures as one line of JSON; `user` is a finance officer of Valdera."""
	frappe.set_user("Administrator")
	clean()
	rents.clean()
	figures: dict[str, Any] = {}
	try:
		rents.fill()
		for count in (MOVEMENTS, MOVEMENTS * TIMES):
			figures[f"movements_{count}"] = of_statement(user, count)
	finally:
		frappe.set_user("Administrator")
		frappe.db.rollback()
		clean()
		rents.clean()
	print(json.dumps(figures))


def of_statement(user: str, count: int) -> dict[str, float]:
	"""Seconds to read a statement, and to take it in; milliseconds of a confirmation and of the report."""
	frappe.set_user(user)
	account = frappe.get_doc(
		{
			"doctype": "Dedicated Account",
			"account_name": rents.MARK,
			"purpose": "Rents",
			"agreement": rents.AGREEMENT,
			"iban": IBAN,
			"holder": rents.MARK,
		}
	).insert()
	file = frappe.get_doc(
		{"doctype": "File", "file_name": f"{rents.MARK}.csv", "is_private": 1, "content": statement(count)}
	).insert()
	start = time.perf_counter()
	doc = frappe.get_doc(
		{
			"doctype": "Bank Statement",
			"account": account.name,
			"file": file.file_url,
			"closing_balance": count * 420,
		}
	).insert()
	read = time.perf_counter() - start
	taking: Any = sys.modules[frappe.get_attr("sostegno_abitare.funds.bank.taking.start").__module__]
	before, taking.AT_ONCE = taking.AT_ONCE, count
	start = time.perf_counter()
	doc.submit()
	taken = time.perf_counter() - start
	taking.AT_ONCE = before
	doc.reload()
	assert (doc.added, doc.off_by) == (count, 0) and doc.certain == min(count, 1_000), doc.as_dict()
	confirm = frappe.get_attr("sostegno_abitare.funds.bank.matching.confirm_certain")
	names = frappe.get_all(
		"Bank Movement",
		filters={"statement": doc.name, "certainty": "Certain"},
		pluck="name",
		limit_page_length=CONFIRMED,
	)
	start = time.perf_counter()
	done, failures = confirm(names)
	confirmed = time.perf_counter() - start
	assert (done, failures) == (CONFIRMED, []), failures[:3]
	spans = []
	for _round in range(ROUNDS):
		start = time.perf_counter()
		query_report.run("Movements to Match", filters=json.dumps({"account": account.name}))
		spans.append(time.perf_counter() - start)
	frappe.set_user("Administrator")
	frappe.db.rollback()
	return {
		"read_seconds": round(read, 2),
		"taken_in_seconds": round(taken, 2),
		"confirmation_ms": round(confirmed * 1000 / CONFIRMED, 1),
		"movements_to_match_ms": round(sorted(spans)[ROUNDS // 2] * 1000, 1),
	}


def statement(count: int) -> str:
	"""A CSV of so many credits of 420.00: the first thousand name a month that is not paid."""
	open_dues = [
		f"{rents.MARK}-SUB-{number:05}-{back}"
		for back in range(rents.MONTHS)
		for number in range(0, rents.HOMES, rents.UNPAID)
	]
	lines = ["Data contabile;Importo;Controparte;Causale;CRO"]
	for number in range(count):
		day = add_days(getdate(), -(number % 60))
		told = open_dues[number] if number < len(open_dues) else f"bonifico {number}"
		lines.append(f"{day:%d/%m/%Y};420,00;Persona {number % 997} Prova;affitto {told};CRO{number:07}")
	return "\n".join(lines)


def clean() -> None:
	accounts = frappe.get_all("Dedicated Account", {"account_name": rents.MARK}, pluck="name")
	for doctype in ("Bank Movement", "Bank Statement"):
		frappe.db.delete(doctype, {"account": ["in", accounts or [""]]})
	frappe.db.delete("Dedicated Account", {"account_name": rents.MARK})
	frappe.db.commit()
