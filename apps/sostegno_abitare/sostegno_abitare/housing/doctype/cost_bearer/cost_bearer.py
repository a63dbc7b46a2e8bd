from frappe.model.document import Document


class CostBearer(Document):
	pass
