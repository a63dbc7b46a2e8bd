from frappe.model.document import Document


class StaffHoursCost(Document):
	pass
