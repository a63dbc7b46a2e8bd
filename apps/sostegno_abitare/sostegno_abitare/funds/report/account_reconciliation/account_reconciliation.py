"""What the bank says of each account against what is known here: its movements, and the ledger of its fund."""

from typing import Any

import frappe
from frappe import _
from sostegno_abitare import reporting
from sostegno_abitare.housing.dues import in_cents
from sostegno_abitare.ledgers import funds
from sostegno_abitare.rules.money import cents

WAITING, IGNORED = ("Open", "Proposed"), "Ignored"


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, a row for each account, and summary."""
	reporting.seen("Account Reconciliation")
	filters = frappe._dict(filters or {})
	accounts = reporting.every(
		"Dedicated Account",
		["name", "account_name", "fund", "opening_balance", "opening_on"],
		reporting.chosen(filters, "agreement", "municipality", "purpose"),
	)
	found = [row for row in lines(accounts) if not filters.get("only_off") or row["off"] or row["apart"]]
	return columns(), found, None, None, summary(found)


def lines(accounts: reporting.Rows) -> reporting.Rows:
	"""A row for each account."""
	moved = sums()
	statements = statements_of([account.name for account in accounts])
	return [
		line(account, moved.get(account.name, {}), statements.get(account.name, [])) for account in accounts
	]


def sums() -> dict[str, dict[str, tuple[int, int]]]:
	"""Account -> state -> (how many, cents) of its movements, as far as the reader may see them."""
	rows = reporting.grouped("Bank Movement", ["account", "state"], sums=["amount"])
	found: dict[str, dict[str, tuple[int, int]]] = {}
	for row in rows:
		found.setdefault(row.account, {})[row.state] = (int(row["count"]), in_cents(row.amount))
	return found


def statements_of(accounts: list[str]) -> dict[str, reporting.Rows]:
	"""Account -> its statements, in their order: of accounts that the reader may see. Their balances are for
	whoever sees the account, unlike the files with their names.
	"""
	rows = frappe.get_all(
		"Bank Statement",
		filters={"docstatus": 1, "account": ["in", accounts or [""]]},
		fields=["name", "account", "first_day", "last_day", "opening_balance", "closing_balance"],
		order_by="last_day asc, creation asc",
		limit_page_length=0,
	)
	found: dict[str, reporting.Rows] = {}
	for row in rows:
		found.setdefault(row.account, []).append(row)
	return found


def line(account: Any, moved: dict[str, tuple[int, int]], statements: reporting.Rows) -> dict[str, Any]:
	"""How an account stands. `off`: what the bank says and its movements do not explain. `apart`: what its fund does
	not explain, once what waits and what is not ours is taken off.
	"""
	own = account.opening_on or cents(account.opening_balance)
	first = min(statements, key=lambda row: (str(row.first_day), row.name), default=None)
	start = cents(account.opening_balance if own else first.opening_balance if first else 0)
	last = statements[-1] if statements else None
	balance = start + sum(amount for _, amount in moved.values())
	told = cents(last.closing_balance) if last else balance
	waits = [moved.get(state, (0, 0)) for state in WAITING]
	waiting, ignored = sum(amount for _, amount in waits), moved.get(IGNORED, (0, 0))[1]
	fund = ledger_balance(account.fund) if account.fund else None
	return {
		"account": account.name,
		"statement": last.name if last and frappe.has_permission("Bank Statement", "read") else None,
		"last_day": reporting.day_of(last.last_day) if last else None,
		"told": told / 100,
		"balance": balance / 100,
		"off": (told - balance) / 100,
		"to_match": sum(count for count, _ in waits),
		"waiting": waiting / 100,
		"ignored": ignored / 100,
		"fund": account.fund,
		"fund_balance": None if fund is None else fund / 100,
		# An account of which nothing is read yet does not disagree.
		"apart": None
		if fund is None or not (own or statements)
		else (balance - waiting - ignored - fund) / 100,
	}


def ledger_balance(fund: str) -> int | None:
	"""Cents in a fund, by its ledger; None for who may not read the fund."""
	if not frappe.has_permission("Guarantee Fund", "read", doc=fund):
		return None
	return funds.balance(fund).balance


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.link("account", _("Dedicated Account"), "Dedicated Account", 165),
		reporting.column("told", _("Balance at the Bank"), "Currency", 124),
		reporting.column("balance", _("Balance by Movements"), "Currency", 124),
		reporting.column("off", _("Unexplained Balance"), "Currency", 100),
		reporting.column("to_match", _("Movements to Match"), "Int", 90),
		reporting.column("waiting", _("Sum to Match"), "Currency", 100),
		reporting.column("ignored", _("Not Ours"), "Currency", 85),
		reporting.column("fund_balance", _("Balance of the Fund"), "Currency", 124),
		reporting.column("apart", _("Apart from the Fund"), "Currency", 100),
		reporting.column("last_day", _("Last Day"), "Date", 110),
		reporting.link("statement", _("Bank Statement"), "Bank Statement", 180),
		reporting.link("fund", _("Guarantee Fund"), "Guarantee Fund", 180),
	]


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	off = sum(bool(row["off"] or row["apart"]) for row in rows)
	total = sum(in_cents(row["balance"]) for row in rows) / 100
	waiting = sum(row["to_match"] for row in rows)
	return [
		reporting.figure(_("Accounts"), len(rows)),
		reporting.figure(_("Balance by Movements"), total, datatype="Currency"),
		reporting.figure(_("Movements to Match"), waiting, "Orange" if waiting else "Green"),
		reporting.figure(_("Accounts That Do Not Agree"), off, "Red" if off else "Green"),
	]
