"""The columns of a list: which fields a reader may name, and the tables they come from.

A field is one of the listed doctype ("status"), of a child table ("members.person", `tabMember`.`person`)
or of a linked document ("household.title").
"""

from typing import Any

from banco.context import current
from banco.errors import DataError, PermissionError
from banco.meta.fieldtypes import STANDARD_LABELS
from banco.meta.load import get_meta
from banco.permissions.check import permitted_levels
from banco.permissions.load import grants_of
from banco.query.access import criterion
from banco.query.expressions import Column, Expression, Parser
from banco.storage.database import table
from banco.translate import _

_MOST_FIELDS = 300


class HiddenField(PermissionError):
	"""The field is of a permission level that the reader lacks."""


class Tables:
	"""The tables of one list query; joins come about as fields ask for them.

	With `user`, only fields that this user may read resolve; without, all do.
	"""

	def __init__(self, meta: Any, user: str | None, parent_meta: Any = None) -> None:
		self.meta = meta
		self.user = user
		self.joins: list[str] = []
		self.join_params: list[Any] = []
		self.has_rows_of_children = False
		self.aliases: dict[str, Expression] = {}
		self._joined: set[str] = set()
		self._levels: dict[str, frozenset[int]] = {}
		self._columns = current().db.columns(meta.name)
		# The permission levels of child rows are those of their document.
		self._level_meta = parent_meta or meta

	def resolve(self, qualifier: str | None, name: str) -> Column:
		"""The column for a field. Raises DataError for an unknown one, HiddenField for one out of reach."""
		if qualifier in (None, self.meta.name, f"tab{self.meta.name}"):
			if name in self.aliases and name not in self._columns:
				# Not by its name: in an expression SQLite would take a column of that name, of any table.
				return Column(f"({self.aliases[name].sql})", None)
			return self._own(name)
		for field in self.meta.fields:
			if field.is_table and qualifier in (field.fieldname, field.options, f"tab{field.options}"):
				return self._of_child(field, name)
			if field.fieldtype == "Link" and field.fieldname == qualifier:
				return self._of_link(field, name)
		raise unknown_field(f"{qualifier}.{name}")

	def unchecked(self, name: str) -> Column:
		"""A field of the listed doctype, whether the reader may see it or not: for the host's own conditions."""
		if name not in self._columns:
			raise unknown_field(name)
		return Column(f"{table(self.meta.name)}.`{name}`", self._columns[name])

	def visible(self) -> list[str]:
		"""The fields of the listed doctype that may be read, in the order of the table ("*")."""
		found = []
		for name in self._columns:
			try:
				self._own(name)
			except HiddenField:
				continue
			found.append(name)
		return found

	def child(self, doctype: str) -> Any:
		"""The table field whose rows are of `doctype`; the reader must be permitted to see it."""
		for field in self.meta.fields:
			if field.is_table and doctype in (field.options, field.fieldname):
				self._require(self._level_meta, field, field.fieldname)
				return field
		raise unknown_field(doctype)

	def child_column(self, child_meta: Any, alias: str, name: str) -> Column:
		"""A column of child rows that go by an alias."""
		return self._checked(child_meta, self._level_meta, alias, name)

	def _own(self, name: str) -> Column:
		return self._checked(self.meta, self._level_meta, table(self.meta.name), name)

	def _of_child(self, field: Any, name: str) -> Column:
		self._require(self._level_meta, field, field.fieldname)
		alias = f"`child:{field.fieldname}`"
		column = self.child_column(get_meta(field.options), alias, name)
		if alias not in self._joined:
			self._joined.add(alias)
			self.has_rows_of_children = True
			self.joins.append(
				f"left join {table(field.options)} {alias} on {alias}.parent = {table(self.meta.name)}.`name` "
				f"and {alias}.parenttype = ? and {alias}.parentfield = ?"
			)
			self.join_params += [self.meta.name, field.fieldname]
		return column

	def _of_link(self, field: Any, name: str) -> Column:
		self._require(self._level_meta, field, field.fieldname)
		meta = get_meta(field.options)
		alias = f"`link:{field.fieldname}`"
		column = self._checked(meta, meta, alias, name)
		if alias not in self._joined:
			self._joined.add(alias)
			self.joins.append(self._link_join(field, meta, alias))
		return column

	def _link_join(self, field: Any, meta: Any, alias: str) -> str:
		"""A linked document that the reader may not see joins as nothing."""
		source = table(meta.name)
		if self.user is not None:
			access = criterion(meta, self.user)
			if access.sql:
				self.join_params += access.params
				source = f"(select {source}.* from {source} where {access.sql})"
		own = f"{table(self.meta.name)}.`{field.fieldname}`"
		return f"left join {source} {alias} on {alias}.`name` = {own}"

	def _checked(self, meta: Any, level_meta: Any, alias: str, name: str) -> Column:
		kind = (self._columns if meta is self.meta else current().db.columns(meta.name)).get(name)
		if kind is None:
			raise unknown_field(name)
		if self.user is not None:
			field = meta.get_field(name)
			if field is None and name not in STANDARD_LABELS:
				raise unknown_field(name)  # a column that no field has any more
			self._require(level_meta, field, name)
		return Column(f"{alias}.`{name}`", kind)

	def _require(self, level_meta: Any, field: Any, name: str) -> None:
		"""Raises HiddenField unless the reader may see the field (None: one that every document has)."""
		if self.user is None or (field is None and not name.startswith("_")):
			return
		shown = searchable(level_meta, self.user)
		if shown is not None and name not in shown:
			raise _hidden(name)
		if field is None:
			return
		levels = self._levels.get(level_meta.name)
		if levels is None:
			levels = self._levels[level_meta.name] = permitted_levels(level_meta, "read", self.user)
		if field.fieldtype == "Password" or int(field.permlevel or 0) not in levels:
			raise _hidden(name)


def searchable(meta: Any, user: str) -> frozenset[str] | None:
	"""For users who may "select" but not read all: the fields that a link shows, or None for everybody else.

	They are the title and the search fields. What such a user owns is no exception in a list.
	"""
	given = grants_of(meta, user)
	if "select" in given.on_all and "read" not in given.on_all:
		return frozenset((meta.get_title_field(), *meta.get_search_fields()))
	return None


def _hidden(name: str) -> HiddenField:
	return HiddenField(_("You have no permission to read the field {0}").format(name))


def unknown_field(name: str) -> DataError:
	"""The error for a field that does not exist, in the words clients of Frappe know."""
	return DataError(_("Field not permitted in query: {0}").format(str(name)[:80]))


def chosen(fields: Any, tables: Tables, strict: bool = False) -> tuple[list[Expression], bool]:
	"""The columns to select, each with the name it is handed out under, and whether rows are distinct.

	Fields that the reader may not see are left out, as on Frappe; what uses one in an expression too. When
	nothing is left, the names come. With `strict`, such a field raises HiddenField.
	"""
	distinct = False
	found: list[Expression] = []
	for item in _items(fields):
		text = str(item).strip()
		if text[:9].lower() == "distinct ":
			distinct, text = True, text[9:].strip()
		try:
			found += _columns_of(text, tables)
		except HiddenField:
			if strict:
				raise
	if not found:
		found = [_named(Expression(tables.resolve(None, "name").sql, column=(None, "name")), "name")]
	return found, distinct


def _columns_of(text: str, tables: Tables) -> list[Expression]:
	own = f"tab{tables.meta.name}"
	if text in ("*", f"`{own}`.*", f"{own}.*"):
		return [_named(Expression(f"`{own}`.`{name}`"), name) for name in tables.visible()]
	if text.isidentifier():
		return [Expression(tables.resolve(None, text).sql, column=(None, text), alias=text)]
	return [
		_named(expression, _title(expression, text)) for expression in Parser(text, tables.resolve).fields()
	]


def _items(fields: Any) -> list[Any]:
	items = [fields] if isinstance(fields, str) else fields or ["name"]
	if not isinstance(items, list | tuple | set):
		raise DataError(_("Fields are a list of names"))
	if len(items) > _MOST_FIELDS:
		raise DataError(_("A list has at most {0} fields").format(_MOST_FIELDS))
	return list(items)


def _title(expression: Expression, text: str) -> str:
	if expression.alias:
		return expression.alias
	return expression.column[1] if expression.column else text


def _named(expression: Expression, alias: str) -> Expression:
	expression.alias = alias.replace("`", "")[:140]
	return expression
