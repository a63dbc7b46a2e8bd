from frappe.model.document import Document


class QuorumRequirement(Document):
	pass
