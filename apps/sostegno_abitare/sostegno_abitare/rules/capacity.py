"""Who may live in a home together: the alternatives of a capacity scheme against households on the day they
enter (EM-09; R29, R36).

A household takes part as a whole (a mother with children, a couple, a family) or, where it is of adults only,
person by person. What it counts as, and the ages, are those of the day of entry and stay so. The lower number of
places of a row says what an alternative is meant for; a home fills one household after the other, so a home not
yet full is never refused for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from .facts import ADULT_AGE, OLDER_AGE
from .periods import years_between

MAN, WOMAN, ADULT, OLDER = "Adult Man", "Adult Woman", "Adult", "Older Person"
MOTHER, SINGLE_PARENT, COUPLE, FAMILY = (
	"Mother with Children",
	"Single Parent with Children",
	"Couple",
	"Family",
)
NO_PERSON, NO_ADULT, BIRTH_DATE, SEX, CATEGORY, AGE, FULL = (
	"no_person",
	"no_adult",
	"birth_date",
	"sex",
	"category",
	"age",
	"full",
)
_SOLE_MALE, _SOLE_FEMALE = frozenset((MAN, ADULT)), frozenset((WOMAN, ADULT))


@dataclass(frozen=True)
class Place:
	"""A row of a scheme: rows of one alternative hold together, alternatives exclude each other. Ages are full
	years on entry, of every adult; 0 is no limit.
	"""

	alternative: int
	category: str
	places_to: int
	places_from: int = 0
	minimum_age: int = 0
	maximum_age: int = 0

	def takes(self, unit: "Unit") -> bool:
		"""Whether the row is for the category and the ages."""
		return self.category in unit.categories and self.suits_ages(unit)

	def suits_ages(self, unit: "Unit") -> bool:
		"""Whether every adult is of the ages of the row."""
		return all(
			age >= self.minimum_age and (not self.maximum_age or age <= self.maximum_age) for age in unit.ages
		)


@dataclass(frozen=True)
class Person:
	"""Somebody who would live in the home; `sex` is Male, Female or empty."""

	birth_date: date | None
	sex: str = ""


@dataclass(frozen=True)
class Party:
	"""A household on the day it enters."""

	persons: tuple[Person, ...]
	entry: date
	name: str = ""


@dataclass(frozen=True)
class Unit:
	"""What takes one place: a household or a person, what it counts as, the ages of its adults."""

	categories: frozenset[str]
	ages: tuple[int, ...]


@dataclass(frozen=True)
class Reason:
	"""Why a household does not fit: `category` what it counts as or what is full, `detail` a figure or a list
	for the message.
	"""

	code: str
	category: str = ""
	detail: str = ""


@dataclass(frozen=True)
class Verdict:
	"""Whether a household fits, in which alternative, or why not."""

	ok: bool
	alternative: int | None = None
	reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Occupation:
	"""A household in a home from a day on; the day it ends is free again, None is open."""

	party: Party
	start: date
	end: date | None = None

	def holds_on(self, day: date) -> bool:
		"""Whether its places are taken that day."""
		return self.start <= day and (self.end is None or day < self.end)


def fits(places: Sequence[Place], party: Party, present: Iterable[Party] = ()) -> Verdict:
	"""Whether the household may come in beside those who are there; one alternative must hold them all."""
	unclear = _unclear(party)
	if unclear:
		return Verdict(False, None, unclear)
	present = tuple(present)
	for alternative, rows in _alternatives(places):
		if _hold(rows, (*present, party)):
			return Verdict(True, alternative)
	return Verdict(False, None, _why_not(places, party, bool(present)))


def admits(places: Sequence[Place], new: Occupation, others: Iterable[Occupation]) -> Verdict:
	"""Whether the household fits on every day of its stay. Places are only ever taken when somebody enters, so
	the days to look at are its own first and those on which others enter.
	"""
	others = [other for other in others if new.end is None or other.start < new.end]
	days = sorted({new.start, *(other.start for other in others if new.holds_on(other.start))})
	verdict = Verdict(True)
	for day in days:
		verdict = fits(places, new.party, [other.party for other in others if other.holds_on(day)])
		if not verdict.ok:
			return verdict
	return verdict


def free(places: Sequence[Place], present: Iterable[Party]) -> dict[str, int]:
	"""Category -> how many more of it could come in, each category taken alone (alternatives exclude each
	other, so the figures do not add up).
	"""
	present = tuple(present)
	most: dict[str, int] = {}
	for _alternative, rows in _alternatives(places):
		for row in rows:
			most.setdefault(row.category, 0)
			while _holds_more(rows, present, row, most[row.category] + 1):
				most[row.category] += 1
	return most


def categories(party: Party) -> frozenset[str]:
	"""What the household counts as, taken whole; empty where an age or a sex that decides it is unknown."""
	return frozenset() if _unclear(party) else _whole(party).categories


def named(party: Party) -> str:
	"""The narrowest thing a household counts as; empty where that is unknown."""
	found = categories(party)
	order = (MOTHER, SINGLE_PARENT, COUPLE, MAN, WOMAN, OLDER, ADULT, FAMILY)
	return next((category for category in order if category in found), "")


def _alternatives(places: Sequence[Place]) -> list[tuple[int, tuple[Place, ...]]]:
	numbers = dict.fromkeys(place.alternative for place in places)
	return [
		(number, tuple(place for place in places if place.alternative == number))
		for number in sorted(numbers)
	]


def _unclear(party: Party) -> tuple[Reason, ...]:
	if not party.persons:
		return (Reason(NO_PERSON),)
	if any(person.birth_date is None or person.birth_date > party.entry for person in party.persons):
		return (Reason(BIRTH_DATE),)
	ages = _adult_ages(party)
	if not ages:
		return (Reason(NO_ADULT),)
	if any(not person.sex for person in _adults(party)) and len(ages) == 1:
		return (Reason(SEX),)
	return ()


def _adults(party: Party) -> list[Person]:
	return [person for person in party.persons if _age(person, party.entry) >= ADULT_AGE]


def _adult_ages(party: Party) -> tuple[int, ...]:
	return tuple(sorted(_age(person, party.entry) for person in _adults(party)))


def _age(person: Person, day: date) -> int:
	return years_between(person.birth_date, day)


def _whole(party: Party) -> Unit:
	"""The household as one."""
	adults, ages = _adults(party), _adult_ages(party)
	minors = len(party.persons) - len(adults)
	if len(adults) == 1 and not minors:
		return _alone(adults[0], party.entry)
	found = {FAMILY}
	if len(adults) == 1:
		found.add(SINGLE_PARENT)
		if adults[0].sex == "Female":
			found.add(MOTHER)
	elif len(adults) == 2 and not minors:
		found.add(COUPLE)
	return Unit(frozenset(found), ages)


def _alone(person: Person, day: date) -> Unit:
	age = _age(person, day)
	found = {ADULT, {"Male": MAN, "Female": WOMAN}.get(person.sex, ADULT)}
	if age >= OLDER_AGE:
		found.add(OLDER)
	return Unit(frozenset(found), (age,))


def _ways(party: Party) -> tuple[tuple[Unit, ...], ...]:
	"""How the household may take places: as a whole, or adult by adult where it has no minors."""
	whole, adults = _whole(party), _adults(party)
	if len(adults) == len(party.persons) > 1:
		return (whole,), tuple(_alone(person, party.entry) for person in adults)
	return ((whole,),)


def _hold(rows: Sequence[Place], parties: Sequence[Party]) -> bool:
	"""Whether one alternative has a place for everybody. Those who are there without clear data hold no place
	that can be counted, so nobody comes in beside them.
	"""
	if any(_unclear(party) for party in parties):
		return False
	return _placed(rows, tuple(_ways(party) for party in parties))


def _holds_more(rows: Sequence[Place], present: tuple[Party, ...], row: Place, count: int) -> bool:
	if count > sum(other.places_to for other in rows) or any(_unclear(party) for party in present):
		return False
	# Somebody of the row's own ages; what else such a person might count as must not open other rows.
	model = Unit(frozenset((row.category,)), (row.minimum_age or ADULT_AGE,))
	return _placed(rows, (*(_ways(party) for party in present), *(((model,),) for _more in range(count))))


def _placed(rows: Sequence[Place], parties: tuple[tuple[tuple[Unit, ...], ...], ...]) -> bool:
	"""A search over the places left: parties one by one, each in each of its ways."""

	@cache
	def search(index: int, left: tuple[int, ...]) -> bool:
		if index == len(parties):
			return True
		return any(search(index + 1, after) for way in parties[index] for after in _after(rows, left, way))

	return search(0, tuple(row.places_to for row in rows))


def _after(rows: Sequence[Place], left: tuple[int, ...], units: tuple[Unit, ...]) -> set[tuple[int, ...]]:
	"""The places that may be left once these units have taken theirs."""
	reached = {left}
	for unit in units:
		reached = {
			(*before[:at], before[at] - 1, *before[at + 1 :])
			for before in reached
			for at, row in enumerate(rows)
			if before[at] and row.takes(unit)
		}
	return reached


def _why_not(places: Sequence[Place], party: Party, others: bool) -> tuple[Reason, ...]:
	units = [unit for way in _ways(party) for unit in way]
	wanted = ", ".join(dict.fromkeys(place.category for place in places))
	same = [place for place in places for unit in units if place.category in unit.categories]
	if not same:
		return (Reason(CATEGORY, named(party), wanted),)
	if not any(place.takes(unit) for place in same for unit in units):
		limits = dict.fromkeys(f"{place.minimum_age or ''}-{place.maximum_age or ''}" for place in same)
		return (Reason(AGE, same[0].category, ", ".join(limits)),)
	return (Reason(FULL, same[0].category, "others" if others else "places"),)
