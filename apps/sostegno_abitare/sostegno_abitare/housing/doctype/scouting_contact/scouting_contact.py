from frappe.model.document import Document


class ScoutingContact(Document):
	pass
