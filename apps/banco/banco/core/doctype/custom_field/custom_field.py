from banco.document import Document
from banco.messages import throw
from banco.meta import get_meta
from banco.meta.sync import doctype_changed
from banco.meta.validate import check_field
from banco.modules import scrub
from banco.translate import _


class CustomField(Document):
	def autoname(self) -> None:
		self._set_fieldname()
		self.name = f"{self.dt}-{self.fieldname}"

	def validate(self) -> None:
		self._set_fieldname()
		check_field(self.dt, self.as_dict())
		present = get_meta(self.dt).get_field(self.fieldname)
		if present is not None and not present.is_custom_field:
			throw(_("{0} has a field {1} of its own: choose another name").format(_(self.dt), self.fieldname))

	def on_update(self) -> None:
		doctype_changed(self.dt)

	def after_delete(self) -> None:
		# The column and what it holds stay: a field made again finds its values.
		doctype_changed(self.dt)

	def _set_fieldname(self) -> None:
		if not self.fieldname:
			self.fieldname = scrub(str(self.label or self.fieldtype))
