from frappe.model.document import Document


class ProjectIndicator(Document):
	"""By what a project says that it works."""
