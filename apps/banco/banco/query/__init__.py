"""Queries: filters, fields and ordering as apps write them, made into SQL under the reader's permissions."""

from typing import Any


def __getattr__(name: str) -> Any:
	# Looked up at use: storage imports the parsers in this package, and lists import storage.
	if name in ("get_all", "get_list", "get_count"):
		from banco.query import listing

		return getattr(listing, name)
	if name == "qb":
		from banco.query.builder import qb

		return qb
	raise AttributeError(name)
