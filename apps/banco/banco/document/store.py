"""Documents to rows and back: one query per table, prepared per doctype."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from banco.context import current
from banco.document.controllers import from_row, get_controller
from banco.document.defaults import default_of
from banco.document.problems import refuse, shown
from banco.errors import DataError, DoesNotExistError, DuplicateEntryError, UniqueValidationError
from banco.messages import throw
from banco.meta.load import get_meta
from banco.storage import singles
from banco.translate import _

if TYPE_CHECKING:
	from banco.document.base import BaseDocument
	from banco.document.document import Document
	from banco.meta.meta import Meta


def load(doctype: str, name: Any) -> Document:
	"""A stored document with its rows. Raises DoesNotExistError."""
	meta = get_meta(doctype)
	values = _read_single(meta) if meta.issingle else _read(meta, name)
	if values is None:
		missing(doctype, name)
	document = from_row(get_controller(doctype), meta, values)
	load_children(document)
	return document


def exists(doctype: str, name: Any) -> bool:
	"""Whether a document of that name is stored."""
	return isinstance(name, str | int) and bool(
		current().db.fetch(get_meta(doctype).plan.sql.exists, (name,))
	)


def missing(doctype: str, name: Any) -> NoReturn:
	"""Say that there is no such document."""
	throw(_("{0} {1} not found").format(_(doctype), shown(name)), DoesNotExistError)


def _read(meta: Meta, name: Any) -> dict[str, Any] | None:
	if not isinstance(name, str | int):
		return None
	sql = meta.plan.sql
	rows = current().db.fetch(sql.select, (name,))
	if not rows:
		return None
	values: dict[str, Any] = {"doctype": meta.name}
	values.update(zip(sql.read_columns, rows[0], strict=True))
	return values


def load_children(document: Document) -> None:
	"""Read the rows of all tables of a document."""
	values = document.__dict__
	db = current().db
	for fieldname, doctype in document._meta.plan.tables.items():
		meta = get_meta(doctype)
		controller = get_controller(doctype)
		sql = meta.plan.sql
		children = []
		for row in db.fetch(sql.select_children, (values["name"], values["doctype"], fieldname)):
			own: dict[str, Any] = {"doctype": doctype}
			own.update(zip(sql.read_columns, row, strict=True))
			child = from_row(controller, meta, own)
			object.__setattr__(child, "parent_doc", document)
			children.append(child)
		values[fieldname] = children


def _read_single(meta: Meta) -> dict[str, Any]:
	stored = singles.values(current().db, meta.name, "*") or {}
	values: dict[str, Any] = {"doctype": meta.name, "name": meta.name, "docstatus": 0, "idx": 0}
	for column in meta.plan.columns_of_document:
		if column.name in stored:
			values[column.name] = stored[column.name]
		elif column.field is not None and column.field.default not in (None, ""):
			values[column.name] = default_of(column.field)
		else:
			values.setdefault(column.name, column.if_missing)
	return values


# -- writing


def insert(doc: BaseDocument) -> None:
	"""Write a new row. Raises DuplicateEntryError, UniqueValidationError, DataError."""
	try:
		current().db.write(doc._meta.plan.sql.insert, encoded(doc))
	except (DuplicateEntryError, UniqueValidationError) as error:
		_refuse_duplicate(doc, error)


def update(doc: BaseDocument) -> None:
	"""Write a stored row again. Raises UniqueValidationError, DataError."""
	row = encoded(doc)
	try:
		# `name` is the first column: it moves from the values to the condition.
		current().db.write(doc._meta.plan.sql.update, (*row[1:], row[0]))
	except (DuplicateEntryError, UniqueValidationError) as error:
		_refuse_duplicate(doc, error)


def insert_rows(rows: list[Any]) -> None:
	"""Write new rows of one doctype at once."""
	try:
		current().db.write_many(rows[0]._meta.plan.sql.insert, [encoded(row) for row in rows])
	except (DuplicateEntryError, UniqueValidationError) as error:
		_refuse_duplicate(rows[0], error)


def update_rows(rows: list[Any]) -> None:
	"""Write stored rows of one doctype again."""
	values = [(*row[1:], row[0]) for row in map(encoded, rows)]
	try:
		current().db.write_many(rows[0]._meta.plan.sql.update, values)
	except (DuplicateEntryError, UniqueValidationError) as error:
		_refuse_duplicate(rows[0], error)


def write_single(doc: BaseDocument) -> None:
	"""Write the values of a Single."""
	row = dict(zip(doc._meta.plan.columns, encoded(doc), strict=True))
	for name in ("name", "docstatus", "idx"):
		del row[name]
	db = current().db
	singles.clear(db, doc.doctype)
	singles.store(db, doc.doctype, row)


def write_children(doc: Document) -> None:
	"""Write the rows of all tables, and delete those that were taken out."""
	before = doc._before
	for fieldname, doctype in doc._meta.plan.tables.items():
		rows = doc.__dict__.get(fieldname) or []
		new = [row for row in rows if row.__dict__.get("__islocal")]
		kept = [row for row in rows if not row.__dict__.get("__islocal")]
		if before is not None:
			_delete_rows(doctype, {row.name for row in before.get(fieldname)} - {row.name for row in kept})
		if kept:
			update_rows(kept)
		if new:
			insert_rows(new)


def _delete_rows(doctype: str, names: set[Any]) -> None:
	if names:
		current().db.write_many(get_meta(doctype).plan.sql.delete, [(name,) for name in names])


def encoded(doc: BaseDocument) -> list[Any]:
	"""The row of a document as its table takes it."""
	values = doc.__dict__
	row: list[Any] = []
	for name, plain, encode, if_missing, field in doc._meta.plan.columns_of_document:
		value = values.get(name)
		if value is None:
			row.append(if_missing)
			continue
		if type(value) is plain:
			row.append(value)
			continue
		try:
			row.append(encode(value))
		except DataError as error:
			refuse(doc, field or name, str(error), DataError)
	return row


def _refuse_duplicate(doc: BaseDocument, error: Exception) -> NoReturn:
	fields = [column.partition(".")[2].strip('`"') for column in getattr(error, "columns", ())]
	rule = str(doc._meta.autoname or "")
	if isinstance(error, DuplicateEntryError) or not fields or rule.lower() == f"field:{fields[-1]}":
		throw(
			_("{0} {1} already exists: choose another name").format(_(doc.doctype), shown(doc.name)),
			DuplicateEntryError,
			_("Duplicate Name"),
			fieldname="name",
		)
	field = doc._meta.get_field(fields[-1])
	value = shown(doc.__dict__.get(fields[-1]))
	refuse(doc, field, _("{0} is used already: it must be unique").format(value), UniqueValidationError)
