from frappe.model.document import Document


class EventAudience(Document):
	"""How many of an audience were expected at an event, and how many came."""
