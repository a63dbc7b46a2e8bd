from frappe.model.document import Document


class AssessedNeed(Document):
	pass
