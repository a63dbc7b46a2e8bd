"""Files as spreadsheets save them, well and badly, and cells as people write them."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

from sostegno_abitare.services import cells
from sostegno_abitare.services.errors import LoadError
from sostegno_abitare.services.table import LARGEST_FILE, parse, read
from sostegno_abitare.tests.base import AppTestCase


class TestTable(AppTestCase):
	def fault(self, content: bytes) -> tuple[int | None, str | None]:
		with TemporaryDirectory() as folder:
			path = Path(folder, "x.csv")
			path.write_bytes(content)
			with self.assertRaises(LoadError) as caught:
				read(path, "x.csv")
		problem = caught.exception.problems[0]
		self.assertEqual(problem.file, "x.csv")
		self.assertTrue(problem.reason)
		return problem.row, problem.field

	def test_every_usual_separator_reads_the_same(self) -> None:
		for separator in ",;\t":
			table = parse(
				separator.join(["code", "title"]) + "\r\n" + separator.join(["A1", "Città"]) + "\r\n", "x"
			)
			self.assertEqual(table.columns, ("code", "title"))
			self.assertEqual(table.rows[0].cells, {"code": "A1", "title": "Città"})

	def test_byte_order_mark_and_missing_final_newline(self) -> None:
		with TemporaryDirectory() as folder:
			path = Path(folder, "x.csv")
			path.write_bytes("\ufeffcode;title\nA1;è".encode())
			self.assertEqual(read(path, "x").rows[0].cells, {"code": "A1", "title": "è"})

	def test_remarks_and_empty_rows_are_skipped_and_rows_keep_their_number(self) -> None:
		table = parse("code;# nota;title\nA1;ipotesi;Uno\n;;\n\nA2;;Due\n", "x")
		self.assertEqual(table.columns, ("code", "title"))
		self.assertEqual([(row.number, row.cells["title"]) for row in table.rows], [(2, "Uno"), (5, "Due")])

	def test_quoted_cells_hold_separators_quotes_and_lines(self) -> None:
		table = parse('code;title\nA1;"uno; due ""tre""\nquattro"\nA2;x\n', "x")
		self.assertEqual(table.rows[0].cells["title"], 'uno; due "tre"\nquattro')
		self.assertEqual(table.rows[1].number, 3)

	def test_short_rows_are_rows_with_empty_cells(self) -> None:
		self.assertEqual(parse("a;b;c\n1\n", "x").rows[0].cells, {"a": "1"})

	def test_what_is_not_a_table_is_told(self) -> None:
		for content, row, column in (
			(b"", None, None),
			(b"\n\n", None, None),
			(b"# nota;# altra\n1;2\n", None, None),
			(b"code;title;code\nA1;x;A2\n", 1, "code"),
			(b"code;title\nA1;x;y\n", 2, None),
			(b"code;title\nA1;\xe8\n", 2, None),
			(b'code;title\nA1;"x\n', None, None),
			(b"code;title\nA1;\x00\n", None, None),
			(b"code\n" + b"x" * LARGEST_FILE, None, None),
			(b"code\n" + b"x" * 200_000, None, None),
		):
			with self.subTest(content[:40]):
				self.assertEqual(self.fault(content), (row, column))


class TestCells(AppTestCase):
	def read(self, text: str, fieldtype: str, **field: object) -> object:
		return cells.value(text, SimpleNamespace(fieldtype=fieldtype, options="", length=0, **field))

	def test_cents_survive_every_way_of_writing_them(self) -> None:
		for cents in (*range(0, 2000, 7), 5_000_000, 10_952_761, 99_999_999_999):
			euros, rest = divmod(cents, 100)
			for text in (
				f"{euros}.{rest:02}",
				f"{euros},{rest:02}",
				f"{euros:,}".replace(",", ".") + f",{rest:02} €",
			):
				self.assertEqual(cells.number(text), Decimal(cents) / 100, text)

	def test_values_by_type(self) -> None:
		for text, fieldtype, wanted in (
			("-12,5", "Float", -12.5),
			("3", "Int", 3),
			("3,00", "Int", 3),
			("sì", "Check", 1),
			("NO", "Check", 0),
			("31/12/2018", "Date", date(2018, 12, 31)),
			("2018-12-31", "Date", date(2018, 12, 31)),
			("14:30", "Time", timedelta(hours=14, minutes=30)),
			("015175", "Data", "015175"),
		):
			with self.subTest(text):
				self.assertEqual(self.read(text, fieldtype), wanted)

	def test_what_does_not_fit_is_refused(self) -> None:
		for text, fieldtype in (
			("1.000", "Currency"),
			("12,34,56", "Currency"),
			("1.00.000", "Currency"),
			("dodici", "Currency"),
			("NaN", "Float"),
			("1e9", "Float"),
			("2,5", "Int"),
			("forse", "Check"),
			("31/02/2018", "Date"),
			("2018", "Date"),
			("25:00", "Time"),
			("x" * 141, "Data"),
		):
			with self.subTest(text[:20]), self.assertRaises(cells.BadCell) as caught:
				self.read(text, fieldtype)
			self.assertTrue(str(caught.exception))

	def test_a_wrong_choice_shows_the_right_ones(self) -> None:
		field = SimpleNamespace(fieldtype="Select", options="\nRefuse\nWarn", length=0)
		self.assertEqual(cells.value("Warn", field), "Warn")
		with self.assertRaises(cells.BadCell) as caught:
			cells.value("Rifiuta", field)
		self.assertIn("Refuse, Warn", str(caught.exception))
