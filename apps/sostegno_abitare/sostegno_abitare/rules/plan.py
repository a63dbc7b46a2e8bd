"""The plan of money of an agreement: who pays which share of a row, over which years, within which limits (R3, R4,
R6, R8). Amounts are whole cents.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .money import percent_of

PUBLIC, PARTNER_CASH, IN_KIND, THIRD_PARTY = "Public", "Partner Cash", "Partner In Kind", "Third Party"
SHARES = (PUBLIC, PARTNER_CASH, IN_KIND, THIRD_PARTY)
CASH_SHARES = (PUBLIC, PARTNER_CASH, THIRD_PARTY)
# Whose money or goods a row is about: those of its shares that it cannot do without.
BROUGHT = {
	"Public Authority": (PUBLIC,),
	"Partner": (PARTNER_CASH, IN_KIND),
	"Third Party": (THIRD_PARTY,),
}


def total(quantity: float, unit_value: int) -> int:
	"""Quantity times the cents of one unit, in whole cents, half up (R3)."""
	return int((Decimal(str(quantity)) * unit_value).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def usual_share(figurative: bool, brought_by: str) -> str:
	"""The share that pays a row for which nobody said who does."""
	if brought_by == "Third Party":
		return THIRD_PARTY
	if figurative:
		return IN_KIND
	return PUBLIC if brought_by == "Public Authority" else PARTNER_CASH


def row_refusal(amount: int, shares: Mapping[str, int], figurative: bool, brought_by: str) -> str | None:
	"""Why a row cannot be: its code, or None.

	not_equal: the shares do not add up to the amount (R3). public_figurative, cash_figurative: money in a row of
	figurative value (R4). in_kind_cash: figurative value in a row of money. not_brought: nothing of who brings it.
	"""
	if sum(shares.values()) != amount:
		return "not_equal"
	if figurative and shares.get(PUBLIC):
		return "public_figurative"
	if figurative and shares.get(PARTNER_CASH):
		return "cash_figurative"
	if not figurative and shares.get(IN_KIND):
		return "in_kind_cash"
	if amount and not any(shares.get(share) for share in BROUGHT[brought_by]):
		return "not_brought"
	return None


def fits_share(share: str, figurative: bool) -> bool:
	"""Whether a row of that nature may hold money or goods of the share (R4)."""
	return share in (IN_KIND, THIRD_PARTY) if figurative else share != IN_KIND


def spread(shares: Sequence[int], years: Sequence[int]) -> list[list[int]]:
	"""Each share spread over the years: the cells of a share add up to it, those of a year to the year, and none is
	below nothing. Both sides add up to the same, else ValueError.

	Cells go as the years do, to two cents; where rounding would take one below nothing the years are filled in turn.
	"""
	whole = sum(shares)
	if whole != sum(years) or min([*shares, *years, 0]) < 0:
		raise ValueError(shares, years)
	cells = _rounded(shares, years, whole) if whole else [[0] * len(years) for _ in shares]
	return cells if min((min(row) for row in cells if row), default=0) >= 0 else _in_turn(shares, years)


def _rounded(shares: Sequence[int], years: Sequence[int], whole: int) -> list[list[int]]:
	"""Differences of a table of rounded sums: whatever is rounded, its edges add up."""
	cells, above, upto = [], [0] * (len(years) + 1), 0
	for share in shares:
		upto += share
		edge, reached = [0], 0
		for year in years:
			reached += year
			edge.append((2 * upto * reached + whole) // (2 * whole))
		cells.append([edge[i + 1] - edge[i] - above[i + 1] + above[i] for i in range(len(years))])
		above = edge
	return cells


def _in_turn(shares: Sequence[int], years: Sequence[int]) -> list[list[int]]:
	left, cells = list(years), []
	for share in shares:
		row = []
		for index, room in enumerate(left):
			part = min(share, room)
			share, left[index] = share - part, room - part
			row.append(part)
		cells.append(row)
	return cells


@dataclass(frozen=True)
class Counted:
	"""The own share of the partner: money, figurative value, and what of that counts."""

	cash: int
	figurative: int
	figurative_counted: int

	@property
	def own(self) -> int:
		"""What counts as own share."""
		return self.cash + self.figurative_counted


def counted(cash: int, figurative: int, counts: bool, cap_percent: float = 0) -> Counted:
	"""What of figurative value counts: none unless the agreement says so, and no more than so many percent of the
	own share that then stands (0: no such limit). At 50 % as much as there is money.
	"""
	if not counts:
		return Counted(cash, figurative, 0)
	if not 0 < cap_percent < 100:
		return Counted(cash, figurative, figurative)
	percent = Decimal(str(cap_percent))
	most = int(cash * percent / (100 - percent))
	return Counted(cash, figurative, min(figurative, most))


@dataclass(frozen=True)
class Terms:
	"""The limits of an agreement on its plan (R6); a percentage of 0 is no limit."""

	own_share_percent: float = 0
	own_share_base: str = "Whole Plan"
	indirect_cap_percent: float = 0
	indirect_cap_base: str = "Direct Costs"
	figurative_counts: bool = False
	figurative_cap_percent: float = 0


@dataclass(frozen=True)
class Part:
	"""Cents of one share in rows of one kind."""

	share: str
	cents: int
	indirect: bool = False
	staff: bool = False


@dataclass(frozen=True)
class Limit:
	"""How a limit stands: what there is, what is needed or allowed, and what that is counted on."""

	percent: float
	cents: int
	bound: int
	base: int


def own_share(parts: Iterable[Part], terms: Terms) -> tuple[Limit, Counted]:
	"""What the partner brings against the least it has to (R6): short where `cents` < `bound`."""
	sums = _sums(parts)
	own = counted(sums[PARTNER_CASH], sums[IN_KIND], terms.figurative_counts, terms.figurative_cap_percent)
	base = sums[PUBLIC]
	if terms.own_share_base != "Public Contribution":
		base += own.own + sums[THIRD_PARTY]
	return Limit(terms.own_share_percent, own.own, percent_of(base, terms.own_share_percent), base), own


def indirect(parts: Iterable[Part], terms: Terms) -> Limit:
	"""Indirect costs against the most there may be (R6): over where `cents` > `bound`. Figurative value is no cost."""
	money = [part for part in parts if part.share in CASH_SHARES]
	on_public = terms.indirect_cap_base == "Public Contribution"
	of_base = [part for part in money if part.share == PUBLIC] if on_public else money
	if terms.indirect_cap_base == "Direct Costs":
		base = sum(part.cents for part in of_base if not part.indirect)
	elif terms.indirect_cap_base == "Direct Staff Costs":
		base = sum(part.cents for part in of_base if part.staff and not part.indirect)
	else:
		base = sum(part.cents for part in of_base)
	cents = sum(part.cents for part in of_base if part.indirect)
	return Limit(terms.indirect_cap_percent, cents, percent_of(base, terms.indirect_cap_percent), base)


def _sums(parts: Iterable[Part]) -> dict[str, int]:
	sums = dict.fromkeys(SHARES, 0)
	for part in parts:
		sums[part.share] += part.cents
	return sums
