"""Figures of the home pages and events of calendars: all counted through the list's permissions."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date

from banco.context import current
from banco.dates import add_months, getdate
from banco.document import get_doc
from banco.errors import PermissionError
from banco.formatting import format_value
from banco.messages import throw
from banco.meta import get_meta
from banco.permissions import get_roles
from banco.query.listing import get_list
from banco.translate import _
from banco.types import _dict
from banco.web.documents import filters_of, plain_names
from banco.web.incoming import as_mapping
from banco.whitelist import whitelist

MOST_EVENTS = 2000
MOST_DAYS = 20 * 366  # that a chart spans
_MEASURES = {"Sum": "sum({})", "Average": "avg({})", "Minimum": "min({})", "Maximum": "max({})"}
_MONTHS = {"Last Year": 12, "Last Quarter": 3, "Last Month": 1}
# By the interval: where it begins, and how its label is written.
_INTERVALS: dict[str, tuple[Callable[[date], date], str]] = {
	"Daily": (lambda day: day, "d MMM"),
	"Weekly": (lambda day: day - timedelta(day.weekday()), "d MMM"),
	"Monthly": (lambda day: day.replace(day=1), "MMM y"),
	"Quarterly": (lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1), "QQQ y"),
	"Yearly": (lambda day: day.replace(month=1, day=1), "y"),
}


@whitelist(reads=True)
def get_result(doc: Any, filters: Any = None, to_date: str | None = None) -> float:
	"""What a Number Card counts, sums ... among the documents that the user may read."""
	card = {key: str(value or "") for key, value in as_mapping(doc).items()}
	measure = _measure(card.get("function"), card.get("aggregate_function_based_on"))
	rows = get_list(
		card.get("document_type", ""),
		[f"{measure} as result"],
		filters_of(filters or card.get("filters_json")),
		order_by="",
	)
	return rows[0].get("result") or 0


@whitelist(reads=True)
def get(
	chart_name: str | None = None, chart: Any = None, filters: Any = None, **_more: Any
) -> dict[str, Any]:
	"""The figures of a Dashboard Chart, of the documents that the user may read: `{labels, datasets}`."""
	doc = get_doc("Dashboard Chart", chart_name or as_mapping(chart).get("name"))
	doc.check_permission("read")
	if doc.roles and not {row.role for row in doc.roles} & set(get_roles()):
		throw(_("You may not read this chart"), PermissionError)
	chosen = list(filters_of(filters or doc.filters_json) or ())
	labels, values = (_groups if doc.chart_type == "Group By" else _series)(doc, chosen)
	return {"labels": labels, "datasets": [{"name": _(doc.chart_name), "values": values}]}


@whitelist(reads=True)
def get_events(
	doctype: str, start: str, end: str, field_map: Any, filters: Any = None, fields: Any = None
) -> list[_dict]:
	"""The documents of a calendar between two days, with the fields that its field map and `fields` name."""
	named, meta = {key: str(value) for key, value in as_mapping(field_map).items()}, get_meta(doctype)
	begin = named.get("start") or "creation"
	until = named.get("end") or begin
	wanted = {
		"name",
		*plain_names(fields),
		*(name for name in named.values() if meta.has_field(name)),
	}
	within = [[doctype, begin, "<=", f"{end[:10]} 23:59:59"], *(filters_of(filters) or ())]
	return get_list(
		doctype, sorted(wanted), within, [[doctype, until, ">=", start], [doctype, begin, ">=", start]],
		order_by=f"{begin} asc", limit=MOST_EVENTS,
	)  # fmt: skip


def _measure(function: str | None, field: str | None) -> str:
	return _MEASURES[function].format(field) if function in _MEASURES and field else "count(*)"


def _groups(doc: Any, filters: Any) -> tuple[list[str], list[float]]:
	name = doc.group_by_based_on
	measure = _measure(doc.group_by_type, doc.aggregate_function_based_on)
	rows = get_list(
		doc.document_type, [name, f"{measure} as value"], filters, group_by=name, order_by="value desc"
	)
	field, most = get_meta(doc.document_type).get_field(name), int(doc.number_of_groups or 0) or len(rows)
	found = [
		(format_value(row.get(name), field) or _("Not Specified"), row.value or 0) for row in rows[:most]
	]
	if rows[most:]:
		found.append((_("Other"), sum(row.value or 0 for row in rows[most:])))
	return [_(str(label)) for label, _value in found], [value for _label, value in found]


def _series(doc: Any, filters: Any) -> tuple[list[str], list[float]]:
	end = getdate(doc.to_date if doc.timespan == "Select Date Range" else None)
	months = _MONTHS.get(doc.timespan)
	begin = add_months(end, -months) if months else end - timedelta(7)
	begin = getdate(doc.from_date) if doc.timespan == "Select Date Range" else begin
	start_of, pattern = _INTERVALS[doc.time_interval or "Monthly"]
	days = min((end - begin).days, MOST_DAYS)
	sums = {start_of(end - timedelta(back)): [0.0, 0.0] for back in range(days, -1, -1)}
	when, value = doc.based_on, doc.value_based_on if doc.chart_type in ("Sum", "Average") else None
	columns = [f"date({when}) as day", "count(*) as number", f"{_measure('Sum', value)} as total"]
	spans = [[doc.document_type, when, ">=", str(begin)], [doc.document_type, when, "<=", f"{end} 23:59:59"]]
	for row in get_list(
		doc.document_type, columns, [*filters, *spans], group_by=f"date({when})", order_by=""
	):
		if row.day and (period := sums.get(start_of(getdate(row.day)))):
			period[0] += row.total or 0
			period[1] += row.number
	labels = [format_date(day, pattern, locale=current().lang.replace("-", "_")) for day in sums]
	average = doc.chart_type == "Average"
	return labels, [total / (number or 1) if average else total for total, number in sums.values()]
