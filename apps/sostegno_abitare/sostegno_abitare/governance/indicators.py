"""How the value of an indicator is found: from a report, from documents, or by a formula of other indicators.

Nothing but data says how: names of reports, columns, fields, filters. What is read is read as who measures may
read it, and only who sees the whole agreement measures, since a part of the rows would make another value.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.desk.query_report import run as run_report
from frappe.utils import cint, formatdate, get_datetime, getdate
from sostegno_abitare.access.roles import COORDINATOR, PROGRAMME_ADMINISTRATOR
from sostegno_abitare.access.scope import scope_of
from sostegno_abitare.intake.eligibility import run as run_expression
from sostegno_abitare.intake.eligibility import thresholds_by_name
from sostegno_abitare.rules import indicators as rules
from sostegno_abitare.rules import thresholds
from sostegno_abitare.rules.expressions import names_for, parse

REPORT, COUNT, FORMULA, BY_HAND, COMPUTED = "Report", "Count", "Formula", "By Hand", "Computed"
INDICATOR = [
	"name", "agreement", "code", "title", "action", "unit", "direction", "target", "target_period", "how",
	"function", "formula", "report", "report_column", "report_filters", "from_filter", "to_filter", "count_doctype",
	"count_field", "date_field", "count_filters",
]  # fmt: skip
READING = [
	"name", "indicator", "period_from", "period_to", "value", "target", "met", "how", "source", "measured_at",
	"measured_by",
]  # fmt: skip


class NotMeasurableError(frappe.ValidationError):
	"""An indicator that gives no value: what is missing."""


class NotTheWholeAgreementError(frappe.PermissionError):
	"""A value measured by somebody who sees a part of the agreement only."""


@dataclass(frozen=True)
class Found:
	"""A value, and what it was read from, in words."""

	value: Decimal
	source: str


def refuse(reason: str) -> NoReturn:
	"""Raises NotMeasurableError, for the user to read."""
	frappe.throw(reason, NotMeasurableError)
	raise NotMeasurableError(reason)


def measure_all(agreement: str, first: date, last: date) -> dict[str, Any]:
	"""Measures the enabled indicators of an agreement that are computed, formulas last; those that fail do not
	stop the others.
	"""
	check_sees_all(agreement)
	rows = frappe.get_all(
		"Programme Indicator",
		filters={"agreement": agreement, "enabled": 1, "how": ["!=", BY_HAND]},
		fields=INDICATOR,
		order_by="code asc",
	)
	failed = []
	for row in in_order(rows):
		try:
			measure(row, (first, last))
		except (frappe.ValidationError, frappe.PermissionError, frappe.DoesNotExistError) as error:
			failed.append({"indicator": row.title, "reason": frappe.utils.strip_html(str(error))})
	frappe.clear_messages()  # the reasons are in the answer
	return {"measured": len(rows) - len(failed), "failed": failed}


def in_order(rows: list[Any]) -> list[Any]:
	"""A formula comes after those it uses, as far as there is an order."""
	done: list[Any] = [row for row in rows if row.how != FORMULA]
	left = [row for row in rows if row.how == FORMULA]
	waiting = {row.code for row in left}
	while left:
		ready = [row for row in left if not names_in(row.formula) & (waiting - {row.code})] or left
		done += ready
		waiting -= {row.code for row in ready}
		left = [row for row in left if row not in ready]
	return done


def names_in(formula: str | None) -> set[str]:
	"""The words of a formula."""
	return set(re.findall(r"[a-z][a-z0-9_]*", formula or ""))


def measure(indicator: Any, quarter: rules.Period) -> str:
	"""Writes a value of an indicator for the period that belongs to a quarter; gives its name. Raises
	NotMeasurableError.
	"""
	check_sees_all(indicator.agreement)
	period = period_of(indicator, quarter)
	found = value_of(indicator, period)
	doc = frappe.get_doc(
		{
			"doctype": "Indicator Value",
			"indicator": indicator.name,
			"period_from": period[0],
			"period_to": period[1],
			"value": float(found.value.quantize(Decimal("0.01"), ROUND_HALF_UP)),
			"how": COMPUTED,
			"source": found.source,
		}
	)
	doc.flags.computed = True
	return str(doc.insert().name)


def period_of(indicator: Any, quarter: rules.Period) -> rules.Period:
	"""The period of an indicator for a quarter."""
	start = frappe.db.get_value("Service Agreement", indicator.agreement, "start_date")
	return rules.period_for(indicator.target_period, quarter, getdate(start))


def value_of(indicator: Any, period: rules.Period) -> Found:
	"""The value over a period, from whatever the indicator names."""
	ways = {REPORT: _of_report, COUNT: _of_documents, FORMULA: _of_formula}
	if indicator.how not in ways:
		refuse(
			_("{0} is measured by hand: write its value with its source").format(frappe.bold(indicator.title))
		)
	try:
		return ways[indicator.how](indicator, period)
	except rules.NothingToMeasureError:
		refuse(
			_("{0}: there is nothing to measure from {1} to {2}").format(
				frappe.bold(indicator.title), formatdate(period[0]), formatdate(period[1])
			)
		)


def holding(indicators: list[str], **filters: Any) -> dict[str, dict[rules.Period, Any]]:
	"""Indicator -> period -> the reading that holds, of those the user may read."""
	rows = frappe.get_list(
		"Indicator Value",
		filters={"indicator": ["in", indicators or [""]], **filters},
		fields=READING,
		limit_page_length=0,
	)
	found: dict[str, dict[rules.Period, list[Any]]] = {name: {} for name in indicators}
	for row in rows:
		period = (getdate(row.period_from), getdate(row.period_to))
		found[row.indicator].setdefault(period, []).append(row)
	return {
		name: {
			period: max(readings, key=lambda row: (get_datetime(row.measured_at), row.name))
			for period, readings in periods.items()
		}
		for name, periods in found.items()
	}


def check_sees_all(agreement: str) -> None:
	"""Raises NotTheWholeAgreementError for who sees a part of the agreement only."""
	user = frappe.session.user
	roles = set(frappe.get_roles(user))
	if user == "Administrator" or PROGRAMME_ADMINISTRATOR in roles:
		return
	territory = scope_of(user, "Indicator Value").by_place
	if (
		COORDINATOR in roles
		and territory
		and agreement in (territory.agreements or ())
		and not territory.municipalities
	):
		return
	frappe.throw(
		_("Only a coordinator of the whole agreement {0} measures its indicators").format(
			frappe.bold(agreement)
		),
		NotTheWholeAgreementError,
	)


def _of_report(indicator: Any, period: rules.Period) -> Found:
	filters = {
		**(frappe.parse_json(indicator.report_filters or "{}") or {}),
		"agreement": indicator.agreement,
		indicator.from_filter or "from_date": str(period[0]),
		indicator.to_filter or "to_date": str(period[1]),
	}
	answer = run_report(indicator.report, filters=filters, ignore_prepared_report=True)
	# Rows of a tree are summed up by its first level; the total row is a list.
	rows = [row for row in answer["result"] if isinstance(row, dict) and not cint(row.get("indent"))]
	column = indicator.report_column
	known = {row.get("fieldname") for row in answer["columns"] if isinstance(row, dict)}
	if indicator.function != rules.COUNT and column not in known:
		refuse(
			_("Report {0} has no column {1}: choose one of {2}").format(
				frappe.bold(_(indicator.report)), frappe.bold(column), ", ".join(sorted(filter(None, known)))
			)
		)
	values = [Decimal(1) if indicator.function == rules.COUNT else number(row.get(column)) for row in rows]
	said = column if indicator.function != rules.COUNT else ""
	source = _source(_(indicator.report), _(indicator.function), said, indicator.report_filters)
	return Found(rules.total(values, indicator.function), source)


def _of_documents(indicator: Any, period: rules.Period) -> Found:
	doctype, field = indicator.count_doctype, indicator.count_field
	frappe.has_permission(doctype, "read", throw=True)
	filters = [[doctype, *row] for row in frappe.parse_json(indicator.count_filters or "[]") or []]
	filters.append([doctype, "agreement", "=", indicator.agreement])
	if indicator.date_field:
		last = f"{period[1]} 23:59:59" if _is_datetime(doctype, indicator.date_field) else str(period[1])
		filters.append([doctype, indicator.date_field, "between", [str(period[0]), last]])
	counts = indicator.function == rules.COUNT
	rows = frappe.get_list(
		doctype, filters=filters, fields=["name" if counts else field], limit_page_length=0
	)
	values = [Decimal(1) if counts else number(row.get(field)) for row in rows]
	source = _source(_(doctype), _(indicator.function), "" if counts else field, indicator.count_filters)
	return Found(rules.total(values, indicator.function), source)


def _of_formula(indicator: Any, period: rules.Period) -> Found:
	others = frappe.get_all(
		"Programme Indicator",
		filters={"agreement": indicator.agreement, "name": ["!=", indicator.name]},
		fields=["name", "code"],
	)
	names = {row.code: row.name for row in others}
	expression = parse(indicator.formula, frozenset(names))
	readings = holding([names[code] for code in expression.facts])
	values: dict[str, float] = {}
	for code in sorted(expression.facts):
		reading = readings[names[code]].get(period)
		if reading is None:
			refuse(
				_(
					"Formula: {0} has no value from {1} to {2} yet, measure it first, over the same period"
				).format(frappe.bold(code), formatdate(period[0]), formatdate(period[1]))
			)
		values[code] = reading.value
	dated = thresholds.in_force(
		thresholds_by_name().values(), period[1], indicator.agreement, indicator.action or ""
	)
	return Found(evaluate(expression.text, values, dated), f"{expression.text}: " + _written(values))


def evaluate(formula: str, values: Mapping[str, float], dated: Mapping[str, float]) -> Decimal:
	"""A formula with its values. Raises NotMeasurableError, saying why, where it gives no number."""
	try:
		return number(run_expression(formula, names_for(values, dated)))
	except (frappe.ValidationError, ArithmeticError, TypeError, ValueError, KeyError) as error:
		divided = isinstance(error, ZeroDivisionError) or isinstance(error.__cause__, ZeroDivisionError)
		reason = _("it divides by zero") if divided or "zero" in str(error) else str(error)
		refuse(_("Formula {0}: {1}").format(frappe.bold(formula), reason))


def number(value: Any) -> Decimal:
	"""A cell as a number; an empty one is 0. Raises NotMeasurableError for what is none."""
	try:
		return Decimal(str(value or 0))
	except ArithmeticError:
		refuse(_("{0} is not a number").format(frappe.bold(str(value)[:40])))


def _written(values: Mapping[str, float]) -> str:
	return ", ".join(f"{name} = {value:g}" for name, value in values.items())


def _source(*parts: str | None) -> str:
	return " · ".join(part.strip() for part in parts if part and part.strip() not in ("", "{}", "[]"))


def _is_datetime(doctype: str, field: str) -> bool:
	df = frappe.get_meta(doctype).get_field(field)
	return field in ("creation", "modified") or bool(df and df.fieldtype == "Datetime")
