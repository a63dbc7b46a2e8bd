from frappe.model.document import Document


class CapacitySchemePlace(Document):
	pass
