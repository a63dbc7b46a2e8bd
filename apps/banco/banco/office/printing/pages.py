"""Documents as printed pages: by a print format, or laid out from the doctype when there is none."""

import re
from typing import Any

from markupsafe import Markup

from banco.accounts.access_log import note
from banco.context import current
from banco.document import get_doc
from banco.document.document import Document
from banco.errors import DoesNotExistError
from banco.messages import throw
from banco.meta import get_meta
from banco.office.printing.pdf import pdf_of
from banco.office.templates import render, render_template
from banco.permissions import has_permission
from banco.translate import _
from banco.types import _dict
from banco.web.headers import PRINT_POLICY
from banco.web.incoming import as_mapping
from banco.web.reply import Reply, disposition
from banco.web.request import as_json
from banco.whitelist import whitelist

STANDARD = "Standard"
_IMAGE = '{% if image %}<img src="{{ image }}" alt="">{% endif %}'  # a letter head without a text
MOST_DOCUMENTS = 100  # in one PDF: what its seconds are enough for
_STYLES = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_NOT_PRINTED = {"Button", "Fold", "Geolocation", "HTML", "Heading", "Image", "JSON", "Password", "Signature"}


@whitelist(reads=True)
def get_html_and_style(
	doc: Any, name: str | int | None = None, print_format: str | None = None, no_letterhead: int = 0,
	letterhead: str | None = None, _lang: str | None = None, template: Any = None
) -> dict[str, str]:  # fmt: skip
	"""A document's print: `html` and its `style`. `doc` is a doctype, or the document when no `name` is given.

	`template` is a print format that is being written, for those who may write print formats.
	"""
	given = as_mapping(doc) if name is None else {"doctype": doc, "name": name}
	shown = _printable(str(given.get("doctype")), str(given.get("name")))
	if template:
		has_permission("Print Format", "write", throw=True)
	form = _dict(as_mapping(template)) if template else print_format_of(shown.doctype, print_format)
	_speak(_lang or form.default_print_language)
	return {"html": _body(shown, form, letterhead, no_letterhead), "style": _style(form)}


@whitelist(reads=True)
def download_pdf(
	doctype: str, name: Any, format: str | None = None, doc: Any = None, no_letterhead: int = 0,
	letterhead: str | None = None, language: str | None = None, _lang: str | None = None
) -> Reply:  # fmt: skip
	"""The PDF of a document, or of several (`name`: a list): each begins on a page. Noted in the Access Log."""
	names = as_json(name) if str(name).startswith("[") else name
	names = names if isinstance(names, list) else [names]
	if not 0 < len(names) <= MOST_DOCUMENTS:
		throw(_("Choose 1 to {0} documents to print").format(MOST_DOCUMENTS))
	docs = [_printable(doctype, str(each)) for each in names]
	pdf = pdf_of(_page(docs, format, letterhead, no_letterhead, language or _lang))
	note(doctype, ", ".join(map(str, names)), method="Print", file_type="PDF")
	title = f"{doctype if len(names) > 1 else names[0]}.pdf".replace("/", "-")
	return Reply(200, pdf, "application/pdf", [("content-disposition", disposition(title, inline=True))])


def printview(given: _dict) -> Reply:
	"""The page at /printview: a document ready for the browser's own print; noted in the Access Log."""
	doc = _printable(str(given.doctype), str(given.name))
	html = _page([doc], given.format, given.letterhead, int(given.no_letterhead or 0), given._lang)
	note(doc.doctype, str(doc.name), method="Print", file_type="HTML")
	return Reply(200, html.encode(), "text/html; charset=utf-8", policy=PRINT_POLICY)


def get_print(
	doctype: str = "", name: str = "", print_format: str | None = None, style: str | None = None,
	as_pdf: bool = False, doc: Document | None = None, no_letterhead: int = 0, letterhead: str | None = None,
	**_more: Any
) -> Any:  # fmt: skip
	"""The print of a document as an HTML page, or as the bytes of a PDF. Raises PermissionError."""
	shown = _printable(doctype, name) if doc is None else _readable(doc)
	html = _page([shown], print_format, letterhead, no_letterhead)
	return pdf_of(html) if as_pdf else html


def print_format_of(doctype: str, name: str | None = None) -> _dict:
	"""The print format of that name, or the doctype's own default; an empty one for the standard layout.

	Raises DoesNotExistError for a format that is switched off or made for another doctype.
	"""
	name = name or get_meta(doctype).default_print_format or STANDARD
	wanted = {"name": name, "doc_type": doctype, "disabled": 0}
	if name == STANDARD:
		return _dict()
	form = current().db.get_value("Print Format", wanted, "*", as_dict=True)
	return form or throw(_("{0} has no print format {1}").format(_(doctype), name), DoesNotExistError)


def sections(doc: Document) -> list[dict[str, Any]]:
	"""What the standard layout prints: sections {label, columns: [[field …]]} of the fields that hold a value."""
	found: list[dict[str, Any]] = [{"columns": [[]]}]
	hidden = False
	for field in doc.meta.fields:
		if field.fieldtype in ("Section Break", "Tab Break"):
			found.append({"label": field.label, "columns": [[]]})
			hidden = bool(field.hidden or field.print_hide)
		elif field.fieldtype == "Column Break":
			found[-1]["columns"].append([])
		elif not (hidden or field.hidden or field.print_hide or field.fieldtype in _NOT_PRINTED):
			value = doc.get(field.fieldname)
			if value or (value == 0 and field.fieldtype != "Check"):
				found[-1]["columns"][-1].append(field)
	for section in found:
		section["columns"] = [column for column in section["columns"] if column]
	return [section for section in found if section["columns"]]


def _printable(doctype: str, name: str) -> Document:
	has_permission(doctype, "print", throw=True)
	return _readable(get_doc(doctype, name))


def _readable(doc: Document) -> Document:
	"""The document without the values above its reader's level. Raises PermissionError."""
	for right in ("read", "print"):
		doc.check_permission(right)
	doc.apply_fieldlevel_read_permissions()
	return doc


def _speak(language: str | None) -> None:
	context = current()
	if language and context.db.exists("Language", language):
		context.lang = language


def _page(
	docs: list[Document], name: str | None, letterhead: str | None, no_letterhead: int, language: str | None = None
) -> str:  # fmt: skip
	form = print_format_of(docs[0].doctype, name)
	_speak(language or form.default_print_language)
	bodies = [_body(doc, form, letterhead, no_letterhead) for doc in docs]
	# Each brings the styles of its format: repeated, the layout would ask all of them for every element.
	styles = [_style(form), *dict.fromkeys(css for body in bodies for css in _STYLES.findall(body))]
	bodies = [Markup(_STYLES.sub("", body)) for body in bodies]
	title = f"{_(docs[0].doctype)} {docs[0].name}"
	given = {"bodies": bodies, "style": Markup("\n".join(styles)), "title": title, "lang": current().lang}
	return render_template("templates/print/page.html", given)


def _body(doc: Document, form: _dict, letterhead: str | None, no_letterhead: int) -> str:
	head = {} if no_letterhead else _letter_head(doc, letterhead)
	given = {"doc": doc, "meta": doc.meta, "no_letterhead": int(no_letterhead), "print_heading": 0, **head}
	if form.html:
		return render(str(form.html), given)
	return render_template("templates/print/standard.html", {**given, "sections": sections(doc)})


def _letter_head(doc: Document, name: str | None) -> dict[str, str]:
	wanted = {"disabled": 0, **({"name": name} if name else {"is_default": 1})}
	head = current().db.get_value("Letter Head", wanted, ["content", "footer", "image"], as_dict=True) or {}
	texts = {"letter_head": head.get("content") or _IMAGE, "footer": head.get("footer") or ""}
	given = {"doc": doc, "image": head.get("image")}
	return {key: Markup(render(text, given)) for key, text in texts.items()}


def _style(form: _dict) -> str:
	return render_template("templates/print/style.html", {"form": form, "css": Markup(form.css or "")})
