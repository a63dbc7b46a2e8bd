"""What a coordinator does with many hours at once: each one under the rules and rights of a single one."""

from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import apply_workflow
from sostegno_abitare import reporting

HOURS = "Volunteer Hours"
MOST = 500
CHOSEN = ("agreement", "action", "municipality", "volunteer", "budget_row")


@frappe.whitelist(methods=["POST"])
def confirm(filters: Any = None) -> dict[str, Any]:
	"""Confirms the entered hours that the filters choose; see `act`."""
	return act("Entered", "Confirm", filters)


@frappe.whitelist(methods=["POST"])
def give_value(filters: Any = None) -> dict[str, Any]:
	"""Gives their value to the confirmed hours that the filters choose; see `act`."""
	return act("Confirmed", "Give Value", filters)


def act(state: str, action: str, filters: Any) -> dict[str, Any]:
	"""Takes an action of the workflow on hours in a state, 500 at a time, the oldest first.

	Gives how many are `done`, how many are `left`, and those `refused` with name, title and reason; these stay as
	they were.
	"""
	given = frappe._dict(frappe.parse_json(filters) or {})
	asked = reporting.chosen(given, *CHOSEN, workflow_state=state)
	days = reporting.between(given)
	if days:
		asked["date"] = days
	found = reporting.every(HOURS, ["name", "title"], asked, order_by="date asc, start_time asc, name asc")
	done, refused = 0, []
	for row in found[:MOST]:
		frappe.db.savepoint("one_of_many")
		try:
			apply_workflow(frappe.get_doc(HOURS, row.name), action)
			done += 1
		except (frappe.ValidationError, frappe.PermissionError) as error:
			frappe.db.rollback(save_point="one_of_many")
			frappe.clear_messages()  # the reasons are in the answer
			reason = str(error) or _("Not permitted")
			refused.append({"name": row.name, "title": row.title, "reason": reason})
	return {"done": done, "refused": refused, "left": max(len(found) - MOST, 0)}
