"""What moved through the guarantee funds, row by row, with the balance after each (R45). Cases stand by their code."""

from typing import Any

from frappe import _, _dict
from sostegno_abitare import reporting
from sostegno_abitare.housing.dues import in_cents
from sostegno_abitare.rules import ledgers

FIELDS = [
	"name", "fund", "municipality", "posting_date", "kind", "amount", "case_code", "rent_guarantee", "source_doctype",
	"source_name", "posted_by",
]  # fmt: skip
# What a kind does to the balance, and to what is kept ready.
BALANCE = {ledgers.ALLOCATION: 1, ledgers.TRANSFER: 1, ledgers.REPAYMENT: 1, ledgers.DISBURSEMENT: -1}
READY = {ledgers.COMMITMENT: 1, ledgers.RELEASE: -1}


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, and rows fund by fund in order of days, an opening row first where the days begin later."""
	reporting.seen("Guarantee Fund Ledger")
	filters = _dict(filters or {})
	asked = reporting.chosen(filters, "fund", "agreement", "municipality")
	days = reporting.between(filters)
	rows = reporting.every(
		"Fund Ledger Entry",
		FIELDS,
		{**asked, **({"posting_date": days} if days else {})},
		order_by="fund asc, posting_date asc, name asc",
	)
	opening = balances_before(reporting.plain(filters, "from_date"), asked)
	found = lines(rows, opening, reporting.plain(filters, "kind"), reporting.plain(filters, "case_code"))
	return columns(), found, None, None, summary(rows, opening)


def balances_before(day: Any, asked: dict[str, Any]) -> dict[str, tuple[int, int]]:
	"""Fund -> (balance, kept ready) before a day, in cents; nothing where no day is given."""
	if not day:
		return {}
	groups = reporting.grouped(
		"Fund Ledger Entry", ["fund", "kind"], {**asked, "posting_date": ["<", day]}, sums=["amount"]
	)
	found: dict[str, tuple[int, int]] = {}
	for group in groups:
		balance, ready = found.get(group.fund, (0, 0))
		amount = in_cents(group.amount)
		found[group.fund] = (
			balance + BALANCE.get(group.kind, 0) * amount,
			ready + READY.get(group.kind, 0) * amount,
		)
	return found


def lines(
	rows: reporting.Rows, opening: dict[str, tuple[int, int]], kind: str | None, case_code: str | None
) -> list[dict[str, Any]]:
	"""The rows with the balance after each; a kind or a case shows its rows alone, with the balance of them all."""
	found: list[dict[str, Any]] = []
	stands = dict(opening)
	for fund, (balance, ready) in sorted(opening.items()):
		if not kind and not case_code and (balance or ready):
			found.append(
				{
					"fund": fund,
					"kind": _("Opening"),
					"balance": balance / 100,
					"ready": ready / 100,
					"order": 0,
				}
			)
	for number, row in enumerate(rows, 1):
		balance, ready = stands.get(row.fund, (0, 0))
		amount = in_cents(row.amount)
		moved = BALANCE.get(row.kind, 0) * amount
		balance, ready = balance + moved, ready + READY.get(row.kind, 0) * amount
		stands[row.fund] = balance, ready
		if (kind and row.kind != kind) or (case_code and row.case_code != case_code):
			continue
		found.append(
			{
				**{field: row[field] for field in FIELDS if field not in ("kind", "amount")},
				"kind": _(row.kind),
				"amount": amount / 100,
				"came_in": max(moved, 0) / 100,
				"went_out": max(-moved, 0) / 100,
				"balance": balance / 100,
				"ready": ready / 100,
				"free": (balance - ready) / 100,
				"order": number,
			}
		)
	return sorted(found, key=lambda line: (line["fund"], line["order"]))


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("fund", _("Guarantee Fund"), "Guarantee Fund", 190),
		reporting.column("posting_date", _("Posting Date"), "Date", 110),
		reporting.column("kind", _("Kind"), width=130),
		reporting.column("amount", _("Amount"), "Currency", 120),
		reporting.column("came_in", _("Came In"), "Currency", 120),
		reporting.column("went_out", _("Went Out"), "Currency", 120),
		reporting.column("balance", _("Balance"), "Currency", 120),
		reporting.column("ready", _("Kept Ready"), "Currency", 120),
		reporting.column("free", _("Free"), "Currency", 120),
		reporting.column("case_code", _("Case Code"), width=120),
		reporting.column("source_doctype", _("Document Type"), width=0, hidden=1),
		reporting.column("source_name", _("Document"), "Dynamic Link", 160, options="source_doctype"),
		reporting.link("rent_guarantee", _("Rent Guarantee"), "Rent Guarantee", 150),
	]


def summary(rows: reporting.Rows, opening: dict[str, tuple[int, int]]) -> list[dict[str, Any]]:
	"""The figures above the rows: what the days brought, and what stands at their end."""
	moved = [BALANCE.get(row.kind, 0) * in_cents(row.amount) for row in rows]
	ready = sum(READY.get(row.kind, 0) * in_cents(row.amount) for row in rows)
	before = sum(balance for balance, _ready in opening.values())
	before_ready = sum(kept for _balance, kept in opening.values())
	balance, kept = before + sum(moved), before_ready + ready
	return [
		reporting.figure(_("Came In"), sum(part for part in moved if part > 0) / 100, "Green", "Currency"),
		reporting.figure(_("Went Out"), -sum(part for part in moved if part < 0) / 100, "Orange", "Currency"),
		reporting.figure(_("Balance"), balance / 100, "Blue", "Currency"),
		reporting.figure(_("Kept Ready"), kept / 100, "Blue", "Currency"),
		reporting.figure(_("Free"), (balance - kept) / 100, "Green", "Currency"),
	]
