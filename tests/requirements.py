"""List every line of the two briefs with the tests that show it; fail on one that has none once built.

`make requirements`. The ids stand in tests/requirements.csv: built (yes), built but for what the last column
names (partly), or not yet (no); a test claims one by `@pytest.mark.requirement("EM-02")`, or, in the app's
own tests, by a `requirement: EM-02` line in its docstring.
"""

from __future__ import annotations

import ast
import csv
import re
import sys
from collections import defaultdict
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
ROOMS = ("tests", "apps/banco/tests", "apps/sostegno_abitare/sostegno_abitare")
ID = re.compile(r"\b(?:EM|VA|BO)-\d\d\b")


def claims() -> dict[str, list[str]]:
	"""Requirement id -> the tests that claim it, as `file::name`."""
	found: dict[str, list[str]] = defaultdict(list)
	for room in ROOMS:
		for file in sorted((REPO / room).rglob("test_*.py")):
			for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
				if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name.lower().startswith("test"):
					for key in _ids(node):
						found[key].append(f"{file.relative_to(REPO)}::{node.name}")
	return found


def _ids(node: ast.FunctionDef | ast.ClassDef) -> set[str]:
	ids: set[str] = set()
	for decorator in node.decorator_list:
		if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("mark.requirement"):
			ids |= {str(ast.literal_eval(argument)) for argument in decorator.args}
	for line in (ast.get_docstring(node) or "").splitlines():
		if line.strip().lower().startswith("requirement:"):
			ids |= set(ID.findall(line))
	return ids


def main() -> int:
	with (REPO / "tests" / "requirements.csv").open(encoding="utf-8", newline="") as file:
		rows = list(csv.DictReader(file))
	found = claims()
	built = [row for row in rows if row["built"] in ("yes", "partly")]
	missing = [row["id"] for row in built if not found.get(row["id"])]
	early = [row["id"] for row in rows if row["built"] == "no" and found.get(row["id"])]
	unknown = sorted(set(found) - {row["id"] for row in rows})
	for row in rows:
		show(row, found.get(row["id"], []))
	partly = sum(row["built"] == "partly" for row in rows)
	print(f"\n{len(built)} of {len(rows)} requirements built, {partly} of them in part.")
	for text, ids in (
		("Without a test", missing),
		("Claimed by a test but not built", early),
		("Not in the list", unknown),
	):
		if ids:
			print(f"{text}: {', '.join(ids)}")
	return int(bool(missing or early or unknown))


def show(row: dict[str, str], tests: list[str]) -> None:
	"""One requirement, what is missing of it, and its tests."""
	print(f"{row['id']}  {row['built']:6} {row['requirement']}")
	if row["missing"]:
		print(f"         missing: {row['missing']}")
	for test in tests:
		print(f"         {test}")


if __name__ == "__main__":
	sys.exit(main())
