"""Which resources for work and training suit a person, and why (VA-05). It proposes; people decide."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

OPEN = "Available"
# What speaks for a resource, with its weight, and what against.
SKILLS, SAME_PLACE, ANYWHERE, AGE_FITS = "skills", "same place", "anywhere", "age fits"
AGAINST = (
	"not open",
	"not yet valid",
	"expired",
	"too young",
	"too old",
	"age unknown",
	"lacks skills",
)
NOT_OPEN, NOT_YET, EXPIRED, TOO_YOUNG, TOO_OLD, AGE_UNKNOWN, LACKS = AGAINST
ELSEWHERE, STALE = "elsewhere", "stale"
POINTS = {SKILLS: 3, SAME_PLACE: 2, ANYWHERE: 1, AGE_FITS: 1}
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Resource:
	"""A job, a course, a service; ages of 0 are no limit, an empty municipality is anywhere."""

	name: str
	status: str = OPEN
	municipality: str = ""
	valid_from: date | None = None
	valid_to: date | None = None
	last_checked_on: date | None = None
	minimum_age: int = 0
	maximum_age: int = 0
	skills: tuple[str, ...] = ()
	required: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seeker:
	"""Who looks for work: full years of age where known, and what the plan says in words."""

	age: int | None = None
	municipality: str = ""
	words: str = ""


@dataclass(frozen=True)
class Reason:
	"""One word above, with what it is about."""

	code: str
	detail: str = ""


@dataclass(frozen=True)
class Verdict:
	"""Whether it fits, how well, and the reasons on both sides; `against` of one that fits are cautions."""

	fits: bool
	points: int
	reasons: tuple[Reason, ...]
	against: tuple[Reason, ...]


def words_of(text: str | None) -> tuple[str, ...]:
	"""The entries of a text divided by commas."""
	return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def match(resource: Resource, seeker: Seeker, today: date, stale_after: int) -> Verdict:
	"""How a resource suits a person. It does not fit when it is closed, out of its time, for another age, or when an
	indispensable skill is not found; another municipality and an old check are cautions. `stale_after` in days, 0 is
	never.
	"""
	stops = [*_time(resource, today), *_age(resource, seeker)]
	stops += [Reason(LACKS, skill) for skill in resource.required if not mentions(seeker.words, skill)]
	named = [skill for skill in (*resource.skills, *resource.required) if mentions(seeker.words, skill)]
	reasons = [Reason(SKILLS, skill) for skill in dict.fromkeys(named)]
	cautions = []
	if not resource.municipality:
		reasons.append(Reason(ANYWHERE))
	elif resource.municipality == seeker.municipality:
		reasons.append(Reason(SAME_PLACE, resource.municipality))
	else:
		cautions.append(Reason(ELSEWHERE, resource.municipality))
	if (resource.minimum_age or resource.maximum_age) and not _age(resource, seeker):
		reasons.append(Reason(AGE_FITS))
	if is_stale(resource.last_checked_on, today, stale_after):
		cautions.append(Reason(STALE, str(resource.last_checked_on or "")))
	points = sum(POINTS[reason.code] for reason in reasons)
	return Verdict(not stops, points, tuple(reasons), (*stops, *cautions))


def ranked(found: Iterable[tuple[Resource, Verdict]]) -> list[tuple[Resource, Verdict]]:
	"""Those that fit first, the best before, then by name: the same order every time."""
	return sorted(found, key=lambda pair: (not pair[1].fits, -pair[1].points, pair[0].name))


def is_stale(checked_on: date | None, today: date, after: int) -> bool:
	"""Whether nobody has checked the resource for more than so many days; 0 is never."""
	return bool(after) and (checked_on is None or (today - checked_on).days > after)


def mentions(text: str, skill: str) -> bool:
	"""Whether the words of the skill stand one after the other in the text, whatever the case of the letters."""
	asked, found = _words(skill), _words(text)
	span = len(asked)
	return bool(span) and any(found[at : at + span] == asked for at in range(len(found) - span + 1))


def _words(text: str) -> list[str]:
	return _WORD.findall(text.casefold())


def _time(resource: Resource, today: date) -> list[Reason]:
	found = []
	if resource.status != OPEN:
		found.append(Reason(NOT_OPEN, resource.status))
	if resource.valid_from and today < resource.valid_from:
		found.append(Reason(NOT_YET, str(resource.valid_from)))
	if resource.valid_to and today > resource.valid_to:
		found.append(Reason(EXPIRED, str(resource.valid_to)))
	return found


def _age(resource: Resource, seeker: Seeker) -> list[Reason]:
	if not (resource.minimum_age or resource.maximum_age):
		return []
	if seeker.age is None:
		return [Reason(AGE_UNKNOWN)]
	if seeker.age < resource.minimum_age:
		return [Reason(TOO_YOUNG, str(resource.minimum_age))]
	if resource.maximum_age and seeker.age > resource.maximum_age:
		return [Reason(TOO_OLD, str(resource.maximum_age))]
	return []
