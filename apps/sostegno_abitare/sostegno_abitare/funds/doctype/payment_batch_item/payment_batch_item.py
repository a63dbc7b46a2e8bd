from frappe.model.document import Document


class PaymentBatchItem(Document):
	"""A payment of a batch."""
