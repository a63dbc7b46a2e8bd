from frappe.model.document import Document


class NoticeMonth(Document):
	"""A row."""
