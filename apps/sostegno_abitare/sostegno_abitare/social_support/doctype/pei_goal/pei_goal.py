from frappe.model.document import Document


class PEIGoal(Document):
	pass
