"""The engine stays small: what its design allows, as a test."""

from __future__ import annotations

import ast
import tokenize
from pathlib import Path

import pytest

import banco
import frappe

# Lines of code, without blanks, comments and docstrings: of the host, and of what an office works with on it.
ENGINE = 12_500
OFFICE = 1_700
LONGEST_FILE = 400  # lines of one file, all counted

FILES = sorted(
	file for package in (banco, frappe) for file in Path(str(package.__file__)).parent.rglob("*.py")
)
_LAYOUT = (
	tokenize.COMMENT,
	tokenize.NL,
	tokenize.NEWLINE,
	tokenize.INDENT,
	tokenize.DEDENT,
	tokenize.ENDMARKER,
)


def lines_of_code(file: Path) -> int:
	"""The lines of a file that hold code: no blanks, comments or docstrings."""
	with file.open("rb") as source:
		tokens = list(tokenize.tokenize(source.readline))[1:]
	code = {
		line
		for token in tokens
		if token.type not in _LAYOUT
		for line in range(token.start[0], token.end[0] + 1)
	}
	return len(code - _docstrings(ast.parse(file.read_bytes())))


def _docstrings(tree: ast.AST) -> set[int]:
	found: set[int] = set()
	for node in ast.walk(tree):
		if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
			first = node.body[0] if node.body else None
			if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
				found.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
	return found


def test_counts_code_only(tmp_path: Path) -> None:
	file = tmp_path / "x.py"
	file.write_text(
		'"""What\nit is."""\n\n# why\nx = """a\n\nb"""  # one text\n\ndef f():\n\t"""Two."""\n\treturn x\n'
	)
	assert lines_of_code(file) == 5


def test_the_host_is_within_its_design() -> None:
	office = [file for file in FILES if "office" in file.parts]
	assert len(FILES) > 100 and len(office) > 10
	assert sum(map(lines_of_code, set(FILES) - set(office))) < ENGINE
	assert sum(map(lines_of_code, office)) < OFFICE


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_file_can_be_read_at_once(file: Path) -> None:
	assert len(file.read_text(encoding="utf-8").splitlines()) < LONGEST_FILE
