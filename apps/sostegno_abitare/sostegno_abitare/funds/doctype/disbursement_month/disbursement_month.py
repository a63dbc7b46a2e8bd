from frappe.model.document import Document


class DisbursementMonth(Document):
	"""A row."""
