"""Which resources for work suit a person, by the plan or by what is written in the filters, with the reasons (VA-05).
It proposes; people decide.
"""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, formatdate, getdate
from sostegno_abitare import reporting
from sostegno_abitare.community.doctype.job_resource.job_resource import facts
from sostegno_abitare.community.report.job_resources_to_check.job_resources_to_check import check_days
from sostegno_abitare.rules import jobs
from sostegno_abitare.rules.periods import years_between

FIELDS = [
	"name", "title", "kind", "organisation", "agreement", "municipality", "status", "valid_from", "valid_to", "places",
	"last_checked_on", "minimum_age", "maximum_age", "skills", "required_skills", "schedule",
]  # fmt: skip
PLAN = "Work Inclusion Plan"
PLAN_FIELDS = ["person", "agreement", "municipality", "skills", "availability", "goal"]


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows (what suits best first), message and summary."""
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "kind", "agreement")
	if plan := reporting.plain(filters, "plan"):
		seeker, asked["agreement"] = of_plan(plan)
	else:
		seeker = jobs.Seeker(
			cint(reporting.plain(filters, "age")) or None,
			reporting.plain(filters, "municipality") or "",
			reporting.plain(filters, "skills") or "",
		)
	asked["status"] = ["!=", "Closed"]
	found = reporting.every("Job Resource", FIELDS, asked)
	rows = suited(found, seeker)
	figures = summary(rows)
	if not cint(filters.get("include_unfit")):
		rows = [row for row in rows if row["fits"]]
	return columns(), rows, None, None, figures


def of_plan(plan: str) -> tuple[jobs.Seeker, str]:
	"""What a plan says of its person, and its agreement. Raises frappe.PermissionError for who may not read it;
	of a person out of sight the age stays unknown.
	"""
	frappe.has_permission(PLAN, "read", doc=plan, throw=True)
	reporting.seen("Job Resources for a Person")
	row = frappe.db.get_value(PLAN, plan, PLAN_FIELDS, as_dict=True)
	age, place = None, row.municipality
	if frappe.has_permission("Person", "read", doc=row.person):
		person = frappe.db.get_value(
			"Person", row.person, ["birth_date", "residence_municipality"], as_dict=True
		)
		age = years_between(getdate(person.birth_date), getdate()) if person.birth_date else None
		place = person.residence_municipality or place
	words = " ; ".join(row[field] or "" for field in ("skills", "availability", "goal"))
	return jobs.Seeker(age, place or "", words), row.agreement


def suited(found: reporting.Rows, seeker: jobs.Seeker) -> list[dict[str, Any]]:
	"""A row for each resource with its verdict, what suits best first."""
	today, rows = getdate(), {row["name"]: row for row in found}
	limits = {agreement: check_days(agreement) for agreement in {row["agreement"] for row in found}}
	verdicts = [
		(resource, jobs.match(resource, seeker, today, limits[rows[resource.name]["agreement"]]))
		for resource in map(facts, found)
	]
	return [_line(rows[resource.name], verdict) for resource, verdict in jobs.ranked(verdicts)]


def _line(row: Any, verdict: jobs.Verdict) -> dict[str, Any]:
	return {
		"resource": row["name"],
		"title": row["title"],
		"kind": _(row["kind"]),
		"organisation": row["organisation"],
		"municipality": row["municipality"],
		"fits": verdict.fits,
		"fits_text": _("Yes") if verdict.fits else _("No"),
		"points": verdict.points if verdict.fits else None,
		"reasons": "; ".join(explain(reason) for reason in verdict.reasons),
		"against": "; ".join(explain(reason) for reason in verdict.against),
		"schedule": _(row["schedule"]) if row["schedule"] else None,
		"places": row["places"] or None,
		"valid_to": reporting.day_of(row["valid_to"]),
	}


def explain(reason: jobs.Reason) -> str:
	"""A reason in the reader's language."""
	dated = (jobs.NOT_YET, jobs.EXPIRED, jobs.STALE)
	detail = formatdate(reason.detail) if reason.code in dated and reason.detail else reason.detail
	texts = {
		jobs.SKILLS: _("knows {0}"),
		jobs.SAME_PLACE: _("in the same municipality"),
		jobs.ANYWHERE: _("anywhere in the territory"),
		jobs.AGE_FITS: _("the age is right"),
		jobs.NOT_OPEN: _("not open now: {0}"),
		jobs.NOT_YET: _("starts on {0}"),
		jobs.EXPIRED: _("ended on {0}"),
		jobs.TOO_YOUNG: _("from {0} years of age"),
		jobs.TOO_OLD: _("up to {0} years of age"),
		jobs.AGE_UNKNOWN: _("the age is not known"),
		jobs.LACKS: _("{0} is indispensable and not in the plan"),
		jobs.ELSEWHERE: _("in {0}"),
		jobs.STALE: _("last checked on {0}"),
	}
	return texts[reason.code].format(_(detail) if reason.code == jobs.NOT_OPEN else detail)


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("title", _("Title"), width=240),
		reporting.column("fits_text", _("Fits"), width=80),
		reporting.column("points", _("Points"), "Int", 80),
		reporting.column("reasons", _("Reasons For"), width=260),
		reporting.column("against", _("Reasons Against"), width=260),
		reporting.column("kind", _("Kind"), width=130),
		reporting.link("organisation", _("Organisation"), "Network Organisation", 200),
		reporting.link("municipality", _("Municipality"), "Municipality", 130),
		reporting.column("schedule", _("Hours"), width=150),
		reporting.column("places", _("Places"), "Int", 80),
		reporting.column("valid_to", _("Valid Until"), "Date", 110),
		reporting.link("resource", _("Resource"), "Job Resource", 130),
	]


def summary(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	fitting = sum(row["fits"] for row in rows)
	return [
		reporting.figure(_("Resources Looked At"), len(rows)),
		reporting.figure(_("Fitting"), fitting, "Green" if fitting else "Orange"),
	]
