from frappe.model.document import Document


class AgreementMunicipality(Document):
	pass
