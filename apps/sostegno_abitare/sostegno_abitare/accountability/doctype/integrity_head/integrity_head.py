from frappe.model.document import Document


class IntegrityHead(Document):
	"""How long a chain was when a check saw it, and its last hash: later checks look for it again."""
