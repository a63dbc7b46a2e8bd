from frappe.model.document import Document


class WaitingListEntry(Document):
	pass
