"""A check of everything that must hold of money, kept with what it found and the heads of the chains it saw."""

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime
from sostegno_abitare.ledgers import verify
from sostegno_abitare.ledgers.invariants import REGISTRY
from sostegno_abitare.rules.invariants import Finding

CHECK, FINDING = "Integrity Check", "Integrity Finding"
MOST = 100  # findings kept of one invariant: the rest is counted
QUEUED, RUNNING, DONE, FAILED = "Queued", "Running", "Done", "Failed"


def nightly() -> None:
	"""Scheduler: a check a night."""
	frappe.get_doc({"doctype": CHECK}).insert(ignore_permissions=True)


def start(check: str) -> None:
	"""Puts a check off to the background."""
	frappe.enqueue(
		"sostegno_abitare.ledgers.checking.do",
		queue="long",
		timeout=3600,
		enqueue_after_commit=True,
		now=frappe.flags.in_test,
		job_name=_("Integrity Check"),
		check=check,
	)


def do(check: str) -> None:
	"""The job. It reads without holding anybody up; what it found is written at the end."""
	_note(check, status=RUNNING)
	_commit()
	try:
		found = {invariant.code: list(invariant.check()) for invariant in _shown(check)}
		_keep(check, found)
	except Exception:
		frappe.db.rollback()
		_note(check, status=FAILED)
		_commit()
		raise


def _shown(check: str) -> Any:
	"""The invariants one after the other, with the progress on the form."""
	for number, invariant in enumerate(REGISTRY, start=1):
		yield invariant
		frappe.publish_progress(
			100 * number / len(REGISTRY),
			title=_("Integrity Check"),
			doctype=CHECK,
			docname=check,
			description=_(invariant.title),
		)


def _keep(check: str, found: dict[str, list[Finding]]) -> None:
	titles = {invariant.code: invariant.title for invariant in REGISTRY}
	place = _places()
	for code, findings in found.items():
		for finding in findings[:MOST]:
			agreement, municipality = place(finding.doctype, finding.name)
			row = frappe.get_doc(
				{
					"doctype": FINDING,
					"integrity_check": check,
					"code": code,
					"rule": _(titles[code])[:140],
					"document_type": finding.doctype,
					"document": finding.name,
					"found": finding.found[:140],
					"expected": finding.expected[:140],
					"agreement": agreement,
					"municipality": municipality,
				}
			)
			row.flags.kept_by_system = True
			row.insert(ignore_permissions=True, ignore_links=True)
	count = sum(map(len, found.values()))
	doc = frappe.get_doc(CHECK, check)
	doc.update(
		{
			"status": DONE,
			"finished_at": now_datetime(),
			"rules": len(found),
			"findings": count,
			"ok": int(not count),
			"heads": [
				{
					"ledger": chain.ledger.doctype,
					"chain": chain.name,
					"entries": chain.walk.rows,
					"head": chain.walk.head,
				}
				for chain in verify.chains()
			],
		}
	)
	doc.flags.kept_by_system = True
	doc.save(ignore_permissions=True)


def _places() -> Callable[[str, str], tuple[str | None, str | None]]:
	"""What opens a finding to finance officers and controllers: the agreement and municipality of its document."""
	known: dict[str, list[str]] = {}

	def place(doctype: str, name: str) -> tuple[str | None, str | None]:
		if doctype == "Service Agreement":
			return name, None
		if doctype not in known:
			meta = frappe.get_meta(doctype)
			known[doctype] = [field for field in ("agreement", "municipality") if meta.has_field(field)]
		fields = known[doctype]
		row = frappe.db.get_value(doctype, name, fields, as_dict=True) if fields else None
		return (row.get("agreement"), row.get("municipality")) if row else (None, None)

	return place


def _note(check: str, **values: Any) -> None:
	frappe.db.set_value(CHECK, check, values)
	told = {
		"doctype": CHECK,
		"name": check,
		"modified": str(frappe.db.get_value(CHECK, check, "modified")),
	}
	frappe.publish_realtime("doc_update", told, doctype=CHECK, docname=check, after_commit=True)


def _commit() -> None:
	"""Others write on while the check reads; a test undoes it all."""
	if not frappe.flags.in_test:
		frappe.db.commit()  # nosemgrep: steps of a long job
