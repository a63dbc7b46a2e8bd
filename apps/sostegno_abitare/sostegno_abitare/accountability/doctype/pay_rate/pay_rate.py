from frappe.model.document import Document


class PayRate(Document):
	pass
