"""`Document`: the class that an app's controllers extend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from banco.context import current
from banco.document import events, lifecycle, store
from banco.document.base import BaseDocument
from banco.document.status import CANCELLED, SUBMITTED
from banco.errors import PermissionError, ValidationError
from banco.messages import throw
from banco.translate import _


class Document(BaseDocument):
	"""A document with its life: insert, save, submit, cancel, delete, and the events around them.

	`Document("Doctype", "name")` reads one, `Document({"doctype": ...})` makes a new one.
	"""

	__slots__ = ("_action",)

	_action: str

	def __init__(self, *args: Any, **kwargs: Any) -> None:
		if args and isinstance(args[0], str):
			super().__init__({"doctype": args[0], **kwargs})
			self.__dict__["name"] = args[1] if len(args) > 1 else args[0]
			self.load_from_db()
			return
		values: Mapping[str, Any] = args[0] if args else kwargs
		if not isinstance(values, Mapping):
			raise ValidationError("A document is made from a doctype and a name, or from a dict of values")
		super().__init__(values)

	# -- reading

	def load_from_db(self) -> Document:
		"""Read the values anew. Raises DoesNotExistError."""
		fresh = store.load(self.doctype, self.name)
		self.__dict__.clear()
		self.__dict__.update(fresh.__dict__)
		for row in self.get_all_children():
			row.parent_doc = self
		self._before = None
		self._hidden = None
		return self

	def reload(self) -> Document:
		"""Read the values anew, dropping what was changed here."""
		return self.load_from_db()

	def get_doc_before_save(self) -> Document | None:
		"""The document as it was stored before the save that is going on; None for a new one."""
		return self._before

	def has_value_changed(self, fieldname: str) -> bool:
		"""Whether the save that is going on changes the field; always for a new document."""
		before = self._before
		if before is None:
			return True
		field = self._meta.get_field(fieldname)
		one, other = self.get(fieldname), before.get(fieldname)
		if field is None:
			return bool(one != other)
		if field.is_table:
			from banco.document.frozen import table_rows_differ

			return table_rows_differ(one, other)
		from banco.document.values import same

		return not same(field, one, other)

	# -- figures and text

	# -- writing

	def insert(
		self,
		ignore_permissions: bool | None = None,
		ignore_links: bool | None = None,
		ignore_if_duplicate: bool = False,
		ignore_mandatory: bool | None = None,
		set_name: str | None = None,
		set_child_names: bool = True,
	) -> Document:
		"""Write the document for the first time and return it.

		`set_name` takes the place of the naming rule; `set_child_names=False` keeps the names of the rows.
		Raises PermissionError, ValidationError and its kinds, DuplicateEntryError.
		"""
		self._set_flags(
			ignore_permissions=ignore_permissions,
			ignore_links=ignore_links,
			ignore_mandatory=ignore_mandatory,
		)
		return lifecycle.insert(self, ignore_if_duplicate, set_name, set_child_names)

	def save(self, ignore_permissions: bool | None = None, ignore_version: bool | None = None) -> Document:
		"""Write the document, new or stored, and return it.

		Raises TimestampMismatchError when somebody changed it meanwhile, PermissionError, ValidationError and
		its kinds.
		"""
		self._set_flags(ignore_permissions=ignore_permissions, ignore_version=ignore_version)
		return lifecycle.save(self)

	def submit(self) -> Document:
		"""Make the document binding."""
		self.docstatus = SUBMITTED
		return lifecycle.save(self)

	def cancel(self) -> Document:
		"""Withdraw a submitted document."""
		self.docstatus = CANCELLED
		return lifecycle.save(self)

	def delete(
		self, ignore_permissions: bool = False, force: bool = False, *, delete_permanently: bool = False
	) -> None:
		"""Delete the document, see delete_doc."""
		from banco.document.delete import delete_doc

		delete_doc(
			self.doctype,
			self.name,
			force=force,
			ignore_permissions=ignore_permissions or bool(self.flags.ignore_permissions),
			flags=self.flags,
			delete_permanently=delete_permanently,
		)

	def db_insert(self, *_args: Any, **_kwargs: Any) -> None:
		"""Write the row alone: no checks, no events, no rows of tables."""
		store.insert(self)
		self.__dict__.pop("__islocal", None)

	def db_update(self) -> None:
		"""Write the row of a stored document alone: no checks, no events, no rows of tables."""
		store.write_single(self) if self._meta.issingle else store.update(self)
		self.clear_cache()

	def db_set(
		self,
		fieldname: str | Mapping[str, Any],
		value: Any = None,
		update_modified: bool = True,
		notify: bool = False,
		commit: bool = False,
	) -> None:
		"""Write one value, or a dict of values, at once: no checks, no events but on_change."""
		changes = dict(fieldname) if isinstance(fieldname, Mapping) else {fieldname: value}
		for key, item in changes.items():
			self.set(key, item)
		if update_modified and (self.doctype, self.name) != (None, None):
			from banco.dates import now

			self.modified, self.modified_by = now(), current().user
			changes |= {"modified": self.modified, "modified_by": self.modified_by}
		db = current().db
		if self._meta.issingle:
			for key, item in changes.items():
				db.set_single_value(self.doctype, key, item, update_modified=False)
		else:
			db.set_value(self.doctype, self.name, changes, update_modified=False)
		self.clear_cache()
		events.run(self, "on_change")
		if commit:
			db.commit()

	# -- events and permissions

	def run_method(self, method: str, *args: Any, **kwargs: Any) -> Any:
		"""Call a method of the controller and what apps hooked to it."""
		return events.run(self, method, *args, **kwargs)

	run_trigger = run_method

	def has_permission(self, permtype: str = "read", *, debug: bool = False, user: str | None = None) -> bool:
		"""Whether the user may do that with this document."""
		if self.flags.ignore_permissions:
			return True
		from banco.permissions import has_permission

		return bool(has_permission(self.doctype, permtype, self, user=user))

	def check_permission(self, permtype: str = "read", permlevel: Any = None) -> None:
		"""Raises PermissionError unless the user may do that with this document."""
		if not self.has_permission(permtype):
			self.raise_no_permission_to(permtype)

	def raise_no_permission_to(self, perm_type: str) -> None:
		"""Raises PermissionError naming what is not allowed."""
		throw(
			_("You may not {0} {1} {2}").format(_(perm_type), _(self.doctype), self.name or "").strip(),
			PermissionError,
			_("Not Permitted"),
		)

	def apply_fieldlevel_read_permissions(self) -> None:
		"""Take out the values that the user may not read."""
		from banco.document.levels import hide_unreadable

		hide_unreadable(self)

	def check_new_workflow_state(self) -> None:
		"""Put a new document of a doctype with a workflow into its first state."""
		from banco.workflow.guard import start

		start(self)

	def check_workflow(self) -> None:
		"""Refuse a change of state that is no transition of the workflow."""
		from banco.workflow.guard import check

		check(self)

	# -- around the document

	def add_comment(
		self,
		comment_type: str = "Comment",
		text: str | None = None,
		comment_email: str | None = None,
		comment_by: str | None = None,
	) -> Any:
		"""Add a comment to the document's timeline and return it."""
		from banco.comments import add_comment

		return add_comment(self.doctype, self.name, comment_type, text, comment_email, comment_by)

	def clear_cache(self) -> None:
		"""Forget what this context remembers of the document."""
		from banco.document.cache import forget

		forget(self.doctype, self.name)

	def _set_flags(self, **flags: bool | None) -> None:
		for name, value in flags.items():
			if value is not None:
				self.flags[name] = value
