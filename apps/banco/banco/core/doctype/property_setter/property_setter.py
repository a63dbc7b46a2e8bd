from banco.core.doctype.customize_form.customize_form import check_type, customizable, offered
from banco.document import Document
from banco.document.problems import shown
from banco.messages import throw
from banco.meta import get_meta
from banco.meta.sync import doctype_changed
from banco.meta.validate import check_doctype
from banco.translate import _


class PropertySetter(Document):
	def autoname(self) -> None:
		self.name = "-".join(
			str(part) for part in (self.doc_type, self.field_name or self.row_name or "main", self.property)
		)

	def validate(self) -> None:
		"""What Customize Form offers, no more: a log made single or virtual would no longer be kept."""
		if not self.doc_type:
			return  # told as a field to fill in
		meta, on_field = customizable(str(self.doc_type)), self.doctype_or_field != "DocType"
		names = offered(f"Customize Form{' Field' if on_field else ''}")
		if self.property not in names and (on_field or self.property != "field_order"):
			throw(_("{0} cannot be customised").format(shown(self.property)), fieldname="property")
		field = meta.get_field(str(self.field_name)) if on_field else None
		if field is not None and self.property == "fieldtype":
			check_type(field, str(self.value))

	def on_update(self) -> None:
		doctype_changed(self.doc_type)
		check_doctype(get_meta(self.doc_type).as_dict())

	def after_delete(self) -> None:
		doctype_changed(self.doc_type)
