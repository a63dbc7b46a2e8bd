"""How far money may be moved between the rows of a plan (R7). Amounts are whole cents; a macro-item is a cost
category within an action.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .money import percent_of

Macro = tuple[str, str]
Changes = Mapping[tuple[Macro, str], int]


@dataclass(frozen=True)
class Move:
	"""Cents that come to (or, below nothing, go from) a share of a row."""

	row: str
	macro: Macro
	share: str
	cents: int


@dataclass(frozen=True)
class Over:
	"""A macro-item that changed by more than may be freely: what it was, changed by, and might."""

	macro: Macro
	base: int
	changed: int
	allowed: int


def unbalanced(moves: Iterable[Move]) -> dict[str, int]:
	"""Share -> cents by which its moves do not add up to nothing; empty where the total stays what it was."""
	sums: dict[str, int] = defaultdict(int)
	for move in moves:
		sums[move.share] += move.cents
	return {share: cents for share, cents in sums.items() if cents}


def between_actions(moves: Iterable[Move]) -> dict[str, int]:
	"""Action -> cents that it gains or loses in all, for the actions where any share does."""
	sums: dict[tuple[str, str], int] = defaultdict(int)
	for move in moves:
		sums[move.macro[0], move.share] += move.cents
	actions: dict[str, int] = defaultdict(int)
	for (action, _share), cents in sums.items():
		if cents:
			actions[action] += cents
	return dict(actions)


def changes(moves: Iterable[Move]) -> dict[tuple[Macro, str], int]:
	"""Net change of each macro-item and share; rows of one macro-item give and take freely."""
	sums: dict[tuple[Macro, str], int] = defaultdict(int)
	for move in moves:
		sums[move.macro, move.share] += move.cents
	return dict(sums)


def over_tolerance(base: Mapping[Macro, int], changed: Changes, percent: float) -> list[Over]:
	"""The macro-items that changed by more than the percentage of what they were in the last approved version.

	`changed` is what all moves since then come to. What comes to a macro-item and what goes from it are looked at
	apart, so that money of one payer is not put in the place of another's unseen.
	"""
	gained: dict[Macro, int] = defaultdict(int)
	lost: dict[Macro, int] = defaultdict(int)
	for (macro, _share), cents in changed.items():
		gained[macro] += max(cents, 0)
		lost[macro] += max(-cents, 0)
	found = []
	for macro in sorted(gained):
		by, allowed = max(gained[macro], lost[macro]), percent_of(base.get(macro, 0), percent)
		if by > allowed:
			found.append(Over(macro, base.get(macro, 0), by, allowed))
	return found
