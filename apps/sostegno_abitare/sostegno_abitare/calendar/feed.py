"""The address of a user's calendar: made, kept as a hash, and answered with what that user may see now."""

import hmac
import secrets
from datetime import tzinfo
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import frappe
from frappe import _
from frappe.utils import add_days, get_datetime, getdate, now_datetime
from sostegno_abitare import reporting
from sostegno_abitare.access import read_log
from sostegno_abitare.community.doctype.room_booking.room_booking import TAKES_THE_ROOM
from sostegno_abitare.housing import deadlines
from sostegno_abitare.housing.occupation import INSIDE
from sostegno_abitare.intake.report.eviction_deadlines.eviction_deadlines import ENDED
from sostegno_abitare.social_support.report.pei_reviews_due.pei_reviews_due import RUNNING

from .events import Entry, calendar
from .tries import Tries

METHOD = "sostegno_abitare.calendar.feed.get"
PAST, AHEAD = 90, 400  # days
FIELDS = [
	"name",
	"user",
	"enabled",
	"token_hash",
	"sessions",
	"evictions",
	"reviews",
	"exits",
	"leases",
	"appointments",
]
NO_HASH = sha256(b"").hexdigest()
ROME = "Europe/Rome"

_tries = Tries(limit=20, seconds=600)


class NotYourFeedError(frappe.PermissionError):
	"""The address of somebody else's calendar."""


class NoSuchFeedError(frappe.DoesNotExistError):
	"""No calendar at this address: never made, revoked, or of a user who may not log in any more."""


class TooManyTriesError(frappe.ValidationError):
	"""Too many wrong addresses from one place."""

	http_status_code = 429


@frappe.whitelist(methods=["POST"])
def new_address(feed: str) -> str:
	"""Makes the address of the user's own calendar, and gives it this once: its secret is stored as a hash. The
	former address ends. Raises NotYourFeedError.
	"""
	doc = frappe.get_doc("Calendar Feed", feed)
	doc.check_permission("write")
	if doc.user != frappe.session.user:
		frappe.throw(_("Only its user makes the address of a calendar"), NotYourFeedError)
	secret = secrets.token_urlsafe(32)
	doc.token_hash, doc.address_made_on = hashed(secret), now_datetime()
	doc.flags.new_address = True
	doc.save()
	return f"/api/method/{METHOD}?feed={doc.name}&token={secret}"


@frappe.whitelist(allow_guest=True, methods=["GET"])
def get(feed: str, token: str) -> None:
	"""The calendar as text/calendar, for who knows its address. Raises NoSuchFeedError, TooManyTriesError.

	What is in it is asked with the rights that its user has at this moment.
	"""
	place = str(getattr(frappe.local, "request_ip", "") or "")
	if _tries.exhausted(place):
		frappe.throw(_("Too many failed tries: try again later"), TooManyTriesError)
	row = _matching(feed, token)
	if not row:
		_tries.fail(place)
		frappe.throw(_("There is no such calendar"), NoSuchFeedError)
	content = _content_for(row)
	frappe.local.response.update(
		{
			"type": "download",
			"filename": "sostegno-abitare.ics",
			"filecontent": content,
			"content_type": "text/calendar; charset=utf-8",
		}
	)


def hashed(secret: str) -> str:
	"""What is stored of a secret. It is random and long, so that a fast hash is enough."""
	return sha256(secret.encode()).hexdigest()


def entries(row: dict[str, Any]) -> list[Entry]:
	"""The days that the running user sees, of the kinds that the feed asks for."""
	first, last = str(add_days(getdate(), -PAST)), str(add_days(getdate(), AHEAD))
	period = ["between", [first, last]]
	found: list[Entry] = []
	if row["sessions"]:
		found += _days(
			"Commission Session",
			"session_date",
			{"docstatus": ["<", 2], "session_date": period},
			_("Commission: session {0}"),
			at="start_time",
		)
	if row["evictions"]:
		asked = {"workflow_state": ["not in", ENDED], "execution_date": period}
		found += _days("Referral", "execution_date", asked, _("Eviction: case {0}"))
	if row["reviews"]:
		asked = {"workflow_state": ["in", RUNNING], "review_date": period}
		found += _days("PEI", "review_date", asked, _("Review: project {0}"))
	if row.get("exits"):
		asked = {"workflow_state": ["in", INSIDE], "ends_on": period}
		found += _days("Stay", "ends_on", asked, _("End of stay {0}"))
	if row.get("leases"):
		found += _of_contracts(first, last)
	if row.get("appointments"):
		own = {"operator": row["user"], "status": "Scheduled", "starts_on": period}
		found += _hours("Front Office Appointment", "contact_point", own, _("Appointment {0}, {1}"))
		own = {"booked_by": row["user"], "workflow_state": ["in", TAKES_THE_ROOM], "starts_on": period}
		found += _hours("Room Booking", "room", own, _("Room booking {0}, {1}"))
	return found


def _of_contracts(first: str, last: str) -> list[Entry]:
	"""Registration, notice and end of the contracts in force, by number alone."""
	summaries = {
		deadlines.REGISTRATION: _("Register contract {0}"),
		deadlines.NOTICE: _("Notice of contract {0}"),
		deadlines.END: _("End of contract {0}"),
	}
	return [
		Entry(
			uid=f"{frappe.scrub(found.kind)}-{found.row['name']}@sostegno-abitare",
			summary=summaries[found.kind].format(found.row["name"]),
			day=found.day,
			changed=get_datetime(found.row["modified"]),
		)
		for found in deadlines.within(getdate(first), getdate(last))
	]


def _hours(doctype: str, where: str, asked: dict[str, Any], summary: str) -> list[Entry]:
	"""Hours of one's own, by code and place: who is expected stays in the system."""
	rows = reporting.every(doctype, ["name", "modified", "starts_on", "ends_on", where], asked)
	return [
		Entry(
			uid=_uid(doctype, row.name),
			summary=summary.format(row.name, row[where]),
			day=getdate(row.starts_on),
			changed=get_datetime(row.modified),
			at=f"{get_datetime(row.starts_on):%H:%M}",
			lasts=get_datetime(row.ends_on) - get_datetime(row.starts_on),
		)
		for row in rows
	]


def _uid(doctype: str, name: str) -> str:
	return f"{frappe.scrub(doctype)}-{name}@sostegno-abitare"


def _days(
	doctype: str, field: str, asked: dict[str, Any], summary: str, at: str | None = None
) -> list[Entry]:
	rows = reporting.every(doctype, ["name", "modified", field, *([at] if at else [])], asked)
	return [
		Entry(
			uid=_uid(doctype, row.name),
			summary=summary.format(row.name),
			day=reporting.day_of(row[field]) or getdate(),
			changed=get_datetime(row.modified),
			at=row.get(at) if at else None,
		)
		for row in rows
	]


def _matching(feed: str, token: str) -> dict[str, Any] | None:
	row = frappe.db.get_value("Calendar Feed", {"name": feed}, FIELDS, as_dict=True) if feed else None
	enabled = bool(row and row.enabled and frappe.db.get_value("User", row.user, "enabled"))
	stored = (row.token_hash if row else None) or NO_HASH
	# Compared whatever was found, in constant time; the hash of nothing opens nothing.
	same = hmac.compare_digest(hashed(token or ""), stored) and stored != NO_HASH
	return row if same and enabled else None


def _content_for(row: Any) -> bytes:
	"""The file, made as its user: whatever the user lost since is not in it."""
	before = frappe.session.user
	frappe.set_user(row.user)
	try:
		frappe.local.lang = frappe.db.get_value("User", row.user, "language") or _site_language()
		_note(row)
		return calendar(entries(row), _("Housing support: deadlines"), _zone())
	finally:
		frappe.set_user(before)


def _note(row: Any) -> None:
	"""One line a day in the log of reads (R51): a calendar asks every few minutes."""
	noted = {"case_doctype": "Calendar Feed", "case_name": row.name, "read_at": [">=", str(getdate())]}
	if not frappe.db.exists("Case Read Log", noted):
		read_log.note("Calendar Feed", row.name, "calendar", row.user)


def _site_language() -> str:
	return frappe.db.get_single_value("System Settings", "language") or "it"


def _zone() -> tzinfo:
	return ZoneInfo(frappe.db.get_single_value("System Settings", "time_zone") or ROME)
