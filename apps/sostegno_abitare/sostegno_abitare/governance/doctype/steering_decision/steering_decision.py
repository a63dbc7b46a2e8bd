from frappe.model.document import Document


class SteeringDecision(Document):
	"""What a steering meeting decided, who sees to it and by when."""
