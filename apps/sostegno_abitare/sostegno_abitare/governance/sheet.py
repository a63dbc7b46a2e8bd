"""The quarterly sheet of an agreement: each indicator with its target, its value and the one before (VA-16)."""

from datetime import date
from typing import Any

from frappe.utils import flt, getdate
from sostegno_abitare import reporting
from sostegno_abitare.rules.indicators import Period, quarter_before

from . import indicators

FIELDS = [
	"name", "agreement", "code", "title", "action", "unit", "direction", "target", "target_period", "how",
]  # fmt: skip


def lines(agreement: str, quarter: Period, action: str | None = None) -> reporting.Rows:
	"""A row for each enabled indicator, by action and code, of those the reader may see: `indicator`, `title`,
	`action`, `unit`, `target`, `direction`, `period_from`, `period_to`, `value`, `before` (None where nothing was
	measured), `difference`, `met` ("Yes", "No", ""), `how`, `source`, `measured_at`.
	"""
	filters = {"agreement": agreement, "enabled": 1, **({"action": action} if action else {})}
	known = reporting.every("Programme Indicator", FIELDS, filters, order_by="action asc, code asc")
	readings = indicators.holding([row.name for row in known])
	former = quarter_before(quarter[0])
	return [_line(row, readings[row.name], quarter, former) for row in known]


def _line(indicator: Any, readings: dict[Period, Any], quarter: Period, former: Period) -> dict[str, Any]:
	period = indicators.period_of(indicator, quarter)
	now, before = readings.get(period), readings.get(indicators.period_of(indicator, former))
	if before is now:
		before = None
	value = flt(now.value) if now else None
	return {
		"indicator": indicator.name,
		"title": indicator.title,
		"action": indicator.action,
		"unit": indicator.unit,
		"direction": indicator.direction,
		"period_from": period[0],
		"period_to": period[1],
		# The target as it was when the value was measured.
		"target": flt(now.target if now else indicator.target),
		"value": value,
		"before": flt(before.value) if before else None,
		"difference": round(value - flt(before.value), 2) if value is not None and before else None,
		"met": now.met if now else "",
		"how": now.how if now else indicator.how,
		"source": now.source if now else "",
		"measured_at": now.measured_at if now else None,
		"indicator_value": now.name if now else None,
	}


def quarter_asked(first: Any, last: Any, today: date) -> Period:
	"""The period asked for; the quarter before today where none is."""
	if first and last:
		return getdate(first), getdate(last)
	return quarter_before(today)
