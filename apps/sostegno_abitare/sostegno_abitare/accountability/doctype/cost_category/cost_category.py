from frappe.model.document import Document


class CostCategory(Document):
	"""A kind of cost by which budgets and statements are divided (voce di spesa)."""
