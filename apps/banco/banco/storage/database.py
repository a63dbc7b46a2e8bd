"""`frappe.db`: reading and writing rows without documents and without permissions."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from banco.context import peek
from banco.errors import DataError, InvalidColumnName, TableMissingError
from banco.query import filters as filtering
from banco.query.expressions import Column, Parser
from banco.storage import columns, singles
from banco.storage.dialect import compile_query, quote
from banco.storage.transaction import Transaction
from banco.types import _dict

_GLOBAL_DEFAULTS = "__default"

Flag = bool | int
Names = str | Sequence[str]


class Database(Transaction):
	"""The database of a site as one context sees it. Tables are named by doctype ("ToDo" for `tabToDo`)."""

	# The SQL apps write for MariaDB is understood here.
	db_type = "mariadb"

	def rollback(self, *, save_point: str | None = None) -> None:
		"""Undo everything since the last commit, or since a savepoint (which stays)."""
		super().rollback(save_point=save_point)
		context = peek()
		if save_point and context is not None and context.db is self:
			from banco.meta.definitions import undone

			undone(context)

	# -- SQL

	def sql(
		self,
		query: Any,
		values: Any = None,
		*,
		as_dict: Flag = 0,
		as_list: Flag = 0,
		pluck: bool | str = False,
		**unused: Any,
	) -> Any:
		"""Run SQL written for MariaDB, with `%s` or `%(name)s` parameters.

		Returns a tuple of tuples; dicts with `as_dict`, lists with `as_list`, the first column with `pluck`.
		`unused` takes the arguments that mean something to other databases only.
		"""
		text, params = compile_query(str(query), values)
		return self.shaped(text, params, as_dict=as_dict, as_list=as_list, pluck=pluck)

	def shaped(
		self,
		text: str,
		params: Sequence[Any] = (),
		*,
		as_dict: Flag = 0,
		as_list: Flag = 0,
		pluck: bool | str = False,
	) -> Any:
		"""Run SQLite's own SQL and hand the rows out in the shape asked for."""
		names, rows = self.fetch_described(text, params)
		if pluck:
			at = names.index(pluck) if isinstance(pluck, str) and pluck in names else 0
			return [row[at] for row in rows]
		if as_dict:
			return [_dict(zip(names, row, strict=True)) for row in rows]
		return [list(row) for row in rows] if as_list else tuple(rows)

	def sql_ddl(self, query: str, **unused: Any) -> None:
		"""Run a statement that changes the schema; part of the transaction like any other."""
		self.sql(query)
		self.bump_generation()

	@staticmethod
	def escape(s: Any, percent: bool = True) -> str:
		"""`s` as a quoted literal for use inside SQL; percent signs are doubled unless told otherwise."""
		text = s.decode() if isinstance(s, bytes) else str(s)
		return quote(text.replace("%", "%%") if percent else text)

	# -- reading values

	def get_value(
		self,
		doctype: str,
		filters: Any = None,
		fieldname: Names = "name",
		ignore: Any = None,
		as_dict: Flag = 0,
		**options: Any,
	) -> Any:
		"""One field's value, a tuple for a list of fields, or a dict with `as_dict`; None when nothing fits.

		`filters` is a name, a dict or a list; for a single doctype None or its own name. Options as for
		get_values.
		"""
		options.pop("pluck", None)
		rows = self.get_values(doctype, filters, fieldname, as_dict=as_dict, limit=1, **options)
		if not rows or as_dict:
			return rows[0] if rows else None
		return rows[0][0] if isinstance(fieldname, str) and len(rows[0]) == 1 else rows[0]

	def get_values(
		self,
		doctype: str,
		filters: Any = None,
		fieldname: Names = "name",
		ignore: Any = None,
		as_dict: Flag = 0,
		debug: Flag = 0,
		order_by: str | None = None,
		*,
		pluck: bool | str = False,
		distinct: bool = False,
		limit: int | None = None,
		**unused: Any,
	) -> Any:
		"""The fields of all fitting rows: a tuple of tuples, or dicts; newest change first unless ordered."""
		if filters is None or filters == doctype:
			found = singles.values(self, doctype, fieldname)
			if found is not None:
				return [_dict(found)] if as_dict else (tuple(found.values()),)
		where, params = self._where(doctype, filters)
		names = [fieldname] if isinstance(fieldname, str) else fieldname
		chosen = ", ".join(self._selected(doctype, str(name)) for name in names)
		order = "" if _is_name(filters) else self._order(doctype, order_by)
		text = f"select {'distinct ' if distinct else ''}{chosen} from {table(doctype)}{where}{order}"
		return self.shaped(f"{text} limit {int(limit or -1)}", params, as_dict=as_dict, pluck=pluck)

	def exists(self, dt: Any, dn: Any = None, cache: Flag = 0, **unused: Any) -> Any:
		"""The name of a row that fits, or None. `dt` may be a dict of filters that holds "doctype"."""
		if isinstance(dt, Mapping):
			filters = dict(dt)
			return self.exists(filters.pop("doctype"), filters)
		if dn is None:
			return None
		if not self.table_exists(dt):
			return dn if dn == dt and singles.is_single(self, dt) else None
		return self.get_value(dt, dn, "name", order_by="name")

	def count(self, dt: str, filters: Any = None, debug: Flag = 0, **unused: Any) -> int:
		"""How many rows fit."""
		where, params = self._where(dt, filters)
		return int(self.fetch(f"select count(*) from {table(dt)}{where}", params)[0][0])

	def a_row_exists(self, doctype: str) -> bool:
		"""Whether the doctype has any row."""
		return bool(self.fetch(f"select 1 from {table(doctype)} limit 1"))

	def get_single_value(self, doctype: str, fieldname: str, cache: bool = True) -> Any:
		"""One field of a single doctype, in the type of the field."""
		return singles.value(self, doctype, fieldname)

	def get_all(self, doctype: str, *args: Any, **kwargs: Any) -> Any:
		"""A list without permissions; see `banco.query.listing.get_all`."""
		from banco.query.listing import get_all

		return get_all(doctype, *args, **kwargs)

	def get_list(self, doctype: str, *args: Any, **kwargs: Any) -> Any:
		"""A list of what the user may see; see `banco.query.listing.get_list`."""
		from banco.query.listing import get_list

		return get_list(doctype, *args, **kwargs)

	# -- writing values

	def set_value(
		self,
		dt: str,
		dn: Any,
		field: str | Mapping[str, Any],
		val: Any = None,
		modified: Any = None,
		modified_by: str | None = None,
		update_modified: Flag = True,
		**unused: Any,
	) -> None:
		"""Set fields of the rows that fit (`dn`: a name or filters) without running the documents' events.

		For a single doctype `dn` is None or its own name. `modified` and `modified_by` follow unless
		`update_modified` is false.
		"""
		given = dict(field) if isinstance(field, Mapping) else {field: val}
		if (dn is None or dn == dt) and singles.is_single(self, dt):
			return self.set_single_value(dt, given, update_modified=update_modified)
		if update_modified:
			given = {**_stamp(modified, modified_by), **given}
		where, params = self._where(dt, dn)
		found = {key: self._column(dt, key) for key in given}
		sets = ", ".join(f"{column.sql} = ?" for column in found.values())
		values = [_typed(str(found[key].kind), key, value) for key, value in given.items()]
		self.write(f"update {table(dt)} set {sets}{where}", values + params)
		self._forget(dt, dn if _is_name(dn) else None)

	def set_single_value(
		self,
		doctype: str,
		fieldname: str | Mapping[str, Any],
		value: Any = None,
		*,
		update_modified: Flag = True,
		**unused: Any,
	) -> None:
		"""Set fields of a single doctype without running its events."""
		given = dict(fieldname) if isinstance(fieldname, Mapping) else {fieldname: value}
		if update_modified:
			given = {**_stamp(None, None), **given}
		singles.store(self, doctype, given)
		self._forget(doctype, doctype)

	def delete(self, doctype: str, filters: Any = None, **unused: Any) -> None:
		"""Delete the rows that fit; all of them without filters. Events do not run."""
		if singles.is_single(self, doctype):
			singles.clear(self, doctype)
		else:
			where, params = self._where(doctype, filters)
			self.write(f"delete from {table(doctype)}{where}", params)
		self._forget(doctype, None)

	def bulk_insert(
		self,
		doctype: str,
		fields: Sequence[str],
		values: Iterable[Sequence[Any]],
		ignore_duplicates: bool = False,
		**unused: Any,
	) -> None:
		"""Insert many rows without events; with `ignore_duplicates` those whose key exists are passed over."""
		found = [self._column(doctype, field) for field in fields]
		names, marks = ", ".join(column.sql for column in found), ", ".join("?" * len(found))
		mode = "insert or ignore" if ignore_duplicates else "insert"
		kinds = [(str(column.kind), field) for column, field in zip(found, fields, strict=True)]
		rows = ([_typed(*kind, item) for kind, item in zip(kinds, row, strict=True)] for row in values)
		self.write_many(f"{mode} into {table(doctype)} ({names}) values ({marks})", rows)
		self._forget(doctype, None)

	# -- defaults

	def get_default(self, key: str, parent: str = _GLOBAL_DEFAULTS) -> Any:
		"""A stored default: the value, or a list when there are several."""
		query = "select defvalue from `tabDefaultValue` where parent = ? and defkey = ? order by name"
		found = [row[0] for row in self.fetch(query, (parent, key))]
		return found if len(found) > 1 else next(iter(found), None)

	def set_default(self, key: str, val: Any, parent: str = _GLOBAL_DEFAULTS, **unused: Any) -> None:
		"""Replace the stored values of a key by one."""
		self.write("delete from `tabDefaultValue` where parent = ? and defkey = ?", (parent, key))
		text = "insert into `tabDefaultValue` (parent, defkey, defvalue) values (?, ?, ?)"
		self.write(text, (parent, key, columns.text(val)))

	# -- schema

	def columns(self, doctype: str) -> dict[str, str]:
		"""The columns of a doctype's table with the kind of each. Raises TableMissingError without a table."""
		key = (self.generation(), doctype)
		known = self.pool.columns.get(key)
		if known is not None:
			return known
		rows = self.fetch("select name, type from pragma_table_info(?)", (f"tab{doctype}",))
		if not rows:
			raise TableMissingError(f"There is no table for {str(doctype)[:140]!r}")
		found = {name: columns.kind_of(declared) for name, declared in rows}
		if key[0] is not None:
			self.pool.columns[key] = found
		return found

	def has_column(self, doctype: str, column: str) -> bool:
		"""Whether the doctype's table has the column."""
		return self.table_exists(doctype) and column in self.columns(doctype)

	def table_exists(self, doctype: str, cached: bool = True) -> bool:
		"""Whether the doctype has a table."""
		try:
			return bool(self.columns(doctype))
		except TableMissingError:
			return False

	def add_index(self, doctype: str, fields: Sequence[str], index_name: str | None = None) -> None:
		"""Make sure of an index over columns of a doctype's table. Raises DataError for one that is not there."""
		from banco.storage import schema

		schema.add_index(self, doctype, fields, index_name)

	# -- parts of queries

	def _where(self, doctype: str, filters: Any) -> tuple[str, list[Any]]:
		if _is_name(filters):
			return " where `name` = ?", [columns.bind(filters)]
		params: list[Any] = []
		parts = []
		for item in filtering.parse(filters):
			column = self._column(doctype, item.field)
			condition = (column.sql, item.field, str(column.kind), item.operator, item.value)
			parts.append(filtering.condition(*condition, params))
		return (f" where {' and '.join(parts)}" if parts else ""), params

	def _selected(self, doctype: str, name: str) -> str:
		if name == "*":
			return "*"
		if name.isidentifier():
			return self._column(doctype, name).sql
		found = Parser(name, partial(self._qualified, doctype)).fields()
		return ", ".join(
			item.sql + (f" as `{item.alias.replace('`', '')}`" if item.alias else "") for item in found
		)

	def _order(self, doctype: str, order_by: str | None) -> str:
		if order_by and order_by != "KEEP_DEFAULT_ORDERING":
			found = Parser(order_by, partial(self._qualified, doctype)).ordering()
			return " order by " + ", ".join(item.sql + (" desc" if item.descending else "") for item in found)
		return " order by `modified` desc" if "modified" in self.columns(doctype) else ""

	def _qualified(self, doctype: str, qualifier: str | None, field: str) -> Column:
		if qualifier not in (None, doctype, f"tab{doctype}"):
			raise InvalidColumnName(f"{qualifier}.{field} is not a field of {doctype}")
		return self._column(doctype, field)

	def _column(self, doctype: str, field: str) -> Column:
		kind = self.columns(doctype).get(field)
		if kind is None:
			raise InvalidColumnName(f"{str(field)[:80]!r} is not a field of {doctype}")
		return Column(f"`{field}`", kind)

	@staticmethod
	def _forget(doctype: str, name: Any) -> None:
		"""Drop cached copies of documents whose rows have just been changed."""
		if peek() is not None:
			from banco.document.cache import forget

			forget(doctype, name)


@lru_cache(maxsize=1_000)
def table(doctype: str) -> str:
	"""The quoted table of a doctype. Raises DataError for a name that could end the quotes."""
	if "`" in doctype or "\0" in doctype:
		raise DataError(f"{doctype[:140]!r} is not the name of a doctype")
	return f"`tab{doctype}`"


def _is_name(filters: Any) -> bool:
	# A text is a name whatever it looks like: taken for filters, a client's "name" would search.
	return isinstance(filters, int | str)


def _typed(kind: str, field: str, value: Any) -> Any:
	if value is None and kind not in (columns.INT, columns.FLOAT):
		return None
	try:
		return columns.to_db_by_kind(kind)(value)
	except DataError as error:
		raise DataError(f"{field}: {error}") from None


def _stamp(modified: Any, modified_by: str | None) -> dict[str, Any]:
	from banco.dates import now

	context = peek()
	return {"modified": modified or now(), "modified_by": modified_by or (context.user if context else None)}
