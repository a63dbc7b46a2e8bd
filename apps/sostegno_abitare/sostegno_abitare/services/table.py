"""A CSV file as a table of texts: what LibreOffice or Excel saves, in any of their usual ways.

CSV, because an administrator opens it in a spreadsheet, a change shows line by line in git, and every cell is
text: YAML would read the ISTAT code 015175 as an octal number and the answer `no` as false.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from frappe import _
from sostegno_abitare.services.errors import LoadError, Problem

SEPARATORS = ",;\t"
LARGEST_FILE = 5 * 1024 * 1024
NOTE = "#"


@dataclass(frozen=True)
class Row:
	"""One line: `number` as the spreadsheet shows it, `cells` by column; empty cells are left out."""

	number: int
	cells: dict[str, str]


@dataclass(frozen=True)
class Table:
	"""A file read: `file` is its path relative to the folder loaded, for messages."""

	file: str
	columns: tuple[str, ...]
	rows: tuple[Row, ...]

	def problem(self, reason: str, row: Row | None = None, column: str | None = None) -> Problem:
		return Problem(self.file, reason, row.number if row else None, column)


def read(path: Path, file: str) -> Table:
	"""Read `path`. Separator comma, semicolon or tab, whichever the header uses; columns whose title begins
	with # are remarks and empty rows are skipped. Raises LoadError for anything that is not such a table."""
	return parse(_text(path, file), file)


def parse(text: str, file: str) -> Table:
	"""The same for a text already in hand."""
	lines = text.splitlines()
	if not lines or not lines[0].strip():
		raise LoadError(Problem(file, _("the file is empty or its first row holds no column titles")))
	separator = max(SEPARATORS, key=lines[0].count)
	try:
		records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
	except csv.Error as error:
		raise LoadError(
			Problem(file, _("not a readable CSV file ({0}): save it again as CSV, UTF-8").format(error))
		)
	columns = tuple(title.strip() for title in records[0])
	_check_titles(columns, file)
	return Table(file, tuple(c for c in columns if not _is_note(c)), tuple(_rows(columns, records[1:], file)))


def _text(path: Path, file: str) -> str:
	if path.stat().st_size > LARGEST_FILE:
		raise LoadError(Problem(file, _("larger than {0} MB").format(LARGEST_FILE // 1024**2)))
	try:
		text = path.read_bytes().decode("utf-8-sig")
	except UnicodeDecodeError as error:
		row = path.read_bytes()[: error.start].count(b"\n") + 1
		raise LoadError(Problem(file, _("not written in UTF-8: save it again as CSV, UTF-8"), row))
	if "\0" in text:
		raise LoadError(Problem(file, _("holds NUL characters: it is not a text file")))
	return text


def _is_note(title: str) -> bool:
	return not title or title.startswith(NOTE)


def _check_titles(columns: tuple[str, ...], file: str) -> None:
	seen: set[str] = set()
	for title in columns:
		if not _is_note(title) and title in seen:
			raise LoadError(Problem(file, _("column {0} appears twice").format(title), 1, title))
		seen.add(title)
	if all(_is_note(title) for title in columns):
		raise LoadError(Problem(file, _("the file is empty or its first row holds no column titles")))


def _rows(columns: tuple[str, ...], records: list[list[str]], file: str) -> list[Row]:
	rows, faults = [], []
	for number, record in enumerate(records, start=2):
		cells = [cell.strip() for cell in record]
		if not any(cells):
			continue
		if len(cells) > len(columns) and any(cells[len(columns) :]):
			reason = _("{0} cells where the header has {1}: a text holding the separator must be in quotes")
			faults.append(Problem(file, reason.format(len(cells), len(columns)), number))
			continue
		# A short row means empty cells at its end: that is how some spreadsheets save.
		pairs = zip(columns, cells, strict=False)
		rows.append(Row(number, {c: cell for c, cell in pairs if cell and not _is_note(c)}))
	if faults:
		raise LoadError(*faults)
	return rows
