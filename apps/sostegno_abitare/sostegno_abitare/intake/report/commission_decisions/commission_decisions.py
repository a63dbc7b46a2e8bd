"""What the Commission decided, with whom at the table and for what reason (EM-06, R30, R31)."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt
from sostegno_abitare import reporting
from sostegno_abitare.rules import quorum

DECISION = [
	"name", "kind", "referral", "pei", "case_title", "municipality", "outcome", "eligibility", "override_eligibility",
	"new_end_date", "committed_hours", "reason",
]  # fmt: skip
OUTCOMES = ("Accepted", "Waiting", "Refused", "Validated", "Rejected", "Deferred")


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows by session, chart and summary."""
	reporting.seen("Commission Decisions")
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "agreement", docstatus=1)
	period = reporting.between(filters)
	if period:
		asked["session_date"] = period
	fields = ["name", "session_date", "agreement"]
	sessions = reporting.every("Commission Session", fields, asked, order_by="session_date desc, name desc")
	names = [row.name for row in sessions]
	rows = decisions(
		sessions,
		reporting.rows_of("Commission Decision", names, DECISION),
		reporting.rows_of("Commission Attendee", names, ["commission_role", "municipality", "present"]),
		_requirements(),
	)
	rows = [row for row in rows if _asked_for(row, filters)]
	figures, picture = summary(rows), chart(rows)
	for row in rows:
		for field in ("kind", "outcome", "eligibility"):
			row[field] = _(row[field] or "")
		row["quorum"] = _("Met") if row["quorum"] else _("Not Met")
		row["override"] = _("Yes") if row["override"] else ""
	return columns(), rows, None, picture, figures


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("session", _("Session"), "Commission Session", 150),
		reporting.column("session_date", _("Session Date"), "Date", 110),
		reporting.link("referral", _("Referral"), "Referral", 150),
		reporting.column("case_title", _("Case"), width=180),
		reporting.link("municipality", _("Municipality"), "Municipality", 130),
		reporting.column("kind", _("Decision"), width=150),
		reporting.column("outcome", _("Outcome"), width=120),
		reporting.column("eligibility", _("Eligibility"), width=150),
		reporting.column("override", _("Override"), width=90),
		reporting.column("new_end", _("New End"), "Date", 110),
		reporting.column("committed_hours", _("Committed Hours"), "Float", 120, precision=1),
		reporting.column("present", _("Present"), width=90),
		reporting.column("quorum", _("Quorum"), width=110),
		reporting.column("reason", _("Reason"), width=320),
	]


def decisions(
	sessions: reporting.Rows,
	decided: reporting.Rows,
	attendees: reporting.Rows,
	requirements: Callable[[str], list[quorum.Requirement]],
) -> reporting.Rows:
	"""A row for each decision, sessions in the order given. The quorum is judged by what the agreement asks for
	and by who was present.
	"""
	of_session: dict[str, list[Any]] = defaultdict(list)
	for row in decided:
		of_session[row["parent"]].append(row)
	seats: dict[str, list[Any]] = defaultdict(list)
	for row in attendees:
		seats[row["parent"]].append(row)
	return [
		_row(session, row, seats[session["name"]], requirements(session["agreement"]))
		for session in sessions
		for row in of_session[session["name"]]
	]


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Decisions by outcome."""
	found = [row["outcome"] for row in rows]
	names = [outcome for outcome in OUTCOMES if outcome in found]
	return reporting.bars(
		[_(name) for name in names], (_("Decisions"), [found.count(name) for name in names])
	)


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	overrides = sum(row["override"] for row in rows)
	return [
		reporting.figure(_("Sessions"), len({row["session"] for row in rows})),
		reporting.figure(_("Decisions"), len(rows)),
		reporting.figure(_("Overrides"), overrides, "Orange" if overrides else "Green"),
		reporting.figure(_("Committed Hours"), sum(row["committed_hours"] for row in rows), datatype="Float"),
	]


def _row(session: Any, row: Any, seats: list[Any], needed: list[quorum.Requirement]) -> dict[str, Any]:
	present = [seat for seat in seats if seat["present"]]
	table = [quorum.Attendee(seat["commission_role"], seat["municipality"]) for seat in present]
	return {
		"session": session["name"],
		"session_date": reporting.day_of(session["session_date"]),
		"referral": row["referral"],
		"case_title": row["case_title"],
		"municipality": row["municipality"],
		"kind": row["kind"],
		"outcome": row["outcome"],
		"eligibility": row["eligibility"],
		"override": bool(row["override_eligibility"]),
		"new_end": reporting.day_of(row["new_end_date"]) if row["outcome"] == "Accepted" else None,
		"committed_hours": flt(row["committed_hours"]) if _commits_hours(row) else 0.0,
		"present": f"{len(present)}/{len(seats)}",
		"quorum": not quorum.shortages(needed, table, row["municipality"]),
		"reason": row["reason"],
	}


def _commits_hours(row: Any) -> bool:
	return row["outcome"] == "Validated" or (row["kind"] == "PEI Extension" and row["outcome"] == "Accepted")


def _asked_for(row: dict[str, Any], filters: Any) -> bool:
	same = all(filters.get(field) in (None, "", row[field]) for field in ("kind", "outcome", "municipality"))
	return same and (row["override"] or not cint(filters.get("only_overrides")))


def _requirements() -> Callable[[str], list[quorum.Requirement]]:
	known: dict[str, list[quorum.Requirement]] = {}

	def of_agreement(agreement: str) -> list[quorum.Requirement]:
		if agreement not in known:
			session = frappe.new_doc("Commission Session")
			session.agreement = agreement
			known[agreement] = session.requirements()
		return known[agreement]

	return of_agreement
