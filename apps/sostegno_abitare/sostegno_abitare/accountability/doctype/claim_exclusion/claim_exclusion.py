from frappe.model.document import Document


class ClaimExclusion(Document):
	"""A voucher that a claim leaves to a later one, and why."""
