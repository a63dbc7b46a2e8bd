"""Cases that were there before their states were noted: the state they are in, from their last change on."""

import frappe

FIELDS = ["name", "municipality", "workflow_state", "modified", "modified_by"]


def execute() -> None:
	"""One row for each case that has none. What came before is not known and is not made up."""
	noted = set(frappe.get_all("Referral State Change", pluck="referral"))
	for row in frappe.get_all("Referral", fields=FIELDS):
		if row.name not in noted:
			_note(row)


def _note(row: frappe._dict) -> None:
	values = {
		"referral": row.name,
		"municipality": row.municipality,
		"state": row.workflow_state or "Draft",
		"changed_at": row.modified,
		"changed_by": row.modified_by,
	}
	doc = frappe.get_doc({"doctype": "Referral State Change", **values})
	doc.flags.kept_by_system = True
	doc.insert(ignore_permissions=True)
