from frappe.model.document import Document


class RepaymentInstalment(Document):
	"""A day and an amount that the household agreed to pay."""
