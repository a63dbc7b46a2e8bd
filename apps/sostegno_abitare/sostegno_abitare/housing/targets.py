"""How far an action is with the homes it has to find (EM-11, R38)."""

from collections import Counter
from typing import Any

import frappe

from .doctype.unit_scouting.states import PIPELINE
from .territory import BORDERING, WITHIN

# A home counts once it is agreed on, until it is given back.
NOT_FOUND = ("Scouted", "Released")


def progress(agreement: str, action: str | None = None) -> list[dict[str, Any]]:
	"""A row for each unit type that an action has to find: `action`, `unit_type`, `required`, `found` in the
	agreement's municipalities, `bordering` (second in order), `missing`, and `pipeline`, those being scouted.
	"""
	actions = frappe.get_all(
		"Agreement Action",
		filters={"agreement": agreement, **({"name": action} if action else {})},
		pluck="name",
		order_by="name asc",
	)
	targets = frappe.get_all(
		"Unit Target",
		filters={"parent": ["in", actions or [""]], "parenttype": "Agreement Action"},
		fields=["parent", "unit_type", "required_units", "area"],
		order_by="parent asc, idx asc",
	)
	homes = _counted("Housing Unit", actions, ["not in", NOT_FOUND])
	scouted = _counted("Unit Scouting", actions, ["in", PIPELINE])
	return [_row(target, homes, scouted) for target in targets]


def _row(target: Any, homes: Counter[Any], scouted: Counter[Any]) -> dict[str, Any]:
	key = (target.parent, target.unit_type)
	found, bordering = homes[(*key, WITHIN)], homes[(*key, BORDERING)]
	# A target for the bordering municipalities is met there; any other, there too but in second order.
	met = bordering if target.area == BORDERING else found + bordering
	return {
		"action": target.parent,
		"unit_type": target.unit_type,
		"required": target.required_units,
		"found": found,
		"bordering": bordering,
		"missing": max(target.required_units - met, 0),
		"pipeline": scouted[(*key, WITHIN)] + scouted[(*key, BORDERING)],
	}


def _counted(doctype: str, actions: list[str], states: list[Any]) -> Counter[Any]:
	rows = frappe.get_all(
		doctype,
		filters={"action": ["in", actions or [""]], "workflow_state": states},
		fields=["action", "typology", "location_area"],
	)
	return Counter((row.action, row.typology, row.location_area) for row in rows)
