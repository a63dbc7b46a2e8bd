"""What must be dated on or before an entry: the Commission's decision, the accepted PEI, the signed hospitality
agreement (EM-10, R30).
"""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate
from sostegno_abitare.intake.doctype.referral.states import DECISIONS
from sostegno_abitare.programme.validity import as_date
from sostegno_abitare.rules import stays

ACCEPTED_PEIS = ("Validated", "Active", "Under Review", "Completed")


def papers_of(referral: str, agreement: str | None) -> stays.Papers:
	"""The papers of a case; `agreement` is the hospitality agreement."""
	pei = _pei(referral)
	signed = frappe.db.get_value("Hospitality Agreement", agreement, "signed_on") if agreement else None
	return stays.Papers(
		accepted_on(referral),
		as_date(pei.get("validated_on")),
		as_date(pei.get("signed_on")),
		as_date(signed),
	)


def accepted_on(referral: str) -> date | None:
	"""The day on which the Commission accepted the case; None where its last word is another."""
	rows = frappe.get_all(
		"Commission Decision",
		filters={"referral": referral, "kind": "Placement", "docstatus": 1, "outcome": ["in", DECISIONS]},
		fields=["outcome", "parent"],
	)
	if not rows:
		return None
	sessions = {
		row.name: (as_date(row.session_date), row.creation)
		for row in frappe.get_all(
			"Commission Session",
			filters={"name": ["in", [row.parent for row in rows]]},
			fields=["name", "session_date", "creation"],
		)
	}
	last = max(rows, key=lambda row: sessions[row.parent])
	return sessions[last.parent][0] if last.outcome == "Accepted" else None


def explain(lacking: list[tuple[str, date | None]], entry: date) -> str:
	"""What is missing or too late, in the reader's language."""
	texts = {
		stays.ACCEPTED: (
			_("the Commission has not accepted the case"),
			_("the Commission accepted the case on {0}"),
		),
		stays.VALIDATED: (
			_("the Commission has not validated the PEI"),
			_("the Commission validated the PEI on {0}"),
		),
		stays.PEI_SIGNED: (
			_("the household has not signed the PEI"),
			_("the household signed the PEI on {0}"),
		),
		stays.AGREEMENT_SIGNED: (
			_("the hospitality agreement is not signed"),
			_("the hospitality agreement was signed on {0}"),
		),
	}
	parts = [texts[paper][bool(day)].format(formatdate(day) if day else "") for paper, day in lacking]
	return _("No entry on {0}: {1}").format(formatdate(entry), "; ".join(parts))


def _pei(referral: str) -> Any:
	rows = frappe.get_all(
		"PEI",
		filters={"referral": referral, "workflow_state": ["in", ACCEPTED_PEIS]},
		fields=["validated_on", "signed_on"],
		order_by="creation desc",
		limit_page_length=1,
	)
	return rows[0] if rows else {}
