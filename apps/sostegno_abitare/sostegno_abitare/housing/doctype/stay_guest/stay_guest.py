from frappe.model.document import Document


class StayGuest(Document):
	pass
