from frappe.model.document import Document


class GuaranteeFund(Document):
	"""The guarantee fund of a municipality that joined, within an agreement: one for each (R45)."""

	def before_validate(self) -> None:
		"""What follows from the other fields."""
		self.title = f"{self.municipality} ({self.agreement})"[:140]
