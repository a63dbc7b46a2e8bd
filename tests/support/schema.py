"""What the app declares of its doctypes: rights by role, reserved fields. The same tables bind its own tests."""

from __future__ import annotations

import csv

from support.client import Client
from support.host import REPO

APP = "sostegno_abitare"
_TESTS = REPO / "apps" / APP / APP / "tests"


def declared_rights() -> dict[str, dict[str, str]]:
	"""Doctype (or `<doctype> level 1`) -> role -> letters."""
	return {row.pop("doctype"): row for row in _rows("rights.csv")}


def declared_reserved() -> set[tuple[str, str, int]]:
	"""(doctype, field, level) of every field above the common level."""
	return {(row["doctype"], row["fieldname"], int(row["level"])) for row in _rows("reserved.csv")}


def modules(admin: Client) -> list[str]:
	return sorted(admin.names("Module Def", filters={"app_name": APP}))


def doctypes(admin: Client, **filters: object) -> set[str]:
	"""The app's doctypes, child tables among them."""
	return admin.names("DocType", filters={"module": ["in", modules(admin)], **filters})


def _rows(name: str) -> list[dict[str, str]]:
	with (_TESTS / name).open(encoding="utf-8", newline="") as file:
		return list(csv.DictReader(file))
