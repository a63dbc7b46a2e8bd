from frappe.model.document import Document


class ExpensePayment(Document):
	"""Money that left for an expense, with the proof that it did (R19)."""
