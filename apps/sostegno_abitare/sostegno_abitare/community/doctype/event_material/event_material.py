from frappe.model.document import Document


class EventMaterial(Document):
	"""What was handed out, shown or recorded at an event."""
