from frappe.model.document import Document


class ReallocationLine(Document):
	"""What a reallocation brings to a row or takes from it, of one payer (R7)."""
