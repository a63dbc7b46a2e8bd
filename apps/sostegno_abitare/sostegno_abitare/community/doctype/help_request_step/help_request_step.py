from frappe.model.document import Document


class HelpRequestStep(Document):
	"""A row."""
