from frappe.model.document import Document


class ProjectResource(Document):
	"""What a project lives on: money, people, places, and who brings it."""
