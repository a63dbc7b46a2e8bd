"""What the trees are worth: reads all of them, as careless reports do."""

import frappe


def execute(filters=None):
	columns = [
		{"fieldname": "tree", "label": "Tree", "fieldtype": "Link", "options": "Tree", "width": 180},
		"Kind:Select:80",
		{"fieldname": "planted_on", "label": "Planted", "fieldtype": "Date"},
		{"fieldname": "worth", "label": "Worth", "fieldtype": "Currency"},
		{"fieldname": "of_type", "label": "Of Type", "fieldtype": "Data", "hidden": 1},
		{"fieldname": "near", "label": "Near", "fieldtype": "Dynamic Link", "options": "of_type"},
	]
	asked = {"kind": filters.kind} if filters.kind else {}
	rows = frappe.get_all("Tree", fields=["name", "kind", "planted_on"], filters=asked, order_by="name")
	near = filters.near or {}
	data = [
		{
			"tree": r.name,
			"kind": r.kind,
			"planted_on": r.planted_on,
			"worth": 0.1,
			"of_type": "Tree",
			"near": near.get(r.name),
		}
		for r in rows
	]
	chart = {
		"data": {"labels": [r.name for r in rows], "datasets": [{"values": [1] * len(rows)}]},
		"type": "bar",
	}
	summary = [{"label": "Trees", "value": len(rows), "datatype": "Int"}]
	return columns, data, f"{len(rows)} trees", chart, summary
