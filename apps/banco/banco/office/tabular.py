"""Tables of spreadsheets (xlsx) and of separated text (csv): read within limits, written without formulas.

Text that a spreadsheet could take for a formula is written as text: in xlsx as a marked text cell, in csv
behind an apostrophe, which reading takes away again. So is what follows a separator within a text: a spreadsheet
that divides lines at another one than the file's makes a cell of it.
"""

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain, repeat
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from banco.errors import BancoError, PayloadTooLargeError
from banco.messages import throw
from banco.translate import _

MOST_ROWS, MOST_LINES, MOST_CELLS = 100_000, 1_000_000, 5_000_000  # lines: cells may hold several
_MEGABYTE = 1 << 20
_MOST_BYTES, _MOST_UNPACKED = 25 * _MEGABYTE, 100 * _MEGABYTE
_MOST_MARKS = 4_000_000  # of elements and attributes in a sheet: some 57,000 rows of ten cells
_OF_CELLS = re.compile(r"xl/(worksheets/[^/]+|sharedStrings)\.xml")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LIVE = r"\A{}(?='*[\t\r\n])|((?:\A|[,;|\t\r\n])\"*){}(?='*[=+\-@＝＋－＠])"
_UNMARKED, _MARKED = (re.compile(_LIVE.format(mark, mark)) for mark in ("", "'"))
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FAITHFUL = 10**15  # numbers beyond it lose digits in a spreadsheet
_FIRST_YEAR = 1901  # spreadsheets count earlier days wrongly
_TIMES = {datetime.datetime: "DD/MM/YYYY HH:MM:SS", datetime.date: "DD/MM/YYYY", datetime.time: "HH:MM:SS"}


def read_table(content: bytes, filename: str) -> list[list[Any]]:
	"""The rows of a file: of its first sheet with dates and numbers as such (xlsx), or as text (csv).

	An empty cell is None in xlsx and "" in csv. Rows keep their place; empty ones at the end are left out,
	and so are empty cells at a row's end. A formula gives the value it had when the file was saved.
	Raises ValidationError for another kind of file or a damaged one, PayloadTooLargeError beyond the limits.
	"""
	name, kind = filename[-80:], filename.lower().rpartition(".")[2]
	if kind not in ("xlsx", "csv", "txt", "tsv"):
		throw(_("{0}: only xlsx and csv files can be read. Save the sheet as one of them.").format(name))
	try:
		_check_size(name, len(content))
		return _within_limits(
			_sheet(content, name) if kind == "xlsx" else _separated(_text(content), name), name
		)
	except BancoError:
		raise
	except Exception:  # the readers fail in many ways over a damaged file
		throw(_("{0} is damaged or not a table: open it in a spreadsheet and save it again.").format(name))


def to_xlsx(
	rows: Iterable[Sequence[Any]],
	sheet_name: str = "Sheet1",
	formats: Sequence[str | None] = (),
	more: Mapping[str, Iterable[Sequence[Any]]] | None = None,
) -> bytes:
	"""A workbook of one sheet (and `more` by name), its first row the heading. Dates and numbers become real cells.

	`formats`: number formats by column ("#,##0.00"), None where a number is shown as it is.
	"""
	book = Workbook(write_only=True)
	for name, content in ((sheet_name, rows), *(more or {}).items()):
		sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", name).strip()[:31] or "Sheet1")
		sheet.freeze_panes = "A2"
		for number, row in enumerate(content):
			cells = [_cell(sheet, *pair) for pair in zip(row, chain(formats, repeat(None)), strict=False)]
			for at, cell in enumerate(cells if not number else (), 1):
				cell.font = Font(bold=True)
				width = min(max(len(str(cell.value)) + 4, 12), 40)
				sheet.column_dimensions[get_column_letter(at)].width = width
			sheet.append(cells)
	stream = io.BytesIO()
	book.save(stream)
	return stream.getvalue()


def to_csv(rows: Iterable[Sequence[Any]], separator: str = ",") -> bytes:
	"""The rows as text that spreadsheets take for UTF-8.

	Between semicolons numbers have a decimal comma, as in the countries whose spreadsheets read such files.
	"""
	stream = io.StringIO()
	writer = csv.writer(stream, delimiter=separator)
	writer.writerows([_csv_text(value, separator == ";") for value in row] for row in rows)
	return stream.getvalue().encode("utf-8-sig", "replace")


def _cell(sheet: Any, value: Any, number_format: str | None) -> Any:
	is_number = isinstance(value, int | float | Decimal) and -_FAITHFUL < value < _FAITHFUL
	shown = number_format if is_number else _TIMES.get(type(value))
	year: int = getattr(value, "year", _FIRST_YEAR)
	if value is None or is_number or (shown and year >= _FIRST_YEAR):
		cell = WriteOnlyCell(sheet, value)
		if shown:
			cell.number_format = shown
		return cell
	cell = WriteOnlyCell(sheet, _UNPRINTABLE.sub("", str(value)))
	cell.data_type, cell.quotePrefix = "s", str(value).startswith(_FORMULA)
	return cell


def _csv_text(value: Any, comma: bool) -> str:
	if isinstance(value, int | float | Decimal):
		return str(value).replace(".", ",") if comma else str(value)
	if isinstance(value, datetime.datetime):
		return value.isoformat(" ", "seconds")
	return _UNMARKED.sub(r"\1'", "" if value is None else str(value).replace("\0", ""))


def _sheet(content: bytes, name: str) -> Iterable[Sequence[Any]]:
	with zipfile.ZipFile(io.BytesIO(content)) as packed:
		_check_size(name, sum(part.file_size for part in packed.infolist()), _MOST_UNPACKED)
		# A few packed bytes are millions of elements, and a gigabyte once they are read.
		for part in packed.namelist():
			text, most = packed.read(part), _MOST_MARKS if _OF_CELLS.match(part) else _MOST_MARKS // 20
			if text.count(b"<") + text.count(b"=") > most:
				message = _("{0} holds too many cells: divide it into smaller files")
				throw(message.format(name), PayloadTooLargeError)
	book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
	sheet = book.worksheets[0]
	sheet.reset_dimensions()  # what the file says of its size may be wrong
	return sheet.iter_rows(values_only=True)


def _text(content: bytes) -> str:
	"""Text as spreadsheets save it: UTF-8, UTF-16 with a mark, or the encoding of western Windows."""
	if content.startswith((b"\xff\xfe", b"\xfe\xff")):
		return content.decode("utf-16")
	if b"\0" in content:
		raise ValueError("binary")
	try:
		return content.decode("utf-8-sig")
	except UnicodeDecodeError:
		return content.decode("cp1252")


def _separated(text: str, name: str) -> Iterable[Sequence[Any]]:
	heading = re.sub(r'"[^"]*"', "", text.partition("\n")[0])
	separator = max(";,\t|", key=heading.count)
	# Asked before the cells are made: a line of nothing but separators would fill the memory.
	if text.count(separator) > MOST_CELLS or text.count("\n") > MOST_LINES:
		_refuse_as_long(name)
	for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
		yield [_MARKED.sub(r"\1", cell) for cell in row]


def _within_limits(rows: Iterable[Sequence[Any]], name: str) -> list[list[Any]]:
	found: list[list[Any]] = []
	blank = cells = 0
	for given in rows:
		row = list(given)
		cells += len(row)
		while row and row[-1] in (None, ""):
			row.pop()
		if cells > MOST_CELLS or (row and len(found) + blank >= MOST_ROWS):
			_refuse_as_long(name)
		found += [*([] for _blank in range(blank)), row] if row else []
		blank = 0 if row else blank + 1
	return found


def _refuse_as_long(name: str) -> None:
	message = _("{0} has more than {1} rows: divide it into smaller files")
	throw(message.format(name, MOST_ROWS), PayloadTooLargeError)


def _check_size(name: str, size: int, most: int = _MOST_BYTES) -> None:
	if size > most:
		message = _("{0} is larger than the {1} MB that are allowed")
		throw(message.format(name, most // _MEGABYTE), PayloadTooLargeError)
