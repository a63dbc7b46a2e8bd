"""The time that a person has given already, in whatever register: read as it stands, the person locked before."""

from datetime import date, timedelta
from typing import Any

import frappe
from frappe.utils import getdate
from sostegno_abitare.rules import hours

_VOLUNTEERED = """
	select `done`.`name`, `done`.`date`, `done`.`start_time`, `done`.`end_time`
	from `tabVolunteer Hours` `done` join `tabRegistered Volunteer` `who` on `who`.`name` = `done`.`volunteer`
	where `who`.`fiscal_code` = %(code)s and `done`.`docstatus` < 2
	and `done`.`date` between %(first)s and %(last)s and `done`.`name` <> %(but)s for update
"""


def volunteered(fiscal_code: str, first: date, last: date, but: str | None = None) -> list[hours.Slot]:
	"""The hours that a person volunteered, in every register, from the day before `first` to the day after `last`."""
	return [_slot(row) for row in _rows(_VOLUNTEERED, fiscal_code, first, last, but)]


def _rows(query: str, fiscal_code: str, first: date, last: date, but: str | None) -> list[Any]:
	day = timedelta(1)
	values = {"code": fiscal_code, "first": str(first - day), "last": str(last + day), "but": but or ""}
	return frappe.db.sql(query, values, as_dict=True)


def _slot(row: Any) -> hours.Slot:
	return hours.Slot(row.name, hours.span(getdate(row.date), row.start_time, row.end_time))
