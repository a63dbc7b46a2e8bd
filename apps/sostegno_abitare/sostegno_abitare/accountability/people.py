"""Who works for a body, paid or as a volunteer, and when: nobody is both (R13), or in two places at once (R12, R15)."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.programme.validity import as_date, label
from sostegno_abitare.rules.fiscal_code import InvalidFiscalCodeError, read
from sostegno_abitare.rules.periods import overlap

VOLUNTEER, STAFF = "Registered Volunteer", "Staff Member"
# Register -> the fields of the first and last day in it.
DAYS = {VOLUNTEER: ("registered_on", "left_on"), STAFF: ("hired_on", "left_on")}


class WrongFiscalCodeError(frappe.ValidationError):
	"""A fiscal code with a wrong length, character or check digit."""


class PaidAndVolunteerError(frappe.ValidationError):
	"""The same person paid by a body and its volunteer, on one day (R13)."""


class RegisteredTwiceError(frappe.ValidationError):
	"""A person twice in one register, on one day."""


class LoginOfAnotherError(frappe.ValidationError):
	"""A login that is another person's."""


def tidy_fiscal_code(doc: Document) -> None:
	"""The code in capitals. Raises WrongFiscalCodeError."""
	if not doc.fiscal_code:
		return
	try:
		doc.fiscal_code = read(doc.fiscal_code).code
	except InvalidFiscalCodeError:
		frappe.throw(
			_("{0} {1}: length, characters or check digit are wrong; copy it from the card").format(
				label(doc, "fiscal_code"), doc.fiscal_code
			),
			WrongFiscalCodeError,
		)


def lock(fiscal_code: str) -> None:
	"""Holds every register's rows of a person until the end of the transaction: what the person's time decides is
	decided alone.
	"""
	for doctype in DAYS:
		frappe.db.sql(
			f"select `name` from `tab{doctype}` where `fiscal_code` = %s order by `name` for update",
			(fiscal_code,),
		)


def validate_one_register(doc: Document) -> None:
	"""A person of a body is in one of its registers at a time, and once in an agreement's."""
	lock(doc.fiscal_code)
	for doctype in DAYS:
		for row in of_person(doctype, doc.fiscal_code, doc.organisation):
			if row.name == doc.name or not overlap(_days(doc.doctype, doc), _days(doctype, row)):
				continue
			if doctype != doc.doctype:
				frappe.throw(
					_(
						"{0}: {1} is the same person on some of these days; nobody is paid by {2} and volunteers for it. Check the first and last day"
					).format(label(doc, DAYS[doc.doctype][0]), frappe.bold(row.name), doc.organisation),
					PaidAndVolunteerError,
				)
			if row.agreement == doc.agreement:
				frappe.throw(
					_("{0} is the same person, in this register on some of these days").format(
						frappe.bold(row.name)
					),
					RegisteredTwiceError,
				)


def validate_login(doc: Document) -> None:
	"""A login is one person's, whatever the registers."""
	if not doc.user:
		return
	for doctype in DAYS:
		other = frappe.db.get_value(
			doctype,
			{"user": doc.user, "fiscal_code": ["!=", doc.fiscal_code], "name": ["!=", doc.name or ""]},
		)
		if other:
			frappe.throw(
				_("{0} {1} is the login of {2}").format(
					label(doc, "user"), frappe.bold(doc.user), frappe.bold(other)
				),
				LoginOfAnotherError,
			)


def paid_on(fiscal_code: str, organisation: str, day: date) -> str | None:
	"""The row of the person among those whom the body pays on the day."""
	for row in of_person(STAFF, fiscal_code, organisation):
		if overlap(_days(STAFF, row), (day, day)):
			return row.name
	return None


def of_person(doctype: str, fiscal_code: str, organisation: str | None = None) -> list[Any]:
	"""The rows of a register about one person, as they are now."""
	filters = {"fiscal_code": fiscal_code, **({"organisation": organisation} if organisation else {})}
	return (
		frappe.db.get_values(
			doctype, filters, ["name", "agreement", *DAYS[doctype]], as_dict=True, for_update=True
		)
		or []
	)


def _days(doctype: str, row: Any) -> tuple[date | None, date | None]:
	first, last = DAYS[doctype]
	return getdate(row.get(first)), as_date(row.get(last))
