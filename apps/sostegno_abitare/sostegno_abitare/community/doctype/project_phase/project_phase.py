from frappe.model.document import Document


class ProjectPhase(Document):
	"""A step of a project, planned and done."""
