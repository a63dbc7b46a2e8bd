"""One household against 2,000 homes and back, in one process, through the public API alone; `rents.py` says how to
run it on either host. Homes it makes are marked `MATCHING` and removed at the end.
"""

from __future__ import annotations

import json
import time
from typing import Any

import frappe
from frappe.desk import query_report

MARK, AGREEMENT, ACTION = "MATCHING", "VA-2025", "VA-2025-L1"
PLACES = ("Pontedera", "Calcinaia", "Bientina", "Ponsacco")
TYPES = ("Studio", "Two-Room Flat", "Three-Room Flat", "Four-Room Flat or Larger")
HOMES, ROUNDS = 2_000, 7
SHARED = 50  # every so many is shared, with a capacity scheme
STAMP = "2026-01-01 00:00:00.000000"
FIELDS = (
	"name", "owner", "creation", "modified", "modified_by", "docstatus", "title", "agreement", "action", "municipality",
	"location_area", "address", "typology", "surface", "monthly_rent", "workflow_state", "is_shared", "capacity_scheme",
	"accessible",
)  # fmt: skip


def measure(user: str) -> None:
	"""Print the figures as one line of JSON; `user` is a housing manager of Valdera."""
	frappe.set_user("Administrator")
	clean()
	try:
		fill()
		household = frappe.db.get_value("Referral", "DEMO-VA-08", "household")
		frappe.set_user(user)
		figures = {
			"homes_for_a_household_ms": run("Homes for a Household", {"household": household}),
			"households_for_a_home_ms": run(
				"Households for a Home", {"unit": f"{MARK}-00001", "with_unfit": 1}
			),
		}
	finally:
		frappe.set_user("Administrator")
		frappe.db.rollback()
		clean()
	print(json.dumps(figures))


def run(report: str, filters: dict[str, Any]) -> float:
	"""Milliseconds of a report as the desk asks for it, the middle one of a few."""
	taken = []
	for _round in range(ROUNDS):
		start = time.perf_counter()
		found = query_report.run(report, filters=json.dumps(filters))
		taken.append(time.perf_counter() - start)
		assert found["result"], report
	return round(sorted(taken)[ROUNDS // 2] * 1000, 1)


def fill() -> None:
	"""Free homes of every size, rent and place."""
	scheme = frappe.get_all("Capacity Scheme", filters={"action": "VA-2025-L5"}, pluck="name")[0]
	rows = []
	for number in range(HOMES):
		place, shared = PLACES[number % 4], int(number % SHARED == 0)
		name = f"{MARK}-{number:05}"
		area = "Bordering Municipalities" if place == "Ponsacco" else "In the Agreement Municipalities"
		rows.append(
			(
				name, MARK, STAMP, STAMP, MARK, 0, f"{place}, via {number}", AGREEMENT, ACTION, place, area,
				f"via {number}", TYPES[number % 4], 25 + number % 90, 200 + number % 500, "Available", shared,
				scheme if shared else None, number % 2,
			)
		)  # fmt: skip
	frappe.db.bulk_insert("Housing Unit", list(FIELDS), rows, chunk_size=5_000)
	frappe.db.commit()


def clean() -> None:
	"""Take the homes away."""
	frappe.db.delete("Housing Unit", {"owner": MARK})
	frappe.db.commit()
