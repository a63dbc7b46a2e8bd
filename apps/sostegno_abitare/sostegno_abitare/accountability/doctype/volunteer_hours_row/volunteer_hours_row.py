from frappe.model.document import Document


class VolunteerHoursRow(Document):
	pass
