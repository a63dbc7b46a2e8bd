"""From the file that a bank gives to a statement, with what is wrong told in the reader's language."""

from pathlib import Path
from typing import Any

import frappe
from frappe import _
from sostegno_abitare.programme.amounts import euro
from sostegno_abitare.rules import bank_csv, bank_statement, camt
from sostegno_abitare.rules.bank_statement import Statement, StatementError
from sostegno_abitare.rules.safe_xml import UnsafeXmlError

CAMT, CSV = "CAMT.053", "CSV"
MAPPED = tuple(bank_csv.Mapping.__dataclass_fields__)


class StatementFileError(frappe.ValidationError):
	"""A file that is no statement of the account, or one that cannot be relied on."""


class StatementBalanceError(frappe.ValidationError):
	"""Movements that do not lead from the opening balance to the closing one."""


def content_of(doc: Any, field: str = "file") -> bytes:
	"""What the file in a field of a document holds, for who may read that file. Raises StatementFileError."""
	names = frappe.get_list(
		"File", filters={"file_url": doc.get(field) or ""}, pluck="name", limit_page_length=1
	)
	if not names:
		refuse(doc, _("the file is not there; attach it again"), field)
	file = frappe.get_doc("File", names[0])
	if hasattr(file, "get_full_path"):
		# Some hosts make text of what they read, in an encoding that they guess: here each byte counts.
		return Path(file.get_full_path()).read_bytes()
	content = file.get_content()
	return content.encode("utf-8") if isinstance(content, str) else content


def read(doc: Any, content: bytes, account: Any) -> tuple[str, Statement]:
	"""Form and statement of a file. Raises StatementFileError."""
	try:
		if bank_csv.text_of(content).lstrip("\ufeff \t\r\n").startswith("<"):
			return CAMT, _of_account(doc, camt.read(content), account)
		mapping = bank_csv.Mapping(**{field: account.get(f"csv_{field}") or "" for field in MAPPED})
		return CSV, bank_csv.read(content, account.iban, mapping)
	except UnsafeXmlError as error:
		refuse(doc, _xml_reason(error))
	except StatementError as error:
		refuse(doc, reason(error))
	raise AssertionError


def check_balances(doc: Any, statement: Statement) -> None:
	"""Raises StatementBalanceError where the movements do not lead from one balance to the other."""
	off = bank_statement.off_by(statement)
	if off:
		frappe.throw(
			_(
				"{0}: opening balance {1} and movements {2} make {3}, not the closing balance {4}. Ask the bank for"
				" the whole statement, or put the balances right"
			).format(
				_(doc.meta.get_label("closing_balance")),
				euro(statement.opening or 0),
				euro(sum(row.cents for row in statement.movements)),
				euro((statement.closing or 0) + off),
				euro(statement.closing or 0),
			),
			StatementBalanceError,
		)


def refuse(doc: Any, reason: str, field: str = "file") -> None:
	"""Raises StatementFileError, naming the field."""
	frappe.throw(f"{_(doc.meta.get_label(field))}: {reason}", StatementFileError)


def _of_account(doc: Any, found: list[Statement], account: Any) -> Statement:
	own = [row for row in found if row.iban == account.iban]
	if not own:
		refuse(
			doc,
			_("it is of account {0}, and not of {1}; choose the account, or the file").format(
				", ".join(sorted({row.iban for row in found}))[:200], account.iban
			),
		)
	return bank_statement.joined(own)


def _xml_reason(error: UnsafeXmlError) -> str:
	return {
		"empty": _("it is empty"),
		"too_large": _("it is too large; ask the bank for a shorter period"),
		"hostile": _("it has a document type or entities, which no statement needs: it is not read"),
		"broken": _("it is broken off or no XML (line and column {0}); download it again").format(
			error.place or "?"
		),
		"too_deep": _("its elements are nested without end: it is not read"),
	}[error.code]


def reason(error: StatementError) -> str:
	"""Why a file is no statement, in the reader's language."""
	texts = {
		"empty": _("it is empty"),
		"too_large": _("it is too large; ask the bank for a shorter period"),
		"not_text": _("it is no text; export it as CSV or as CAMT.053"),
		"no_heading": _(
			"no row with the headings of date and amount was found; write the headings on the account"
		),
		"no_column": _("there is no column {1} ({0}); put the headings on the account right"),
		"no_rows": _("it holds no movements"),
		"bad_day": _("row {0}: {1} is not a date, or is not written as the others are"),
		"bad_amount": _("row {0}: {1} is not an amount in whole cents"),
		"ambiguous_amount": _(
			"row {0}: {1} may be read in two ways; export the amounts with their cents, all written alike"
		),
		"both_sides": _("row {0}: both a debit and a credit"),
		"balance_step": _(
			"the column of balances does not follow the movements: rows are missing, or stand in no order"
		),
		"not_a_statement": _("it is no CAMT.053 statement (it begins with {1})"),
		"no_account": _("statement {0} names no account"),
		"no_balance": _("statement {0} has no balance {1}"),
		"currency": _("{0}: only euros are taken, not {1}"),
		"gap_inside": _("statement {0} does not go on from the one before it in the file"),
	}
	return texts[error.code].format(error.where or "?", error.what[:80])
