"""Electronic invoices, read into draft expenses: one file after the other, each whole or not at all."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, formatdate, strip_html
from sostegno_abitare.access.attachments import PublicAttachmentError
from sostegno_abitare.access.scope import bound_to
from sostegno_abitare.rules import fatturapa, p7m, vouchers
from sostegno_abitare.rules.fatturapa import Invoice, InvoiceError
from sostegno_abitare.rules.iban import InvalidIbanError, tidy
from sostegno_abitare.rules.p7m import EnvelopeError, Signer

AT_ONCE = 50  # files of one request
POINT = "electronic_invoice"


class UnreadableInvoiceError(frappe.ValidationError):
	"""A file that is no electronic invoice, or that is not what was signed."""


class NoAgreementError(frappe.ValidationError):
	"""An invoice of which nobody said, and that does not say, for which agreement it is."""


class OwnInvoiceError(frappe.ValidationError):
	"""An invoice that the partner issued: an income, no expense."""


@frappe.whitelist(methods=["POST"])
def read_files(files: str | list[str], agreement: str | None = None) -> list[dict[str, Any]]:
	"""Makes a draft expense of each invoice in the files, which were sent before and hang on nothing yet.

	One result for each file: {file_name, expenses: [{name, title, total, supplier, number, lines}], error}. A file with an
	error leaves nothing behind, itself included. The agreement: as given, else the one whose CUP or CIG the invoice
	names, else the only one of the user.
	"""
	frappe.has_permission("Expense", "create", throw=True)
	names = frappe.parse_json(files)
	if (
		not isinstance(names, list)
		or not 0 < len(names) <= AT_ONCE
		or not all(isinstance(n, str) for n in names)
	):
		frappe.throw(_("Files: a list of 1 to {0} names is needed").format(AT_ONCE), UnreadableInvoiceError)
	return [_read_file(name, agreement) for name in names]


def _read_file(name: str, agreement: str | None) -> dict[str, Any]:
	file = frappe.get_doc("File", name)
	file.check_permission("write")
	if file.attached_to_name:
		frappe.throw(
			_("{0} hangs on {1} already").format(file.file_name, file.attached_to_name),
			UnreadableInvoiceError,
		)
	frappe.db.savepoint(POINT)
	try:
		made = [_summary(doc) for doc in make_drafts(file, agreement)]
		return {"file_name": file.file_name, "expenses": made, "error": None}
	except frappe.ValidationError as error:
		frappe.db.rollback(save_point=POINT)
		frappe.clear_messages()
		frappe.delete_doc("File", name, ignore_permissions=True)
		return {"file_name": file.file_name, "expenses": [], "error": strip_html(str(error))}


def make_drafts(file: Any, agreement: str | None) -> list[Any]:
	"""The draft expenses of a file's invoices, with the file attached to each. Raises UnreadableInvoiceError,
	NoAgreementError, OwnInvoiceError, PublicAttachmentError and what an expense refuses.
	"""
	if not cint(file.is_private):
		frappe.throw(
			_("A file attached here cannot be public: attach it as a private file"), PublicAttachmentError
		)
	content = file.get_content()
	invoices, signers = _opened(content.encode("utf-8") if isinstance(content, str) else content)
	drafts: list[Any] = []
	for invoice in invoices:
		doc = frappe.get_doc(_values(invoice, agreement or _agreement_of(invoice), signers))
		doc.electronic_invoice = file.file_url
		doc.flags.read_from_file = True
		_check_own(doc, invoice)
		doc.insert()
		_attach(file, doc, is_first=not drafts)
		drafts.append(doc)
	return drafts


def _opened(content: bytes) -> tuple[list[Invoice], tuple[Signer, ...]]:
	try:
		opened = p7m.unwrap(content) if p7m.is_envelope(content) else p7m.Opened(content, ())
		return fatturapa.read(opened.content), opened.signers
	except (EnvelopeError, InvoiceError) as error:
		text = _envelope_text(error) if isinstance(error, EnvelopeError) else _invoice_text(error)
		raise UnreadableInvoiceError(text) from error


def _values(invoice: Invoice, agreement: str, signers: tuple[Signer, ...]) -> dict[str, Any]:
	first = invoice.dues[0] if invoice.dues else None
	return {
		"doctype": "Expense",
		"agreement": agreement,
		"kind": "Supplier",
		"voucher_kind": vouchers.CREDIT_NOTE if invoice.is_credit_note else vouchers.INVOICE,
		"supplier_name": invoice.supplier.name,
		"supplier_tax_id": invoice.supplier.tax_id,
		"supplier_iban": _iban(invoice),
		"number": invoice.number[:140],
		"voucher_date": invoice.day,
		"credit_of": _credited(invoice, agreement),
		"description": (invoice.subject or invoice.lines[0].description)[:1000],
		"net_amount": invoice.net / 100,
		"vat_amount": invoice.vat / 100,
		"other_amount": invoice.other / 100,
		"withholding_amount": invoice.withholding / 100,
		"document_type": invoice.document_type,
		"buyer_tax_id": invoice.buyer.tax_id[:140],
		"due_date": first.due_date if first else None,
		"cup": _code(invoice.cups, agreement, "cup"),
		"cig": _code(invoice.cigs, agreement, "cig"),
		"signed_by": "; ".join(_signed(signer) for signer in signers)[:140] or None,
		"lines": [_line(line) for line in invoice.lines],
	}


def _line(line: fatturapa.Line) -> dict[str, Any]:
	return {
		"line_no": line.number,
		"description": line.description,
		"quantity": None if line.quantity is None else float(line.quantity),
		"unit": line.unit,
		"unit_price": float(line.unit_price),
		"amount": float(line.amount),
		"vat_rate": float(line.vat_rate),
		"vat_nature": line.nature,
		"period_from": line.period_from,
		"period_to": line.period_to,
	}


def _iban(invoice: Invoice) -> str | None:
	"""Where the supplier asks to be paid, if that is an IBAN at all: a wrong one is left out, the file has it."""
	for due in invoice.dues:
		try:
			return tidy(due.iban) if due.iban else None
		except InvalidIbanError:
			continue
	return None


def _code(codes: tuple[str, ...], agreement: str, field: str) -> str | None:
	"""The agreement's own code where the invoice names it, else the first one it names."""
	own = frappe.db.get_value("Service Agreement", agreement, field)
	named = [vouchers.plain(code) for code in codes]
	return own if own and vouchers.plain(own) in named else (named[0][:140] if named else None)


def _agreement_of(invoice: Invoice) -> str:
	"""The agreement that the invoice names by CUP or CIG, else the user's only one. Raises NoAgreementError."""
	rows = frappe.get_list("Service Agreement", fields=["name", "cup", "cig"], limit_page_length=0)
	bound = bound_to(frappe.session.user, "Service Agreement")
	mine = [row for row in rows if not bound or row.name in bound]
	named = {vouchers.plain(code) for code in (*invoice.cups, *invoice.cigs)} - {""}
	found = [row.name for row in mine if {vouchers.plain(row.cup), vouchers.plain(row.cig)} & named]
	choice = found if len(found) == 1 else [row.name for row in mine]
	if len(choice) != 1:
		frappe.throw(
			_("The invoice does not say for which agreement it is: choose the agreement and read it again"),
			NoAgreementError,
		)
	return str(choice[0])


def _credited(invoice: Invoice, agreement: str) -> str | None:
	"""The expense of the invoice that a credit note names, if it is here."""
	if not invoice.is_credit_note:
		return None
	for number in invoice.credited_numbers:
		found = frappe.db.get_value(
			"Expense",
			{
				"agreement": agreement,
				"supplier_tax_id": invoice.supplier.tax_id,
				"number": number,
				"voucher_kind": vouchers.INVOICE,
				"docstatus": ["<", 2],
			},
		)
		if found:
			return str(found)
	return None


def _check_own(doc: Any, invoice: Invoice) -> None:
	partner = frappe.db.get_value("Service Agreement", doc.agreement, "partner")
	tax_id = frappe.db.get_value("Network Organisation", partner, "tax_id") if partner else None
	if tax_id and vouchers.plain(tax_id) == vouchers.plain(invoice.supplier.tax_id):
		frappe.throw(
			_("Invoice {0} was issued by {1} itself: it is no expense").format(invoice.number, partner),
			OwnInvoiceError,
		)


def _attach(file: Any, doc: Any, is_first: bool) -> None:
	"""The file as it came, private, on each of its expenses, unless the host hung it there as it stored them."""
	place = {
		"attached_to_doctype": "Expense",
		"attached_to_name": doc.name,
		"attached_to_field": "electronic_invoice",
	}
	if is_first:
		file.reload()
	elif frappe.db.exists("File", place):
		return
	kept = file if is_first else frappe.copy_doc(file)
	kept.update({**place, "is_private": 1})
	kept.save(ignore_permissions=True)


def _summary(doc: Any) -> dict[str, Any]:
	return {
		"name": doc.name,
		"title": doc.title,
		"supplier": doc.supplier_name,
		"number": doc.number,
		"total": doc.total,
		"kind": doc.voucher_kind,
		"lines": len(doc.lines),
		"agreement": doc.agreement,
	}


def _signed(signer: Signer) -> str:
	who = " - ".join(filter(None, (signer.name, signer.organisation)))
	text = _("{0}, certified by {1}").format(who, signer.issuer)
	if signer.signed_on:
		text += ", " + formatdate(signer.signed_on.date())
	return text if signer.was_valid else text + " " + _("(the certificate was not in force)")


def _envelope_text(error: EnvelopeError) -> str:
	text = {
		"too_large": _("the file is larger than {0} MB").format(p7m.LARGEST // 1_000_000),
		"not_an_envelope": _("it is no signed file, or it is damaged; ask the supplier for it again"),
		"no_content": _("it holds a signature alone, without the invoice"),
		"no_signer": _("nobody signed it"),
		"too_many": _("too many signatures"),
		"too_deep": _("it is a signed file in too many others"),
		"algorithm": _("it is signed in a way that is no longer safe, or unknown: {0}").format(error.detail),
		"no_certificate": _("the certificate of the signature is not in it"),
		"wrong_digest": _("it was changed after {0} signed it").format(error.detail),
		"wrong_signature": _("the signature of {0} is not right").format(error.detail),
		"wrong_certificate": _("the signature of {0} was made with another certificate").format(error.detail),
	}[error.code]
	return _("Signed file: {0}").format(text)


def _invoice_text(error: InvoiceError) -> str:
	text = {
		"empty": _("the file is empty"),
		"too_large": _("the file is larger than {0} MB").format(fatturapa.LARGEST // 1_000_000),
		"hostile": _("it calls other files or entities, which an invoice never does; it was not read"),
		"broken": _("the XML is damaged at {0}; ask the supplier for it again").format(error.place or "?"),
		"too_deep": _("its elements are nested too deep for an invoice"),
		"wrong_root": _("it is no FatturaPA invoice but {0}").format(error.place or "?"),
		"simplified": _("it is a simplified invoice: enter it by hand"),
		"no_body": _("it holds no invoice"),
		"too_many": _("{0}: {1} are too many").format(error.place, error.value),
		"missing": _("{0} is missing").format(error.place),
		"not_a_date": _("{0}: {1} is no date").format(error.place, error.value),
		"not_an_amount": _("{0}: {1} is no amount").format(error.place, error.value),
		"not_a_code": _("{0}: {1} is no known code").format(error.place, error.value),
		"currency": _("{0}: {1}; enter it by hand, in euros").format(error.place, error.value),
		"no_lines": _("{0}: it has no lines").format(error.place),
		"nothing": _("{0}: {1} is nothing that is to be paid").format(error.place, error.value),
		"totals": _("{0}: total and VAT summary do not agree ({1})").format(error.place, error.value),
	}[error.code]
	return _("Electronic invoice: {0}").format(text)
