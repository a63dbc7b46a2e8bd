"""Rents of 2,000 homes in one process, through the public API alone: the same file measures either host.

Run as `inside.py` beside it, on a site with the demo: `banco execute rents.measure --kwargs '{"user": …}'`, or
`bench execute '__import__("rents").measure'`. Rows it makes are marked `FIGURES` and removed at the end.
"""

from __future__ import annotations

import json
import time
from typing import Any

import frappe
from frappe.desk import query_report
from frappe.utils import add_days, add_months, getdate

MARK, AGREEMENT, PLACES = "FIGURES", "VA-2025", ("Pontedera", "Calcinaia", "Bientina")
HOMES, MONTHS, UNPAID = 2_000, 5, 10  # dues on both sides; every tenth is not paid
STAMP = "2026-01-01 00:00:00.000000"
COMMON = ("name", "owner", "creation", "modified", "modified_by", "docstatus")
ROUNDS = 5


def measure(user: str) -> None:
	"""Print the figures as one line of JSON; `user` is a housing manager of Valdera."""
	frappe.set_user("Administrator")
	clean()
	try:
		fill()
		figures = {**reports(user), "month_of_2000_subleases_seconds": a_month()}
	finally:
		frappe.set_user("Administrator")
		frappe.db.rollback()
		clean()
	print(json.dumps(figures))


def reports(user: str) -> dict[str, float]:
	"""Milliseconds of each report as the desk asks for it, the middle one of a few."""
	frappe.set_user(user)
	month = str(getdate().replace(day=1))
	found = {}
	for name, filters in (
		("Rent Roll", {"month": month, "agreement": AGREEMENT}),
		("Arrears Ageing", {"agreement": AGREEMENT, "side": "Receivable", "only_overdue": 1}),
	):
		taken = []
		for _round in range(ROUNDS):
			start = time.perf_counter()
			result = query_report.run(name, filters=json.dumps(filters))
			taken.append(time.perf_counter() - start)
			assert len(result["result"]) > HOMES / UNPAID, name
		found[f"{name.lower().replace(' ', '_')}_ms"] = round(sorted(taken)[ROUNDS // 2] * 1000, 1)
	frappe.set_user("Administrator")
	return found


def a_month() -> float:
	"""Seconds of the job that asks for the next month, subleases and head leases."""
	run = frappe.get_doc(
		{"doctype": "Rent Run", "agreement": AGREEMENT, "month": add_months(getdate().replace(day=1), 1)}
	).insert()
	frappe.db.set_value("Rent Run", run.name, {"docstatus": 1, "status": "Queued"})
	frappe.db.commit()
	start = time.perf_counter()
	frappe.get_attr("sostegno_abitare.housing.running.do")(run.name)
	frappe.db.commit()
	seconds = time.perf_counter() - start
	made = frappe.db.count("Rent Due", {"rent_run": run.name, "side": "Receivable"})
	assert made >= HOMES, made
	frappe.db.delete("Rent Due", {"rent_run": run.name})
	frappe.db.delete("Rent Run", {"name": run.name})
	frappe.db.commit()
	return round(seconds, 2)


def fill() -> None:
	"""Homes, their contracts, and months of dues of which most are paid."""
	code = frappe.get_all("Referral", filters={"agreement": AGREEMENT}, pluck="name", limit_page_length=1)[0]
	start, end = add_months(getdate().replace(day=1), -12), add_months(getdate().replace(day=1), 24)
	homes, heads, subs = [], [], []
	for number in range(HOMES):
		place, home = PLACES[number % len(PLACES)], f"{MARK}-{number:05}"
		homes.append((home, home, AGREEMENT, place, f"via {number}", "Head Lease", "Occupied"))
		terms = (home, AGREEMENT, place, "Running", start, end, end, 40, 5)
		heads.append((f"{MARK}-HL-{number:05}", 520, *terms))
		subs.append((f"{MARK}-SUB-{number:05}", 380, *terms, f"{MARK}-HL-{number:05}", code, home))
	insert(
		"Housing Unit",
		("title", "agreement", "municipality", "address", "occupancy_title", "workflow_state"),
		homes,
	)
	fields = (
		"monthly_rent", "unit", "agreement", "municipality", "workflow_state", "start_date", "end_date", "ends_on",
		"monthly_charges", "due_day",
	)  # fmt: skip
	insert("Head Lease", fields, heads)
	insert("Sublease", (*fields, "head_lease", "referral", "case_code"), subs)
	dues, payments, parts = [], [], []
	for back in range(MONTHS):
		first = add_months(getdate().replace(day=1), -back)
		for number in range(HOMES):
			for side, kind, amount in (("Payable", "Head Lease", 560), ("Receivable", "Sublease", 420)):
				contract = f"{MARK}-{'HL' if side == 'Payable' else 'SUB'}-{number:05}"
				name = f"{contract}-{back}"
				dues.append(
					(
						name, kind, contract, side, "Rent", first, add_days(add_months(first, 1), -1),
						add_days(first, 4), amount - 40, 40, amount, AGREEMENT, PLACES[number % len(PLACES)],
						f"{MARK}-{number:05}", code if side == "Receivable" else None, contract, name, name,
					)
				)  # fmt: skip
				if number % UNPAID:
					payments.append((f"P-{name}", kind, contract, side, first, amount, amount, 0, AGREEMENT))
					parts.append((f"A-{name}", f"P-{name}", "Rent Payment", "allocations", 1, name, amount))
	insert(
		"Rent Due",
		(
			"contract_type", "contract", "side", "kind", "period_from", "period_to", "due_date", "rent", "charges",
			"amount", "agreement", "municipality", "unit", "referral", "case_code", "due_key", "payment_reference",
		),
		dues,
	)  # fmt: skip
	insert(
		"Rent Payment",
		(
			"contract_type",
			"contract",
			"side",
			"payment_date",
			"amount",
			"allocated",
			"unallocated",
			"agreement",
		),
		payments,
		docstatus=1,
	)
	insert(
		"Rent Allocation",
		("parent", "parenttype", "parentfield", "idx", "rent_due", "amount"),
		parts,
		docstatus=1,
	)
	frappe.db.commit()


def insert(doctype: str, fields: tuple[str, ...], rows: list[tuple[Any, ...]], docstatus: int = 0) -> None:
	"""Rows of a name and the values of `fields`."""
	frame = (MARK, STAMP, STAMP, MARK, docstatus)
	values = [(row[0], *frame, *row[1:]) for row in rows]
	frappe.db.bulk_insert(doctype, [*COMMON, *fields], values, chunk_size=5_000)


def clean() -> None:
	for doctype in ("Rent Allocation", "Rent Payment", "Rent Due", "Sublease", "Head Lease", "Housing Unit"):
		frappe.db.delete(doctype, {"owner": MARK})
	frappe.db.delete("Rent Due", {"contract": ["like", f"{MARK}-%"]})
	frappe.db.commit()
