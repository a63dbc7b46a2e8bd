from frappe.model.document import Document


class FundRepaymentInstalment(Document):
	"""A row."""
