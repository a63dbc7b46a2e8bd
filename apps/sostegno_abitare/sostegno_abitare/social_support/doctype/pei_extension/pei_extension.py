from frappe.model.document import Document


class PEIExtension(Document):
	pass
