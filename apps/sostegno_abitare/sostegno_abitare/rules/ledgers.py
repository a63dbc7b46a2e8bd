"""What the sums of a ledger may be, in whole cents: pure arithmetic, no rows written.

Sources: design of the ledgers, reliability paper section 4 (invariants 1 to 4), R22, R23, R45.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

PLANNED, REALLOCATED, COMMITTED, SPENT, VALUED = "Planned", "Reallocated", "Committed", "Spent", "Valued"
CLAIMED, ADMITTED, CUT, REIMBURSED = "Claimed", "Admitted", "Cut", "Reimbursed"
BUDGET_KINDS = (PLANNED, REALLOCATED, COMMITTED, SPENT, VALUED, CLAIMED, ADMITTED, CUT, REIMBURSED)
PUBLIC, PARTNER_CASH, IN_KIND, THIRD_PARTY = "Public", "Partner Cash", "Partner In Kind", "Third Party"
SHARES = (PUBLIC, PARTNER_CASH, IN_KIND, THIRD_PARTY)
# What goes to the authority and comes from it: never co-participation (R5).
OF_CLAIMS = (CLAIMED, ADMITTED, CUT, REIMBURSED)

ALLOCATION, COMMITMENT, RELEASE, DISBURSEMENT = "Allocation", "Commitment", "Release", "Disbursement"
REPAYMENT, WRITE_OFF, TRANSFER = "Repayment", "Write-off", "Transfer"
FUND_KINDS = (ALLOCATION, COMMITMENT, RELEASE, DISBURSEMENT, REPAYMENT, WRITE_OFF, TRANSFER)

APPROVED = "Approved"
DECIDED = "Admitted and cut"
CLAIMED_ONCE = "Claimed less cut"  # what was cut may be claimed again


@dataclass(frozen=True)
class Breach:
	"""A sum of a budget row that is `cents`, and may not be over `most`, the sum of `limit` (None: it is below
	nothing).
	"""

	kind: str
	cents: int
	limit: str | None = None
	most: int = 0


@dataclass(frozen=True)
class Balance:
	"""A guarantee fund in cents: what it holds, what of that is promised and what is free, and what is to come
	back.
	"""

	balance: int
	committed: int
	free: int
	receivable: int

	@property
	def short(self) -> str | None:
		"""Which of its figures is below nothing, the worst first; None where none is."""
		for name in ("balance", "free", "committed", "receivable"):
			if getattr(self, name) < 0:
				return name
		return None


def approved(sums: Mapping[str, int]) -> int:
	"""What a row may cost: planned and moved since."""
	return sums.get(PLANNED, 0) + sums.get(REALLOCATED, 0)


def breach(sums: Mapping[str, int], tolerance: int | None = None) -> Breach | None:
	"""The first thing wrong with the sums of a budget row and share by kind: 0 <= reimbursed <= admitted <=
	claimed, claimed less what was cut <= spent <= committed, and what is decided not over what is claimed; with a
	tolerance in cents, also committed <= approved + tolerance.
	"""
	all_sums = {**dict.fromkeys(BUDGET_KINDS, 0), **sums, APPROVED: approved(sums)}
	all_sums[DECIDED] = all_sums[ADMITTED] + all_sums[CUT]
	all_sums[CLAIMED_ONCE] = all_sums[CLAIMED] - all_sums[CUT]
	for kind in (APPROVED, *BUDGET_KINDS):
		if kind != REALLOCATED and all_sums[kind] < 0:
			return Breach(kind, all_sums[kind])
	order = [(REIMBURSED, ADMITTED), (DECIDED, CLAIMED), (CLAIMED_ONCE, SPENT), (SPENT, COMMITTED)]
	for kind, limit in order:
		if all_sums[kind] > all_sums[limit]:
			return Breach(kind, all_sums[kind], limit, all_sums[limit])
	if tolerance is not None and all_sums[COMMITTED] > all_sums[APPROVED] + tolerance:
		return Breach(COMMITTED, all_sums[COMMITTED], APPROVED, all_sums[APPROVED] + tolerance)
	return None


def reached_on(most: int, by_day: Mapping[date, int]) -> date | None:
	"""The day from which on what was bound day by day is no less than `most`; None where it is less in the end."""
	sum_so_far, since = 0, None
	for day in sorted(by_day):
		sum_so_far += by_day[day]
		since = (since or day) if sum_so_far >= most else None
	return since


def balance(sums: Mapping[str, int], repayable: int) -> Balance:
	"""The state of a fund from the sums of its entries by kind; `repayable` are the disbursements that come back.

	A transfer is signed: less than nothing in the fund that gives.
	"""
	held = (
		sums.get(ALLOCATION, 0) + sums.get(TRANSFER, 0) + sums.get(REPAYMENT, 0) - sums.get(DISBURSEMENT, 0)
	)
	committed = sums.get(COMMITMENT, 0) - sums.get(RELEASE, 0)
	receivable = repayable - sums.get(REPAYMENT, 0) - sums.get(WRITE_OFF, 0)
	return Balance(held, committed, held - committed, receivable)
