"""Rows that the system writes once, and nobody changes or deletes."""

from frappe.model.document import Document


class KeptBySystem(Document):
	"""A row that is written with `flags.kept_by_system`, and never again. What it is says `refuse`."""

	def validate(self) -> None:
		"""A row is written once, by the system."""
		if not self.is_new() or not self.flags.kept_by_system:
			self.refuse()

	def on_trash(self) -> None:
		"""A row stays."""
		self.refuse()

	def before_rename(self, *names: str, **options: object) -> None:
		"""A row keeps its name."""
		self.refuse()

	def refuse(self) -> None:
		"""Raises the error of its doctype."""
		raise NotImplementedError
