from frappe.model.document import Document


class NetworkOrganisation(Document):
	pass
