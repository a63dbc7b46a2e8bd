"""Money laid on what is owed, in whole cents: nothing is paid twice, and nothing gets lost in a split."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Open:
	"""A due and what of it is not paid yet, in cents; less than nothing where it was corrected once paid."""

	name: str
	due_date: date
	cents: int


@dataclass(frozen=True)
class Refusal:
	"""Why money cannot be laid as asked: `row` counts from 0, None where it is about them all.

	`code` is one of not_positive, foreign, over_due, over_payment; `cents` is what there was room for.
	"""

	code: str
	row: int | None = None
	cents: int = 0


def oldest_first(amount: int, dues: Iterable[Open]) -> list[tuple[str, int]]:
	"""(due, cents) from the oldest on, as far as the money goes; what is left over is no part of it."""
	parts = []
	for due in sorted(dues, key=lambda row: (row.due_date, row.name)):
		part = min(amount, due.cents)
		if part > 0:
			parts.append((due.name, part))
			amount -= part
	return parts


def refusal(amount: int, parts: Sequence[tuple[str, int]], dues: Iterable[Open]) -> Refusal | None:
	"""The first reason against laying the money so; None when every part fits its due and all fit the payment."""
	room = {due.name: due.cents for due in dues}
	for row, (due, cents) in enumerate(parts):
		if cents <= 0:
			return Refusal("not_positive", row)
		if due not in room:
			return Refusal("foreign", row)
		if cents > room[due]:
			return Refusal("over_due", row, max(room[due], 0))
		room[due] -= cents
	if sum(cents for _, cents in parts) > amount:
		return Refusal("over_payment", None, amount)
	return None


def split(amount: int, weights: Sequence[int]) -> list[int]:
	"""The amount in parts that go as the weights: they add up to it, and none is a whole cent off its share.

	Raises ValueError for weights that are negative or add up to nothing.
	"""
	total = sum(weights)
	if total <= 0 or min(weights) < 0:
		raise ValueError(weights)
	parts, reached, given = [], 0, 0
	for weight in weights:
		reached += weight
		upto = (2 * amount * reached + total) // (2 * total)
		parts.append(upto - given)
		given = upto
	return parts
