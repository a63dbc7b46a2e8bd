from banco.context import current
from banco.document import Document
from banco.errors import PermissionError
from banco.messages import throw
from banco.meta import definitions
from banco.meta.sync import doctype_changed
from banco.meta.validate import check_doctype
from banco.translate import _


class DocType(Document):
	def validate(self) -> None:
		self._refuse_standard()
		self._make_amendable()
		check_doctype(self.as_dict())

	def on_update(self) -> None:
		doctype_changed(self.name)

	def on_trash(self) -> None:
		if not self.custom and not current().flags.in_uninstall:
			throw(_("{0} belongs to an app: only the app can take it away").format(_(self.name)))
		if current().db.table_exists(self.name) and current().db.a_row_exists(self.name):
			throw(_("There are documents of {0}: delete them first").format(_(self.name)))

	def after_delete(self) -> None:
		if current().db.table_exists(self.name):
			current().db.sql_ddl(f"drop table `tab{self.name}`")
		definitions.changed()

	def _refuse_standard(self) -> None:
		"""A log made single or virtual, say, would no longer be written or found."""
		if not self.custom or (self._before is not None and not self._before.custom):
			throw(
				_("{0} belongs to an app: change it by Customize Form, or make one of your own").format(
					_(self.name)
				),
				PermissionError,
			)

	def _make_amendable(self) -> None:
		if self.is_submittable and not any(row.fieldname == "amended_from" for row in self.fields):
			self.append(
				"fields",
				{
					"fieldname": "amended_from",
					"label": "Amended From",
					"fieldtype": "Link",
					"options": self.name,
					"read_only": 1,
					"no_copy": 1,
					"print_hide": 1,
				},
			)
