"""The demo's logins, by the job they do. Addresses come from the data, so that a test names a job only."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from support.host import REPO


@cache
def logins() -> list[dict[str, str]]:
	"""Rows of the demo's users file: email, roles, municipalities, agreements."""
	found = sorted((REPO / "fixtures").rglob("*users.csv"))
	return [row for file in found for row in _rows(file)]


def who(role: str, place: str = "") -> str:
	"""The address of the demo user with that role and, if asked, limited to that municipality or agreement."""
	for row in logins():
		limits = f"{row.get('municipalities', '')};{row.get('agreements', '')}"
		if role in _split(row["roles"]) and (not place or place in _split(limits)):
			return row["email"]
	raise LookupError(f"no demo user is {role} {place}")


def everyone() -> list[str]:
	return [row["email"] for row in logins()]


def _split(text: str) -> list[str]:
	return [part.strip() for part in text.replace("|", ";").split(";")]


def _rows(file: Path) -> list[dict[str, str]]:
	with file.open(encoding="utf-8-sig", newline="") as opened:
		text = opened.read()
	delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
	return list(csv.DictReader(text.splitlines(), delimiter=delimiter))
