"""A claim gathered: at once when its vouchers are few, else as a job with its progress (VA-14).

Everything is computed first and written together, so that a claim has all its lines or those it had before.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime
from sostegno_abitare.accountability import claim_rows, claim_sums
from sostegno_abitare.accountability.claim_sums import CLAIM, LINE, SHARED

AT_ONCE = 300  # expenses; what a request can do while its user waits
CHUNK = 1_000  # rows of one statement
WAITING = ("Queued", "Running")


def start(claim: Any) -> None:
	"""Gathers a draft claim, or puts it off to the background."""
	if frappe.db.count("Expense", {"agreement": claim.agreement, "docstatus": 1}) <= AT_ONCE:
		gather(claim.name)
		return
	claim_sums.note(claim.name, gathering="Queued")
	frappe.enqueue(
		"sostegno_abitare.accountability.gathering.do",
		queue="long",
		timeout=1500,
		enqueue_after_commit=True,
		now=frappe.flags.in_test,
		job_name=_("Vouchers of {0}").format(claim.name),
		claim=claim.name,
	)


def do(claim: str) -> None:
	"""The job."""
	try:
		gather(claim)
		claim_sums.note(claim, gathering="Done")
	except Exception:
		frappe.db.rollback()
		claim_sums.note(claim, gathering="Failed")
		if not frappe.flags.in_test:
			frappe.db.commit()  # nosemgrep: what failed is said before the job ends
		raise


def gather(claim: str) -> None:
	"""Replaces the lines of a draft claim by those it may have now. A claim that was prepared or submitted
	meanwhile stays as it is.
	"""
	_progress(claim, 5, _("Looking for vouchers"))
	doc = frappe.get_doc(CLAIM, claim)
	lines, shared = claim_rows.vouchers(doc), claim_rows.contributions(doc)
	held = claim_sums.lock(claim)
	if held.docstatus or (held.workflow_state or "Draft") != "Draft":
		return
	clear(claim)
	written, total = 0, len(lines) + len(shared)
	for doctype, fields, rows in (
		(LINE, claim_rows.FROZEN, lines),
		(SHARED, claim_rows.FROZEN_SHARED, shared),
	):
		for chunk in _in_chunks(rows):
			_write(doctype, doc, fields, chunk)
			written += len(chunk)
			_progress(claim, 20 + 75 * written / total, _("{0} of {1} lines").format(written, total))
	claim_sums.refresh(
		claim,
		gathering="Done",
		gathered_on=now_datetime(),
		incomplete_count=incomplete(doc),
		advance_recovered=0,
	)
	_progress(claim, 100, _("{0} of {1} lines").format(written, total))


def clear(claim: str) -> None:
	"""Takes the lines of a draft away."""
	for doctype in (LINE, SHARED):
		frappe.db.delete(doctype, {"claim": claim})


def incomplete(claim: Any) -> int:
	"""How many expenses of the period lack something, and so stay out."""
	filters: dict[str, Any] = {
		"agreement": claim.agreement,
		"docstatus": ["<", 2],
		"workflow_state": ["in", ["Draft", "Allocated"]],
		"voucher_date": ["<=", claim.period_to],
	}
	if not claim.include_earlier:
		filters["voucher_date"] = ["between", [claim.period_from, claim.period_to]]
	return int(frappe.db.count("Expense", filters))


def _write(doctype: str, claim: Any, fields: Sequence[str], rows: list[dict[str, Any]]) -> None:
	now, user = now_datetime(), frappe.session.user
	more = {"claim": claim.name, "agreement": claim.agreement, "docstatus": 0, "idx": 0}
	more |= {"creation": now, "modified": now, "owner": user, "modified_by": user}
	if doctype == LINE:
		more |= {"decision": "Pending", "admitted": 0, "cut": 0, "may_return": 0}
	letter = "" if doctype == LINE else "C"
	values = [
		[
			f"{claim.name}-{letter}{row['line_no']:05d}",
			_titled(doctype, row),
			*(row[field] / 100 if field in claim_rows.AMOUNTS else row[field] for field in fields),
			*more.values(),
		]
		for row in rows
	]
	frappe.db.bulk_insert(doctype, ["name", "title", *fields, *more], values)


def _titled(doctype: str, row: dict[str, Any]) -> str:
	said = row["supplier"] if doctype == LINE else row["description"] or row["source_name"]
	return f"{row['line_no']} · {said}"[:140]


def _in_chunks(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
	return (rows[first : first + CHUNK] for first in range(0, len(rows), CHUNK))


def _progress(claim: str, percent: float, said: str) -> None:
	frappe.publish_progress(
		percent, title=_("Vouchers of {0}").format(claim), doctype=CLAIM, docname=claim, description=said
	)
