from frappe.model.document import Document


class Assessment(Document):
	pass
