"""A span of work as a document says it, and why it cannot stand."""

from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate
from sostegno_abitare.programme.amounts import called
from sostegno_abitare.rules import hours


class WrongSpanError(frappe.ValidationError):
	"""Two times that bound no span of work."""


class WorkInFutureError(frappe.ValidationError):
	"""Hours that nobody has worked yet."""


class OverlappingHoursError(frappe.ValidationError):
	"""A person in two places at once, paid or volunteering (R12, R15)."""


class TooManyHoursError(frappe.ValidationError):
	"""More hours of a person on a day than the threshold allows."""


def span_of(doc: Document) -> hours.Span:
	"""The span of `date`, `start_time` and `end_time`. Raises WrongSpanError."""
	day = getdate(doc.date)
	try:
		return hours.span(day, doc.start_time, doc.end_time)
	except hours.SpanError as error:
		text = {
			hours.NOTHING: _("{0}: the hours end when they start").format(called(doc, "end_time")),
			hours.SKIPPED_START: _("{0}: {1} does not exist on {2}, when clocks go forward").format(
				called(doc, "start_time"), doc.start_time, formatdate(day)
			),
			hours.SKIPPED_END: _("{0}: {1} does not exist in the night when clocks go forward").format(
				called(doc, "end_time"), doc.end_time
			),
		}[error.code]
	except ValueError:
		text = _("{0}: hours and minutes are needed").format(called(doc, "start_time"))
	return frappe.throw(text, WrongSpanError)


def validate_done(doc: Document, span: hours.Span) -> None:
	"""The hours are over. Raises WorkInFutureError."""
	if span.end > datetime.now(hours.ROME):
		frappe.throw(
			_("{0}: the hours are not over yet; enter them when they are").format(called(doc, "date")),
			WorkInFutureError,
		)


def validate_apart(doc: Document, span: hours.Span, others: list[hours.Slot], who: str) -> None:
	"""Nobody is in two places at once. Raises OverlappingHoursError."""
	other = hours.overlapping(hours.Slot(doc.name or "", span), others)
	if other:
		frappe.throw(
			_("{0} is taken already by {1}: {2}").format(who, frappe.bold(other.name), shown(other.span)),
			OverlappingHoursError,
		)


def validate_cap(doc: Document, spans: list[hours.Span], most: float | None) -> None:
	"""A person's hours of a day, `most` at the highest. Raises TooManyHoursError."""
	over = hours.over_cap(spans, most)
	if over:
		frappe.throw(
			_("{0}: {1} hours on {2}, where {3} are the most (threshold)").format(
				called(doc, "date"), length(over[1]), formatdate(over[0]), f"{most:g}"
			),
			TooManyHoursError,
		)


def shown(span: hours.Span) -> str:
	"""A span as people read it: 3/11/2025 9:30–12:00."""
	start, end = span.start.astimezone(hours.ROME), span.end.astimezone(hours.ROME)
	return f"{formatdate(start.date())} {start:%H:%M}–{end:%H:%M}"


def length(minutes: int) -> str:
	"""Minutes as hours: 2:30."""
	return f"{minutes // 60}:{minutes % 60:02}"
