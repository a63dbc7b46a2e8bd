"""How much each contact point does, in figures alone: for those who read no names and no requests (VA-02)."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint
from sostegno_abitare import reporting
from sostegno_abitare.community.report.front_office_contacts.front_office_contacts import whole_days

# Channel of a contact, status of an appointment, state of a request -> column.
CHANNELS = {
	"At the Desk": "at_the_desk",
	"Phone": "by_phone",
	"On Call in the Municipality": "on_call",
	"E-mail or Message": "by_message",
	"At Home": "at_home",
}
APPOINTMENTS = {"Took Place": "held", "Missed": "missed", "Scheduled": "scheduled"}
REQUESTS = {"Solved": "solved", "Not Solved": "not_solved"}
FIGURES = (
	"contacts",
	*CHANNELS.values(),
	"hours",
	*APPOINTMENTS.values(),
	"requests",
	*REQUESTS.values(),
)


def execute(filters: dict[str, Any] | None = None) -> tuple[Any, ...]:
	"""Columns, a row for each contact point that the reader sees, chart and summary."""
	filters = frappe._dict(filters or {})
	asked = reporting.chosen(filters, "agreement", "municipality")
	points = reporting.every("Contact Point", ["name", "municipality", "kind"], asked)
	names = [point["name"] for point in points]
	moments, days = whole_days(filters), reporting.between(filters)
	rows = by_point(
		points,
		_of(names, "Front Office Contact", ["channel", "minutes"], "contact_on", moments),
		_of(names, "Front Office Appointment", ["status"], "starts_on", moments),
		_of(names, "Help Request", ["workflow_state"], "opened_on", days),
	)
	for row in rows:
		row["kind"] = _(row["kind"])
	return columns(), rows, None, chart(rows), summary(rows)


def _of(points: list[str], doctype: str, fields: list[str], when: str, days: list[Any] | None) -> list[Any]:
	"""What was done at the points in sight, without regard to the rights on it: it is counted, and no more."""
	asked: dict[str, Any] = {"contact_point": ["in", points or [""]]}
	if days:
		asked[when] = days
	return frappe.get_all(doctype, filters=asked, fields=["contact_point", *fields])


def columns() -> list[dict[str, Any]]:
	"""The columns, in the reader's language."""
	labels = {
		"contacts": _("Contacts"),
		"at_the_desk": _("At the Desk"),
		"by_phone": _("Phone"),
		"on_call": _("On Call"),
		"by_message": _("E-mail or Message"),
		"at_home": _("At Home"),
		"held": _("Appointments Held"),
		"missed": _("Appointments Missed"),
		"scheduled": _("Appointments Ahead"),
		"requests": _("Requests Opened"),
		"solved": _("Requests Solved"),
		"not_solved": _("Requests Not Solved"),
	}
	figures = [
		reporting.column("hours", _("Hours"), "Float", 80, precision=1)
		if name == "hours"
		else reporting.column(name, labels[name], "Int", 110)
		for name in FIGURES
	]
	return [
		reporting.link("contact_point", _("Contact Point"), "Contact Point", 240),
		reporting.link("municipality", _("Municipality"), "Municipality", 140),
		reporting.column("kind", _("Kind"), width=120),
		*figures,
	]


def by_point(
	points: Iterable[Any], contacts: Iterable[Any], appointments: Iterable[Any], requests: Iterable[Any]
) -> list[dict[str, Any]]:
	"""A row for each point with its figures; points where nothing was done have zeros."""
	counted: dict[str, Counter[str]] = defaultdict(Counter)
	minutes: Counter[str] = Counter()
	for row in contacts:
		counted[row["contact_point"]].update(("contacts", CHANNELS[row["channel"]]))
		minutes[row["contact_point"]] += cint(row["minutes"])
	for row in appointments:
		if row["status"] in APPOINTMENTS:
			counted[row["contact_point"]][APPOINTMENTS[row["status"]]] += 1
	for row in requests:
		counted[row["contact_point"]]["requests"] += 1
		if row["workflow_state"] in REQUESTS:
			counted[row["contact_point"]][REQUESTS[row["workflow_state"]]] += 1
	return [
		{
			"contact_point": point["name"],
			"municipality": point["municipality"],
			"kind": point["kind"],
			**{name: counted[point["name"]][name] for name in FIGURES},
			"hours": round(minutes[point["name"]] / 60, 1),
		}
		for point in points
	]


def chart(rows: reporting.Rows) -> dict[str, Any] | None:
	"""Contacts by point."""
	labels = [row["contact_point"] for row in rows]
	return reporting.bars(labels, (_("Contacts"), [row["contacts"] for row in rows]))


def summary(rows: reporting.Rows) -> list[dict[str, Any]]:
	"""The figures above the rows."""

	def total(name: str) -> Any:
		return sum(row[name] for row in rows)

	return [
		reporting.figure(_("Contacts"), total("contacts")),
		reporting.figure(_("On Call in the Municipalities"), total("on_call")),
		reporting.figure(_("Hours"), round(total("hours"), 1), datatype="Float"),
		reporting.figure(_("Appointments Held"), total("held")),
		reporting.figure(_("Requests Opened"), total("requests")),
		reporting.figure(_("Requests Solved"), total("solved"), "Green"),
	]
