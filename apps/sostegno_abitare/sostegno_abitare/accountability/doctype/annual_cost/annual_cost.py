from frappe.model.document import Document


class AnnualCost(Document):
	pass
