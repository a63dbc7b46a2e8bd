from frappe.model.document import Document


class Threshold(Document):
	pass
