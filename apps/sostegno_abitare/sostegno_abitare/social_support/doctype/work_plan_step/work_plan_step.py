from frappe.model.document import Document


class WorkPlanStep(Document):
	pass
