"""Claims of 5,000 and 50,000 vouchers in one process, through the public API alone: the same file measures either host.

Run as `inside.py` beside it, on a site with the demo: `banco execute claims.measure`, or
`bench execute '__import__("claims").measure'`. It makes an agreement of its own, FIGURE-C, with vouchers that are
complete, and removes all of it at the end.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import frappe
from frappe.utils import add_days, getdate

MARK, CODE = "FIGURES", "FIGURE-C"
ROWS, CENTS, FILES = 40, 12_345, 50
STAMP = "2026-01-01 00:00:00.000000"
COMMON = ("name", "owner", "creation", "modified", "modified_by", "docstatus")
SIZES = (5_000, 50_000)


def measure(user: str = "", sizes: tuple[int, ...] = SIZES, papers: int = 1) -> None:
	"""Print the figures as one line of JSON: seconds by number of vouchers. They do not depend on a user."""
	frappe.set_user("Administrator")
	figures: dict[str, Any] = {}
	for size in sizes:
		clean()
		try:
			figures.update({f"{key}_{size}": value for key, value in one(size, bool(papers)).items()})
		finally:
			frappe.db.rollback()
			clean()
	print(json.dumps(figures))


def one(size: int, papers: bool) -> dict[str, float]:
	"""Seconds of each step of a claim of so many vouchers."""
	fill(size)
	api = "sostegno_abitare.accountability"
	claim = frappe.get_doc(
		{
			"doctype": "Reimbursement Claim",
			"agreement": CODE,
			"period_from": add_days(getdate(), -60),
			"period_to": getdate(),
		}
	).insert()
	frappe.db.commit()
	found = {"gather_seconds": seconds(lambda: frappe.get_attr(f"{api}.gathering.gather")(claim.name))}
	claim.reload()
	assert (claim.line_count, round(claim.claimed * 100)) == (size, size * CENTS), (
		claim.line_count,
		claim.claimed,
	)
	claim.update({"prepared_by": "Guest", "workflow_state": "Submitted", "docstatus": 1})
	claim.approved_by, claim.submitted_on = "Administrator", frappe.utils.now_datetime()

	def submit() -> None:
		frappe.get_attr(f"{api}.submission.check_lines")(claim)
		claim.db_update()
		frappe.get_attr(f"{api}.submission.post")(claim)

	found["submit_seconds"] = seconds(submit)
	claim.reload()
	found["verify_seconds"] = seconds(lambda: frappe.get_attr(f"{api}.freezing.verify")(claim) or 1 / 0)
	frappe.db.set_value(
		"Reimbursement Claim", claim.name, {"workflow_state": "Under Control", "approved_by": "Guest"}
	)
	claim.reload()
	found["admit_all_seconds"] = seconds(lambda: claim.decide("Admitted"))
	if papers:
		sheets = frappe.get_attr(f"{api}.claim_papers.tables")
		found["xlsx_seconds"] = seconds(lambda: sheets(claim.name))
		found["print_seconds"] = seconds(lambda: frappe.get_attr(f"{api}.claim_papers.statement")(claim.name))
		folders = frappe.get_attr(f"{api}.claim_papers.folders")
		found["zip_seconds"] = seconds(lambda: [len(each) for each in folders(claim.name)])
	return found


def seconds(work: Callable[[], Any]) -> float:
	start = time.perf_counter()
	work()
	frappe.db.commit()
	return round(time.perf_counter() - start, 2)


def fill(size: int) -> None:
	"""An agreement of one action, its rows, and complete expenses paid one by one, of which each has a file."""
	authority = frappe.get_all("Network Organisation", pluck="name", limit_page_length=1)[0]
	place = frappe.get_all("Municipality", pluck="name", limit_page_length=1)[0]
	total = round(size * CENTS / 100, 2)
	frappe.get_doc(
		{
			"doctype": "Service Agreement",
			"code": CODE,
			"title": MARK,
			"authority": authority,
			"start_date": add_days(getdate(), -365),
			"end_date": add_days(getdate(), 365),
			"total_amount": total,
			"vat_regime": "Contribution, out of VAT scope",
			"municipalities": [{"municipality": place}],
		}
	).insert()
	frappe.get_doc(
		{"doctype": "Agreement Action", "agreement": CODE, "code": "A1", "title": MARK, "budget": total}
	).insert()
	category = frappe.get_all("Cost Category", pluck="name", limit_page_length=1)[0]
	share = size // ROWS * CENTS / 100
	for number in range(ROWS):
		frappe.get_doc(
			{
				"doctype": "Budget Row",
				"action": f"{CODE}-A1",
				"code": f"V{number:02}",
				"cost_category": category,
				"description": f"Voce {number}",
				"brought_by": "Public Authority",
				"nature": "Cash",
				"quantity": 1,
				"unit_value": share,
				"public_share": share,
			}
		).insert().submit()
	files = [_file(number) for number in range(FILES)]
	spent(size, files, category)
	frappe.db.commit()


def spent(size: int, files: list[str], category: str) -> None:
	"""Expenses with their parts and payments, and what they spent in the ledger: as if each had been submitted."""
	day, amount = add_days(getdate(), -20), CENTS / 100
	expenses, parts, paid = [], [], []
	for number in range(size):
		name = f"{MARK}-{number:06}"
		supplier = (f"Fornitore {number % 97} srl", f"FT-{number}", day, amount, amount, amount, amount)
		expenses.append(
			(name, CODE, "Supplier", "Invoice", *supplier, day, "Complete", files[number % FILES], name, name)
		)
		row = f"{CODE}-A1-V{number % ROWS:02}"
		parts.append(
			(f"A-{name}", name, "Expense", "allocations", 1, row, "Public", amount, f"{CODE}-A1", category)
		)
		paid.append(
			(f"P-{name}", name, "Expense", "payments", 1, day, amount, "Bank Transfer", f"CRO {number}")
		)
	insert(
		"Expense",
		(
			"agreement", "kind", "voucher_kind", "supplier_name", "number", "voucher_date", "net_amount", "total",
			"claimable_base", "allocated", "paid_on", "workflow_state", "voucher_file", "voucher_key", "voucher_hash",
		),
		expenses,
		docstatus=1,
	)  # fmt: skip
	child = ("parent", "parenttype", "parentfield", "idx")
	insert(
		"Expense Allocation",
		(*child, "budget_row", "share", "amount", "action", "cost_category"),
		parts,
		docstatus=1,
	)
	insert("Expense Payment", (*child, "paid_on", "amount", "method", "reference"), paid, docstatus=1)
	posting = frappe.get_attr("sostegno_abitare.ledgers.budget.Posting")
	source = frappe.get_doc("Agreement Action", f"{CODE}-A1")
	cents = size // ROWS * CENTS
	frappe.get_attr("sostegno_abitare.ledgers.budget.post")(
		source,
		[
			posting(f"{CODE}-A1-V{number:02}", kind, "Public", cents, day)
			for number in range(ROWS)
			for kind in ("Committed", "Spent")
		],
	)


def _file(number: int) -> str:
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"{MARK}-{number}.pdf",
			"is_private": 1,
			"content": f"{number}" * 20_000,
		}
	).insert()
	return str(file.file_url)


def insert(doctype: str, fields: tuple[str, ...], rows: list[tuple[Any, ...]], docstatus: int = 0) -> None:
	"""Rows of a name and the values of `fields`."""
	frame = (MARK, STAMP, STAMP, MARK, docstatus)
	values = [(row[0], *frame, *row[1:]) for row in rows]
	frappe.db.bulk_insert(doctype, [*COMMON, *fields], values, chunk_size=5_000)


def clean() -> None:
	for doctype in ("Expense Payment", "Expense Allocation", "Expense"):
		frappe.db.delete(doctype, {"owner": MARK})
	for doctype in (
		"Claim Line",
		"Claim Co-participation Line",
		"Reimbursement Claim",
		"Budget Ledger Entry",
		"Budget Row",
		"Agreement Action",
	):
		frappe.db.delete(doctype, {"agreement": CODE})
	frappe.db.delete("Agreement Municipality", {"parent": CODE})
	frappe.db.delete("Service Agreement", {"name": CODE})
	frappe.db.sql("delete from `tabSeries` where name = %s", (f"{CODE}-B",))
	for name in frappe.get_all("File", filters={"file_name": ["like", f"{MARK}-%"]}, pluck="name"):
		frappe.delete_doc("File", name, force=True)
	frappe.db.commit()
