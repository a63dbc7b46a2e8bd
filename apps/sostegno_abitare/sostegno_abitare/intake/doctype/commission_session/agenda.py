"""What stands on the agenda of a session, and what is shown of it."""

from collections.abc import Iterator
from typing import Any

import frappe
from frappe.model.document import Document
from sostegno_abitare.social_support.doctype.pei import extension

from .effects import PEI_VALIDATION, PLACEMENT
from .pei_extensions import KIND as PEI_EXTENSION
from .stay_decisions import INSIDE


def cases_that_await(agreement: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
	"""Kind, name and what was asked for, of every case of the agreement that awaits a decision and that the user
	can see: cases and PEIs by their state, a longer PEI where its review proposes it, stays by the request that is
	written on them.
	"""
	for kind, doctype, state in (
		(PLACEMENT, "Referral", "To Commission"),
		(PEI_VALIDATION, "PEI", "Proposed"),
	):
		for row in _seen(doctype, ["name"], {"agreement": agreement, "workflow_state": state}):
			yield kind, row.name, {}
	for name in extension.proposed(agreement):
		yield PEI_EXTENSION, name, {}
	asked = {"agreement": agreement, "workflow_state": ["in", INSIDE], "request_kind": ["is", "set"]}
	fields = ["name", "request_kind", "request_date", "request_reason"]
	for row in _seen("Stay", fields, asked):
		yield (
			row.request_kind,
			row.name,
			{"new_end_date": row.request_date, "reason": row.request_reason},
		)


def set_details(row: Document) -> None:
	"""Referral, title, municipality and eligibility of the case of a row."""
	if row.pei:
		row.referral = frappe.db.get_value("PEI", row.pei, "referral")
	if row.stay:
		row.referral = frappe.db.get_value("Stay", row.stay, "referral")
	if row.referral:
		case = frappe.db.get_value(
			"Referral", row.referral, ["title", "municipality", "eligibility"], as_dict=True
		)
		if case:
			row.update(
				{"case_title": case.title, "municipality": case.municipality, "eligibility": case.eligibility}
			)


def _seen(doctype: str, fields: list[str], filters: dict[str, Any]) -> list[Any]:
	if not frappe.has_permission(doctype, "read"):
		return []
	return frappe.get_list(
		doctype, fields=fields, filters=filters, order_by="creation asc", limit_page_length=0
	)
