"""`frappe.model`: documents, their names and their workflows."""
