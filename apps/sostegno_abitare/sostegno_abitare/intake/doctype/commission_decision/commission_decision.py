from frappe.model.document import Document


class CommissionDecision(Document):
	pass
