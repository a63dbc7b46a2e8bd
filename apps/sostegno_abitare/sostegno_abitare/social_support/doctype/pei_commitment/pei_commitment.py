from frappe.model.document import Document


class PEICommitment(Document):
	pass
