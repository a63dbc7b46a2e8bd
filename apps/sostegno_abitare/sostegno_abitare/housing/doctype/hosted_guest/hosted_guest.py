from frappe.model.document import Document


class HostedGuest(Document):
	pass
