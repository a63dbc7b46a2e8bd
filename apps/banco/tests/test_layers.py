"""The office's parts build on the engine; the engine knows of them at a few named joints only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import banco

PACKAGE = Path(str(banco.__file__)).parent
# Where the engine calls the office, and for what.
JOINTS = {
	"desk/bootinfo.py": "where a map's tiles come from",
	"document/lifecycle.py": "notices of what happened to a document",
	"storage/schema.py": "the triggers that keep the index of the search",
	"web/app.py": "the origin of those tiles, which a page may fetch pictures from",
	"web/pages.py": "the page of a print, the script of a report",
}


def imported(file: Path) -> Iterator[str]:
	for node in ast.walk(ast.parse(file.read_bytes())):
		if isinstance(node, ast.Import):
			yield from (alias.name for alias in node.names)
		elif isinstance(node, ast.ImportFrom) and node.module:
			yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_engine_does_without_its_office() -> None:
	found = {
		str(file.relative_to(PACKAGE))
		for file in PACKAGE.rglob("*.py")
		if file.relative_to(PACKAGE).parts[0] not in ("office", "core")
		and any(name.startswith("banco.office") for name in imported(file))
	}
	assert found == set(JOINTS)
