from frappe.model.document import Document


class DepositInterest(Document):
	"""The legal interest of one year of a deposit (R41)."""
