from frappe.model.document import Document


class UnitTarget(Document):
	pass
