"""What the documents of the front office share: the contact point and its agreement, who came, and the time given."""

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, get_datetime
from sostegno_abitare.housing.territory import validate_municipality_of_agreement
from sostegno_abitare.programme.validity import label, validate_sources
from sostegno_abitare.rules import booking
from sostegno_abitare.rules.fiscal_code import InvalidFiscalCodeError, read

# The documents that one may follow, and take its person from.
FOLLOWED = ("help_request", "contact")
POINT = ["agreement", "municipality", "disabled"]


class ClosedPointError(frappe.ValidationError):
	"""A contact point that is closed, in a new document."""


class TimeError(frappe.ValidationError):
	"""A span of hours that ends before it starts, on another day, or is too long."""


class OutOfSightError(frappe.PermissionError):
	"""A person or a contract named by somebody who cannot see it."""


class WrongFiscalCodeError(frappe.ValidationError):
	"""A fiscal code with a wrong length, character or check digit."""


def set_place(doc: Document) -> None:
	"""Agreement, and where empty the municipality, of the contact point."""
	point = doc.contact_point and frappe.db.get_value("Contact Point", doc.contact_point, POINT, as_dict=True)
	if point:
		doc.agreement = point.agreement
		doc.municipality = doc.municipality or point.municipality


def set_person(doc: Document) -> None:
	"""The registered person of the document that this one follows; name and code of a person, where none was
	written and the user may read the person.
	"""
	doc.person = doc.person or _followed(doc, "person")
	if not doc.person or not _may_read("Person", doc.person):
		return
	for field in ("full_name", "fiscal_code"):
		if doc.meta.has_field(field) and not doc.get(field):
			doc.set(field, frappe.db.get_value("Person", doc.person, field))


def validate_links(doc: Document, *fields: str) -> None:
	"""A person or a contract is named by who may read it, or was named already by the document followed."""
	before = doc.get_doc_before_save()
	for field in fields:
		name = doc.get(field)
		if not name or (before and before.get(field) == name) or _followed(doc, field) == name:
			continue
		if not _may_read(_target(doc, field), name):
			frappe.throw(_("{0}: you cannot see {1}").format(label(doc, field), name), OutOfSightError)


def _followed(doc: Document, field: str) -> str | None:
	"""What the document that this one follows names."""
	for link in FOLLOWED:
		source = _target(doc, link) if doc.get(link) else None
		if source and frappe.get_meta(source).has_field(field):
			found = frappe.db.get_value(source, doc.get(link), field)
			if found:
				return found
	return None


def _target(doc: Document, field: str) -> str:
	return next(row.options for row in doc.meta.get_link_fields() if row.fieldname == field)


def _may_read(doctype: str, name: str) -> bool:
	return bool(frappe.has_permission(doctype, "read", doc=name))


def validate_place(doc: Document) -> None:
	"""The contact point is there, the municipality one of its agreement; a new document is of a point that is open."""
	validate_sources(doc)
	validate_municipality_of_agreement(doc)
	before = doc.get_doc_before_save()
	changed = before is None or before.contact_point != doc.contact_point
	if changed and frappe.db.get_value("Contact Point", doc.contact_point, "disabled"):
		frappe.throw(
			_("{0} {1} is closed: choose another").format(
				label(doc, "contact_point"), frappe.bold(doc.contact_point)
			),
			ClosedPointError,
		)


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


def span_of(doc: Document) -> tuple[datetime, datetime]:
	"""The hours of an appointment or a booking."""
	return get_datetime(doc.starts_on), get_datetime(doc.ends_on)


def set_end(doc: Document) -> None:
	"""Half an hour, where no end was written."""
	if doc.starts_on and not doc.ends_on:
		doc.ends_on = get_datetime(doc.starts_on) + booking.HALF_HOUR


def validate_span(doc: Document, longest: timedelta) -> None:
	"""Hours that can be given at all. Raises TimeError."""
	start, end = span_of(doc)
	fault = booking.fault(start, end, longest)
	if not fault:
		return
	texts = {
		booking.BACKWARDS: _("{0} must be after {1}").format(label(doc, "ends_on"), label(doc, "starts_on")),
		booking.OTHER_DAY: _("{0} and {1} must be of the same day").format(
			label(doc, "starts_on"), label(doc, "ends_on")
		),
		booking.TOO_LONG: _("{0}: {1} hours at most; check the hours").format(
			label(doc, "ends_on"), int(longest.total_seconds() // 3600)
		),
	}
	frappe.throw(texts[fault], TimeError)


def lock(doctype: str, name: str) -> None:
	"""Waits for others who give time of the same room or person, and keeps them waiting until the end of the
	transaction.
	"""
	frappe.db.get_value(doctype, name, "name", for_update=True)


def overlap(doc: Document, holder: str, filters: dict[str, Any]) -> booking.Slot | None:
	"""The document of the same kind and holder that shares a moment with this one, as it stands now; `filters`
	say which ones take time. The holder is locked before (`lock`).
	"""
	start, end = span_of(doc)
	asked = {
		holder: doc.get(holder),
		"starts_on": ["<", str(end)],
		"ends_on": [">", str(start)],
		"name": ["!=", doc.name or ""],
		**filters,
	}
	row = frappe.db.get_value(
		doc.doctype, asked, ["name", "starts_on", "ends_on"], as_dict=True, for_update=True
	)
	if not row:
		return None
	found = booking.Slot(row.name, get_datetime(row.starts_on), get_datetime(row.ends_on))
	return booking.overlapping(booking.Slot(doc.name or "", start, end), [found])


def hours(slot: booking.Slot) -> str:
	"""A span as people read it: day and hour, and the hour of its end."""
	return f"{day_and_hour(slot.start)}–{slot.end:%H:%M}"


def day_and_hour(moment: datetime) -> str:
	"""A moment as people read it."""
	return f"{formatdate(moment)} {moment:%H:%M}"
