from frappe.model.document import Document


class OwnerProtection(Document):
	pass
