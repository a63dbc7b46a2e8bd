from frappe.model.document import Document


class CommissionAttendee(Document):
	pass
