from frappe.model.document import Document


class PEIReviewGoal(Document):
	pass
