from frappe.model.document import Document


class ExpenseAllocation(Document):
	"""The part of an expense that a budget row, a share of it or another funder bears (R17, R22)."""
