"""Notices by rule: to whom, when, in which words - and what they never tell."""

from __future__ import annotations

from typing import Any

import pytest
from tests_support import user
from web_support import KEEPER, READER, Client

import frappe
from banco.office import notify

pytest_plugins = ["web_support"]


@pytest.fixture
def clean(served, monkeypatch: pytest.MonkeyPatch) -> Any:
	"""A context on the served site, undone after the test."""
	with served.context(lang="en") as context:
		monkeypatch.setattr(context.db, "commit", lambda: None)
		yield context
		context.db.rollback()
	served.cache.clear()


def rule(**values: Any) -> Any:
	made = {
		"doctype": "Notification", "name": values.pop("name", "Rule"), "document_type": "Book", "event": "New",
		"subject": "New: {{ doc.title }}", "message": "<p>{{ doc.title }}</p>", "channel": "System Notification",
		"recipients": [{"receiver_by_document_field": "owner_of_copy"}],
	}  # fmt: skip
	return frappe.get_doc({**made, **values}).insert()


def book(**values: Any) -> Any:
	return frappe.get_doc({"doctype": "Book", "title": "Emma", "owner_of_copy": READER, **values}).insert()


def told(**filters: Any) -> list[tuple[str, str]]:
	rows = frappe.get_all(
		"Notification Log", fields=["for_user", "subject"], filters=filters, order_by="creation"
	)
	return [(row.for_user, row.subject) for row in rows]


def mails() -> list[str]:
	return frappe.get_all("Email Queue Recipient", pluck="recipient", order_by="creation")


# -- when


@pytest.mark.parametrize(
	("event", "expected"),
	[("New", 1), ("Save", 3), ("Submit", 1), ("Cancel", 1), ("Value Change", 1)],
)
def test_each_event_at_its_time(clean, event, expected):
	rule(event=event, value_changed="kind" if event == "Value Change" else None)
	doc = book()
	doc.kind = "Poem"
	doc.save()
	doc.submit()
	doc.cancel()
	assert len(told()) == expected


def test_a_condition_decides_and_disabled_rules_rest(clean):
	rule(condition="doc.kind == 'Poem'")
	rule(name="Off", enabled=0)
	book()
	assert told() == []
	book(kind="Poem")
	assert told() == [(READER, "New: Emma")]


@pytest.mark.parametrize(("event", "days", "distance"), [("Days Before", 3, 3), ("Days After", 2, -2)])
def test_days_around_a_date_once_and_not_missed(clean, event, days, distance):
	today = frappe.utils.getdate()
	made = rule(event=event, date_changed="bought", days_in_advance=days)
	for shift in (distance - 2, distance - 1, distance, distance + 1):
		book(title=str(shift), bought=frappe.utils.add_days(today, shift))
	notify.send_daily()
	notify.send_daily()
	assert [subject for _user, subject in told()] == [f"New: {distance}"]
	# The server was off for two days: what was due on them is told now.
	frappe.db.set_value("Notification", made.name, "done_until", frappe.utils.add_days(today, -3))
	notify.send_daily()
	expected = [distance, *sorted((distance - 2, distance - 1, distance))]
	assert sorted(subject for _user, subject in told()) == sorted(f"New: {shift}" for shift in expected)


# -- to whom


def test_users_by_field_role_address_and_assignment_each_once(clean):
	user("off@example.org", ["Reader"], enabled=0)
	rule(
		event="Save", channel="Email", send_to_all_assignees=1,
		recipients=[
			{"receiver_by_document_field": "owner_of_copy"},
			{"receiver_by_role": "Reader"},
			{"cc": f"{KEEPER}, outside@example.com"},
			{"receiver_by_role": "Keeper", "condition": "doc.kind == 'Poem'"},
		],
	)  # fmt: skip
	book()
	assert mails() == [READER, KEEPER] and told() == []


def test_users_named_in_the_rows_of_a_table(clean):
	row = frappe._dict(receiver_by_document_field="reader,loans")
	loans = [frappe._dict(reader=name) for name in (READER, None, "gone@example.org", KEEPER)]
	made = frappe._dict(recipients=[row])
	assert notify.recipients(made, frappe._dict(loans=loans)) == [(READER, READER), (KEEPER, KEEPER)]
	assert notify.recipients(made, frappe._dict()) == []


def test_who_may_not_read_the_document_gets_nothing(clean):
	user("nobody@example.org")
	rule(channel="Email", send_system_notification=1)
	book(owner_of_copy="nobody@example.org")
	assert (mails(), told()) == ([], [])
	frappe.get_doc(
		{"doctype": "User Permission", "user": READER, "allow": "Book", "for_value": "BOOK-9999"}
	).insert(ignore_links=True)
	book()
	assert (mails(), told()) == ([], [])


def test_each_reads_what_they_may_see(clean):
	rule(
		channel="Email", message="{{ doc.secret }}|{{ doc.title }}", send_system_notification=1,
		recipients=[{"receiver_by_role": "Reader"}, {"receiver_by_role": "Keeper"}],
	)  # fmt: skip
	book(secret="canary")
	for queued in frappe.get_all("Email Queue", pluck="name"):
		found = frappe.get_doc("Email Queue", queued)
		assert ("canary" in found.message) == (found.recipients[0].recipient == KEEPER)
	contents = frappe.get_all("Notification Log", fields=["for_user", "email_content"])
	assert {row.for_user for row in contents if "canary" in row.email_content} == {KEEPER}


def test_in_the_language_of_who_reads(clean):
	frappe.db.set_value("User", KEEPER, "language", "it")
	rule(
		subject="{{ _('Open') }}", recipients=[{"receiver_by_role": "Reader"}, {"receiver_by_role": "Keeper"}]
	)
	book()
	assert sorted(told()) == [(READER, "Open"), (KEEPER, "Aperto")]
	assert clean.lang == "en" and clean.user == "Administrator"


# -- what a rule cannot do


def test_values_are_shown_and_never_run(clean):
	rule(channel="Email", send_system_notification=1)
	book(title="{{ 7919*7907 }} <script>x</script>")
	assert told() == [(READER, "New: {{ 7919*7907 }} <script>x</script>")]
	(found,) = frappe.get_all("Email Queue", pluck="message")
	page = found.partition("text/html")[2]
	assert "&lt;script&gt;" in page and "<script>" not in page and "62615533" not in found


def test_a_line_break_in_a_value_adds_no_heading(clean):
	rule(channel="Email")
	book(title="a\r\nBcc: spy@example.org")
	(subject,) = frappe.get_all("Email Queue", pluck="subject")
	assert subject == "New: a Bcc: spy@example.org"


@pytest.mark.parametrize(
	"template",
	[
		"{{ doc.nothing.more }}",
		"{{ ''.__class__.__mro__ }}",
		"{% for x in range(10**9) %}x{% endfor %}",
		"{{ frappe.db.sql('delete from `tabBook`') }}",
		"{{ doc.delete() }}",
		"{% unfinished",
	],
)
def test_a_broken_rule_stops_no_save_and_is_told(clean, template):
	made = rule()
	frappe.db.set_value("Notification", made.name, "message", template)
	clean.memo.clear()
	clean.site.cache.clear()
	doc = book()
	assert frappe.db.exists("Book", doc.name) and clean.message_log == []
	assert {person for person, _subject in told()} == {"Administrator"}
	book()
	assert len(told()) == 1  # said once, until it is read
	assert frappe.db.count("Error Log") == 2


@pytest.mark.parametrize(
	"wrong",
	[
		{"condition": "import os"},
		{"condition": "doc.__class__"},
		{"event": "Value Change", "value_changed": "nonsense"},
		{"event": "Days Before", "date_changed": "title"},
	],
)
def test_what_cannot_work_is_refused(clean, wrong):
	with pytest.raises(frappe.ValidationError):
		rule(**wrong)


def test_a_rule_that_cannot_find_its_documents_keeps_no_other_from_its_day(clean):
	first = rule(name="A", event="Days Before", date_changed="bought")
	rule(name="B", event="Days Before", date_changed="bought")
	rule(name="C", event="Days Before", date_changed="bought", condition="doc.kind == 'None'")
	book(bought=frappe.utils.getdate())
	frappe.db.set_value("Notification", first.name, "date_changed", "gone")
	notify.send_daily()
	assert sorted(told()) == [
		("Administrator", "The notification A failed: see the Error Log."), (READER, "New: Emma"),
	]  # fmt: skip


def test_a_rule_about_notices_does_not_run_in_circles(clean):
	rule(document_type="Notification Log", recipients=[{"receiver_by_role": "Reader"}], subject="x")
	rule(name="Other")
	book()
	assert told() == [(READER, "New: Emma")]


# -- over HTTP


def test_a_notice_is_its_readers_own(served, reader: Client, keeper: Client) -> None:
	with served.context():
		rule(name="Own")
		book()
	(mine,) = reader.get("/api/resource/Notification Log").json()["data"]
	assert keeper.get("/api/resource/Notification Log").json()["data"] == []
	address = f"/api/resource/Notification Log/{mine['name']}"
	assert keeper.get(address).status_code == 403
	assert keeper.put(address, json={"read": 1}).status_code == 403
	assert reader.put(address, json={"read": 1}).status_code == 200
	made = {"subject": "x", "for_user": KEEPER}
	assert reader.post("/api/resource/Notification Log", json=made).status_code == 403
	assert reader.put(address, json={"owner": KEEPER, "for_user": KEEPER}).status_code == 403
	assert keeper.get("/api/resource/Notification Log").json()["data"] == []
	with served.context():
		frappe.delete_doc("Notification", "Own")


def test_an_administrator_sees_what_a_rule_would_say(served, admin: Client, reader: Client) -> None:
	with served.context():
		made = rule(name="Shown").as_dict(convert_dates_to_str=True)
		name = book(title="Vita & morte").name
	asked = {"dt": "Notification", "dn": "Shown", "method": "preview", "args": {"docname": name}}
	found = admin.post("/api/method/run_doc_method", json=asked).json()["message"]
	assert found == {"subject": "New: Vita & morte", "message": "<p>Vita &amp; morte</p>", "to": [READER]}
	assert reader.post("/api/method/run_doc_method", json=asked).status_code == 403
	with served.context():
		frappe.delete_doc("Notification", made.name)
