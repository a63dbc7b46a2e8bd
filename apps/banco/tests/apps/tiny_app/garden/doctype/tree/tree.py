import frappe
from frappe.model.document import Document


class Tree(Document):
	pass


def on_doctype_update():
	frappe.db.add_index("Tree", ["kind", "planted_on"], index_name="by_age")
