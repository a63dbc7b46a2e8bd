from frappe.model.document import Document


class Person(Document):
	pass
