"""Tables of spreadsheets (xlsx) and of separated text (csv): read within limits, written without formulas.

Text that a spreadsheet could take for a formula is written as text: in xlsx as a marked text cell, in csv
behind an apostrophe, which reading takes away again.
"""

from __future__ import annotations

import csv
import datetime
import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from banco.errors import BancoError, PayloadTooLargeError
from banco.messages import throw
from banco.translate import _

MOST_ROWS, MOST_CELLS = 100_000, 5_000_000
_MEGABYTE = 1 << 20
_MOST_BYTES, _MOST_UNPACKED, _MOST_IN_MEMORY = 25 * _MEGABYTE, 200 * _MEGABYTE, 50 * _MEGABYTE
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SEPARATORS = ";,\t|"
_FAITHFUL = 10**15  # whole numbers beyond it lose digits in a spreadsheet
_FIRST_DAY = datetime.date(1900, 3, 1)  # spreadsheets count earlier days wrongly
_TIMES = (  # a datetime is a date too: the narrower kind stands first
	(datetime.datetime, "DD/MM/YYYY HH:MM:SS"),
	(datetime.date, "DD/MM/YYYY"),
	(datetime.timedelta, "[H]:MM:SS"),
	(datetime.time, "HH:MM:SS"),
)


def read_table(content: bytes, filename: str) -> list[list[Any]]:
	"""The rows of a file: of its first sheet with dates and numbers as such (xlsx), or as text (csv).

	An empty cell is None in xlsx and "" in csv. Rows keep their place; empty ones at the end are left out,
	and so are empty cells at a row's end. A formula gives the value it had when the file was saved.
	Raises ValidationError for another kind of file or a damaged one, PayloadTooLargeError beyond the limits.
	"""
	name = filename[-80:]
	if len(content) > _MOST_BYTES:
		_refuse_size(name)
	kind = filename.lower().rpartition(".")[2]
	if kind not in ("xlsx", "csv", "txt", "tsv"):
		throw(_("{0}: only xlsx and csv files can be read. Save the sheet as one of them.").format(name))
	try:
		rows = _sheet(content, name) if kind == "xlsx" else _separated(_text(content))
		return _within_limits(rows, name)
	except BancoError:
		raise
	except Exception:  # the readers fail in many ways over a file that somebody damaged
		throw(_("{0} is damaged or not a table: open it in a spreadsheet and save it again.").format(name))


def to_xlsx(
	rows: Iterable[Sequence[Any]], sheet_name: str = "Sheet1", formats: Sequence[str | None] = ()
) -> bytes:
	"""A workbook of one sheet, its first row the heading. Dates and numbers become real cells.

	`formats`: number formats by column ("#,##0.00"), None where a number is shown as it is.
	"""
	book = Workbook(write_only=True)
	sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", sheet_name).strip()[:31] or "Sheet1")
	sheet.freeze_panes = "A2"
	for number, row in enumerate(rows):
		cells = [_cell(sheet, *pair) for pair in zip(row, (*formats, *[None] * len(row)), strict=False)]
		if not number:
			for at, value in enumerate(row, 1):
				sheet.column_dimensions[get_column_letter(at)].width = min(max(len(str(value)) + 4, 12), 40)
			cells = [_marked(sheet, value, font=Font(bold=True)) for value in row]
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
	comma = separator == ";"
	writer.writerows([_csv_text(value, comma) for value in row] for row in rows)
	return stream.getvalue().encode("utf-8-sig", "replace")


def _cell(sheet: Any, value: Any, number_format: str | None) -> Any:
	"""A value that the library writes as it is, or a cell that says how."""
	if value is None or isinstance(value, bool):
		return value
	if isinstance(value, int | float | Decimal):
		if not math.isfinite(value) or (isinstance(value, int) and abs(value) >= _FAITHFUL):
			return _marked(sheet, value)
		return _made(sheet, value, number_format) if number_format else value
	for kind, shown in _TIMES:
		if isinstance(value, kind):
			if isinstance(value, datetime.datetime):
				value = value.replace(tzinfo=None)
			day = value.date() if isinstance(value, datetime.datetime) else value
			if isinstance(day, datetime.date) and day < _FIRST_DAY:
				return _marked(sheet, value)
			return _made(sheet, value, shown)
	text = str(value)
	plain = not text.startswith((*_FORMULA, "#")) and not _UNPRINTABLE.search(text)
	return text if plain else _marked(sheet, text)


def _made(sheet: Any, value: Any, number_format: str) -> Any:
	cell = WriteOnlyCell(sheet, value)
	cell.number_format = number_format
	return cell


def _marked(sheet: Any, value: Any, font: Any = None) -> Any:
	"""A cell that stays text, also when somebody edits it."""
	cell = WriteOnlyCell(sheet, _UNPRINTABLE.sub("", "" if value is None else str(value)))
	cell.data_type, cell.quotePrefix = "s", True
	if font is not None:
		cell.font = font
	return cell


def _csv_text(value: Any, comma: bool) -> str:
	if value is None:
		return ""
	if isinstance(value, bool):
		return str(int(value))
	if isinstance(value, int | float | Decimal):
		return str(value).replace(".", ",") if comma else str(value)
	if isinstance(value, datetime.datetime):
		return value.isoformat(" ", "seconds")
	text = str(value).replace("\0", "")
	return f"'{text}" if text.startswith(_FORMULA) else text


def _sheet(content: bytes, name: str) -> Iterator[Sequence[Any]]:
	with zipfile.ZipFile(io.BytesIO(content)) as packed:
		parts = packed.infolist()
		# Sheets are read row by row; the rest (shared texts, styles) is taken into memory whole.
		whole = sum(part.file_size for part in parts if not part.filename.startswith("xl/worksheets/"))
	if whole > _MOST_IN_MEMORY or sum(part.file_size for part in parts) > _MOST_UNPACKED:
		_refuse_size(name)
	book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
	sheet = book.worksheets[0]
	sheet.reset_dimensions()  # what the file says of its size may be wrong
	return iter(sheet.iter_rows(values_only=True))


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


def _separated(text: str) -> Iterator[Sequence[Any]]:
	first, _end, rest = text.partition("\n")
	if first.lower().startswith("sep=") and len(first.strip()) == 5:
		separator, text = first[4], rest
	else:
		heading = re.sub(r'"[^"]*"', "", first)
		separator = max(_SEPARATORS, key=heading.count) if heading else ","
	for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
		yield [cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell for cell in row]


def _within_limits(rows: Iterable[Sequence[Any]], name: str) -> list[list[Any]]:
	found: list[list[Any]] = []
	blank = cells = 0
	for given in rows:
		row = list(given)
		cells += len(row)
		while row and row[-1] in (None, ""):
			row.pop()
		if cells > MOST_CELLS or (row and len(found) + blank >= MOST_ROWS):
			throw(
				_("{0} has more than {1} rows: divide it into smaller files").format(name, MOST_ROWS),
				PayloadTooLargeError,
			)
		if row:
			found += [*([] for _blank in range(blank)), row]
			blank = 0
		else:
			blank += 1
	return found


def _refuse_size(name: str) -> None:
	throw(
		_("{0} is larger than the {1} MB that are allowed").format(name, _MOST_BYTES // _MEGABYTE),
		PayloadTooLargeError,
	)
