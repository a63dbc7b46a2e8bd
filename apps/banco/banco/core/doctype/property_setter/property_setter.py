from banco.document import Document
from banco.meta import get_meta
from banco.meta.sync import doctype_changed
from banco.meta.validate import check_doctype


class PropertySetter(Document):
	def autoname(self) -> None:
		self.name = "-".join(
			str(part) for part in (self.doc_type, self.field_name or self.row_name or "main", self.property)
		)

	def on_update(self) -> None:
		doctype_changed(self.doc_type)
		check_doctype(get_meta(self.doc_type).as_dict())

	def after_delete(self) -> None:
		doctype_changed(self.doc_type)
