"""E-mail: written to the Email Queue with the work that sends it, delivered by a job, tried again later.

Site settings as on a bench: mail_server, mail_port, use_ssl, use_tls, mail_login, mail_password, auto_email_id,
mute_emails. Without a mail_server messages are written to the site's folder `mails`.
"""

import datetime
import smtplib
import ssl
from email import message_from_string, policy
from email.message import EmailMessage
from functools import partial
from html import unescape
from typing import Any

from banco.context import current
from banco.dates import now, now_datetime
from banco.document import get_doc, new_doc
from banco.jobs.queue import enqueue
from banco.messages import throw
from banco.office.templates import render_template
from banco.passwords import cipher
from banco.text import strip_html, validate_email_address
from banco.translate import _
from banco.types import _dict

_TAKE = "update `tabEmail Queue` set status = 'Sending', modified = ? where name = ? and status = 'Not Sent'"
TRIES = 50  # one every four minutes
SECONDS = 30
_LAYOUT = '<!doctype html><html lang="{0}"><body style="font-family: sans-serif">{1}</body></html>'


def sendmail(
	recipients: Any = (), sender: str = "", subject: str = "", message: str = "", **more: Any
) -> None:
	"""Put an HTML message into the queue, one for each address, so that none is told the others.

	`more`: `cc` and `bcc` (further addresses), `reply_to`, `template` (a file of an app's templates/emails, without
	".html") with its `args`, `attachments` [{fname, fcontent}], `reference_doctype` and `reference_name`, `secret` for
	a text that nobody shall read in the queue. Raises ValidationError for an address or a heading that is none.
	"""
	context, given = current(), _dict(more)
	if context.conf.mute_emails or context.flags.mute_emails:
		return
	mail = EmailMessage(policy=policy.SMTP)
	host = context.site.name
	mail["From"] = _heading(context.conf.auto_email_id or sender or f"noreply@{host}")
	mail["Reply-To"] = _heading(given.reply_to or sender or mail["From"])
	mail["Subject"] = _heading(subject or _("Message from {0}").format(host))
	html = message or given.content or ""
	if given.template:
		html = render_template(f"templates/emails/{given.template}.html", given.args, is_path=True)
	mail.set_content(unescape(strip_html(html)))
	mail.add_alternative(_LAYOUT.format(context.lang, html), subtype="html")
	for file in given.attachments or ():
		content = file["fcontent"]
		data = content.encode() if isinstance(content, str) else content
		mail.add_attachment(data, "application", "octet-stream", filename=_heading(file["fname"]))
	about = {"reference_doctype": given.reference_doctype, "reference_name": given.reference_name}
	for address in _addresses(recipients, given.cc, given.bcc):
		row = new_doc("Email Queue", sender=mail["From"], subject=mail["Subject"], **about)
		text = mail.as_string()
		row.message = cipher().encrypt(text.encode()).decode() if given.secret else text
		row.append("recipients", {"recipient": address})
		row.insert(ignore_permissions=True, ignore_links=True)
		if not context.flags.in_test:
			enqueue(send, "short", job_id=f"email::{row.name}", name=row.name)


def send(name: str) -> None:
	"""Deliver a message of the queue, unless that has been done or is being done."""
	db = current().db
	if not db.write(_TAKE, (now(), name)):
		return
	db.commit()  # told before it is done: after a crash nobody sends it twice
	row = get_doc("Email Queue", name)
	is_open = row.message.startswith("From:")
	text = row.message if is_open else cipher().decrypt(row.message.encode()).decode()
	mail = message_from_string(text, policy=policy.SMTP)
	mail["To"] = row.recipients[0].recipient
	try:
		found = {"status": "Sent", "error": deliver(mail, name)}
	except (OSError, smtplib.SMTPException) as error:
		lasting = isinstance(error, smtplib.SMTPRecipientsRefused) or row.retry >= TRIES
		found = {"status": "Error" if lasting else "Not Sent", "error": repr(error)[:500]}
		found["retry"] = row.retry + 1
	db.set_value("Email Queue", name, found)
	db.commit()


def deliver(mail: EmailMessage, name: str) -> str:
	"""Hand a message to the site's mail server; what there is to say about it. Raises OSError, SMTPException."""
	conf = current().conf
	if not conf.mail_server:
		file = current().site.path / "mails" / f"{name}.eml"
		file.parent.mkdir(exist_ok=True)
		file.write_bytes(mail.as_bytes())
		return _("Written to {0}: the site has no mail server.").format(f"mails/{file.name}")
	safe = ssl.create_default_context()
	connect = partial(smtplib.SMTP_SSL, context=safe) if conf.use_ssl else smtplib.SMTP
	with connect(conf.mail_server, int(conf.mail_port or 0), timeout=SECONDS) as server:
		if conf.use_tls and not conf.use_ssl:
			server.starttls(context=safe)
		if conf.mail_login:
			server.login(conf.mail_login, conf.mail_password)
		server.send_message(mail)
	return ""


def flush() -> None:
	"""Try again what could not be sent; what a crash interrupted is told, not repeated."""
	db = current().db
	before = {"modified": ["<", now_datetime() - datetime.timedelta(minutes=15)]}
	unsure = {"status": "Error", "error": _("Interrupted: nobody knows whether it was sent.")}
	db.set_value("Email Queue", {"status": "Sending", **before}, unsure)
	for name in db.get_values("Email Queue", {"status": "Not Sent"}, pluck="name"):
		send(name)


def _addresses(*lists: Any) -> list[str]:
	text = ", ".join(item if isinstance(item, str) else ", ".join(item) for item in lists if item)
	return list(dict.fromkeys(filter(None, validate_email_address(text, throw=True).split(", "))))


def _heading(text: Any) -> str:
	if not str(text).isprintable():
		throw(_("A heading of an e-mail is one line: {0}").format(ascii(text)[:140]))
	return str(text)
