from frappe.model.document import Document


class DiarySheetRow(Document):
	pass
