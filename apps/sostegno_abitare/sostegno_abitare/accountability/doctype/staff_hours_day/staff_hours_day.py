from frappe.model.document import Document


class StaffHoursDay(Document):
	pass
