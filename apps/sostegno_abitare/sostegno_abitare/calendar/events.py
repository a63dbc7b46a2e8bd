"""Days of cases as an iCalendar file (RFC 5545). They name a case by its code alone: the file leaves the system."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo

import icalendar

PRODUCT = "-//Sostegno Abitare//Calendar//IT"
LENGTH = timedelta(hours=2)
REFRESH = timedelta(hours=4)


@dataclass(frozen=True)
class Entry:
	"""A day, or an hour of it where `at` ("10:30") is given, and how long it lasts; `changed` is when the document
	last changed.
	"""

	uid: str
	summary: str
	day: date
	changed: datetime
	at: str | None = None
	lasts: timedelta = LENGTH


def calendar(entries: Iterable[Entry], title: str, zone: tzinfo) -> bytes:
	"""The file. Hours are those of `zone`, and written in UTC, so that no table of time zones goes along."""
	file = icalendar.Calendar()
	for key, value in (
		("prodid", PRODUCT),
		("version", "2.0"),
		("method", "PUBLISH"),
		("x-wr-calname", title),
	):
		file.add(key, value)
	file.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
	for entry in sorted(entries, key=lambda entry: (entry.day, entry.uid)):
		file.add_component(_event(entry, zone))
	return file.to_ical()


def _event(entry: Entry, zone: tzinfo) -> icalendar.Event:
	event = icalendar.Event()
	event.add("uid", entry.uid)
	event.add("summary", entry.summary)
	event.add("dtstamp", _utc(entry.changed, zone))
	if entry.at:
		start = datetime.combine(entry.day, time.fromisoformat(entry.at))
		event.add("dtstart", _utc(start, zone))
		event.add("dtend", _utc(start, zone) + entry.lasts)
	else:
		event.add("dtstart", entry.day)
		event.add("dtend", entry.day + timedelta(days=1))
		event.add("transp", "TRANSPARENT")
	return event


def _utc(moment: datetime, zone: tzinfo) -> datetime:
	return moment.replace(tzinfo=zone).astimezone(timezone.utc).replace(microsecond=0)
