from frappe.model.document import Document


class PEIReviewCommitment(Document):
	pass
