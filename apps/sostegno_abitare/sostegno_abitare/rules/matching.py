"""Which homes fit a household, and which households a home, with what speaks for and against (VA-09).

It proposes and people decide: only what makes living there impossible (too small, not admitted by the scheme, not
accessible to who needs it) makes a home unfit; rent, place and category weigh for or against it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from . import affordability, capacity

FOR, AGAINST, UNFIT = "for", "against", "unfit"
# What a reason weighs: homes that fit go by the sum, the highest first.
WEIGHTS = {
	"rent": 3, "no_rent": 3, "rent_above": -4, "rent_unknown": -1,
	"same_municipality": 3, "other_municipality": -1, "bordering": -2,
	"category": 3, "other_category": -3,
	"size": 1, "size_unknown": -1, "much_larger": -2,
	"scheme": 2, "accessible": 3, "accessible_unneeded": -1,
	"action": 1, "other_action": -2, "not_ready": -1, "declined": -6, "housed": -6,
}  # fmt: skip
SPARE_PEOPLE = 3


@dataclass(frozen=True)
class Space:
	"""Floor area that people need, in square metres (DM 5 July 1975, dated values): 0 is no rule."""

	first_four: float = 0
	each_more: float = 0
	studio_one: float = 0
	studio_two: float = 0

	def people(self, surface: float, studio: bool) -> int | None:
		"""How many people the area is for; None where area or rule is unknown. A studio holds two at most."""
		if not surface or not self.first_four:
			return None
		if studio:
			return int(surface >= self.studio_one) + int(surface >= self.studio_two)
		four = 4 * self.first_four
		if surface < four or not self.each_more:
			return min(int(surface // self.first_four), 4)
		return 4 + int((surface - four) // self.each_more)


@dataclass(frozen=True)
class Limits:
	"""Dated values that the comparison needs: `rent_percent` of the net income, None is no limit; whether a
	rent above it makes a home unfit (by agreement) or speaks against it.
	"""

	rent_percent: float | None = None
	rent_blocks: bool = False
	space: Space = Space()


@dataclass(frozen=True)
class Home:
	"""A home on offer. `people` is the stated most, 0 where none is; `places` the rows of its capacity scheme
	and `present` the households that live there.
	"""

	name: str
	municipality: str
	action: str = ""
	within: bool = True
	studio: bool = False
	surface: float = 0
	people: int = 0
	accessible: bool = False
	shared: bool = False
	ready: bool = True
	intended_for: str = ""
	rent: float = 0
	places: tuple[capacity.Place, ...] = ()
	present: tuple[capacity.Party, ...] = ()


@dataclass(frozen=True)
class Seeker:
	"""A household that looks for a home. `income` is net and monthly, None where it is not declared; `housed`
	where it lives in a home of the service; `declined` are the homes it has turned down.
	"""

	name: str
	party: capacity.Party
	municipality: str
	action: str = ""
	income: float | None = None
	needs_accessible: bool = False
	housed: bool = False
	declined: frozenset[str] = frozenset()
	categories: frozenset[str] = field(init=False)

	def __post_init__(self) -> None:
		# Worked out once for a household, however many homes it is compared with.
		object.__setattr__(self, "categories", capacity.categories(self.party))


@dataclass(frozen=True)
class Reason:
	"""One thing that speaks for a home, against it, or makes it unfit; `figures` fill its message."""

	side: str
	code: str
	figures: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Match:
	"""A household and a home compared."""

	home: str
	seeker: str
	reasons: tuple[Reason, ...]
	rent_percent: Decimal | None

	@property
	def fits(self) -> bool:
		"""Whether nothing makes the home unfit."""
		return all(reason.side != UNFIT for reason in self.reasons)

	@property
	def score(self) -> int:
		"""What speaks for the home less what speaks against it."""
		return sum(WEIGHTS.get(reason.code, 0) for reason in self.reasons)


def match(home: Home, seeker: Seeker, limits: Limits) -> Match:
	"""Compares a household with a home."""
	percent = affordability.ratio(home.rent, seeker.income)
	reasons = (
		*_room(home, seeker, limits.space),
		*_rent(home, seeker, limits, percent),
		*_place(home, seeker),
		*_category(home, seeker),
		*_access(home, seeker),
		*_course(home, seeker),
	)
	return Match(home.name, seeker.name, reasons, percent)


def ranked(matches: Iterable[Match]) -> list[Match]:
	"""Those that fit first, by their score; equal ones keep the order they come in."""
	return sorted(matches, key=lambda found: (not found.fits, -found.score))


def most_people(home: Home, space: Space) -> int | None:
	"""How many may live in the home: the stated number, or what its floor area is for; None where unknown."""
	return home.people or space.people(home.surface, home.studio)


def _room(home: Home, seeker: Seeker, space: Space) -> Sequence[Reason]:
	if home.places:
		verdict = capacity.fits(home.places, seeker.party, home.present)
		if verdict.ok:
			return (Reason(FOR, "scheme"),)
		return tuple(Reason(UNFIT, "not_admitted", (reason,)) for reason in verdict.reasons)
	people, most = len(seeker.party.persons), most_people(home, space)
	if not people:
		return (Reason(UNFIT, "nobody"),)
	if most is None:
		return (Reason(AGAINST, "size_unknown"),)
	if people > most:
		return (Reason(UNFIT, "too_small", (people, most)),)
	size = Reason(FOR, "size", (people, most))
	if most - people >= SPARE_PEOPLE:
		return (size, Reason(AGAINST, "much_larger", (most - people,)))
	return (size,)


def _rent(home: Home, seeker: Seeker, limits: Limits, percent: Decimal | None) -> Sequence[Reason]:
	if not home.rent:
		return (Reason(FOR, "no_rent"),)
	verdict = affordability.verdict(home.rent, seeker.income, limits.rent_percent)
	if verdict == affordability.UNKNOWN:
		return (Reason(AGAINST, "rent_unknown"),)
	if verdict == affordability.ABOVE:
		side = UNFIT if limits.rent_blocks else AGAINST
		return (Reason(side, "rent_above", (percent, limits.rent_percent)),)
	return (Reason(FOR, "rent", (percent, limits.rent_percent)),)


def _place(home: Home, seeker: Seeker) -> Sequence[Reason]:
	if home.municipality == seeker.municipality:
		return (Reason(FOR, "same_municipality", (home.municipality,)),)
	code = "other_municipality" if home.within else "bordering"
	return (Reason(AGAINST, code, (home.municipality,)),)


def _category(home: Home, seeker: Seeker) -> Sequence[Reason]:
	# Where a scheme says who is admitted, it has been asked already.
	if not home.intended_for or home.places:
		return ()
	if home.intended_for in seeker.categories:
		return (Reason(FOR, "category", (home.intended_for,)),)
	return (Reason(AGAINST, "other_category", (home.intended_for,)),)


def _access(home: Home, seeker: Seeker) -> Sequence[Reason]:
	if seeker.needs_accessible:
		return (Reason(FOR, "accessible") if home.accessible else Reason(UNFIT, "not_accessible"),)
	return (Reason(AGAINST, "accessible_unneeded"),) if home.accessible else ()


def _course(home: Home, seeker: Seeker) -> Sequence[Reason]:
	reasons = []
	if home.action and seeker.action:
		same = home.action == seeker.action
		reasons.append(Reason(FOR if same else AGAINST, "action" if same else "other_action", (home.action,)))
	if not home.ready:
		reasons.append(Reason(AGAINST, "not_ready"))
	if home.name in seeker.declined:
		reasons.append(Reason(AGAINST, "declined"))
	if seeker.housed:
		reasons.append(Reason(AGAINST, "housed"))
	return reasons
