"""Vouchers: when two are one, what of one may be claimed, and what one still lacks (R1, R17-R21)."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, pairwise

from .money import percent_of

INVOICE, CREDIT_NOTE = "Invoice", "Credit Note"
STAFF, RENT, REFUND = "Staff", "Rent", "Volunteer Refund"
WHERE_NOT_RECOVERABLE = "Where Not Recoverable"
PUBLIC, OTHER_FUNDER = "Public", "Other Funder"


def fingerprint(supplier: str, number: str, day: date | None, cents: int, *scope: str) -> str:
	"""What is equal for two entries of one voucher: supplier (its tax id, else its name), number, date and total,
	whichever way they are written (R17). `scope` narrows it, as to an agreement.
	"""
	parts = (*scope, plain(supplier), plain(number), day.isoformat() if day else "", str(cents))
	return hashlib.sha256("|".join(parts).encode()).hexdigest()


def plain(text: str | None) -> str:
	"""Letters and digits alone, in capitals, without accents; an Italian VAT number loses its country."""
	letters = unicodedata.normalize("NFKD", text or "")
	code = "".join(char for char in letters if char.isalnum()).upper()
	return code[2:] if code.startswith("IT") and code[2:].isdigit() and len(code) == 13 else code


def claimable_base(net: int, vat: int, other: int, vat_claimable: str, is_recoverable: bool) -> int:
	"""Cents of a voucher that may be reported: VAT counts where the agreement admits it and the partner cannot
	recover it (R1).
	"""
	counts = vat_claimable == WHERE_NOT_RECOVERABLE and not is_recoverable
	return net + other + (vat if counts else 0)


def is_outside(day: date, start: date | None, end: date | None, grace_days: int = 0) -> bool:
	"""Whether a day is before the start or later than the end and its grace (R18)."""
	return bool(start and day < start) or bool(end and day > end + timedelta(grace_days))


@dataclass(frozen=True)
class Quotas:
	"""What one entry of a voucher lays on its own agreement's rows, and on other funders: cents."""

	own: int
	others: int = 0


def over_quota(total: int, entry: Quotas, elsewhere: Iterable[int]) -> int:
	"""Cents by which a voucher is borne more than once; 0 where it is not (R17).

	`elsewhere`: what other agreements of the same site bear of it. Other funders bear what the entry says, and at
	least that.
	"""
	return max(0, entry.own + max(entry.others, sum(elsewhere)) - total)


def parts_by_percent(base: int, percents: list[float]) -> list[int]:
	"""Cents of each percentage of the base, half up by running sums: together as exact as their sum, and no part off
	by more than a cent.
	"""
	upto = [percent_of(base, part) for part in accumulate(Decimal(str(percent)) for percent in percents)]
	return [now - before for before, now in pairwise([0, *upto])]


def parts_like(total: int, weights: list[int]) -> list[int]:
	"""Cents of the total in the proportion of the weights, to the cent, no part off by more than a cent; nothing
	where nothing weighs.
	"""
	whole = sum(weights)
	if not whole:
		return [0] * len(weights)
	upto = [(2 * total * part + whole) // (2 * whole) for part in accumulate(weights)]
	return [now - before for before, now in pairwise([0, *upto])]


@dataclass(frozen=True)
class Papers:
	"""What is at hand of an expense; amounts in cents. `payable`: what has to be paid, after credit notes; `unproved`:
	the rows of payments without proof.
	"""

	kind: str
	voucher_kind: str
	has_number: bool
	has_tax_id: bool
	has_voucher: bool
	allocated: int
	payable: int
	paid: int
	unproved: tuple[int, ...] = ()
	is_annulled: bool = False
	has_declaration: bool = False
	names_project: bool = False
	has_staff_hours: bool = False
	has_order_of_service: bool = False
	has_f24: bool = False
	has_f24_detail: bool = False
	has_source: bool = True
	has_invoice: bool = True


def missing(papers: Papers) -> list[str]:
	"""The codes of what an expense lacks, in the order in which one sees to it (R17-R21)."""
	is_numbered = papers.voucher_kind in (INVOICE, CREDIT_NOTE)
	is_staff = papers.kind == STAFF
	found = {
		"number": is_numbered and not papers.has_number,
		"tax_id": is_numbered and not papers.has_tax_id,
		"source": not papers.has_source,
		"invoice": not papers.has_invoice,
		"allocation": papers.allocated <= 0,
		"payment": papers.paid < papers.payable,
		"overpaid": papers.paid > papers.payable,
		"voucher": not papers.has_voucher,
		"proof": bool(papers.unproved),
		"staff_hours": is_staff and not papers.has_staff_hours,
		"order_of_service": is_staff and not papers.has_order_of_service,
		"f24": is_staff and not papers.has_f24,
		"f24_detail": is_staff and papers.has_f24 and not papers.has_f24_detail,
		"annulment": not (papers.is_annulled or papers.has_declaration or papers.names_project),
	}
	return [code for code, is_missing in found.items() if is_missing]


# Code of what is missing -> what to do next.
STEPS = {
	"allocation": "Allocate",
	"payment": "Enter the Payment",
	"overpaid": "Enter the Payment",
	"annulment": "Write the Annulment",
}


def next_step(state: str, lacking: list[str], is_claimable: bool = True) -> str:
	"""What the finance officer does next with an expense of a state; empty where nothing is left, as on one that
	nobody reimburses.
	"""
	if state == "Claimed":
		return "Wait for the Control"
	if state == "Complete":
		return "Put in a Claim" if is_claimable else ""
	if state in ("Settled", "Cancelled"):
		return ""
	if not lacking:
		return "Complete"
	return STEPS.get(lacking[0], "Attach the Papers")


def annulment_lacks(note: str, codes: Iterable[str], cents: int) -> list[str]:
	"""What an annulment note does not say of what it must: the codes of the project and the amount reported (R20)."""
	said = plain(note)
	lacking = [code for code in codes if code and plain(code) not in said]
	written = {
		re.sub(r"[.,' ]", "", found).lstrip("0") for found in re.findall(r"\d[\d.,' ]*\d|\d", note or "")
	}
	whole = cents % 100 == 0 and str(cents // 100) in written
	if str(cents) not in written and not whole:
		lacking.append(f"{cents // 100}.{cents % 100:02}")
	return lacking
