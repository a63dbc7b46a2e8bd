"""The time that a person has given already, paid or not: read as it stands, the person locked before (R12, R15)."""

from datetime import date, timedelta
from typing import Any

import frappe
from frappe.utils import getdate
from sostegno_abitare.rules import hours

_NEAR = "`done`.`date` between %(first)s and %(last)s for update"
_VOLUNTEERED = f"""
	select `done`.`name`, `done`.`date`, `done`.`start_time`, `done`.`end_time`
	from `tabVolunteer Hours` `done` join `tabRegistered Volunteer` `who` on `who`.`name` = `done`.`volunteer`
	where `who`.`fiscal_code` = %(code)s and `done`.`docstatus` < 2 and `done`.`name` <> %(but)s and {_NEAR}
"""
_PAID = f"""
	select `sheet`.`name`, `done`.`date`, `done`.`start_time`, `done`.`end_time`,
		`done`.`minutes`, `who`.`organisation`
	from `tabStaff Hours Day` `done` join `tabStaff Hours` `sheet` on `sheet`.`name` = `done`.`parent`
	join `tabStaff Member` `who` on `who`.`name` = `sheet`.`staff_member`
	where `who`.`fiscal_code` = %(code)s and `sheet`.`docstatus` < 2 and `sheet`.`name` <> %(but)s
	and {_NEAR}
"""
_DAY = timedelta(1)


def volunteered(fiscal_code: str, first: date, last: date, but: str | None = None) -> list[hours.Slot]:
	"""The hours that a person volunteered, in every register, from the day before `first` to the day after `last`."""
	return _slots(_rows(_VOLUNTEERED, fiscal_code, first, last, but))


def paid(fiscal_code: str, first: date, last: date, but: str | None = None) -> list[hours.Slot]:
	"""The paid hours of a person whose times are written, for every body, on the same days."""
	return _slots(_rows(_PAID, fiscal_code, first, last, but))


def paid_minutes(
	fiscal_code: str, organisation: str, first: date, last: date, but: str | None = None
) -> dict[date, int]:
	"""Day of the period -> the minutes that a body paid a person for, over all agreements."""
	found: dict[date, int] = {}
	for row in _rows(_PAID, fiscal_code, first, last, but):
		day = getdate(row.date)
		if row.organisation == organisation and first <= day <= last:
			found[day] = found.get(day, 0) + row.minutes
	return found


def _rows(query: str, fiscal_code: str, first: date, last: date, but: str | None) -> list[Any]:
	values = {
		"code": fiscal_code,
		"first": str(first - _DAY),
		"last": str(last + _DAY),
		"but": but or "",
	}
	return frappe.db.sql(query, values, as_dict=True)


def _slots(rows: list[Any]) -> list[hours.Slot]:
	return [
		hours.Slot(row.name, hours.span(getdate(row.date), row.start_time, row.end_time))
		for row in rows
		if row.start_time
	]
