"""What the Commission decides on a stay: a later exit, or an earlier one (EM-06, R33). The stay itself says what
that is.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from .errors import NewEndMissingError
from .moves import refuse

EXTENSION, EARLY = "Stay Extension", "Early Discharge"
INSIDE = ("Running", "Extended")
GRANTED = "Accepted"


def check_row(row: Document, session: Document) -> None:
	"""What is granted names its day, and the day is one that the stay can end on."""
	if row.outcome != GRANTED:
		return
	check_new_end(row)
	if session.docstatus == 0:
		frappe.get_doc("Stay", row.stay).check_decision(row.kind, getdate(row.new_end_date))


def check_new_end(row: Document) -> None:
	"""Raises NewEndMissingError where what is granted names no day."""
	if not row.new_end_date:
		frappe.throw(
			_("Agenda, row {0}: {1} needs {2}").format(
				row.idx, _(row.kind), _(row.meta.get_label("new_end_date"))
			),
			NewEndMissingError,
		)


def apply(row: Document, session: Document) -> None:
	"""The stay ends on the new day; refused, it ends as planned. Either way the request is answered."""
	stay = frappe.get_doc("Stay", row.stay)
	if row.outcome == GRANTED:
		stay.grant(row.kind, getdate(row.new_end_date), session.name)
	stay.answer_request(row.kind)


def check_reversible(row: Document, session: Document) -> None:
	"""Raises DecisionBuiltUponError where the guests have left, or a later session decided again."""
	if row.outcome != GRANTED:
		return
	values = frappe.db.get_value(
		"Stay", row.stay, ["workflow_state", "last_decided_in"], as_dict=True, for_update=True
	)
	if values.workflow_state not in INSIDE or values.last_decided_in != session.name:
		refuse(row, row.stay, values.workflow_state)


def reverse(row: Document, session: Document) -> None:
	"""The stay ends again on the day it ended on before."""
	if row.outcome == GRANTED:
		frappe.get_doc("Stay", row.stay).take_back(row.kind, session.name)
