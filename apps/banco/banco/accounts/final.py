"""Rows of logs: the system writes each once; nobody, Administrator included, changes or deletes one."""

from typing import Any

from banco.document import Document, new_doc
from banco.errors import PermissionError
from banco.messages import throw
from banco.translate import _


def refuse(row: Document, event: str, *_names: Any) -> None:
	"""Event of the doctypes of such logs. Raises PermissionError unless `keep` is writing the row."""
	if event == "validate" and row.is_new() and row.flags.kept_by_system:
		return
	throw(
		_("{0} is written by the system and cannot be changed or deleted").format(_(row.doctype)),
		PermissionError,
	)


def keep(doctype: str, **values: Any) -> None:
	"""Write a row of a log in the transaction under way."""
	row = new_doc(doctype)
	row.update(values)
	row.flags.kept_by_system = row.flags.ignore_links = True
	row.insert(ignore_permissions=True)
