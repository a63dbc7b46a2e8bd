"""Months of rent that a fund or a regional notice covers: each by one of them alone, whoever is first (R49).

A paper that covers months claims them, once for each mark of its lease and of its people. The key of a claim is
unique, so two papers about the same rent meet on it also when they are written at the same instant.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate
from sostegno_abitare.rules.guarantees import month_keys
from sostegno_abitare.rules.notices import first_of

CLAIM = "Arrears Month Claim"


class MonthTakenError(frappe.ValidationError):
	"""A month of arrears that another payment or request covers already (R49)."""


def marks(
	sublease: str | None = None,
	registration: str | None = None,
	persons: Iterable[str | None] = (),
	codes: Iterable[str | None] = (),
) -> list[str]:
	"""What a rent is known by: its contract and the people who owe it."""
	found = [f"sublease:{sublease}"] if sublease else []
	if sublease:
		registration = registration or frappe.db.get_value("Sublease", sublease, "registration_number")
	found += [f"registration:{registration}"] if registration else []
	people = sorted({person for person in persons if person})
	known = frappe.get_all("Person", filters={"name": ["in", people or [""]]}, pluck="fiscal_code")
	found += [f"person:{person}" for person in people]
	return found + [f"code:{code}" for code in sorted({*codes, *known} - {None, ""})]


def members_of(household: str | None) -> list[str]:
	"""The people who live in a household now."""
	return frappe.get_all(
		"Household Member", filters={"parent": household or "", "to_date": ["is", "not set"]}, pluck="person"
	)


def covered(months: Iterable[date], known_by: list[str], but: str | None) -> list[tuple[date, str]]:
	"""(month, paper) of these months that other papers claimed, by any mark."""
	keys = [key for month in months for key in month_keys(month, known_by)]
	rows = frappe.get_all(
		CLAIM,
		filters={"name": ["in", keys or [""]], "covered_by": ["!=", but or ""]},
		fields=["month", "covered_by"],
		limit_page_length=0,
	)
	return [(first_of(getdate(row.month)), row.covered_by) for row in rows]


def claim(paper: Document, months: Iterable[date], known_by: list[str]) -> None:
	"""Makes the claims of a paper those of these months, and no others. Raises MonthTakenError."""
	wanted = {key: first_of(month) for month in months for key in month_keys(month, known_by)}
	mine = {"covered_by": paper.name, "covered_by_type": paper.doctype}
	held = set(frappe.get_all(CLAIM, filters=mine, pluck="name", limit_page_length=0))
	gone = sorted(held - set(wanted))
	if gone:
		frappe.db.delete(CLAIM, {"name": ["in", gone]})
	for key in sorted(set(wanted) - held):
		row = frappe.get_doc({"doctype": CLAIM, "month_key": key, "month": wanted[key], **mine})
		row.flags.kept_by_system = True
		try:
			row.insert(ignore_permissions=True)
		except (frappe.DuplicateEntryError, frappe.UniqueValidationError):
			refuse(wanted[key], None)


def release(paper: Document) -> None:
	"""A paper that covers nothing any more."""
	claim(paper, (), [])


def refuse(month: date, by: str | None) -> Any:
	"""Raises MonthTakenError, saying who covers the month where that is known."""
	frappe.throw(
		_("{0} is covered by {1} already; the same month is never paid twice").format(
			formatdate(month, "MM/yyyy"), frappe.bold(by or _("another payment or request of this moment"))
		),
		MonthTakenError,
	)
