"""What one process does without HTTP, through the public API alone: the same file measures either host.

Run on a site with the demo loaded, by the `execute` verb of the host with this folder on PYTHONPATH:
`banco execute inside.measure`, or `bench execute '__import__("inside").measure'` since a bench takes plain
paths of its apps only. Rows it makes are marked `FIGURES` and removed at the end.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import frappe
from frappe.model.workflow import apply_workflow

SECONDS = 3.0
ROWS = 100_000
MARK = "FIGURES"


def measure(user: str) -> None:
	"""Print the figures as one line of JSON; `user` is a social worker of Segrate."""
	frappe.set_user("Administrator")
	case = make_case()
	figures = {
		"inserts_per_second": rate(lambda: insert_assessment(case["referral"])),
		"documents_per_second": rate(lambda: frappe.get_doc("Household", case["household"])),
		"transitions_per_second": transitions(case["household"]),
	}
	fill(case["household"])
	frappe.set_user(user)
	try:
		figures["lists_of_20_by_date_per_second"] = rate(lambda: one_list("modified desc"))
		figures["lists_of_20_by_rent_per_second"] = rate(lambda: one_list("monthly_rent desc"))
	finally:
		frappe.set_user("Administrator")
		clean()
	print(json.dumps(figures))


def rate(action: Callable[[], Any], seconds: float = SECONDS) -> float:
	"""How often per second `action` ran, after a short warm-up."""
	for _ in range(5):
		action()
	count, start = 0, time.perf_counter()
	while time.perf_counter() - start < seconds:
		action()
		count += 1
	return round(count / (time.perf_counter() - start), 1)


def make_case() -> dict[str, Any]:
	persons = [
		frappe.get_doc(
			{
				"doctype": "Person",
				"last_name": MARK,
				"first_name": f"Membro {number}",
				"birth_date": "1980-01-01",
				"sex": "Female",
				"residence_municipality": "Segrate",
			}
		)
		.insert()
		.name
		for number in range(3)
	]
	household = insert_household(persons)
	return {"household": household, "referral": received(household).name}


def insert_assessment(referral: str) -> None:
	"""A document with three child rows, committed."""
	needs = [
		{"area": area, "severity": "High", "description": MARK} for area in ("Housing", "Income", "Work")
	]
	frappe.get_doc(
		{
			"doctype": "Assessment",
			"referral": referral,
			"assessment_date": "2018-03-12",
			"intervention_hypothesis": MARK,
			"own_resources": MARK,
			"needs": needs,
		}
	).insert()
	frappe.db.commit()


def insert_household(persons: list[str]) -> str:
	members = [
		{
			"person": person,
			"relationship": "Child" if index else "Reference Person",
			"is_reference": int(not index),
		}
		for index, person in enumerate(persons)
	]
	doc = frappe.get_doc(
		{
			"doctype": "Household",
			"residence_municipality": "Segrate",
			"address": MARK,
			"members": members,
		}
	).insert()
	frappe.db.commit()
	return str(doc.name)


def transitions(household: str) -> float:
	"""Workflow actions per second, each committed: Refer, Ask for Data, Complete, and round again."""
	state = {"doc": received(household)}

	def step() -> None:
		action = "Complete" if state["doc"].workflow_state == "Incomplete" else "Ask for Data"
		state["doc"] = apply_workflow(state["doc"], action)
		frappe.db.commit()

	return rate(step)


def received(household: str) -> Any:
	"""A referral on its way: the documents that follow may be made."""
	doc = apply_workflow(frappe.get_doc(referral(household)).insert(), "Refer")
	frappe.db.commit()
	return doc


def referral(household: str) -> dict[str, Any]:
	return {
		"doctype": "Referral",
		"agreement": "EM-2018",
		"action": "EM-2018-A1",
		"municipality": "Segrate",
		"referral_date": "2018-03-01",
		"household": household,
		"procedure_type": "Eviction for Arrears",
		"execution_date": "2018-07-10",
		"needs": MARK,
		"privacy_notice_given": 1,
	}


def fill(household: str) -> None:
	"""100,000 referrals over the four municipalities."""
	places = ("Pioltello", "Rodano", "Segrate", "Vimodrone")
	fields = [
		"name", "owner", "creation", "modified", "modified_by", "docstatus", "title", "agreement", "action",
		"municipality", "origin", "referral_date", "household", "workflow_state", "monthly_rent", "needs",
		"case_code",
	]  # fmt: skip
	rows = []
	for number in range(ROWS):
		stamp = (
			f"2018-{number % 12 + 1:02}-{number % 28 + 1:02} {number % 24:02}:{number % 60:02}:00.{number:06}"
		)
		rows.append(
			(
				f"{MARK}-{number:06}", "Administrator", stamp, stamp, "Administrator", 0, f"{MARK} {number}",
				"EM-2018", "EM-2018-A1", places[number % 4], "Social Service", stamp[:10], household, "Received",
				number % 900, MARK, f"{MARK}-{number}",
			)
		)  # fmt: skip
	frappe.db.bulk_insert("Referral", fields, rows, chunk_size=5_000)
	frappe.db.commit()


def one_list(order: str) -> list[Any]:
	return frappe.get_list(
		"Referral",
		fields=[
			"name",
			"title",
			"municipality",
			"workflow_state",
			"referral_date",
			"monthly_rent",
			"urgency",
			"modified",
		],
		order_by=order,
		limit_page_length=20,
	)


def clean() -> None:
	for assessment in frappe.get_all("Assessment", filters={"own_resources": MARK}, pluck="name"):
		frappe.db.delete("Assessed Need", {"parent": assessment})
	frappe.db.delete("Assessment", {"own_resources": MARK})
	frappe.db.delete("Referral", {"needs": MARK})
	for household in frappe.get_all("Household", filters={"address": MARK}, pluck="name"):
		frappe.db.delete("Household Member", {"parent": household})
	frappe.db.delete("Household", {"address": MARK})
	frappe.db.delete("Person", {"last_name": MARK})
	frappe.db.commit()


REPORT = "Referrals by Procedure and Month"
PROCEDURES = ("Eviction for Arrears", "Eviction for End of Lease", "Foreclosure", "None")


def fill_office() -> None:
	"""100,000 referrals to work on."""
	frappe.set_user("Administrator")
	household = make_case()["household"]
	fill(household)
	for number, procedure in enumerate(PROCEDURES):
		frappe.db.sql(
			"update `tabReferral` set procedure_type = %s where needs = %s and substr(name, -1) in (%s, %s)",
			(procedure, MARK, str(number), str(number + 4)),
		)
	frappe.db.commit()
	print(json.dumps({"rows": frappe.db.count("Referral")}))


def office(user: str) -> None:
	"""Print how often a grouped report runs in a second, and how long a search takes, as `user`."""
	from frappe.desk.query_report import run
	from frappe.utils.global_search import search

	frappe.set_user(user)
	rows = len(run(REPORT)["result"])
	words = [f"{MARK} {number}" for number in range(0, ROWS, ROWS // 200)]
	times = []
	for word in words:
		start = time.perf_counter()
		assert search(word)
		times.append((time.perf_counter() - start) * 1000)
	times.sort()
	print(
		json.dumps(
			{
				"grouped_rows": rows,
				"grouped_reports_per_second": rate(lambda: run(REPORT)),
				"search_ms_median": round(times[len(times) // 2], 1),
				"search_ms_p95": round(times[int(len(times) * 0.95)], 1),
			}
		)
	)


def fatten(size: int) -> None:
	"""Comments of ten thousand characters, until the database is of so many bytes."""
	import os

	frappe.set_user("Administrator")
	fields = [
		"name",
		"owner",
		"creation",
		"modified",
		"modified_by",
		"comment_type",
		"reference_doctype",
		"content",
	]
	stamp, piece = frappe.utils.now(), 500
	for number in range(0, size // 10_000, piece):
		rows = [
			(
				f"{MARK}-{row}",
				"Administrator",
				stamp,
				stamp,
				"Administrator",
				"Comment",
				"Referral",
				os.urandom(5_000).hex(),
			)
			for row in range(number, number + piece)
		]
		frappe.db.bulk_insert("Comment", fields, rows, chunk_size=piece)
		frappe.db.commit()
	print(json.dumps({"comments": size // 10_000}))
