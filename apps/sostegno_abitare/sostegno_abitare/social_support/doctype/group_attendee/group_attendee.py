from frappe.model.document import Document


class GroupAttendee(Document):
	pass
