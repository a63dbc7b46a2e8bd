from frappe.model.document import Document


class SteeringAttendee(Document):
	"""Who sat in a steering meeting, and for whom."""
