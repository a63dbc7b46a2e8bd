"""What is frozen when a claim is submitted: budget, rates, terms and every line, under one fingerprint (R23).

Later changes of the budget, of a rate or of a voucher alter nothing of it, and `verify` finds whatever was altered
behind it.
"""

import json
from collections.abc import Iterator
from typing import Any

import frappe
from frappe.utils import getdate
from sostegno_abitare.accountability import claim_rows
from sostegno_abitare.accountability.claim_sums import LINE, SHARED
from sostegno_abitare.ledgers import budget, chain
from sostegno_abitare.rules import claims as rules
from sostegno_abitare.rules.money import cents

PAGE = 2_000
_TERMS = (
	"title",
	"authority",
	"partner",
	"cig",
	"cup",
	"start_date",
	"end_date",
	"total_amount",
	"vat_regime",
	"reimbursement_basis",
	"vat_claimable",
	"vat_rate",
	"figurative_counts",
	"figurative_cap_percent",
	"pay_scale",
	"rate_basis",
)


def frozen(claim: Any, budget_version: str) -> dict[str, Any]:
	"""Snapshot, fingerprint and ledger head of a claim whose lines are final and posted, by field."""
	head = snapshot(claim, budget_version)
	return {
		"budget_version": budget_version,
		"snapshot": "{\n" + ",\n".join(_said(key, head[key]) for key in sorted(head)) + "\n}",
		"snapshot_hash": rules.digest(head, frozen_rows(claim.name)),
		"ledger_head": chain.head(chain.BUDGET, claim.agreement),
	}


def _said(key: str, value: Any) -> str:
	"""A line of the snapshot; of a list, a line for each of its rows."""
	texts = [json.dumps(each, ensure_ascii=False) for each in value] if isinstance(value, list) else []
	said = (
		"[\n  " + ",\n  ".join(texts) + "]"
		if texts
		else json.dumps(value, ensure_ascii=False, sort_keys=True)
	)
	return f"{json.dumps(key)}: {said}"


def verify(claim: Any) -> bool:
	"""Whether a submitted claim is what was submitted, line by line."""
	return bool(
		claim.snapshot
		and rules.digest(json.loads(claim.snapshot), frozen_rows(claim.name)) == claim.snapshot_hash
	)


def snapshot(claim: Any, budget_version: str) -> dict[str, Any]:
	"""What the lines rest on, in texts and cents."""
	terms = frappe.db.get_value("Service Agreement", claim.agreement, _TERMS, as_dict=True)
	return {
		"claim": claim.name,
		"agreement": claim.agreement,
		"action": claim.action or "",
		"period": [str(getdate(claim.period_from)), str(getdate(claim.period_to))],
		"prepared_by": claim.prepared_by or "",
		"budget_version": budget_version,
		"terms": {field: str(terms[field] if terms[field] is not None else "") for field in _TERMS},
		"budget": _budget(claim),
		"rates": _rates(claim.name),
	}


def frozen_rows(claim: str) -> Iterator[list[Any]]:
	"""The frozen values of each line, vouchers first, by number."""
	for doctype, fields in ((LINE, claim_rows.FROZEN), (SHARED, claim_rows.FROZEN_SHARED)):
		start = 0
		while True:
			page = frappe.get_all(
				doctype,
				filters={"claim": claim, "line_no": [">", start]},
				fields=list(fields),
				order_by="line_no asc",
				limit_page_length=PAGE,
			)
			for row in page:
				yield [doctype, *(plain(field, row[field]) for field in fields)]
			if len(page) < PAGE:
				break
			start = page[-1].line_no


def plain(field: str, value: Any) -> Any:
	"""A value of a line as it is hashed: cents, text or nothing."""
	if field in claim_rows.AMOUNTS:
		return cents(value)
	if value in (None, ""):
		return None
	return f"{value:.6f}" if isinstance(value, float) else str(value)


def _budget(claim: Any) -> list[list[Any]]:
	"""Each budget row with what is approved of each share, as it stands in the ledger."""
	found = budget.totals(("budget_row", "share"), agreement=claim.agreement, kind=("Planned", "Reallocated"))
	rows = frappe.get_all(
		"Budget Row",
		filters={"agreement": claim.agreement, "docstatus": 1},
		fields=["name", "action", "code", "description", "cost_category"],
		order_by="name asc",
		limit_page_length=0,
	)
	shares = ("Public", "Partner Cash", "Partner In Kind", "Third Party")
	return [
		[
			*(str(row[field] or "") for field in ("name", "action", "code", "description", "cost_category")),
			*(found.get((row.name, share), 0) for share in shares),
		]
		for row in rows
	]


def _rates(claim: str) -> list[list[Any]]:
	"""The values of an hour that the claim uses, with their basis."""
	rows = frappe.db.sql(
		"select distinct `basis`, `unit_value` from"
		+ f" `tab{SHARED}` where `claim` = %s and `kind` = 'Hours'"
		" order by `basis`, `unit_value`",
		(claim,),
	)
	return [[basis or "", cents(value)] for basis, value in rows]
