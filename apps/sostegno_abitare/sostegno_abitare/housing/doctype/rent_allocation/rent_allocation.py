from frappe.model.document import Document


class RentAllocation(Document):
	"""What of a payment goes to one due."""
