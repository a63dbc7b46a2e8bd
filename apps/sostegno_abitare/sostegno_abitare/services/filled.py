"""Papers of the demo whose text names a day, or something the site has given a number by itself."""

from __future__ import annotations

import re

import frappe
from frappe import _
from sostegno_abitare.services import cells

MARK = re.compile(r"\{([^{}]*)\}")
OF_DOCUMENT = re.compile(r"([\w ]+)\.(\w+) (\w+)=(.+) (\d+)")


def fill(text: str) -> str:
	"""The text with each mark replaced: `{oggi-3}` by that day, `{Rent Due.payment_reference contract=X 2}` by the
	field of the second document with that value, the oldest first. Raises BadCell.
	"""
	return MARK.sub(lambda mark: _value(mark[1]), text)


def _value(mark: str) -> str:
	found = OF_DOCUMENT.fullmatch(mark)
	if not found:
		return f"{cells.day(mark):%d/%m/%Y}"
	doctype, field, by, value, number = found.groups()
	rows = frappe.get_all(
		doctype,
		filters={by: value},
		pluck=field,
		order_by="creation asc, name asc",
		limit_page_length=int(number),
	)
	if len(rows) < int(number):
		raise cells.BadCell(_("there is no {0} {1}").format(_(doctype), mark))
	return str(rows[-1])
