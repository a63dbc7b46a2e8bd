"""Translations: each app's CSV files, overridden by the site's own Translation documents.

A CSV line is `"source","translation"` or `"source","translation","context"`.
"""

import csv
from functools import cache
from pathlib import Path
from typing import Any

from banco.context import current, peek
from banco.modules import app_path

SOURCE_LANGUAGE = "en"
Messages = dict[str, str]


def _(msg: Any, lang: str | None = None, context: str | None = None) -> str:
	"""`msg` in the context's language, or in `lang`; as it is where nobody translated it.

	`context` tells apart equal words of different meaning; without a translation for it, the plain one
	holds.
	"""
	text = msg if isinstance(msg, str) else str(msg)
	here = peek()
	language = lang or (here.lang if here else SOURCE_LANGUAGE)
	if here is None or not text or language == SOURCE_LANGUAGE:
		return text
	known = messages(language)
	if context:
		found = known.get(_key(text, context))
		if found:
			return found
	return known.get(text) or known.get(text.strip()) or text


class lazy:
	"""A text translated when it is shown, for constants made before any context exists."""

	def __init__(self, msg: str) -> None:
		self.msg = msg

	def __str__(self) -> str:
		return _(self.msg)


def messages(lang: str) -> Messages:
	"""All translations of a language on the current site: a regional one adds to its parent's."""
	from banco.meta.definitions import recall

	return recall("translations", lang, _load)


def app_messages(app: str, lang: str) -> Messages:
	"""What an app's own CSV file translates; read once per process."""
	return _read_csv(app_path(app, "translations", f"{lang}.csv")) if lang.replace("-", "").isalpha() else {}


def site_messages(lang: str) -> Messages:
	"""The site's Translation documents for a language."""
	db = current().db
	if not db.table_exists("Translation"):
		return {}
	rows = db.sql(
		"select source_text, translated_text, context from `tabTranslation` where language = %s", (lang,)
	)
	return {_key(row[0], row[2]): row[1] for row in rows if row[0] and row[1]}


def set_user_language(user: str) -> str:
	"""The language a user reads: their own setting, else the site's."""
	from banco.settings import system_setting

	chosen = current().db.get_value("User", user, "language")
	return str(chosen or system_setting("language"))


def _load(lang: str) -> Messages:
	parent = lang.partition("-")[0]
	found = dict(messages(parent)) if parent != lang else {}
	for app in current().site.apps:
		found.update(app_messages(app, lang))
	found.update(site_messages(lang))
	return found


def _key(text: str, context: str | None) -> str:
	return f"{text}:{context}" if context else text


@cache
def _read_csv(file: Path) -> Messages:
	if not file.is_file():
		return {}
	with file.open(encoding="utf-8", newline="") as lines:
		rows = [row for row in csv.reader(lines) if len(row) >= 2 and row[1]]
	return {_key(row[0], row[2] if len(row) > 2 else None): row[1] for row in rows}
