from frappe.model.document import Document


class Municipality(Document):
	pass
