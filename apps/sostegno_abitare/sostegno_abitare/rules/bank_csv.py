"""Bank statements as CSV: each bank names and writes its columns otherwise, so that a mapping says which is which."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import pairwise

from .bank_statement import MOST_CENTS, Movement, Statement, StatementError, plain

LARGEST, MOST_ROWS, MOST_HEAD = 30_000_000, 200_000, 40
DAY_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d/%m/%y", "%Y%m%d")
COMMA, POINT = ",", "."
MONEY = ("amount", "debit", "credit", "balance")
_SIGNED = re.compile(r"([-+(]?)([^-+()]*)(?<![-+(])([-+)]?)")
_NUMBER = re.compile(r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Mapping:
	"""The column of each fact, by its heading. An amount stands in `amount` with its sign, or in `debit` and
	`credit`. Several columns of the remittance are parted by |.
	"""

	booked_on: str = ""
	value_on: str = ""
	amount: str = ""
	debit: str = ""
	credit: str = ""
	counterparty: str = ""
	counterparty_iban: str = ""
	remittance: str = ""
	bank_reference: str = ""
	end_to_end: str = ""
	balance: str = ""


# What banks head their columns with, as `plain` writes it.
KNOWN = {
	"booked_on": ("DATACONTABILE", "DATAOPERAZIONE", "DATAREGISTRAZIONE", "DATACONT", "DATA", "BOOKINGDATE", "DATE"),
	"value_on": ("DATAVALUTA", "VALUTA", "VALUEDATE"),
	"amount": ("IMPORTO", "IMPORTOEUR", "IMPORTOEURO", "AMOUNT"),
	"debit": ("DARE", "ADDEBITI", "ADDEBITO", "USCITE", "USCITA", "IMPORTODARE", "DEBIT"),
	"credit": ("AVERE", "ACCREDITI", "ACCREDITO", "ENTRATE", "ENTRATA", "IMPORTOAVERE", "CREDIT"),
	"counterparty": ("CONTROPARTE", "ORDINANTEBENEFICIARIO", "ORDINANTE", "BENEFICIARIO", "NOMINATIVO", "COUNTERPARTY"),
	"counterparty_iban": ("IBANCONTROPARTE", "IBANORDINANTE", "IBANBENEFICIARIO", "IBAN"),
	"remittance": (
		"DESCRIZIONEOPERAZIONE",
		"DESCRIZIONEESTESA",
		"DESCRIZIONE",
		"CAUSALEDESCRIZIONE",
		"CAUSALE",
		"DETTAGLI",
		"DESCRIPTION",
	),
	"bank_reference": ("CRO", "TRN", "CROTRN", "RIFERIMENTOBANCA", "NUMEROOPERAZIONE", "RIFERIMENTO", "REFERENCE"),
	"end_to_end": ("ENDTOENDID", "IDENDTOEND", "ENDTOEND"),
	"balance": ("SALDO", "SALDOCONTABILE", "SALDOPROGRESSIVO", "BALANCE"),
}  # fmt: skip


def text_of(content: bytes) -> str:
	"""The file as text: UTF-8 with or without its mark, UTF-16 with it, else as older banks write (Windows)."""
	if not content.strip():
		raise StatementError("empty")
	if len(content) > LARGEST:
		raise StatementError("too_large")
	if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
		return content.decode("utf-16", errors="replace")
	for encoding in ("utf-8-sig", "cp1252"):
		try:
			return content.decode(encoding)
		except UnicodeDecodeError:
			continue
	return content.decode("latin-1")


def table(text: str) -> list[list[str]]:
	"""The cells, by whichever of ; tab , | parts most of them alike."""
	if "\x00" in text:
		raise StatementError("not_text")
	found: list[list[str]] = []
	for mark in (";", "\t", ",", "|"):
		try:
			rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
		except csv.Error as error:
			raise StatementError("not_text", what=str(error)) from error
		if sum(len(row) > 2 for row in rows) > sum(len(row) > 2 for row in found):
			found = rows
	if len(found) > MOST_ROWS:
		raise StatementError("too_large")
	return [[cell.strip() for cell in row] for row in found]


def heading(rows: Sequence[Sequence[str]], mapping: Mapping) -> int:
	"""The row of the headings. Raises StatementError no_heading."""
	for number, row in enumerate(rows[:MOST_HEAD]):
		named = {plain(cell) for cell in row if cell}
		wanted = [plain(mapping.booked_on)] if mapping.booked_on else KNOWN["booked_on"]
		money = [mapping.amount, mapping.credit, mapping.debit]
		sums = [plain(name) for name in money if name] or [
			*KNOWN["amount"],
			*KNOWN["credit"],
			*KNOWN["debit"],
		]
		if named.intersection(wanted) and named.intersection(sums):
			return number
	raise StatementError("no_heading", what=mapping.booked_on)


def guessed(names: Sequence[str], mapping: Mapping = Mapping()) -> Mapping:
	"""The mapping, completed by what banks usually call the columns it says nothing of."""
	there = {plain(name): name for name in reversed(names) if name}
	told = {part.name: getattr(mapping, part.name) for part in fields(Mapping)}
	for field, usual in KNOWN.items():
		if not told[field]:
			told[field] = next((there[name] for name in usual if name in there), "")
	if mapping.amount:
		told["debit"] = told["credit"] = ""
	elif told["debit"] and told["credit"]:
		told["amount"] = ""
	return Mapping(**told)


def read(content: bytes, iban: str, mapping: Mapping = Mapping()) -> Statement:
	"""The statement of an account. The balances are those that the rows hold, None where they hold none.

	Raises StatementError with code empty, too_large, not_text, no_heading, no_column, no_rows, bad_day,
	bad_amount, ambiguous_amount, both_sides or balance_step.
	"""
	rows = table(text_of(content))
	top = heading(rows, mapping)
	mapping = guessed(rows[top], mapping)
	columns = _columns(rows[top], mapping)
	body = [
		(number, row)
		for number, row in enumerate(rows[top + 1 :], top + 2)
		if _cell(row, columns, "booked_on") and any(_cell(row, columns, name) for name in ("amount", "debit", "credit"))
	]  # fmt: skip
	if not body:
		raise StatementError("no_rows")
	places = [number for number, _ in body]
	mark = decimal_mark(_cell(row, columns, name) for _, row in body for name in MONEY)
	sums = _sums([row for _, row in body], places, columns, mark)
	days = _days([(number, _cell(row, columns, "booked_on")) for number, row in body])
	values = _days([(number, _cell(row, columns, "value_on")) for number, row in body])
	movements = [
		Movement(
			booked_on=day,
			cents=cents,
			value_on=value,
			counterparty=_cell(row, columns, "counterparty"),
			counterparty_iban=plain(_cell(row, columns, "counterparty_iban")),
			remittance=_remittance(row, rows[top], mapping),
			bank_reference=_cell(row, columns, "bank_reference"),
			end_to_end=_cell(row, columns, "end_to_end"),
			where=str(number),
		)
		for (number, row), cents, day, value in zip(body, sums, days, values, strict=True)
		if day is not None
	]
	opening, closing = _told(movements)
	if opening is None and closing is None and "balance" in columns:
		cells = numbers([_cell(row, columns, "balance") for _, row in body], places, mark)
		opening, closing, movements = _balances(cells, movements)
	movements = [movement for movement in movements if movement.cents and not _is_balance(movement)]
	booked = [movement.booked_on for movement in movements]
	if not booked:
		raise StatementError("no_rows")
	return Statement(iban, "", min(booked), max(booked), opening, closing, tuple(movements))


def decimal_mark(texts: Iterable[str]) -> str | None:
	"""What parts the cents in all the amounts of a file; None where no amount shows it. Raises StatementError
	ambiguous_amount where they contradict each other.
	"""
	marks = {mark for text in texts for mark in (_mark_in(_bare(text)[1]),) if mark}
	if len(marks) > 1:
		raise StatementError("ambiguous_amount", what="1.234,56 / 1,234.56")
	return next(iter(marks), None)


def numbers(texts: Iterable[str], places: Iterable[object], mark: str | None) -> list[int | None]:
	"""The amounts of a column in cents, None where a cell is empty; `mark` parts the cents. Raises StatementError
	bad_amount, or ambiguous_amount where nothing says what 1.234 means.
	"""
	found: list[int | None] = []
	for text, place in zip(texts, places, strict=True):
		sign, digits = _bare(text)
		found.append(None if not digits else sign * _cents(digits, mark, str(place)))
	return found


def _bare(text: str) -> tuple[int, str]:
	"""Sign and digits of an amount: -1.234,56; 1.234,56-; (1.234,56); EUR 1.234,56."""
	bare = re.sub(r"€|EUR|\s|'", "", text.upper()).replace("\u2212", "-")
	found = _SIGNED.fullmatch(bare)
	if not found:
		return 1, bare
	return (-1 if set(found[1] + found[3]) & set("-(") else 1), found[2]


def _mark_in(digits: str) -> str | None:
	"""The mark before the cents, where this amount shows it."""
	places = [letter for letter in digits if letter in (COMMA, POINT)]
	if not places:
		return None
	if COMMA in places and POINT in places:
		return places[-1]
	if len(places) > 1:
		return POINT if places[0] == COMMA else COMMA
	tail = len(digits) - digits.rindex(places[0]) - 1
	return places[0] if tail != 3 else None


def _cents(digits: str, mark: str | None, where: str) -> int:
	if not _NUMBER.fullmatch(digits):
		raise StatementError("bad_amount", where, digits)
	if mark is None and any(letter in digits for letter in (COMMA, POINT)):
		raise StatementError("ambiguous_amount", where, digits)
	other = POINT if mark == COMMA else COMMA
	whole, _, rest = digits.replace(other, "").partition(mark or COMMA)
	if len(rest) > 2 or not whole.isdigit() or (rest and not rest.isdigit()):
		raise StatementError("bad_amount", where, digits)
	cents = int(whole) * 100 + int(rest.ljust(2, "0") or 0)
	if cents > MOST_CENTS:
		raise StatementError("bad_amount", where, digits)
	return cents


def _sums(
	rows: Sequence[Sequence[str]], places: Sequence[int], columns: dict[str, int], mark: str | None
) -> list[int]:
	"""The signed cents of each row."""
	if "amount" in columns:
		return [
			cents or 0 for cents in numbers([_cell(row, columns, "amount") for row in rows], places, mark)
		]
	debits, credits = (
		numbers([_cell(row, columns, name) for row in rows], places, mark) for name in ("debit", "credit")
	)
	found = []
	for debit, credit, place in zip(debits, credits, places, strict=True):
		if debit and credit:
			raise StatementError("both_sides", str(place))
		found.append((credit or 0) - abs(debit or 0))
	return found


def _days(cells: Sequence[tuple[int, str]]) -> list[date | None]:
	"""The days of a column, all written the same way. Raises StatementError bad_day with the first that is not."""
	given = [(place, text.split(" ")[0].split("T")[0]) for place, text in cells]
	first_bad = next(((place, text) for place, text in given if text), (0, ""))
	for form in DAY_FORMATS:
		try:
			return [datetime.strptime(text, form).date() if text else None for _, text in given]
		except ValueError:
			first_bad = next(((p, t) for p, t in given if t and not _is_day(t, form)), first_bad)
	worst = next(
		((p, t) for p, t in given if t and not any(_is_day(t, form) for form in DAY_FORMATS)), first_bad
	)
	raise StatementError("bad_day", str(worst[0]), worst[1])


def _is_day(text: str, form: str) -> bool:
	try:
		datetime.strptime(text, form)
	except ValueError:
		return False
	return True


def _is_balance(movement: Movement) -> bool:
	"""A row that tells a balance and no movement."""
	text = plain(movement.remittance)
	return text.startswith("SALDO") and ("INIZIALE" in text or "FINALE" in text)


def _told(movements: Iterable[Movement]) -> tuple[int | None, int | None]:
	"""Opening and closing balance, as rows of their own tell them."""
	told = {"INIZIALE" in plain(row.remittance): row.cents for row in movements if _is_balance(row)}
	return told.get(True), told.get(False)


def _balances(
	cells: Sequence[int | None], movements: list[Movement]
) -> tuple[int | None, int | None, list[Movement]]:
	"""Opening and closing balance by the column of balances, and the movements with the oldest first. The newest
	stands on top in many a file: what the balances go along with is the order.
	"""
	if None in cells:
		return None, None, movements
	found = [cents or 0 for cents in cells]
	for order in (1, -1):
		steps = list(zip(found[::order], movements[::order], strict=True))
		if all(before + movement.cents == after for (before, _), (after, movement) in pairwise(steps)):
			return steps[0][0] - steps[0][1].cents, steps[-1][0], [movement for _, movement in steps]
	raise StatementError("balance_step")


def _columns(names: Sequence[str], mapping: Mapping) -> dict[str, int]:
	"""Fact -> the place of its column. Raises StatementError no_column."""
	places = {plain(name): place for place, name in reversed(list(enumerate(names))) if name}
	found = {}
	for part in fields(Mapping):
		name = getattr(mapping, part.name)
		if not name or part.name == "remittance":
			continue
		if plain(name) not in places:
			raise StatementError("no_column", part.name, name)
		found[part.name] = places[plain(name)]
	if "booked_on" not in found or not {"amount", "debit", "credit"} & set(found):
		raise StatementError("no_column", "booked_on" if "booked_on" not in found else "amount")
	return found


def _remittance(row: Sequence[str], names: Sequence[str], mapping: Mapping) -> str:
	wanted = [plain(name) for name in mapping.remittance.split("|") if plain(name)]
	told = [cell for name, cell in zip(names, row, strict=False) if plain(name) in wanted and cell]
	return " ".join(told)


def _cell(row: Sequence[str], columns: dict[str, int], name: str) -> str:
	place = columns.get(name)
	return row[place] if place is not None and place < len(row) else ""
