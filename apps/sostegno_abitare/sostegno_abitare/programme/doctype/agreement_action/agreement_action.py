from frappe.model.document import Document


class AgreementAction(Document):
	pass
