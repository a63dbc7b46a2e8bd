from frappe.model.document import Document


class RepaymentDue(Document):
	"""A due that a repayment agreement covers, and what of it was open when it was agreed on."""
