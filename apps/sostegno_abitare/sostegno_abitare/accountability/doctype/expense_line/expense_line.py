from frappe.model.document import Document


class ExpenseLine(Document):
	"""A line of an invoice, as its supplier wrote it."""
