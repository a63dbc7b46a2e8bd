"""Choosing, for a page of a sorted list, how SQLite reads the table.

Left alone, it takes an index for the condition and sorts what matches, and does not weigh that twenty rows
will do, nor that reading half of a table through an index costs more than reading all of it. When many rows
match (a user who sees half of the cases) the index of the order, or none, is faster by far; when few do,
slower by far. So a probe counts the matches up to a bound; what it finds is remembered for a while.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from banco.errors import DataError
from banco.storage.database import table

if TYPE_CHECKING:
	from banco.storage.database import Database

# Below this many rows nothing is worth a thought; above it, a tenth of a table is read faster without an
# index.
_SMALL_TABLE = 2_000
_SHARE = 10
_REMEMBERED_SECONDS = 60.0
_MOST_REMEMBERED = 2_000


class Choice(NamedTuple):
	"""Two queries for the same rows: `sorting` is left to SQLite, `other` names the index to use or forbids
	any.

	`condition` is what a row must meet; `needed` how many rows are read in the order of the index, if that is
	what `other` does.
	"""

	doctype: str
	sorting: str
	other: str
	condition: str
	needed: int | None


def cheaper(db: Database, choice: Choice, params: Sequence[Any]) -> str:
	"""Whichever of the two queries is likely to be cheaper."""
	known, generation = db.pool.plans, db.generation()
	if generation is None:
		return choice.sorting
	if len(known) > _MOST_REMEMBERED:
		known.clear()
	# By hash: the texts and values, which may be long, are not kept. A clash costs time, never rows.
	shape = (generation, hash(choice.sorting))
	is_open = known.get(shape)
	if is_open is None:
		is_open = known[shape] = _is_open(db, choice, params)
	if not is_open:
		return choice.sorting
	case = (generation, hash((choice.sorting, tuple(params))))
	until, has_many = known.get(case, (0.0, False))
	if until < time.monotonic():
		has_many = _has_many(db, choice, params)
		known[case] = (time.monotonic() + _REMEMBERED_SECONDS, has_many)
	return choice.other if has_many else choice.sorting


def _is_open(db: Database, choice: Choice, params: Sequence[Any]) -> bool:
	"""Whether there is a choice: SQLite would sort, and the other way is possible."""
	try:
		steps = str(db.fetch(f"explain query plan {choice.sorting}", params))
		db.fetch(f"explain query plan {choice.other}", params)
	except DataError:  # no such index: the doctype has not been migrated yet
		return False
	return "TEMP B-TREE FOR" in steps


def _has_many(db: Database, choice: Choice, params: Sequence[Any]) -> bool:
	source = table(choice.doctype)
	rows = db.fetch(f"select max(rowid) from {source}")[0][0] or 0
	if rows < _SMALL_TABLE:
		return False
	# Of m matches among n rows, k in order are found in k * n / m rows, on average: fewer than m from here
	# on.
	bound = rows // _SHARE if choice.needed is None else math.isqrt(choice.needed * rows)
	matching = f"select count(*) from (select 1 from {source} where {choice.condition} limit {bound})"
	return bool(db.fetch(matching, params)[0][0] == bound)
