"""Rows of logs: the system writes each once; nobody, Administrator included, changes or deletes one."""

from __future__ import annotations

from typing import Any

from banco.document import Document, new_doc
from banco.errors import PermissionError
from banco.messages import throw
from banco.translate import _


class FinalLog(Document):
	"""A row of such a log; a doctype's controller is a class of its own name on this one."""

	def validate(self) -> None:
		if not (self.is_new() and self.flags.kept_by_system):
			self.refuse()

	def on_trash(self) -> None:
		self.refuse()

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		self.refuse()

	def refuse(self) -> None:
		"""Raises PermissionError."""
		throw(
			_("{0} is written by the system and cannot be changed or deleted").format(_(self.doctype)),
			PermissionError,
		)


def keep(doctype: str, **values: Any) -> None:
	"""Write a row of a log in the transaction under way."""
	row = new_doc(doctype)
	row.update(values)
	row.flags.kept_by_system = row.flags.ignore_links = True
	row.insert(ignore_permissions=True)
