"""A task given to somebody, often to look after a document."""

import json
from typing import Any

from banco.context import current
from banco.document import Document, get_doc
from banco.permissions import get_roles


class ToDo(Document):
	"""A task."""

	def validate(self) -> None:
		self.check_reference()
		self.assigned_by = self.assigned_by or current().user
		self.allocated_to = self.allocated_to or current().user

	def on_change(self) -> None:
		"""Keep beside the document who has it to look after, for lists and filters."""
		db, about = (
			current().db,
			{"reference_type": self.reference_type, "reference_name": self.reference_name},
		)
		if not (self.reference_name and db.has_column(self.reference_type, "_assign")):
			return
		holders = db.get_values(
			"ToDo", {**about, "status": "Open"}, "allocated_to", order_by="creation", pluck=True
		)
		value = json.dumps(list(dict.fromkeys(filter(None, holders)))) if holders else None
		db.set_value(self.reference_type, self.reference_name, "_assign", value, update_modified=False)

	after_delete = on_change

	def check_reference(self) -> None:
		"""A task shows on the form of the document it is about: whoever sets that must be able to read it."""
		changed = self.has_value_changed("reference_type") or self.has_value_changed("reference_name")
		if changed and self.reference_type and self.reference_name and not self.flags.ignore_permissions:
			get_doc(self.reference_type, self.reference_name).check_permission("read")


def get_permission_query_conditions(user: str | None = None, **_kwargs: Any) -> str:
	"""A user's own tasks: given to or by them."""
	context = current()
	name = user or context.user
	if "System Manager" in get_roles(name):
		return ""
	quoted = context.db.escape(name)
	return f"(`tabToDo`.allocated_to = {quoted} or `tabToDo`.assigned_by = {quoted})"


def has_permission(doc: Any, ptype: str = "read", user: str | None = None, **_kwargs: Any) -> bool:
	"""The same rule for one document; anybody may make a task."""
	name = user or current().user
	return doc.is_new() or name in (doc.allocated_to, doc.assigned_by) or "System Manager" in get_roles(name)
