from frappe.model.document import Document


class BankMatch(Document):
	"""A payment that a movement is, or a part of it is."""
