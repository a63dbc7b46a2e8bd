"""Educational hours: what the diary used of what the Commission committed (EM-06, R31)."""

from collections.abc import Iterable
from datetime import date

import frappe
from frappe import _
from frappe.utils import flt, fmt_money, getdate
from sostegno_abitare.access.conditions import in_list


def used_by(peis: Iterable[str], until: date | str | None = None) -> dict[str, float]:
	"""PEI -> hours of its diary entries that count as educational work, up to a day; 0.0 where there are none.

	The sum is the same for every reader: it stands beside the committed hours on the PEI itself.
	"""
	names = sorted(set(peis))
	if not names:
		return {}
	days = f" and `entry_date` <= {frappe.db.escape(str(getdate(until)))}" if until else ""
	rows = frappe.db.sql(
		"select `pei`, sum(`minutes`) from `tabDiary Entry`"
		f" where `counts_as_educational` = 1 and `pei` in {in_list(names)}{days} group by `pei`"
	)
	minutes = {pei: flt(total) for pei, total in rows}
	return {name: minutes.get(name, 0.0) / 60 for name in names}


def warn_if_exceeded(pei: str | None) -> None:
	"""Says so when the hours used exceed those committed; it is a warning, since the work has been done."""
	committed = flt(frappe.db.get_value("PEI", pei, "committed_hours")) if pei else 0.0
	used = used_by([pei])[pei] if pei else 0.0
	if pei and used > committed:
		frappe.msgprint(
			_(
				"PEI {0}: {1} educational hours used of {2} committed. More hours are for the Commission."
			).format(frappe.bold(pei), shown(used), shown(committed)),
			indicator="orange",
			alert=True,
		)


def shown(hours: float) -> str:
	"""Hours as the site writes numbers: 12,50."""
	return fmt_money(hours, precision=2)
