"""Links lead to documents that exist, and bring along what is fetched from them.

A name is taken as its document writes it (links match without regard to case, as their columns do). A
document that can be submitted cannot link to a cancelled one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from banco.context import current
from banco.document.children import rows_of
from banco.document.problems import MOST_TOLD, label, place, refuse, shown, where
from banco.errors import CancelledLinkError, DoesNotExistError, LinkValidationError
from banco.messages import tell_error
from banco.meta.load import get_meta
from banco.meta.plan import Fetch, quoted
from banco.translate import _

if TYPE_CHECKING:
	from banco.document.base import BaseDocument
	from banco.meta.field import Field


class Target(NamedTuple):
	"""A linked document as far as its linkers need it."""

	name: Any
	docstatus: int
	values: dict[str, Any]


class Links:
	"""The links of one save. `check` may be called again after events changed values: what is known good
	is not asked for again."""

	def __init__(self, doc: BaseDocument) -> None:
		self.doc = doc
		self._known: dict[tuple[str, Any, tuple[str, ...]], Target | None] = {}
		self._checked: dict[tuple[int, str], Any] = {}

	def check(self) -> None:
		"""Check every link of the document and its rows, and fill fetched fields.

		Raises LinkValidationError naming each link that leads nowhere, CancelledLinkError.
		"""
		broken: list[tuple[BaseDocument, Field, Any]] = []
		for doc in (self.doc, *rows_of(self.doc)):
			plan = doc._meta.plan
			if plan.links or plan.dynamic_links:
				broken.extend(self._check(doc))
		if broken:
			_refuse(broken)

	def _check(self, doc: BaseDocument) -> Iterator[tuple[BaseDocument, Field, Any]]:
		values = doc.__dict__
		for field, doctype in _links_of(doc):
			value = values.get(field.fieldname)
			if value is None or value == "":
				continue
			mark = (id(doc), field.fieldname)
			if self._checked.get(mark) == value:
				continue
			fetches = doc._meta.plan.fetches.get(field.fieldname, ())
			target = self._target(doc, field, doctype, value, fetches)
			if target is None:
				yield doc, field, value
				continue
			if target.docstatus == 2 and not _may_be_cancelled(self.doc, field):
				refuse(
					doc,
					field,
					_("{0} is cancelled: choose a valid {1}").format(shown(value), _(doctype)),
					CancelledLinkError,
				)
			values[field.fieldname] = target.name
			self._checked[mark] = target.name
			for fetch in fetches:
				_fetch(doc, fetch, target)

	def _target(
		self, doc: BaseDocument, field: Field, doctype: str, value: Any, fetches: tuple[Fetch, ...]
	) -> Target | None:
		if not isinstance(value, str | int):
			refuse(doc, field, _("takes the name of a document, not {0}").format(shown(value)))
		wanted = tuple(fetch.source for fetch in fetches)
		key = (doctype, value, wanted)
		if key not in self._known:
			self._known[key] = find(doctype, value, wanted)
		return self._known[key]


def find(doctype: str, name: Any, columns: tuple[str, ...] = ()) -> Target | None:
	"""A document's stored name, standing and some of its values; None when it does not exist."""
	try:
		meta = get_meta(doctype)
	except DoesNotExistError:
		return None
	if meta.issingle:
		return Target(doctype, 0, {}) if name == doctype else None
	if meta.is_virtual or "\0" in str(name):
		return Target(name, 0, {}) if meta.is_virtual else None
	valid = set(meta.plan.columns)
	wanted = [column for column in dict.fromkeys(columns) if column in valid]
	rows = current().db.fetch(_query(doctype, tuple(wanted)), (name,))
	if not rows:
		return None
	row = rows[0]
	return Target(row[0], row[1], dict(zip(wanted, row[2:], strict=True)))


def _query(doctype: str, columns: tuple[str, ...]) -> str:
	names = ", ".join(map(quoted, ("name", "docstatus", *columns)))
	return f"select {names} from {quoted(f'tab{doctype}')} where name = ?"


def _links_of(doc: BaseDocument) -> Iterator[tuple[Field, str]]:
	for field in doc._meta.plan.links:
		yield field, field.options
	for field in doc._meta.plan.dynamic_links:
		doctype = doc.__dict__.get(field.options)
		if doctype:
			yield field, str(doctype)
		elif doc.__dict__.get(field.fieldname):
			kind = label(doc, doc._meta.get_field(field.options) or field.options)
			refuse(doc, field, _("choose {0} first").format(kind), LinkValidationError)


def _fetch(doc: BaseDocument, fetch: Fetch, target: Target) -> None:
	field = fetch.field
	if fetch.source not in target.values:
		return
	if field.fetch_if_empty and doc.__dict__.get(field.fieldname) not in (None, "", 0):
		return
	doc.__dict__[field.fieldname] = target.values[fetch.source]


def _may_be_cancelled(doc: BaseDocument, field: Field) -> bool:
	# What is never submitted (a comment, a task) may be about a cancelled document; so may an amendment.
	return not doc._meta.is_submittable or field.fieldname == "amended_from" or doc.docstatus == 2


def _refuse(broken: list[tuple[Any, Field, Any]]) -> None:
	listed = []
	for owner, field, value in broken[:MOST_TOLD]:
		reason = _("{0} does not exist: choose an existing one").format(shown(value))
		tell_error(f"{where(owner, field)}: {reason}", _("Broken Link"), **place(owner, field))
		link = f"{label(owner, field)}: {shown(value)}"
		listed.append(_("row {0}, {1}").format(owner.idx, link) if owner._meta.istable else link)
	more = " …" if len(broken) > MOST_TOLD else ""
	error = LinkValidationError(_("Could not find {0}").format(", ".join(listed) + more))
	error.__dict__.update(place(broken[0][0], broken[0][1]))
	raise error
