"""Prints: what stands on them, for whom, and what a hostile document makes of them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Semaphore, Thread
from typing import Any

import pytest
from pypdf import PdfReader
from web_support import Client, text_of

import frappe
from banco.errors import TooManyRequestsError
from banco.office.printing import pages, pdf
from banco.site import Site
from banco.web.app import READERS

pytest_plugins = ["web_support"]

PRINTVIEW = "frappe.www.printview.get_html_and_style"
HOSTILE = ("{{7*7}}", "{{frappe.db.sql('select 1')}}", "<img src=x onerror=window.__x=1>", "{% for a in b %}")


@pytest.fixture(scope="module", autouse=True)
def _may_print(served: Site) -> None:
	with served.context(user="Administrator", write=True):
		book = frappe.get_doc("DocType", "Book")
		for row in book.permissions:
			row.set("print", 0 if row.permlevel else 1)
		book.save()


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
	"""The address of a server on this machine, and the paths that it was asked for."""
	asked: list[str] = []

	class Handler(BaseHTTPRequestHandler):
		def do_GET(self) -> None:
			asked.append(self.path)
			self.send_error(404)

		def log_message(self, *_args: Any) -> None:
			pass

	server = HTTPServer(("127.0.0.1", 0), Handler)
	Thread(target=server.serve_forever, daemon=True).start()
	yield f"http://127.0.0.1:{server.server_port}", asked
	server.shutdown()


def book(client: Client, **values: Any) -> str:
	reply = client.post("/api/resource/Book", json={"title": "Il nome", **values})
	return str(reply.json()["data"]["name"])


def shown(client: Client, name: str, **more: Any) -> str:
	reply = client.call(PRINTVIEW, doc="Book", name=name, **more)
	assert reply.status_code == 200, reply.text
	return str(reply.json()["message"]["html"])


def pdf_text(content: bytes) -> str:
	return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def print_format(admin: Client, name: str, html: str, **more: Any) -> None:
	values = {"doctype": "Print Format", "name": name, "doc_type": "Book", "html": html, **more}
	reply = admin.post("/api/resource/Print Format", json=values)
	assert reply.status_code == 200, reply.text


def test_the_standard_layout_shows_what_is_filled_in(admin: Client, reader: Client) -> None:
	name = book(
		admin,
		price=1234.5,
		bought="2026-01-31",
		pages=[{"heading": "Uno", "length": 3}],
		owner_of_copy="Administrator",
	)
	html = shown(reader, name, _lang="it")
	for text in ("Il nome", "1.234,50", "31/01/2026", "Uno", name, "Bozza"):
		assert text in html
	assert "Secret" not in html
	assert "Kind" in html and "Novel" in html


def test_a_pdf_is_tagged_titled_and_noted(admin: Client, reader: Client) -> None:
	name = book(admin, price=10)
	reply = reader.get(
		"/api/method/frappe.utils.print_format.download_pdf", params={"doctype": "Book", "name": name}
	)
	assert (reply.status_code, reply.headers["content-type"]) == (200, "application/pdf")
	assert reply.headers["content-disposition"].startswith("inline")
	made = PdfReader(io.BytesIO(reply.content))
	assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
	assert made.metadata and made.metadata.title == f"Book {name}"
	assert "Page 1 of 1" in pdf_text(reply.content)
	rows = admin.get(
		"/api/resource/Access Log",
		params={
			"filters": json.dumps({"reference_document": name}),
			"fields": '["user","file_type","method"]',
		},
	).json()["data"]
	assert rows == [{"user": "anna@example.org", "file_type": "PDF", "method": "Print"}]


def test_several_documents_make_one_pdf(admin: Client, reader: Client) -> None:
	names = [book(admin, title=title) for title in ("Primo", "Secondo")]
	method = "frappe.utils.print_format.download_multi_pdf"
	reply = reader.call(method, doctype="Book", name=json.dumps(names))
	made = PdfReader(io.BytesIO(reply.content))
	assert ["Primo" in made.pages[0].extract_text(), "Secondo" in made.pages[1].extract_text()] == [
		True,
		True,
	]
	assert reader.call(method, doctype="Book", name="[]").status_code == 417
	assert reader.call(method, doctype="Book", name=json.dumps([names[0], "none"])).status_code == 404


def test_the_styles_of_a_format_stand_once_on_the_page(admin: Client, served: Site) -> None:
	names = [book(admin) for _each in range(3)]
	html = "<style>.mine { color: red }</style><p class='mine'>{{ doc.name }}</p>"
	with served.context(user="Administrator", write=True):
		form = frappe.get_doc(doctype="Print Format", name="Styled", doc_type="Book", html=html).insert()
		page = pages._page([frappe.get_doc("Book", name) for name in names], str(form.name), None, 1)
		form.delete()
	head, _end, body = page.partition("</head>")
	assert head.count(".mine {") == 1 and "<style" not in body and body.count("class='mine'") == 3


def test_a_print_needs_the_print_right(admin: Client, reader: Client, guest: Client, served: Site) -> None:
	name = book(admin)
	for client, doctype, document, status in (
		(guest, "Book", name, 403),
		(reader, "User", "Administrator", 403),
		(reader, "Book", "BOOK-9999", 404),
	):
		arguments = {"doctype": doctype, "name": document}
		assert client.call(PRINTVIEW, doc=doctype, name=document).status_code == status
		assert client.get("/printview", params=arguments).status_code == status
		path = "/api/method/frappe.utils.print_format.download_pdf"
		assert client.get(path, params=arguments).status_code == status
	with served.context(user="Administrator", write=True):
		only = {
			"doctype": "User Permission",
			"user": "anna@example.org",
			"allow": "User",
			"for_value": "Guest",
		}
		rule = frappe.get_doc(only).insert()
	foreign = book(admin, owner_of_copy="Administrator")
	assert reader.call(PRINTVIEW, doc="Book", name=foreign).status_code == 403
	with served.context(user="Administrator", write=True):
		frappe.delete_doc("User Permission", rule.name)
		meta = frappe.get_doc("DocType", "Book")
		meta.permissions[0].set("print", 0)
		meta.save()
	assert reader.call(PRINTVIEW, doc="Book", name=name).status_code == 403
	with served.context(user="Administrator", write=True):
		meta = frappe.get_doc("DocType", "Book")
		meta.permissions[0].set("print", 1)
		meta.save()


def test_secrets_of_a_level_stay_off_the_page(admin: Client, reader: Client) -> None:
	name = book(admin, secret="canary-4711")
	template = "{{ doc.secret }} {{ doc.get('secret') }} {{ doc.as_dict() }} {{ frappe.get_doc('Book', doc.name).secret }}"
	print_format(admin, "Secrets", template + "{{ frappe.get_all('Book', fields=['*']) }}")
	for form in (None, "Secrets"):
		assert "canary-4711" not in shown(reader, name, print_format=form)
		assert "canary-4711" in shown(admin, name, print_format=form)
		arguments = {"doctype": "Book", "name": name, "format": form or "Standard"}
		assert "canary-4711" not in reader.get("/printview", params=arguments).text
		reply = reader.get("/api/method/frappe.utils.print_format.download_pdf", params=arguments)
		assert "canary-4711" not in pdf_text(reply.content)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_fields_hold_is_printed_to_the_letter(admin: Client, text: str) -> None:
	name = book(admin, title=text, pages=[{"heading": text}])
	html = shown(admin, name)
	assert "<img" not in html and ">49<" not in html
	reply = admin.get(
		"/api/method/frappe.utils.print_format.download_pdf", params={"doctype": "Book", "name": name}
	)
	assert text[:12] in pdf_text(reply.content)


def test_a_printed_page_runs_no_script(admin: Client, reader: Client) -> None:
	name = book(admin)
	print_format(admin, "Script", "<script>window.__x = 1</script>{{ doc.title }}")
	policy = reader.get("/printview", params={"doctype": "Book", "name": name, "format": "Script"}).headers[
		"content-security-policy"
	]
	assert "default-src 'none'" in policy and "allow-scripts" not in policy and "script-src" not in policy


@pytest.mark.parametrize(
	"html",
	[
		'<img src="{0}/a">',
		'<link rel="stylesheet" href="{0}/a">',
		"<style>@import url({0}/a); body {{ background: url({0}/b) }}</style>",
		'<link rel="attachment" href="{0}/a"><a rel="attachment" href="{0}/b">x</a>',
		'<object data="{0}/a"></object><embed src="{0}/b"><iframe src="{0}/c"></iframe>',
		'<svg><image href="{0}/a"/></svg>',
		"<base href='{0}/'><img src='a'>",
		"<style>@font-face {{ font-family: x; src: url({0}/a) }} p {{ font-family: x }}</style><p>x</p>",
		"<img src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='{0}/a'/%3E%3C/svg%3E\">",
		'<a href="{0}/a">x</a>',
	],
)
def test_a_print_asks_no_other_server(canary: tuple[str, list[str]], served: Site, html: str) -> None:
	address, asked = canary
	with served.context(user="Administrator"):
		assert pdf.pdf_of(html.format(address)).startswith(b"%PDF")
		assert pdf.pdf_of(html.format("file:///etc"))
	assert asked == []


def test_a_print_holds_no_file_of_the_server(served: Site) -> None:
	secret = served.path / "site_config.json"
	for address in (
		f"file://{secret}",
		f"{secret}",
		"/files/../../site_config.json",
		"/private/files/../../site_config.json",
	):
		with served.context(user="Administrator"):
			made = pdf.pdf_of(
				f'<link rel="attachment" href="{address}"><a rel="attachment" href="{address}">x</a>'
			)
		assert not PdfReader(io.BytesIO(made)).attachments


def test_pictures_are_those_that_the_reader_may_see(admin: Client, reader: Client, served: Site) -> None:
	pixel = bytes.fromhex(
		"89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
		"53de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
	)
	own, foreign = (
		client.post("/api/method/upload_file", files={"file": ("p.png", pixel)}).json()["message"]["file_url"]
		for client in (reader, admin)
	)
	with served.context(user="anna@example.org"):
		assert list(pdf._readable_files(f'<img src="{own}"> url({foreign})')) == [own]
	with served.context(user="Administrator"):
		assert len(pdf._readable_files(f'<img src="{own}"> url({foreign})')) == 2


def test_a_layout_that_does_not_end_is_ended(served: Site, monkeypatch: pytest.MonkeyPatch) -> None:
	with served.context(user="Administrator", lang="it"):
		monkeypatch.setattr(pdf, "SECONDS", 2)
		for html in ("<p>x</p>" * 100_000, "<table><tr><td>" * 2000):
			with pytest.raises(frappe.ValidationError, match="PDF"):
				pdf.pdf_of(html)
		with pytest.raises(frappe.ValidationError, match="troppo lunga"):
			pdf.pdf_of("x" * (pdf.LONGEST_HTML + 1))
		monkeypatch.undo()
		assert pdf.pdf_of("<p>x</p>").startswith(b"%PDF")


def test_prints_leave_the_server_to_others(
	admin: Client, served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
	assert pdf.AT_ONCE < READERS
	path, about = (
		"/api/method/frappe.utils.print_format.download_pdf",
		{"doctype": "Book", "name": book(admin)},
	)
	asked, go_on, made = Semaphore(0), Event(), []

	class Slow:
		def ask(self, job: bytes) -> bytes:
			asked.release()
			go_on.wait(20)
			return b"%PDF"

	def print_one() -> None:
		with served.context(user="Administrator"):
			made.append(pdf.pdf_of("<p>x</p>"))

	monkeypatch.setattr(pdf, "_worker", lambda: slow)
	slow, threads = Slow(), [Thread(target=print_one) for _each in range(pdf.AT_ONCE)]
	try:
		for thread in threads:
			thread.start()
		assert all(asked.acquire(timeout=10) for _each in threads)
		refused = admin.get(path, params=about)
		assert refused.status_code == 429 and "PDF" in refused.text
		with served.context(user="Administrator", lang="it"), pytest.raises(TooManyRequestsError):
			pdf.pdf_of("<p>x</p>")
	finally:
		go_on.set()
		for thread in threads:
			thread.join()
	assert made == [b"%PDF"] * pdf.AT_ONCE
	assert admin.get(path, params=about).status_code == 200


def test_without_pango_the_user_is_told(served: Site, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(pdf, "WORKER", "import sys; sys.exit(3)")
	pdf._worker.cache_clear()
	try:
		with (
			served.context(user="Administrator", lang="it"),
			pytest.raises(frappe.ValidationError, match="Pango"),
		):
			pdf.pdf_of("<p>x</p>")
	finally:
		pdf._worker.cache_clear()


def test_formats_letter_heads_and_their_errors(admin: Client, reader: Client) -> None:
	name = book(admin)
	head = {
		"doctype": "Letter Head",
		"letter_head_name": "Comune",
		"content": "<b>Comune di {{ doc.title }}</b>",
	}
	assert (
		admin.post(
			"/api/resource/Letter Head", json={**head, "is_default": 1, "footer": "via Roma"}
		).status_code
		== 200
	)
	other = {**head, "letter_head_name": "Altro", "content": "Altro ente", "is_default": 1}
	assert admin.post("/api/resource/Letter Head", json=other).status_code == 200
	print_format(
		admin, "Breve", "{{ letter_head }}|{{ doc.title|e }}|{{ footer }}", default_print_language="it"
	)
	assert (
		shown(reader, name, print_format="Breve", letterhead="Comune")
		== "<b>Comune di Il nome</b>|Il nome|via Roma"
	)
	assert shown(reader, name, print_format="Breve").startswith("Altro ente|")
	assert shown(reader, name, print_format="Breve", no_letterhead=1) == "|Il nome|"
	print_format(admin, "Rotto", "riga uno\n{{ doc.title", disabled=0)
	broken = reader.call(PRINTVIEW, doc="Book", name=name, print_format="Rotto")
	assert broken.status_code == 417 and "Line 2 of the template" in text_of(broken)
	assert reader.call(PRINTVIEW, doc="Book", name=name, print_format="None").status_code == 404
	setter = {
		"doctype": "Property Setter", "doc_type": "Book", "doctype_or_field": "DocType", "property": "default_print_format",
		"value": "Breve", "property_type": "Data",
	}  # fmt: skip
	made = admin.post("/api/resource/Property Setter", json=setter).json()["data"]["name"]
	assert "|Il nome|" in shown(reader, name)
	assert "print-heading" in shown(reader, name, print_format="Standard")
	admin.delete(f"/api/resource/Property Setter/{made}")


def test_a_format_being_written_is_tried_by_who_writes_formats(admin: Client, reader: Client) -> None:
	name, trial = book(admin), json.dumps({"html": "<p>{{ doc.title }}!</p>", "css": "p { color: red }"})
	reply = admin.call(PRINTVIEW, doc="Book", name=name, template=trial).json()["message"]
	assert reply["html"] == "<p>Il nome!</p>" and "color: red" in reply["style"]
	assert reader.call(PRINTVIEW, doc="Book", name=name, template=trial).status_code == 403
	with pytest.raises(AssertionError):
		print_format(reader, "Mio", "x")


def test_get_print_is_for_apps(admin: Client, served: Site) -> None:
	name = book(admin)
	with served.context(user="anna@example.org", lang="it"):
		assert "Il nome" in frappe.get_print("Book", name)
		assert frappe.get_print("Book", name, as_pdf=True).startswith(b"%PDF")
		with pytest.raises(frappe.PermissionError):
			frappe.get_print("User", "Administrator")
