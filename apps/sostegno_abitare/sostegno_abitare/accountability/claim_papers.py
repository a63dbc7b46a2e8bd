"""The papers of a claim, made in the background: the statement as PDF, its tables as xlsx, and every voucher's file
under its number in the statement (VA-14). They are private files of the claim.
"""

import io
import os
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

import frappe
from frappe import _
from frappe.utils import cint, flt, getdate, now_datetime
from sostegno_abitare.accountability import claim_sums
from sostegno_abitare.accountability.claim_sheet import PART
from sostegno_abitare.accountability.claim_sums import CLAIM, LINE, SHARED

FORMAT = "Reimbursement Claim Statement"
PAGE = 1_000
MOST_BYTES = 20 * 1024 * 1024  # of one folder: hosts take files of 25 MB
STEPS = {"tables": (0, 20), "statement": (20, 50), "vouchers": (50, 100)}
VOUCHERS = (
	"line_no",
	"action",
	"budget_row",
	"cost_category",
	"municipality",
	"supplier",
	"voucher_kind",
	"voucher_number",
	"voucher_date",
	"description",
	"total",
	"claimable",
	"paid_on",
	"payment",
	"claimed",
	"admitted",
	"cut",
	"decision",
	"cut_reason",
	"expense",
)
CONTRIBUTIONS = (
	"line_no",
	"kind",
	"action",
	"budget_row",
	"cost_category",
	"municipality",
	"day",
	"description",
	"method",
	"basis",
	"quantity",
	"unit",
	"unit_value",
	"amount",
	"source_name",
)
_MONEY = ("Currency",)


def start(claim: Any) -> None:
	"""Puts the papers off to the background."""
	claim_sums.note(claim.name, papers_state="Queued")
	frappe.enqueue(
		"sostegno_abitare.accountability.claim_papers.do",
		queue="long",
		timeout=1500,
		enqueue_after_commit=True,
		now=frappe.flags.in_test,
		job_name=_("Papers of {0}").format(claim.name),
		claim=claim.name,
	)


def do(claim: str) -> None:
	"""The job."""
	_commit(claim, papers_state="Running")
	try:
		made = make(claim)
		_commit(claim, papers_state="Done", papers_made_on=now_datetime(), **made)
	except Exception:
		frappe.db.rollback()
		_commit(claim, papers_state="Failed")
		raise


def make(claim: str) -> dict[str, str]:
	"""Makes the papers and attaches them; gives their addresses by field."""
	_forget(claim)
	made = {"statement_xlsx": _keep(claim, "statement_xlsx", f"{claim}.xlsx", tables(claim))}
	for part, pdf in enumerate(statement(claim)):
		name = f"{claim}{f'-{part + 1}' if part else ''}.pdf"
		made.setdefault("statement_pdf", _keep(claim, "statement_pdf", name, pdf))
	for number, folder in enumerate(folders(claim)):
		name = f"{claim}-{_('vouchers')}{f'-{number + 1}' if number else ''}.zip"
		made.setdefault("vouchers_zip", _keep(claim, "vouchers_zip", name, folder))
	_progress(claim, "vouchers", 1, _("Done"))
	return made


def statement(claim: str) -> list[bytes]:
	"""The statement as PDF: one, or as many as a long list of vouchers takes."""
	parts = max(1, -(-claim_sums.sums(claim).lines // PART))
	found = []
	for part in range(parts):
		_progress(claim, "statement", part / parts, _("Statement, part {0} of {1}").format(part + 1, parts))
		frappe.flags.claim_part = (part * PART + 1, (part + 1) * PART)
		try:
			found.append(frappe.get_print(CLAIM, claim, print_format=FORMAT, as_pdf=True))
		finally:
			frappe.flags.claim_part = None
	return found


def tables(claim: str) -> bytes:
	"""Three sheets: the sums by budget row, the vouchers, the valuation of co-participation."""
	book = Workbook(write_only=True)
	sheet = book.create_sheet(_("Summary"))
	titled = {
		row.name: row
		for row in frappe.get_all(
			"Budget Row", fields=["name", "description", "action", "cost_category"], limit_page_length=0
		)
	}
	heads = (_("Budget Row"), _("Description"), _("Action"), _("Category"), _("Municipality"))
	_append(sheet, [*heads, _("Claimed"), _("Admitted"), _("Cut")])
	sums = claim_sums.by_row(claim)
	for row in sums:
		said = titled[row.budget_row]
		money = [row[field] / 100 for field in ("claimed", "admitted", "cut")]
		texts = [row.budget_row, said.description, said.action, said.cost_category, row.municipality]
		_append(sheet, [*texts, *money])
	_append(
		sheet,
		[
			_("Total"),
			*[None] * 4,
			*(sum(row[field] for row in sums) / 100 for field in ("claimed", "admitted", "cut")),
		],
	)
	for title, doctype, fields in ((_("Vouchers"), LINE, VOUCHERS), (_("Valuation"), SHARED, CONTRIBUTIONS)):
		sheet = book.create_sheet(title)
		meta = frappe.get_meta(doctype)
		_append(sheet, [_(meta.get_label(field)) for field in fields])
		for done, row in enumerate(_rows(doctype, claim, fields)):
			_append(sheet, [_cell(meta.get_field(field), row[field]) for field in fields])
			if doctype == LINE and not done % PAGE:
				_progress(claim, "tables", done / max(1, claim_sums.sums(claim).lines), title)
	out = io.BytesIO()
	book.save(out)
	return out.getvalue()


def folders(claim: str) -> Iterator[bytes]:
	"""Zip files, one or as many as it takes, with each voucher's file under its number. A voucher whose file is not
	there is named in a list of its own.
	"""
	total, absent = max(1, claim_sums.sums(claim).lines), []
	folder = _Folder()
	for done, row in enumerate(_rows(LINE, claim, ("line_no", "supplier", "voucher_number", "voucher_file"))):
		if not done % 100:
			_progress(claim, "vouchers", done / total, _("{0} of {1} vouchers").format(done, total))
		content = _content(row.voucher_file)
		if content is None:
			absent.append(f"{row.line_no:05d} {row.supplier} {row.voucher_number or ''}")
			continue
		if folder.size and folder.size + len(content) > MOST_BYTES:
			yield folder.content()
			folder = _Folder()
		folder.archive.writestr(named(row), content)
		folder.size += len(content)
	if absent:
		folder.archive.writestr(f"{_('without file')}.txt", "\n".join(absent))
	yield folder.content()


class _Folder:
	"""A zip file being filled; what is in it is compressed already."""

	def __init__(self) -> None:
		self.out, self.size = io.BytesIO(), 0
		self.archive = zipfile.ZipFile(self.out, "w", zipfile.ZIP_STORED)

	def content(self) -> bytes:
		self.archive.close()
		return self.out.getvalue()


def named(row: Any) -> str:
	"""The name of a voucher's file in the folder: its number in the statement, then the voucher's."""
	suffix = os.path.splitext(row.voucher_file or "")[1][:10]
	number = re.sub(r"[^0-9A-Za-z]+", "-", row.voucher_number or "").strip("-")[:40]
	return f"{row.line_no:05d}{'-' + number if number else ''}{suffix}"


def _content(url: str | None) -> bytes | None:
	"""What a file that hangs on an expense holds; None for any other, and for what is none."""
	held = {"file_url": url, "attached_to_doctype": "Expense"}
	name = frappe.db.get_value("File", held) if url else None
	if not name:
		return None
	try:
		content = frappe.get_doc("File", name).get_content()
	except OSError:
		return None
	return content.encode() if isinstance(content, str) else content


def _rows(doctype: str, claim: str, fields: tuple[str, ...]) -> Iterator[Any]:
	after = 0
	while True:
		page = frappe.get_all(
			doctype,
			filters={"claim": claim, "line_no": [">", after]},
			fields=list(fields),
			order_by="line_no asc",
			limit_page_length=PAGE,
		)
		yield from page
		if len(page) < PAGE:
			return
		after = page[-1].line_no


def _cell(field: Any, value: Any) -> Any:
	if value in (None, ""):
		return None
	if field.fieldtype in _MONEY or field.fieldtype == "Float":
		return flt(value, 2 if field.fieldtype in _MONEY else 6)
	if field.fieldtype == "Date":
		return getdate(value)
	if field.fieldtype == "Int":
		return cint(value)
	return _(value) if field.fieldtype == "Select" else str(value)


def _append(sheet: Any, values: list[Any]) -> None:
	"""A row of cells; what a spreadsheet could take for a formula is written as the text it is."""
	cells = []
	for value in values:
		cell = WriteOnlyCell(sheet, value=None)
		if isinstance(value, str):
			value = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", value)
			cell.value = value
			cell.data_type = "s"
		else:
			cell.value = value
			if isinstance(value, float):
				cell.number_format = "#,##0.00"
		cells.append(cell)
	sheet.append(cells)


def _keep(claim: str, field: str, name: str, content: bytes) -> str:
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": name,
			"attached_to_doctype": CLAIM,
			"attached_to_name": claim,
			"attached_to_field": field,
			"is_private": 1,
			"content": content,
		}
	)
	file.insert(ignore_permissions=True)
	return str(file.file_url)


def _forget(claim: str) -> None:
	"""Papers made before are replaced."""
	for name in frappe.get_all(
		"File",
		filters={
			"attached_to_doctype": CLAIM,
			"attached_to_name": claim,
			"attached_to_field": ["in", ["statement_pdf", "statement_xlsx", "vouchers_zip"]],
		},
		pluck="name",
	):
		frappe.delete_doc("File", name, ignore_permissions=True, force=True)


def _progress(claim: str, step: str, part: float, said: str) -> None:
	first, last = STEPS[step]
	frappe.publish_progress(
		first + (last - first) * min(part, 1),
		title=_("Papers of {0}").format(claim),
		doctype=CLAIM,
		docname=claim,
		description=said,
	)


def _commit(claim: str, **values: Any) -> None:
	claim_sums.note(claim, **values)
	if not frappe.flags.in_test:
		frappe.db.commit()  # nosemgrep: steps of a long job
