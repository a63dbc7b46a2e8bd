"""One list query: what is asked for, what the reader may see, and the SQL that both make."""

from typing import Any

from banco.context import ADMINISTRATOR, current
from banco.errors import DataError, PermissionError
from banco.messages import throw
from banco.meta.definitions import recall
from banco.meta.load import get_meta
from banco.permissions.check import permitted_levels
from banco.query import filters as filtering
from banco.query.access import EVERYTHING, Criterion, criterion
from banco.query.expressions import Column, Expression, Parser
from banco.query.fields import HiddenField, Tables, chosen, searchable, unknown_field
from banco.query.filters import Filter
from banco.query.plan import Choice, cheaper
from banco.storage.database import table
from banco.storage.schema import index_name, wanted_indexes
from banco.translate import _


class Query:
	"""One list query as it comes about. `user` None means without permissions."""

	def __init__(
		self,
		doctype: str,
		user: str | None,
		parent_doctype: str | None = None,
		ignore_user_permissions: bool = False,
	) -> None:
		self.meta = get_meta(doctype)
		self.user = None if user == ADMINISTRATOR else user
		if self.meta.issingle:
			raise DataError(_("{0} is a single document: it has no list").format(_(doctype)))
		parent_meta = None
		self.access = EVERYTHING
		if self.user is not None and self.meta.istable:
			if not parent_doctype:
				text = _("Rows of {0} are read through their document")
				throw(text.format(_(self.meta.name)), PermissionError)
			parent_meta = get_meta(parent_doctype)
			self.access = _rows_of(parent_meta, self.meta, self.user)
		elif self.user is not None:
			self.access = criterion(self.meta, self.user, ignore_user_permissions)
		self.tables = Tables(self.meta, self.user, parent_meta)
		self.columns: list[Expression] = []
		self.distinct = False
		self.where: list[str] = []
		self.params: list[Any] = []
		self.groups: list[Expression] = []
		self.order: list[Expression] = []
		self.offset = 0
		self.length = 0

	@property
	def is_scalar(self) -> bool:
		"""Whether the rows are one row of totals."""
		return not self.groups and any(column.is_aggregate for column in self.columns)

	def select(self, fields: Any, distinct: bool = False, strict: bool = False) -> None:
		"""Set the columns; with `strict`, raises HiddenField for a hidden one instead of leaving it out."""
		self.columns, is_distinct = chosen(fields, self.tables, strict)
		self.distinct = distinct or is_distinct

	def narrow(self, filters: Any, or_filters: Any, host_filters: Any = None) -> None:
		"""Add the filters; conditions on the same child table hold for one and the same row of it.

		`host_filters` are conditions of the host's own making: the reader need not see their fields.
		"""
		for item in filtering.parse(host_filters):
			resolve = self.tables.unchecked
			self.where.append(self._condition(item, lambda _q, name: resolve(name), self.params))
		children: dict[str, list[Filter]] = {}
		for item in filtering.parse(filters):
			child = self._child_of(item)
			if child is None:
				self.where.append(self._condition(item, self.tables.resolve, self.params))
			else:
				children.setdefault(child, []).append(item)
		for child, items in children.items():
			self.where.append(self._child_condition(child, items))
		alternatives = []
		for item in filtering.parse(or_filters):
			if child := self._child_of(item):
				alternatives.append(self._child_condition(child, [item]))
			else:
				alternatives.append(self._condition(item, self.tables.resolve, self.params))
		if alternatives:
			self.where.append(f"({' or '.join(alternatives)})")

	def arrange(self, group_by: str | None, order_by: str | None) -> None:
		"""Set grouping and order; rows of equal rank come in the order of their names, so that pages fit."""
		self.tables.aliases = {str(column.alias): column for column in self.columns}
		if group_by:
			self.groups = Parser(group_by, self.tables.resolve).ordering()
		if order_by and order_by.strip().upper() != "KEEP_DEFAULT_ORDERING":
			self.order = Parser(order_by, self.tables.resolve).ordering()
		elif not self.groups and not self.is_scalar and not self.distinct:
			self.order = self._default_order()
		if self.order and self._is_plain() and all(item.column != (None, "name") for item in self.order):
			name = f"{table(self.meta.name)}.`name`"
			self.order.append(Expression(name, column=(None, "name"), descending=self.order[-1].descending))

	def page(self, offset: int, length: int) -> None:
		self.offset, self.length = offset, length

	def sql(self) -> tuple[str, list[Any]]:
		"""SQLite's SQL for the query, and its parameters."""
		columns = ", ".join(f"{column.sql} as `{column.alias}`" for column in self.columns)
		joins = self.tables.joins
		if not joins:
			return self._rows(columns)
		own = table(self.meta.name)
		if self._joins_only_decorate():
			# The rows of the page first, what is linked to them after.
			rows, params = self._rows(f"{own}.*")
			text = f"select {columns} from ({rows}) as {own} {' '.join(joins)}{self._ordering()}"
			return text, params + self.tables.join_params
		# The criterion stands inside, where bare column names in an app's condition mean this table.
		inner = f"(select {own}.* from {own} where {self.access.sql}) as {own}" if self.access.sql else own
		params = [*self.access.params, *self.tables.join_params, *self.params]
		return self._filtered(columns, " ".join([inner, *joins]), list(self.where)), params

	def _rows(self, columns: str) -> tuple[str, list[Any]]:
		"""The rows of the listed table alone."""
		conditions = [*self.where, self.access.sql] if self.access.sql else self.where
		own, params = table(self.meta.name), self.params + self.access.params
		text = self._filtered(columns, own, conditions)
		if not (conditions and self.length and self.order and self._is_plain()):
			return text, params
		index = self._order_index()
		other = self._filtered(
			columns, f"{own} indexed by {index}" if index else f"{own} not indexed", conditions
		)
		condition, needed = " and ".join(conditions), self.offset + self.length
		choice = Choice(self.meta.name, text, other, condition, needed if index else None)
		return cheaper(current().db, choice, params), params

	def _order_index(self) -> str | None:
		"""The index whose rows come in the order asked for, if the schema makes one."""
		columns = (self._ordered_by() or "", "name")
		known = recall("indexes", self.meta.name, lambda _name: frozenset(wanted_indexes(self.meta)))
		return f"`{index_name(self.meta.name, columns)}`" if columns in known else None

	def _ordered_by(self) -> str | None:
		"""The listed doctype's own field that alone, but for the name, makes the order."""
		first, *rest = self.order
		if [item.column for item in rest] != [(None, "name")] or rest[0].descending != first.descending:
			return None
		return first.column[1] if first.column and first.column[0] is None else None

	def _filtered(self, columns: str, source: str, conditions: list[str]) -> str:
		text = f"select {'distinct ' if self.distinct else ''}{columns} from {source}"
		if conditions:
			text += f" where {' and '.join(conditions)}"
		if self.groups:
			text += f" group by {', '.join(group.sql for group in self.groups)}"
		return text + self._ordering() + self._limit()

	def _ordering(self) -> str:
		return (
			f" order by {', '.join(_directed(item.sql, item) for item in self.order)}" if self.order else ""
		)

	def _limit(self) -> str:
		if not self.length:
			return f" limit -1 offset {self.offset}" if self.offset else ""
		return f" limit {self.length}" + (f" offset {self.offset}" if self.offset else "")

	def _is_plain(self) -> bool:
		return not (self.groups or self.distinct or self.is_scalar)

	def _joins_only_decorate(self) -> bool:
		"""Whether the joins add columns to rows that are found and ordered without them."""
		needed = "".join([*self.where, *(item.sql for item in self.order)])
		return "`link:" not in needed and not self.tables.has_rows_of_children and self._is_plain()

	def _default_order(self) -> list[Expression]:
		"""The doctype's own order, or the newest change first (Frappe v15's default; v16's is `creation`)."""
		field, direction = str(self.meta.sort_field or "modified"), str(self.meta.sort_order or "desc")
		try:
			if not field.isidentifier():
				return Parser(field, self.tables.resolve).ordering()
			column = self.tables.resolve(None, field)
			return [Expression(column.sql, column=(None, field), descending=direction.lower() == "desc")]
		except (DataError, HiddenField):
			return Parser("modified desc", self.tables.resolve).ordering()

	def _child_of(self, item: Filter) -> str | None:
		"""The table field that a filter is about, unless its rows are joined for the columns anyway."""
		qualifier = item.doctype if item.doctype not in (None, self.meta.name) else None
		if qualifier is None and "." in item.field:
			qualifier = item.field.partition(".")[0].strip("`").removeprefix("tab")
		if qualifier is None or qualifier == self.meta.name:
			return None
		for field in self.meta.fields:
			if field.is_table and qualifier in (field.options, field.fieldname):
				return None if f"`child:{field.fieldname}`" in "".join(self.tables.joins) else field.fieldname
		return None

	def _condition(self, item: Filter, resolve: Any, params: list[Any]) -> str:
		qualifier, name = _split(item)
		column: Column = resolve(qualifier, name)
		return filtering.condition(column.sql, name, column.kind or "text", item.operator, item.value, params)

	def _child_condition(self, fieldname: str, items: list[Filter]) -> str:
		field = self.tables.child(fieldname)
		child = get_meta(field.options)
		self.params += [self.meta.name, field.fieldname]
		conditions = [
			self._condition(item, lambda _q, name: self.tables.child_column(child, "f", name), self.params)
			for item in items
		]
		return (
			f"exists (select 1 from {table(child.name)} f where f.parent = {table(self.meta.name)}.`name` "
			f"and f.parenttype = ? and f.parentfield = ? and {' and '.join(conditions)})"
		)


def _rows_of(parent: Any, child: Any, user: str) -> Criterion:
	"""Child rows whose document the user may read, in table fields of a level that they may read."""
	access = criterion(parent, user)
	levels = permitted_levels(parent, "read", user)
	tables = [field for field in parent.get_table_fields() if field.options == child.name]
	places = [field.fieldname for field in tables if int(field.permlevel or 0) in levels]
	if not places or searchable(parent, user) is not None:
		throw(
			_("You have no permission to {0}: {1}").format(_("read"), _(child.name)),
			PermissionError,
			title=_("Not permitted"),
		)
	own, parents = table(child.name), table(parent.name)
	where = f" where {access.sql}" if access.sql else ""
	return Criterion(
		f"{own}.`parenttype` = ? and {own}.`parentfield` in ({', '.join('?' * len(places))}) "
		f"and {own}.`parent` in (select {parents}.`name` from {parents}{where})",
		[parent.name, *places, *access.params],
	)


def _split(item: Filter) -> tuple[str | None, str]:
	"""The qualifier and the bare field name of a filter."""
	parts = [part.strip("` ") for part in item.field.split(".")]
	if len(parts) == 1:
		return item.doctype, parts[0]
	if len(parts) != 2:
		raise unknown_field(item.field)
	return parts[0], parts[1]


def _directed(sql: str, item: Expression) -> str:
	return f"{sql} desc" if item.descending else sql
