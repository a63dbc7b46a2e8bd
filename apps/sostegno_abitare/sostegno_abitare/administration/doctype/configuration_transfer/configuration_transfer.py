from frappe.model.document import Document


class ConfigurationTransfer(Document):
	"""The form from which a configuration is taken to another site, and in from one."""
