from frappe.model.document import Document


class VolunteerRefundLine(Document):
	pass
