"""E-mail: queued with the work, delivered once, tried again, never led astray by what a message holds."""

from __future__ import annotations

import email
import smtplib
from email import policy
from typing import Any

import pytest
from web_support import Client

import frappe
from banco.jobs.queue import retry
from banco.office import mail

pytest_plugins = ["web_support"]


class Server:
	"""Stands for smtplib's classes: keeps what it is given, or fails."""

	sent: list[Any]
	said: list[Any]
	fails: Exception | None

	def __init__(self, host: str, port: int, timeout: float, context: Any = None) -> None:
		Server.said.append((host, port, context is not None))

	def __enter__(self) -> Server:
		return self

	def __exit__(self, *_error: object) -> None:
		pass

	def starttls(self, context: Any) -> None:
		assert context.check_hostname
		self.said.append("tls")

	def login(self, user: str, password: str) -> None:
		self.said.append((user, password))

	def send_message(self, message: Any) -> None:
		if self.fails:
			raise self.fails
		self.sent.append(message)


@pytest.fixture
def server(ctx, monkeypatch: pytest.MonkeyPatch) -> type[Server]:
	Server.sent, Server.said, Server.fails = [], [], None
	monkeypatch.setattr(smtplib, "SMTP", Server)
	monkeypatch.setattr(smtplib, "SMTP_SSL", Server)
	monkeypatch.setattr(ctx.db, "commit", lambda: None)
	for key, value in {"mail_server": "mail.example.org", "mail_port": 25}.items():
		monkeypatch.setitem(ctx.conf, key, value)
	return Server


def queued() -> list[str]:
	return frappe.get_all("Email Queue", pluck="name", order_by="creation")


def send_all() -> None:
	for name in queued():
		mail.send(name)


def test_each_address_gets_a_message_of_its_own(ctx, server):
	frappe.sendmail(
		recipients=["a@example.org", "A b <b@example.org>"], cc="c@example.org", subject="Pratica – città",
		message="<p>Buon <b>giorno</b></p>", reply_to="ufficio@example.org", reference_doctype="User",
		reference_name="Guest", attachments=[{"fname": "è.txt", "fcontent": "testo"}],
	)  # fmt: skip
	assert frappe.db.count("RQ Job") == 3 and server.sent == []
	send_all()
	send_all()
	assert [one["To"] for one in server.sent] == ["a@example.org", "b@example.org", "c@example.org"]
	first = server.sent[0]
	assert (first["Subject"], first["Reply-To"]) == ("Pratica – città", "ufficio@example.org")
	assert first["From"] == f"noreply@{ctx.site.name}" and "Cc" not in first
	assert first.get_body(("plain",)).get_content().strip() == "Buon giorno"
	assert "<b>giorno</b>" in first.get_body(("html",)).get_content()
	assert [part.get_filename() for part in first.iter_attachments()] == ["è.txt"]
	assert set(frappe.get_all("Email Queue", pluck="status")) == {"Sent"}


@pytest.mark.parametrize("field", ["subject", "sender", "reply_to", "recipients", "cc", "bcc"])
@pytest.mark.parametrize("text", ["x@example.org\r\nBcc: spy@example.org", "x@example.org\nSubject: y"])
def test_no_field_adds_a_heading(ctx, field, text):
	given = {"recipients": "a@example.org", "subject": "s", "message": "m", field: text}
	with pytest.raises(frappe.ValidationError):
		frappe.sendmail(**given)
	assert queued() == []


def test_a_file_name_adds_no_heading(ctx):
	with pytest.raises(frappe.ValidationError):
		frappe.sendmail("a@example.org", attachments=[{"fname": "a\r\nX: y", "fcontent": ""}])


def test_a_body_adds_no_heading(ctx, server):
	frappe.sendmail("a@example.org", subject="s", message="\r\nBcc: spy@example.org\r\n\r\nx")
	send_all()
	assert server.sent[0]["Bcc"] is None and list(server.sent[0].keys()).count("To") == 1


def test_it_is_tried_again_and_given_up_when_refused(ctx, server):
	frappe.sendmail("a@example.org", subject="s")
	(name,) = queued()
	server.fails = ConnectionRefusedError("down")
	mail.flush()
	assert frappe.db.get_value("Email Queue", name, ["status", "retry"]) == ("Not Sent", 1)
	server.fails = smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no")})
	mail.flush()
	assert frappe.db.get_value("Email Queue", name, "status") == "Error"
	server.fails = None
	mail.flush()
	assert server.sent == []
	retry(name, "Email Queue")
	mail.flush()
	assert len(server.sent) == 1


def test_what_a_crash_interrupted_is_told_and_not_repeated(ctx, server):
	frappe.sendmail("a@example.org", subject="s")
	(name,) = queued()
	frappe.db.set_value("Email Queue", name, "status", "Sending", modified="2020-01-01 00:00:00")
	mail.flush()
	assert frappe.db.get_value("Email Queue", name, "status") == "Error" and server.sent == []


@pytest.mark.parametrize(
	("settings", "said"),
	[
		({"use_tls": 1, "mail_login": "u", "mail_password": "p"}, [("mail.example.org", 25, False), "tls", ("u", "p")]),
		({"use_ssl": 1, "mail_port": 465}, [("mail.example.org", 465, True)]),
	],
)  # fmt: skip
def test_the_servers_settings(ctx, server, monkeypatch, settings, said):
	for key, value in settings.items():
		monkeypatch.setitem(ctx.conf, key, value)
	frappe.sendmail("a@example.org", subject="s")
	send_all()
	assert server.said == said


def test_a_template_of_an_app(ctx, server, monkeypatch):
	monkeypatch.setattr(
		mail, "render_template", lambda path, args, is_path: f"{path} {args['name']} {is_path}"
	)
	frappe.sendmail("a@example.org", subject="s", template="welcome", args={"name": "Anna"})
	send_all()
	assert "templates/emails/welcome.html Anna True" in server.sent[0].get_body(("html",)).get_content()


def test_muted_nothing_is_queued(ctx, monkeypatch):
	monkeypatch.setitem(ctx.conf, "mute_emails", 1)
	frappe.sendmail("a@example.org", subject="s")
	assert queued() == []


def test_without_a_server_it_is_written_to_a_file(ctx, monkeypatch):
	monkeypatch.setattr(ctx.db, "commit", lambda: None)
	frappe.sendmail("a@example.org", subject="Ciao")
	(name,) = queued()
	mail.send(name)
	(file,) = (ctx.site.path / "mails").iterdir()
	message = email.message_from_bytes(file.read_bytes(), policy=policy.SMTP)
	assert (message["To"], message["Subject"]) == ("a@example.org", "Ciao")
	assert file.name in frappe.db.get_value("Email Queue", name, "error")
	file.unlink()


def test_the_queue_is_for_administrators_and_its_texts_for_nobody_else(
	admin: Client, reader: Client, served
) -> None:
	with served.context():
		frappe.sendmail("a@example.org", subject="s", message="canary")
	assert reader.get("/api/resource/Email Queue").status_code == 403
	row = {"doctype": "Email Queue", "status": "Not Sent", "message": "x", "sender": "a@example.org"}
	assert admin.post("/api/resource/Email Queue", json=row).status_code == 417
	asked = {"name": "x", "doctype": "Email Queue"}
	assert reader.post("/api/method/banco.jobs.queue.retry", json=asked).status_code == 403
	for method in ("frappe.sendmail", "banco.office.mail.sendmail", "banco.office.mail.send"):
		assert admin.post(f"/api/method/{method}", json={"recipients": "a@example.org"}).status_code == 403
