"""What is owed on each contract, by how long it has been due, and the step that the ladder asks for (VA-01)."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate
from sostegno_abitare import reporting
from sostegno_abitare.housing import arrears, dues
from sostegno_abitare.housing.contracts import PAYABLE, RECEIVABLE, SUBLEASE
from sostegno_abitare.housing.doctype.arrears_ladder.arrears_ladder import rungs
from sostegno_abitare.rules import ladder
from sostegno_abitare.rules.ageing import BOUNDS, Age, age, labels

MOST_BOUNDS, MOST_DAYS = 6, 10_000
_CREDITS = """
	select `contract_type`, `contract`, sum(`unallocated`) as `amount` from `tabRent Payment`
	where `docstatus` = 1 and `payment_date` <= %(day)s group by `contract_type`, `contract`
"""


class InvalidBoundsError(frappe.ValidationError):
	"""Ages that are no growing whole numbers of days."""


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, rows with the largest arrears first, chart and summary."""
	reporting.seen("Arrears Ageing")
	filters = frappe._dict(filters or {})
	bounds = bounds_of(reporting.plain(filters, "bounds"))
	day = getdate(reporting.plain(filters, "as_of") or None)
	condition = dues.readable(
		agreement=reporting.plain(filters, "agreement"),
		municipality=reporting.plain(filters, "municipality"),
		side=PAYABLE if filters.get("side") == PAYABLE else RECEIVABLE,
	)
	open_rows = [] if condition is None else dues.open_rows(condition, day)
	rows = lines(open_rows, credits(day), steps(), day, bounds)
	if cint(filters.get("only_overdue")):
		rows = [row for row in rows if row["arrears"]]
	picture, figures = chart(rows, bounds), summary(rows)
	for row in rows:
		row["last_step"], row["next_step"] = _(row["last_step"] or ""), _(row["next_step"] or "")
	return columns(bounds), rows, None, picture, figures


def bounds_of(text: Any) -> tuple[int, ...]:
	"""The ends of the ages from "30, 60, 90". Raises InvalidBoundsError."""
	if text in (None, ""):
		return BOUNDS
	try:
		found = tuple(int(part) for part in str(text).split(","))
	except ValueError:
		found = ()
	if not 0 < len(found) <= MOST_BOUNDS or list(found) != sorted({n for n in found if 0 < n <= MOST_DAYS}):
		frappe.throw(
			_("{0}: write growing numbers of days with commas, such as 30, 60, 90").format(_("Days")),
			InvalidBoundsError,
		)
	return found


def credits(day: date) -> dict[tuple[str, str], int]:
	"""(type, contract) -> what was paid and laid on no due, in cents."""
	rows = frappe.db.sql(_CREDITS, {"day": day}, as_dict=True)
	return {(row.contract_type, row.contract): dues.in_cents(row.amount) for row in rows}


def steps() -> dict[str, list[Any]]:
	"""Sublease -> the steps noted against its arrears that the reader may see, in their order."""
	found: dict[str, list[Any]] = {}
	fields = ["sublease", "step", "status", "due_on", "step_date"]
	for row in reporting.every("Arrears Step", fields, order_by="due_on asc, creation asc"):
		found.setdefault(row.sublease, []).append(row)
	return found


def lines(
	open_rows: list[Any],
	laid_on_none: dict[tuple[str, str], int],
	taken: dict[str, list[Any]],
	day: date,
	bounds: tuple[int, ...],
) -> reporting.Rows:
	"""A row for each contract with something open."""
	rungs_known, first = rungs(), {(row["contract_type"], row["contract"]): row for row in open_rows}
	rows = []
	for key, owed in arrears.by_contract(open_rows).items():
		found, row = age(owed, day, bounds), first[key]
		done = [step for step in taken.get(key[1], []) if key[0] == SUBLEASE]
		rows.append(
			{
				"contract_type": key[0],
				"contract": key[1],
				"case_code": row["case_code"],
				"unit": row["unit"],
				"municipality": row["municipality"],
				"oldest": found.oldest,
				"days": found.days(day),
				"not_due": found.not_due / 100,
				**{f"age_{number}": cents / 100 for number, cents in enumerate(found.buckets)},
				"arrears": found.arrears / 100,
				"credit": (found.credit + laid_on_none.get(key, 0)) / 100,
				"last_step": done[-1]["step"] if done else None,
				"last_step_on": reporting.day_of(done[-1]["step_date"] or done[-1]["due_on"])
				if done
				else None,
				"next_step": _next(key[0], found, row["agreement"], done, rungs_known, day),
			}
		)
	return sorted(rows, key=lambda row: (-row["arrears"], row["contract"]))


def _next(
	contract_type: str, found: Age, agreement: str, done: list[Any], known: list[ladder.Rung], day: date
) -> str | None:
	if contract_type != SUBLEASE or not found.oldest:
		return None
	taken = [step["step"] for step in done if getdate(step["due_on"]) >= found.oldest]
	rung = ladder.step_due(ladder.of_agreement(known, agreement), found.days(day), found.arrears, taken)
	return rung.step if rung else None


def columns(bounds: tuple[int, ...]) -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	ages = [
		reporting.column(f"age_{number}", _("{0} days").format(text), "Currency", 115)
		for number, text in enumerate(labels(bounds))
	]
	return [
		reporting.column("contract", _("Contract"), "Dynamic Link", 230, options="contract_type"),
		reporting.column("arrears", _("Arrears"), "Currency", 120),
		reporting.column("days", _("Days Overdue"), "Int", 110, disable_total=1),
		*ages,
		reporting.column("oldest", _("Oldest Unpaid Due"), "Date", 120),
		reporting.column("not_due", _("Not Due Yet"), "Currency", 120),
		reporting.column("credit", _("Credit"), "Currency", 110),
		reporting.column("last_step", _("Last Step"), width=150),
		reporting.column("last_step_on", _("Last Step On"), "Date", 110),
		reporting.column("next_step", _("Step Due"), width=150),
		reporting.link("unit", _("Housing Unit"), "Housing Unit", 200),
		reporting.link("municipality", _("Municipality"), "Municipality", 120),
		reporting.column("case_code", _("Case Code"), width=120),
		reporting.column("contract_type", _("Contract Type"), width=110, hidden=1),
	]


def chart(rows: reporting.Rows, bounds: tuple[int, ...]) -> dict[str, Any] | None:
	"""Arrears by age."""
	sums = [total(row[f"age_{number}"] for row in rows) for number in range(len(bounds) + 1)]
	ages = [_("{0} days").format(text) for text in labels(bounds)]
	return reporting.bars(ages, (_("Arrears"), sums), fieldtype="Currency") if rows else None


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""
	overdue = total(row["arrears"] for row in rows)
	waiting = sum(bool(row["next_step"]) for row in rows)
	return [
		reporting.figure(_("Contracts with Arrears"), sum(bool(row["arrears"]) for row in rows)),
		reporting.figure(_("Arrears"), overdue, "Red" if overdue else "Green", "Currency"),
		reporting.figure(_("Not Due Yet"), total(row["not_due"] for row in rows), datatype="Currency"),
		reporting.figure(_("Credit"), total(row["credit"] for row in rows), datatype="Currency"),
		reporting.figure(_("Steps Due"), waiting, "Orange" if waiting else "Green"),
	]


def total(amounts: Any) -> float:
	"""Euros added up to the cent."""
	return sum(dues.in_cents(amount) for amount in amounts) / 100
