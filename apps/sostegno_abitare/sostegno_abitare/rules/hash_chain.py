"""Rows that each hold the hash of the one before: what was changed, taken out or put in shows.

The hash of the last row, written down elsewhere, proves later that nothing before it was touched.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

MISSING, CHANGED, BROKEN = "missing", "changed", "broken"


@dataclass(frozen=True)
class Link:
	"""A row of a chain: its number from 1 on, what it says, and the hashes it holds."""

	number: int
	said: Sequence[Any]
	previous: str
	hash: str


@dataclass(frozen=True)
class Fault:
	"""What is wrong with the row of a number: MISSING; CHANGED after it was written; BROKEN, which is sound in
	itself and does not follow the row before it.
	"""

	code: str
	number: int


@dataclass
class Walk:
	"""A chain gone through: how many rows it should have, the hash of the last one, and what is wrong."""

	rows: int = 0
	head: str = ""
	faults: list[Fault] = field(default_factory=list)


def digest(previous: str, said: Sequence[Any]) -> str:
	"""SHA-256 over what a row says and the hash of the one before it."""
	return hashlib.sha256(json.dumps([previous, *said], ensure_ascii=False).encode()).hexdigest()


def walk(links: Iterable[Link], counted: int = 0) -> Walk:
	"""Goes through the rows in the order of their numbers; `counted` is how many were ever written, so that rows
	cut off at the end are missed too.
	"""
	found = Walk()
	previous: str | None = ""
	for link in links:
		if link.number > found.rows + 1:
			found.faults += [Fault(MISSING, number) for number in range(found.rows + 1, link.number)]
			previous = None
		if link.hash != digest(link.previous, link.said):
			found.faults.append(Fault(CHANGED, link.number))
		elif previous is not None and link.previous != previous:
			found.faults.append(Fault(BROKEN, link.number))
		previous, found.rows = link.hash, link.number
	found.faults += [Fault(MISSING, number) for number in range(found.rows + 1, counted + 1)]
	found.rows, found.head = max(found.rows, counted), previous or ""
	return found
