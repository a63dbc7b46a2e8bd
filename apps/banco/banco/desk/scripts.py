"""The client scripts of a doctype: its own file, what hooks add, and the site's Client Script documents."""

import hashlib
from pathlib import Path

from banco.context import current
from banco.meta import get_meta
from banco.modules import app_path, doctype_folder, scrub


def client_script(doctype: str) -> str:
	"""The script of a doctype's form."""
	return _joined(doctype, "", "doctype_js", "Form")


def list_script(doctype: str) -> str:
	"""The script of a doctype's list."""
	return _joined(doctype, "_list", "doctype_list_js", "List")


def calendar_script(doctype: str) -> str:
	"""The script that describes a doctype's calendar."""
	return _joined(doctype, "_calendar", "doctype_calendar_js", "Calendar")


def text_hash(text: str) -> str:
	"""A short name of a text, by which a browser knows whether its copy is current."""
	return hashlib.sha256(text.encode()).hexdigest()[:16]


def _joined(doctype: str, suffix: str, hook: str, view: str) -> str:
	meta = get_meta(doctype)
	own = [] if meta.custom else [doctype_folder(doctype, meta.module) / f"{scrub(doctype)}{suffix}.js"]
	texts = [file.read_text(encoding="utf-8") for file in [*own, *_hooked(doctype, hook)] if file.is_file()]
	texts += _stored(doctype, view)
	return "\n".join(text.rstrip() for text in texts if text.strip())


def _hooked(doctype: str, hook: str) -> list[Path]:
	hooks = current().site.hooks
	found = []
	for app in current().site.apps:
		by_doctype = hooks.get(hook, app)
		found += [app_path(app, path) for path in (by_doctype.get(doctype) or () if by_doctype else ())]
	return found


def _stored(doctype: str, view: str) -> list[str]:
	rows = current().db.fetch(
		"select script from `tabClient Script` where dt = ? and view = ? and enabled = 1 order by creation",
		(doctype, view),
	)
	return [row[0] for row in rows if row[0]]
