"""What the system writes, and nobody else: rows that are never changed or deleted, and single fields."""

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


def keep_own_fields(doc: Document, *but: str) -> None:
	"""Sets the read-only fields of a document (all `but` these) back to what is stored: hosts do not ask whether a
	field may be written, and who did what, or what is added up, is not for a client to say. Call it before the rules
	that write them.
	"""
	before = doc.get_doc_before_save()
	for field in doc.meta.fields:
		if field.read_only and not field.fetch_from and field.fieldname not in but:
			doc.set(field.fieldname, before.get(field.fieldname) if before else None)
