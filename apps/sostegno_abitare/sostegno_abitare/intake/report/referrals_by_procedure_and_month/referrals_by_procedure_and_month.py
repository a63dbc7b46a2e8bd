"""How many cases were referred each month, by the procedure that takes the home away, and with what arrears."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from sostegno_abitare import reporting
from sostegno_abitare.rules.money import cents

PROCEDURES = (
	"Eviction for Arrears",
	"Eviction for End of Lease",
	"Eviction for Owner's Necessity",
	"Foreclosure",
	"Other Release Order",
	"None",
	"",
)


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, a row for each procedure and month, chart and summary."""
	reporting.seen("Referrals by Procedure and Month")
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "agreement", "municipality")
	period = reporting.between(filters)
	if period:
		asked["referral_date"] = period
	by_day = reporting.grouped(
		"Referral", ["procedure_type", "referral_date"], asked, count="cases", sums=["arrears"]
	)
	rows = by_month(by_day)
	figures, picture = summary(rows), chart(rows)
	for row in rows:
		row["procedure"] = _(row["procedure"]) if row["procedure"] else _("Not Stated")
		row["month"] = _month(row["month"])
	return columns(), rows, None, picture, figures


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	return [
		reporting.column("procedure", _("Procedure"), width=240),
		reporting.column("month", _("Month"), width=110),
		reporting.column("cases", _("Cases"), "Int", 100),
		reporting.column("arrears", _("Arrears"), "Currency", 140),
	]


def by_month(by_day: Iterable[Any]) -> reporting.Rows:
	"""Rows (procedure_type, referral_date, cases, arrears in euros) gathered by procedure, in the order of
	PROCEDURES, and by month (YYYY-MM); arrears summed in whole cents.
	"""
	cases: dict[tuple[str, str], int] = defaultdict(int)
	arrears: dict[tuple[str, str], int] = defaultdict(int)
	for row in by_day:
		key = (row["procedure_type"] or "", str(row["referral_date"])[:7])
		cases[key] += row["cases"]
		arrears[key] += cents(row["arrears"])
	order = {name: place for place, name in enumerate(PROCEDURES)}
	return [
		{"procedure": key[0], "month": key[1], "cases": cases[key], "arrears": arrears[key] / 100}
		for key in sorted(cases, key=lambda key: (order.get(key[0], len(order)), key))
	]


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Cases by month, a series for each procedure."""
	months = sorted({row["month"] for row in rows})
	of = {(row["procedure"], row["month"]): row["cases"] for row in rows}
	names = list(dict.fromkeys(row["procedure"] for row in rows))
	series = (
		(_(name) if name else _("Not Stated"), [of.get((name, month), 0) for month in months])
		for name in names
	)
	return reporting.bars([_month(month) for month in months], *series, stacked=True)


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	return [
		reporting.figure(_("Cases"), sum(row["cases"] for row in rows)),
		reporting.figure(
			_("Arrears"), sum(cents(row["arrears"]) for row in rows) / 100, "Orange", "Currency"
		),
	]


def _month(month: str) -> str:
	return f"{month[5:]}/{month[:4]}"
