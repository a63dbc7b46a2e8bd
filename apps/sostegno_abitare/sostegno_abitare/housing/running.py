"""A run through the contracts of an agreement: at once when they are few, else as a job with its progress."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from sostegno_abitare.housing import issuing
from sostegno_abitare.housing.contracts import CONTRACTS

AT_ONCE = 40  # contracts; what a request can do while its user waits
CHUNK = 50  # contracts of one transaction: others may write between two


def start(run: Any) -> None:
	"""Does the run, or puts it off to the background."""
	work = contracts_of(run)
	if sum(len(names) for _type, names in work) <= AT_ONCE:
		_note(run.name, **_done(_do(run.name, run.first_day(), work)))
		run.reload()
		return
	run.db_set("status", "Queued")
	frappe.enqueue(
		"sostegno_abitare.housing.running.do",
		queue="long",
		timeout=3600,
		enqueue_after_commit=True,
		job_name=_("Rents of {0}").format(run.title),
		run=run.name,
	)


def do(run: str) -> None:
	"""The job. Each chunk is committed, so that a run that is interrupted has done what it has done; run again, it
	does the rest.
	"""
	doc = frappe.get_doc("Rent Run", run)
	_note(run, status="Running")
	commit()
	try:
		made = _do(run, doc.first_day(), contracts_of(doc), in_steps=True)
		_note(run, **_done(made))
	except Exception:
		frappe.db.rollback()
		_note(run, status="Failed")
		commit()
		raise


def contracts_of(run: Any) -> list[tuple[str, list[str]]]:
	"""The contracts of each type that a run goes through."""
	return [(doctype, issuing.within(doctype, run.agreement, run.first_day())) for doctype in CONTRACTS]


def _do(run: str, month: date, work: list[tuple[str, list[str]]], in_steps: bool = False) -> dict[str, Any]:
	total, done = sum(len(names) for _type, names in work), 0
	made = issuing.Made()
	for contract_type, names in work:
		for first in range(0, len(names), CHUNK):
			chunk = names[first : first + CHUNK]
			made.add(issuing.issue(contract_type, chunk, month, run))
			done += len(chunk)
			if in_steps:
				commit()
				frappe.publish_progress(
					100 * done / total,
					title=_("Rents of {0}").format(f"{month:%m/%Y}"),
					doctype="Rent Run",
					docname=run,
					description=_("{0} of {1} contracts").format(done, total),
				)
	return {"contracts": total, "made": made}


def _done(result: dict[str, Any]) -> dict[str, Any]:
	made = result["made"]
	return {
		"status": "Done",
		"contracts": result["contracts"],
		"dues": made.dues,
		"adjustments": made.adjustments,
		"failures": "\n".join(made.failures),
	}


def _note(run: str, **values: Any) -> None:
	"""Writes how far a run is, and tells the forms that show it."""
	frappe.db.set_value("Rent Run", run, values)
	modified = str(frappe.db.get_value("Rent Run", run, "modified"))
	told = {"doctype": "Rent Run", "name": run, "modified": modified}
	frappe.publish_realtime("doc_update", told, doctype="Rent Run", docname=run, after_commit=True)


def commit() -> None:
	"""What is done stays done, and others may write now; a test undoes it all."""
	if not frappe.flags.in_test:
		frappe.db.commit()  # nosemgrep: steps of a long job
