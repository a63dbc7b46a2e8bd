from frappe.model.document import Document


class EventAttendee(Document):
	"""Somebody who was at an event."""
