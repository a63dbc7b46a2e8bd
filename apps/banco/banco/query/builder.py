"""`frappe.qb`: PyPika's query builder, its queries run on the current database. Permissions do not apply."""

from __future__ import annotations

import re
from typing import Any

from pypika import Field, Query, Table
from pypika.queries import QueryBuilder
from pypika.terms import PyformatParameter

from banco.context import current
from banco.errors import DataError
from banco.storage.columns import datetime_text

_PYTHON_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?", re.ASCII)


def DocType(name: str, *args: Any, **kwargs: Any) -> Table:
	"""The table of a doctype. Raises DataError for a name that could end the quotes."""
	if "`" in name:
		raise DataError(f"{name[:140]!r} is not the name of a doctype")
	return Table(f"tab{name}", *args, **kwargs)


class Parameters(PyformatParameter):
	"""Collects values as `%(param1)s`; PyPika hands datetimes over with a "T", tables hold a blank there."""

	def update_parameters(self, param_key: Any, value: Any, **kwargs: Any) -> None:  # type: ignore[override]
		if isinstance(value, str) and _PYTHON_DATETIME.fullmatch(value):
			value = datetime_text(value)
		super().update_parameters(param_key, value, **kwargs)


class BancoQuery(Query):
	"""Makes queries that can be run."""

	@classmethod
	def _builder(cls, **kwargs: Any) -> BancoQueryBuilder:
		return BancoQueryBuilder(**kwargs)


class BancoQueryBuilder(QueryBuilder):
	"""A query with `run()`."""

	QUOTE_CHAR = "`"
	QUERY_CLS = BancoQuery

	def run(self, **kwargs: Any) -> Any:
		"""Run the query; the keywords are those of `frappe.db.sql` (as_dict, as_list, pluck, debug)."""
		text, params = self.walk()
		return current().db.sql(text, params, **kwargs)

	def walk(self) -> tuple[str, dict[str, Any]]:
		"""The SQL with `%(name)s` marks, and the values by name."""
		parameters = Parameters()
		return self.get_sql(parameter=parameters), parameters.get_parameters()

	def for_update(self, *args: Any, **kwargs: Any) -> BancoQueryBuilder:
		"""A write transaction excludes all others from its start: there is nothing more to lock."""
		return self


class Builder:
	"""What `frappe.qb` offers."""

	DocType = staticmethod(DocType)
	Table = Table
	Field = Field

	@staticmethod
	def from_(table: Any, *args: Any, **kwargs: Any) -> Any:
		return BancoQuery.from_(_table(table), *args, **kwargs)

	@staticmethod
	def into(table: Any, *args: Any, **kwargs: Any) -> Any:
		return BancoQuery.into(_table(table), *args, **kwargs)

	@staticmethod
	def update(table: Any, *args: Any, **kwargs: Any) -> Any:
		return BancoQuery.update(_table(table), *args, **kwargs)

	@staticmethod
	def select(*terms: Any, **kwargs: Any) -> Any:
		return BancoQuery.select(*terms, **kwargs)

	@staticmethod
	def with_(table: Any, name: str, **kwargs: Any) -> Any:
		return BancoQuery.with_(table, name, **kwargs)


def _table(table: Any) -> Any:
	return DocType(table) if isinstance(table, str) else table


qb = Builder()
