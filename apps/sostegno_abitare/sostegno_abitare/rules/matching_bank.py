"""Which payment that is waited for a movement of the bank may be: certain, probable, or nothing to go by (VA-06).

Certain is what nobody could mean otherwise: a reference that was given for this very payment, with its amount. All
else waits for a person, with the reasons for and against.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from .bank_statement import Movement, plain

CERTAIN, PROBABLE = "Certain", "Probable"
# For and against, as they are told.
REFERENCE, ORDER, CODE, IBAN, NAME, AMOUNT = "reference", "order", "code", "iban", "name", "amount"
OTHER_AMOUNT, SEVERAL, OTHER_IBAN, EARLY = "other_amount", "several", "other_iban", "early"
_WEIGHT = {
	REFERENCE: 60,
	ORDER: 60,
	CODE: 30,
	IBAN: 25,
	NAME: 15,
	AMOUNT: 20,
	OTHER_AMOUNT: -5,
	OTHER_IBAN: -5,
	EARLY: -10,
}
MOST_WORDS, MOST_NAMES, MOST_SHOWN, EARLY_DAYS = 8, 40, 6, 45
_CREDITOR = re.compile(r"RF\d\d")
_SHORTEST_NAME = 3
_PARTICLES = {"SRL", "SPA", "SNC", "SAS", "DEL", "DELLA", "DEI", "ONLUS", "COOP", "SIG"}


@dataclass(frozen=True)
class Candidate:
	"""A payment that is waited for: cents above nothing come, below nothing go.

	`key` names it. `references` are its creditor references, `orders` what its order of payment was given (end to
	end, batch), `codes` what people write for it; `people` are names, each of one who may pay or be paid.
	"""

	key: tuple[str, ...]
	cents: int
	due_on: date | None = None
	references: tuple[str, ...] = ()
	orders: tuple[str, ...] = ()
	codes: tuple[str, ...] = ()
	ibans: tuple[str, ...] = ()
	people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
	"""What a movement may be, how sure that is, and why."""

	candidate: Candidate
	certainty: str
	reasons: tuple[str, ...]

	@property
	def weight(self) -> int:
		"""What goes first among several."""
		return sum(_WEIGHT.get(reason, 0) for reason in self.reasons)


class Index:
	"""All that is waited for, found by what a movement tells."""

	def __init__(self, candidates: Iterable[Candidate]) -> None:
		self._by: dict[str, dict[object, list[Candidate]]] = {
			name: defaultdict(list) for name in (REFERENCE, ORDER, CODE, IBAN, NAME, AMOUNT)
		}
		for candidate in candidates:
			self._add(REFERENCE, map(plain, candidate.references), candidate)
			self._add(ORDER, map(plain, candidate.orders), candidate)
			self._add(CODE, map(plain, candidate.codes), candidate)
			self._add(IBAN, map(plain, candidate.ibans), candidate)
			self._add(
				NAME, {key for name in candidate.people for key in pairs(words(name), alone=True)}, candidate
			)
			self._add(AMOUNT, [candidate.cents], candidate)

	def _add(self, name: str, keys: Iterable[object], candidate: Candidate) -> None:
		for key in keys:
			if key:
				self._by[name][key].append(candidate)

	def proposals(self, movement: Movement) -> list[Proposal]:
		"""What the movement may be, the likeliest first; none of them certain when two could be."""
		found = self._found(movement)
		several = sum(candidate.cents == movement.cents for candidate, _ in found) > 1
		made = []
		for candidate, reasons in found:
			told = tuple(_ordered(_weighed(movement, candidate, reasons)))
			sure = (
				{REFERENCE, ORDER} & reasons and candidate.cents == movement.cents and not movement.is_return
			)
			if not sure and several and not {REFERENCE, ORDER} & reasons:
				told = (*told, SEVERAL)
			made.append(Proposal(candidate, CERTAIN if sure else PROBABLE, told))
		made.sort(
			key=lambda row: (
				row.certainty != CERTAIN,
				-row.weight,
				row.candidate.due_on or date.max,
				row.candidate.key,
			)
		)
		certain = [row for row in made if row.certainty == CERTAIN]
		if len(certain) > 1:
			made = [Proposal(row.candidate, PROBABLE, (*row.reasons, SEVERAL)) for row in made]
		return made[:MOST_SHOWN]

	def _found(self, movement: Movement) -> list[tuple[Candidate, set[str]]]:
		"""Each candidate of the movement's direction that something speaks for, with what does."""
		texts = (movement.remittance, movement.reference, movement.end_to_end)
		codes = {code for text in texts for code in runs(text)}
		orders = {plain(text) for text in (movement.end_to_end, movement.batch) if text}
		told = words(f"{movement.counterparty} {movement.remittance}")
		asked: list[tuple[str, Iterable[object]]] = [
			(REFERENCE, {part for text in texts for part in _creditor(text)} | codes),
			(ORDER, orders | codes),
			(CODE, codes),
			(IBAN, [movement.counterparty_iban]),
			(NAME, [*told, *pairs(told)]),
		]
		found: dict[tuple[str, ...], tuple[Candidate, set[str]]] = {}
		for reason, keys in asked:
			for key in keys:
				for candidate in self._by[reason].get(key, ()):
					if (candidate.cents > 0) != (movement.cents > 0):
						continue
					found.setdefault(candidate.key, (candidate, set()))[1].add(reason)
		same = self._by[AMOUNT].get(movement.cents, [])
		if not found and len(same) == 1:
			# An amount alone speaks for nobody, unless nothing else of that amount is waited for.
			return [(same[0], {AMOUNT})]
		return [
			(candidate, reasons | ({AMOUNT} if candidate.cents == movement.cents else set()))
			for candidate, reasons in found.values()
		]


def words(text: str) -> set[str]:
	"""The words of a text that may be of a name."""
	found = {plain(word) for word in re.split(r"[^\w]+", text)}
	return {word for word in found if len(word) >= _SHORTEST_NAME and word not in _PARTICLES}


def pairs(told: set[str], alone: bool = False) -> list[str]:
	"""Each two words drawn together, whatever their order: a name is told by two of its words. With `alone`, a word
	that has no other is one.
	"""
	if alone and len(told) == 1:
		return list(told)
	return [f"{one} {other}" for one, other in combinations(sorted(told)[:MOST_NAMES], 2)]


def runs(text: str) -> set[str]:
	"""A text's words, and neighbouring ones drawn together: a code that was parted by blanks is found whole."""
	parts = [word for word in (plain(part) for part in re.split(r"[\W_]+", text)) if word]
	return {
		"".join(parts[first : first + count])
		for first in range(len(parts))
		for count in range(1, min(MOST_WORDS, len(parts) - first) + 1)
	}


def _creditor(text: str) -> set[str]:
	"""What may be a creditor reference in a text that runs on: each beginning of what follows RF and two digits."""
	squeezed = plain(text)
	return {
		squeezed[found.start() : found.start() + size]
		for found in _CREDITOR.finditer(squeezed)
		for size in range(5, 26)
		if found.start() + size <= len(squeezed)
	}


def _weighed(movement: Movement, candidate: Candidate, reasons: set[str]) -> set[str]:
	against = set()
	if candidate.cents != movement.cents:
		against.add(OTHER_AMOUNT)
	if IBAN not in reasons and movement.counterparty_iban and candidate.ibans:
		against.add(OTHER_IBAN)
	if candidate.due_on and (candidate.due_on - movement.booked_on).days > EARLY_DAYS:
		against.add(EARLY)
	return reasons | against


def _ordered(reasons: set[str]) -> Sequence[str]:
	return [reason for reason in _WEIGHT if reason in reasons]
