"""Tables of xlsx and csv: what is read, what is refused, and no formula ever comes alive."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banco.errors import PayloadTooLargeError, ValidationError
from banco.office import tabular
from banco.office.tabular import read_table, to_csv, to_xlsx

LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝")
DAY, MOMENT = datetime.date(2026, 2, 28), datetime.datetime(2026, 2, 28, 9, 30)


def opened(content: bytes):
	return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def test_dates_and_numbers_are_real_cells_and_come_back():
	rows = [["Cosa", "Importo"], [DAY, 1234.56], [MOMENT, Decimal("0.10")], [None, 7], ["è", True]]
	sheet = opened(to_xlsx(rows, formats=[None, "#,##0.00"]))
	assert sheet["A2"].is_date and sheet["A2"].number_format == "DD/MM/YYYY"
	assert sheet["B2"].value == 1234.56 and sheet["B2"].number_format == "#,##0.00"
	assert sheet["A1"].font.bold and sheet.freeze_panes == "A2"
	back = read_table(to_xlsx(rows), "a.XLSX")
	assert back[1] == [datetime.datetime(2026, 2, 28), 1234.56]
	assert back[2] == [MOMENT, 0.1] and back[3] == [None, 7] and back[4] == ["è", True]


@pytest.mark.parametrize("start", LIVE)
def test_no_text_is_a_live_formula(start):
	text = f"{start}HYPERLINK(1)"
	sheet = opened(to_xlsx([["h"], [text], [f"{start}1"]]))
	assert sheet["A2"].data_type == "s" and sheet["A2"].quotePrefix
	lines = list(csv.reader(io.StringIO(to_csv([[text]]).decode("utf-8-sig"), newline="")))
	assert lines[0][0] == f"'{text}"
	assert read_table(to_csv([["h"], [text]]), "a.csv")[1] == [text]


@pytest.mark.parametrize(
	"text", ["x;=1+1;y", "x\n=1+1\ny", 'x;"=1+1;y', 'x,"""=1', "x\t＝1\t", ";@a", "\t=1", '"=1']
)
@pytest.mark.parametrize("written", [",", ";"])
def test_a_csv_divided_at_another_separator_holds_no_formula(text, written):
	content = to_csv([["h", "i", "j"], ["a", text, "b"]], written)
	for separator in ",;\t|":
		for line in csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=separator):
			assert not any(cell.startswith(LIVE) for cell in line)
	assert read_table(content, "a.csv")[1] == ["a", text, "b"]


@given(st.text(alphabet="'=-;,\t\r\n\"x＝|"))
@settings(max_examples=200, deadline=None)
def test_what_is_marked_comes_back_to_the_letter(text):
	assert read_table(to_csv([["h", "i"], [text, "."]]), "a.csv")[1] == [text, "."]


@pytest.mark.parametrize("heading", [["=1+1"], ["+1"]])
def test_a_heading_is_no_formula_either(heading):
	assert opened(to_xlsx([heading]))["A1"].data_type == "s"


def test_negative_amounts_stay_numbers():
	assert opened(to_xlsx([["h"], [-5.5]]))["A2"].value == -5.5
	assert read_table(to_csv([[-5.5]]), "a.csv") == [["-5.5"]]
	assert to_csv([[-5.5, "a"]], ";") == "\ufeff-5,5;a\r\n".encode()


@given(
	st.lists(st.lists(st.one_of(st.text(), st.integers(), st.floats(), st.dates()), min_size=1), max_size=5)
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_is_a_file_without_formulas(rows):
	sheet = opened(to_xlsx([["h"], *rows]))
	assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
	for line in csv.reader(io.StringIO(to_csv(rows).decode("utf-8-sig"), newline="")):
		assert not any(cell.startswith(LIVE) and not is_number(cell) for cell in line)


def is_number(text: str) -> bool:
	try:
		float(text)
	except ValueError:
		return False
	return True


@pytest.mark.parametrize(
	"content",
	[
		'Nome;Città\r\n"Rossi; M.";Forlì\r\n'.encode(),
		'Nome;Città\n"Rossi; M.";Forlì'.encode("utf-8-sig"),
		'Nome;Città\r\n"Rossi; M.";Forlì\r\n'.encode("cp1252"),
		'Nome\tCittà\r\n"Rossi; M."\tForlì\r\n'.encode("utf-16"),
		'Nome,Città\r\n"Rossi; M.",Forlì\r\n\r\n,\r\n'.encode(),
		"Nome,Città\rRossi; M.,Forlì\r".encode(),
	],
)
def test_text_as_spreadsheets_save_it(content):
	assert read_table(content, "elenco.csv") == [["Nome", "Città"], ["Rossi; M.", "Forlì"]]


def test_rows_keep_their_place_and_empty_ones_at_the_end_go():
	assert read_table(b"a,b\n\n,\n1,\n\n\n", "x.csv") == [["a", "b"], [], [], ["1"]]
	assert read_table(to_xlsx([["a"], [None], ["x"], [None], [""]]), "x.xlsx") == [["a"], [], ["x"]]


@pytest.mark.parametrize(
	("content", "name"),
	[
		(b"PK\x03\x04 no", "a.xlsx"),
		(b"", "a.xlsx"),
		(b"a\0b", "a.csv"),
		(b'a,"b\n', "a.csv"),
		(b"\x81\x8d", "a.csv"),
		(b"a", "a.xls"),
		(b"a" * 200_000, "a.csv"),
	],
)
def test_what_is_no_table_is_refused(content, name):
	with pytest.raises(ValidationError):
		read_table(content, name)


def packed(**parts: bytes) -> bytes:
	stream = io.BytesIO()
	source = zipfile.ZipFile(io.BytesIO(to_xlsx([["a"], ["b"]])))
	with source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
		for part in source.infolist():
			target.writestr(part.filename, parts.pop(part.filename, None) or source.read(part))
		for name, content in parts.items():
			target.writestr(name, content)
	return stream.getvalue()


@pytest.mark.parametrize("place", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "any.bin"])
def test_a_packed_bomb_is_refused_before_it_is_unpacked(place):
	with pytest.raises(PayloadTooLargeError):
		read_table(packed(**{place: b" " * (101 << 20)}), "bomb.xlsx")


@pytest.mark.parametrize(
	("place", "element", "times"),
	[
		("xl/worksheets/sheet1.xml", b"<c><v>1</v></c>", 1_100_000),
		("xl/worksheets/sheet1.xml", b"<row r=''/>", 2_100_000),
		("xl/sharedStrings.xml", b"<si/>", 4_100_000),
		("xl/styles.xml", b"<xf/>", 210_000),
		("xl/workbook.xml", b"<x a='' b=''/>", 70_000),
	],
)
def test_elements_without_number_are_refused_before_they_are_read(place, element, times, monkeypatch):
	monkeypatch.setattr(tabular, "load_workbook", lambda *_given, **_how: pytest.fail("read"))
	with pytest.raises(PayloadTooLargeError):
		read_table(packed(**{place: element * times}), "bomb.xlsx")


def test_entities_that_multiply_are_refused():
	entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
	sheet = (
		b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">' + entities + b"]>"
		b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
		b'<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row></sheetData></worksheet>'
	)
	with pytest.raises(ValidationError):
		read_table(packed(**{"xl/worksheets/sheet1.xml": sheet}), "bomb.xlsx")


def test_more_rows_than_allowed_are_refused_but_not_empty_ones(monkeypatch):
	monkeypatch.setattr(tabular, "MOST_ROWS", 3)
	assert len(read_table(b"a\nb\nc\n\n\n\n\n", "x.csv")) == 3
	with pytest.raises(PayloadTooLargeError):
		read_table(b"a\nb\n\nc\n", "x.csv")
	monkeypatch.setattr(tabular, "MOST_CELLS", 4)
	with pytest.raises(PayloadTooLargeError):
		read_table(b"a,b,c\n,,\n", "x.csv")


def test_a_file_that_is_too_large_is_refused():
	with pytest.raises(PayloadTooLargeError):
		read_table(b"a" * ((25 << 20) + 1), "x.csv")


@pytest.mark.parametrize("content", [b"a,b\n" + b"," * 6_000_000, b"a,b\n" + b"\n" * 2_000_000])
def test_cells_of_nothing_do_not_fill_the_memory(content, monkeypatch):
	monkeypatch.setattr(tabular.csv, "reader", lambda *_lines, **_how: pytest.fail("read"))
	with pytest.raises(PayloadTooLargeError):
		read_table(content, "a.csv")
