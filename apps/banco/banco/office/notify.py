"""Notices by rule: what a Notification says happens to a document is told to those who may read the document.

A text is made once for each recipient, in their language and from the document as they may see it.
"""

import datetime
import html
import json
from collections.abc import Callable
from functools import partial
from typing import Any

from banco.context import current
from banco.dates import getdate
from banco.document import get_doc, new_doc
from banco.errorlog import log_error
from banco.meta.definitions import recall
from banco.office.mail import sendmail
from banco.office.templates import render
from banco.permissions import has_permission
from banco.realtime import publish_realtime
from banco.sandbox import safe_eval
from banco.text import split_emails, strip_html
from banco.translate import _, set_user_language

# What telling writes is not told in turn.
_NEVER = ("Notification Log", "Email Queue", "RQ Job", "Error Log")
LONGEST_CATCH_UP = datetime.timedelta(days=7)
_MEMBERS = "select parent from `tabHas Role` where role = ? and parenttype = 'User' order by parent"
_USERS = (
	"select name, email from `tabUser` where enabled = 1 and (name in ({0}) or email in ({0})) order by name"
)
_HAPPENED = {"save": "Save", "submit": "Save Submit", "cancel": "Cancel", "update_after_submit": "Save"}


def after_change(doc: Any, action: str) -> None:
	"""Send what the rules of a document's type ask for after a change; a rule that fails stops nothing."""
	if current().site.streams:
		stored = {"doctype": doc.doctype, "name": str(doc.name), "user": current().user}
		publish_realtime("doc_update", stored, doctype=doc.doctype, docname=doc.name, after_commit=True)
	is_new, happened = doc._before is None, _HAPPENED[action].split()
	for rule in recall("notifications", doc.doctype, _rules):
		changed = rule.event == "Value Change" and not is_new and doc.has_value_changed(rule.value_changed)
		if changed or rule.event in happened or (is_new and rule.event == "New"):
			_guarded(rule, partial(_send, rule, doc))


def send_daily() -> None:
	"""Send what is due so many days before or after a date, and was not looked at yet; each rule by itself."""
	db = current().db
	for name in db.get_values("Notification", {"enabled": 1, "event": ["like", "Days%"]}, pluck="name"):
		rule = get_doc("Notification", name)
		_guarded(rule, partial(_send_due, rule, getdate()), "rule")
		db.commit()


def _send_due(rule: Any, today: datetime.date) -> None:
	first = max(rule.done_until or today - datetime.timedelta(1), today - LONGEST_CATCH_UP)
	shift = datetime.timedelta(rule.days_in_advance * (1 if rule.event == "Days Before" else -1) + 1)
	due = [[rule.date_changed, ">=", first + shift], [rule.date_changed, "<", today + shift]]
	for found in current().db.get_values(rule.document_type, due, pluck="name"):
		_guarded(rule, partial(_send, rule, get_doc(rule.document_type, found)))
	current().db.set_value("Notification", rule.name, "done_until", today, update_modified=False)


def tell(user: str, subject: str, message: str, doc: Any, kind: str = "Alert") -> None:
	"""Put a notice into a user's bell, theirs to read and to mark; from whoever is at work."""
	context = current()
	about = {"document_type": doc.doctype, "document_name": str(doc.name)}
	log = new_doc("Notification Log", subject=subject, email_content=message, type=kind, **about)
	log.update({"for_user": user, "from_user": context.user})
	with context.acting_as(user):
		log.insert(ignore_permissions=True, ignore_links=True)
	publish_realtime("notification", {"subject": subject, **about}, user=user, after_commit=True)


def text_for(rule: Any, doc: Any) -> tuple[str, str]:
	"""Subject and message (HTML) as the user at work may see them."""
	seen = get_doc(doc.as_dict())
	seen.apply_fieldlevel_read_permissions()
	subject = " ".join(html.unescape(strip_html(render(rule.subject, {"doc": seen}))).split())
	message = render(rule.message or "", {"doc": seen})
	return subject, message if rule.message_type == "HTML" else message.replace("\n", "<br>")


def recipients(rule: Any, doc: Any) -> list[tuple[str, str]]:
	"""(user, address) of those whom a rule names, as far as they are users who may log in."""
	db, named = current().db, json.loads(doc.get("_assign") or "[]") if rule.send_to_all_assignees else []
	for row in rule.recipients:
		if not row.condition or _holds(row.condition, doc):
			field, _comma, table = (row.receiver_by_document_field or "").partition(",")
			named += [part.get(field) for part in (doc.get(table) or () if table else (doc,))]
			named += [member for (member,) in db.fetch(_MEMBERS, (row.receiver_by_role,))]
			named += split_emails(f"{row.cc or ''},{row.bcc or ''}")
	wanted = list(dict.fromkeys(filter(None, named)))
	return db.fetch(_USERS.format(", ".join("?" * len(wanted))), (*wanted, *wanted))


def _guarded(rule: Any, work: Callable[[], None], point: str = "notice") -> None:
	"""Undo work that fails, and tell the administrators, each once until they have read it."""
	context = current()
	said = len(context.message_log)
	context.db.savepoint(point)
	try:
		work()
	except Exception:
		context.db.rollback(save_point=point)
		del context.message_log[said:]
		log_error(f"Notification {rule.name}")
		subject = _("The notification {0} failed: see the Error Log.").format(rule.name)
		for (member,) in context.db.fetch(_MEMBERS, ("System Manager",)):
			if not context.db.exists("Notification Log", {"for_user": member, "subject": subject, "read": 0}):
				tell(member, subject, "", rule)
	context.db.release_savepoint(point)


def _send(rule: Any, doc: Any) -> None:
	about = {"reference_doctype": doc.doctype, "reference_name": str(doc.name)}
	if rule.condition and not _holds(rule.condition, doc):
		return
	for user, address in recipients(rule, doc):
		with current().acting_as(user, set_user_language(user)):
			text = text_for(rule, doc) if has_permission(doc.doctype, "read", doc) else None
		if text and rule.channel == "Email":
			sendmail([address], subject=text[0], message=text[1], **about)
		if text and (rule.channel != "Email" or rule.send_system_notification):
			tell(user, *text, doc)


def _holds(condition: str, doc: Any) -> bool:
	return bool(safe_eval(condition, None, {"doc": doc.as_dict()}))


def _rules(doctype: str) -> tuple[Any, ...]:
	db = current().db
	if doctype in _NEVER or not db.table_exists("Notification"):
		return ()
	names = db.get_values("Notification", {"document_type": doctype, "enabled": 1}, pluck="name")
	return tuple(get_doc("Notification", name) for name in names)
