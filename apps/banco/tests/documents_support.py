"""Doctypes made on the test site for the tests of documents."""

from __future__ import annotations

from typing import Any

import pytest

import frappe
from banco.context import Context

MANAGER = {"role": "System Manager", "read": 1, "write": 1, "create": 1, "delete": 1}
SUBMITTER = {**MANAGER, "submit": 1, "cancel": 1, "amend": 1}
# Without a context of its own: sees level 0, writes, may neither submit nor see level 1.
CLERK = {"role": "Clerk", "read": 1, "write": 1, "create": 1}


def field(fieldname: str, fieldtype: str = "Data", **more: Any) -> dict[str, Any]:
	return {
		"fieldname": fieldname,
		"fieldtype": fieldtype,
		"label": fieldname.replace("_", " ").title(),
		**more,
	}


def doctype(name: str, *fields: dict[str, Any], **more: Any) -> Any:
	"""A custom doctype with those fields (one, `title`, when none are given)."""
	values: dict[str, Any] = {
		"doctype": "DocType",
		"name": name,
		"module": "Core",
		"custom": 1,
		"fields": list(fields) or [field("title")],
		"permissions": [] if more.get("istable") else [SUBMITTER if more.get("is_submittable") else MANAGER],
	}
	return frappe.get_doc({**values, **more}).insert()


def role(name: str) -> str:
	if not frappe.db.exists("Role", name):
		frappe.get_doc({"doctype": "Role", "role_name": name}).insert()
	return name


def new(doctype: str, **values: Any) -> Any:
	return frappe.get_doc({"doctype": doctype, **values})


def case_doctypes(**more: Any) -> None:
	"""A submittable doctype "Case" with rows "Case Row", and "Town" to link to."""
	role("Clerk")
	doctype("Town", field("town_name", reqd=1), field("region"), autoname="field:town_name", allow_rename=1)
	doctype(
		"Case Row",
		field("item", reqd=1),
		field("quantity", "Float", precision="2"),
		field("town", "Link", options="Town"),
		field("note", mandatory_depends_on="eval:parent.status == 'Closed'"),
		field("inner", permlevel=1),
		field("open_note", allow_on_submit=1),
		istable=1,
	)
	doctype(
		"Case",
		field("title", reqd=1),
		field("status", "Select", options="Open\nClosed", default="Open"),
		field("town", "Link", options="Town"),
		field("region", fetch_from="town.region"),
		field("own_region", fetch_from="town.region", fetch_if_empty=1),
		field("kind", "Link", options="DocType"),
		field("thing", "Dynamic Link", options="kind"),
		field("amount", "Currency", precision="2", non_negative=1),
		field("share", "Float"),
		field("size", "Int"),
		field("urgent", "Check", default="1"),
		field("day", "Date"),
		field("seen", "Datetime"),
		field("hour", "Time"),
		field("code", unique=1),
		field("once", set_only_once=1),
		field("reason", mandatory_depends_on="eval:doc.status == 'Closed' && doc.rows.length > 0"),
		field("remark", allow_on_submit=1),
		field("secret", permlevel=1),
		field("story", "Text Editor"),
		field("data", "JSON"),
		field("notes", "Small Text"),
		field("key", "Password"),
		field("rows", "Table", options="Case Row"),
		**{
			"is_submittable": 1,
			"track_changes": 1,
			"permissions": [
				SUBMITTER,
				CLERK,
				{"role": "System Manager", "permlevel": 1, "read": 1, "write": 1},
			],
			**more,
		},
	)


def refused(ctx: Context, error: Any, act: Any) -> Any:
	"""The error that `act` gives: shown once, with a status of the client's, and nothing written."""
	counts = [frappe.db.count(name) for name in ("Case", "Case Row", "Town")]
	ctx.message_log.clear()
	with pytest.raises(error) as caught:
		act()
	assert type(caught.value) is error
	assert ctx.message_log and 400 <= caught.value.http_status_code < 500
	assert [frappe.db.count(name) for name in ("Case", "Case Row", "Town")] == counts
	return caught.value
