from frappe.model.document import Document


class PEISupport(Document):
	pass
