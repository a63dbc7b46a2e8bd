from frappe.model.document import Document


class PEI(Document):
	pass
