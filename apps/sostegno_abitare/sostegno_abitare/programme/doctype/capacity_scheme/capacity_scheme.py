from frappe.model.document import Document


class CapacityScheme(Document):
	pass
