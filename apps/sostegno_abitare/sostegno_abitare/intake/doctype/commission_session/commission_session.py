from frappe.model.document import Document


class CommissionSession(Document):
	pass
