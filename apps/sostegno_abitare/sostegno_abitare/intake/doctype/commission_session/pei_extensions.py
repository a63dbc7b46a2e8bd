"""What the Commission decides on a PEI under way: a later end, more hours (R31, R33). The PEI's own module says
what that is.
"""

import frappe
from frappe.model.document import Document
from frappe.utils import flt
from sostegno_abitare.social_support.doctype.pei import extension

from .stay_decisions import GRANTED, check_new_end

KIND, AWAITS = "PEI Extension", extension.AWAITS


def check_row(row: Document, session: Document) -> None:
	"""What is granted names its day, and the PEI can go on until then."""
	if row.outcome != GRANTED:
		return
	check_new_end(row)
	if session.docstatus == 0:
		extension.check(frappe.get_doc("PEI", row.pei), row.new_end_date, flt(row.committed_hours))


def apply(row: Document, session: Document) -> None:
	"""The PEI goes on, with the hours added; refused, it stays as it is."""
	if row.outcome == GRANTED:
		hours = flt(row.committed_hours)
		extension.extend(row.pei, row.new_end_date, hours, session.name, session.session_date)


def check_reversible(row: Document, session: Document) -> None:
	"""Raises where the PEI has ended since, or was extended again."""
	if row.outcome == GRANTED:
		extension.check_reversible(row.pei, session.name)


def reverse(row: Document, session: Document) -> None:
	"""The PEI has its earlier end and hours again."""
	if row.outcome == GRANTED:
		extension.reverse(row.pei, session.name)
