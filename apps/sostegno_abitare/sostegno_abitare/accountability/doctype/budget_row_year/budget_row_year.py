from frappe.model.document import Document


class BudgetRowYear(Document):
	"""What of a budget row falls in one year (R8)."""
