"""What a reimbursement claim amounts to, line by line and in all (R22, R23). Amounts are whole cents.

A line asks for a part of one voucher; the controller admits it, cuts it, rejects it or asks for more papers. What
was claimed, admitted and cut stays on the line.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .allocation import split
from .money import percent_of

PENDING, ADMITTED, CUT, REJECTED = "Pending", "Admitted", "Cut", "Rejected"
INTEGRATION = "Integration Requested"
DECISIONS = (PENDING, ADMITTED, CUT, REJECTED, INTEGRATION)
OPEN = (PENDING, INTEGRATION)
REASONED = (CUT, REJECTED)
# How a claim stands once every line is decided.
ALL, PART, NOTHING = "Admitted", "Partly Admitted", "Rejected"
MOST_NUMBERS = 100_000
_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")


class DecisionRefused(ValueError):
	"""A decision that does not hold; `code` is one of unknown, credit_note, reason, request, nothing_cut,
	all_cut.
	"""

	def __init__(self, code: str) -> None:
		super().__init__(code)
		self.code = code


@dataclass(frozen=True)
class Decided:
	"""What a decision makes of a line."""

	decision: str
	admitted: int
	cut: int


@dataclass(frozen=True)
class Sums:
	"""What the lines of a claim amount to; `open` are those that are not decided yet."""

	claimed: int = 0
	admitted: int = 0
	cut: int = 0
	lines: int = 0
	open: int = 0


@dataclass(frozen=True)
class Over:
	"""A budget row that a claim goes over: what it asks for, and what there is room for."""

	row: str
	asked: int
	room: int


def decide(
	claimed: int, decision: str, cut: int | None = None, reason: str = "", request: str = ""
) -> Decided:
	"""A line of `claimed` cents as decided. A cut takes `cut` cents away and leaves something: what leaves nothing is
	a rejection. A cut and a rejection need their reason, an integration says what is asked for (R23). A credit note,
	which is less than nothing, is admitted: it takes off what the supplier gave back.

	Raises DecisionRefused.
	"""
	if decision not in DECISIONS:
		raise DecisionRefused("unknown")
	if claimed < 0 and decision in REASONED:
		raise DecisionRefused("credit_note")
	if decision in REASONED and not reason.strip():
		raise DecisionRefused("reason")
	if decision == INTEGRATION and not request.strip():
		raise DecisionRefused("request")
	if decision in OPEN:
		return Decided(decision, 0, 0)
	if decision == CUT:
		if not cut or cut < 0:
			raise DecisionRefused("nothing_cut")
		if cut >= claimed:
			raise DecisionRefused("all_cut")
	taken = {ADMITTED: 0, CUT: cut or 0, REJECTED: claimed}[decision]
	return Decided(decision, claimed - taken, taken)


def percent_cut(claimed: int, percent: float) -> int:
	"""The cents that a cut by a percentage takes from a line: half up, at least one and never the whole line."""
	return min(max(percent_of(claimed, percent), 1), max(claimed - 1, 0))


def outcome(sums: Sums) -> str:
	"""How the claim stands; an empty text while a line is open, or where there is none."""
	if sums.open or not sums.lines:
		return ""
	if not sums.admitted:
		return NOTHING
	return PART if sums.cut else ALL


def recovery(outstanding: int, admitted: int) -> int:
	"""What of an advance is kept back from a claim: all that can be (R23)."""
	return max(0, min(outstanding, admitted))


def still_to_pay(admitted: int, recovered: int, paid: int) -> int:
	"""What of a claim is still to be paid: never more than was admitted, less the advance (R23)."""
	return admitted - recovered - paid


def rest(allocated: int, earlier: Iterable[tuple[int, int, bool]]) -> int:
	"""What of a voucher's share may be claimed now. `earlier`: for each time it was claimed, the cents that were
	admitted, those that were cut, and whether the cut was let in again; an undecided line counts as admitted in full.

	So a voucher is never claimed for more than its share, and a cut comes back only where the controller let it (R17).
	"""
	return max(0, allocated - sum(admitted + (0 if again else cut) for admitted, cut, again in earlier))


def over_rows(asked: Mapping[str, int], standing: Mapping[str, int], limits: Mapping[str, int]) -> list[Over]:
	"""The budget rows for which a claim asks for more than is left: the limit of the row, less what stands claimed and
	was not cut (R22).
	"""
	found = []
	for row, amount in asked.items():
		room = max(0, limits.get(row, 0) - standing.get(row, 0))
		if amount > room:
			found.append(Over(row, amount, room))
	return found


def spread(amount: int, left: Sequence[int]) -> list[int]:
	"""An amount over what is left of each part, as these go: the parts add up to it, and none goes over what is left.

	Raises ValueError for an amount beyond all that is left.
	"""
	if not 0 <= amount <= sum(left):
		raise ValueError(amount)
	return split(amount, left) if amount else [0] * len(left)


def numbers(text: str) -> list[int]:
	"""Line numbers as people write them: "3, 7, 12-40". Raises ValueError for anything else, and for too many."""
	found: set[int] = set()
	joined = re.sub(r"\s*[-\u2013]\s*", "-", text or "")
	for part in filter(None, re.split(r"[,;\s]+", joined)):
		match = _RANGE.fullmatch(part)
		if not match:
			raise ValueError(part)
		first, last = int(match[1]), int(match[2] or match[1])
		if first < 1 or last < first or last > MOST_NUMBERS:
			raise ValueError(part)
		found.update(range(first, last + 1))
	return sorted(found)


def digest(head: Mapping[str, Any], rows: Iterable[Sequence[Any]]) -> str:
	"""The SHA-256 of what is frozen: the head, then each row in the order given. Amounts are cents, all else text or
	nothing, so that the same values give the same digest on every host.
	"""
	found = hashlib.sha256(_canonical(head))
	for row in rows:
		found.update(b"\n" + _canonical(row))
	return found.hexdigest()


def _canonical(value: Any) -> bytes:
	return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
