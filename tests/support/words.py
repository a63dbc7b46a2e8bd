"""The Italian words of the desk and of the app, read where they are written, so that a change of wording
breaks no walk.
"""

from __future__ import annotations

import csv
import re
from functools import cache

from support.host import REPO

LOCALE = REPO / "apps/banco/desk/src/locales/it"
TRANSLATIONS = (
	REPO / "apps/banco/banco/translations/it.csv",
	REPO / "apps/sostegno_abitare/sostegno_abitare/translations/it.csv",
)
ENTRY = re.compile(r'"([\w.]+)":\s*"((?:[^"\\]|\\.)*)"')


@cache
def _locale() -> dict[str, str]:
	return dict(
		entry for file in LOCALE.glob("*.ts") for entry in ENTRY.findall(file.read_text(encoding="utf-8"))
	)


@cache
def _translations() -> dict[str, str]:
	lines = [line for file in TRANSLATIONS for line in file.read_text(encoding="utf-8").splitlines()]
	return {row[0]: row[1] for row in csv.reader(lines) if len(row) > 1}


def said(key: str, **values: str) -> str:
	"""A text of the desk by its key (`action.save`), with its places filled in."""
	text = _locale()[key]
	for name, value in values.items():
		text = text.replace(f"{{{name}}}", value)
	return text


def it(source: str) -> str:
	"""A label, state or action in Italian: the app's word, else the host's."""
	return _translations().get(source) or source
