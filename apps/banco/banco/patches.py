"""Patches: an app's steps of migration, each run once on a site.

`patches.txt` lists them under [pre_model_sync] (before doctypes change) and [post_model_sync]; a line is a
module with `execute()`, or `execute:` and a statement. A changed line counts as a new patch.
"""

import configparser
from collections.abc import Iterator

from banco.context import current
from banco.errors import ValidationError
from banco.modules import app_path, get_attr
from banco.site import Site

BEFORE_SYNC = "pre_model_sync"
AFTER_SYNC = "post_model_sync"
_STATEMENT = "execute:"
_LAST = "finally:"


def patches_of(app: str, section: str) -> list[str]:
	"""The lines of a section, in order. A file without sections holds patches for before the sync.

	Raises ValidationError when the file has a section of another name.
	"""
	file = app_path(app, "patches.txt")
	if not file.is_file():
		return []
	text = file.read_text(encoding="utf-8")
	parser = configparser.ConfigParser(
		allow_no_value=True, delimiters="\n", comment_prefixes=("#", ";"), strict=False
	)
	parser.optionxform = str  # type: ignore[assignment,method-assign]
	try:
		parser.read_string(text)
	except configparser.MissingSectionHeaderError:
		parser.read_string(f"[{BEFORE_SYNC}]\n{text}")
	unknown = set(parser.sections()) - {BEFORE_SYNC, AFTER_SYNC}
	if unknown:
		raise ValidationError(f"{file}: unknown section {', '.join(sorted(unknown))}")
	return list(parser[section]) if parser.has_section(section) else []


def all_patches(app: str) -> list[str]:
	"""All lines of an app, in the order they would run."""
	return [*patches_of(app, BEFORE_SYNC), *patches_of(app, AFTER_SYNC)]


def run_patches(site: Site, section: str) -> Iterator[str]:
	"""Run the section's patches of all apps that have not run yet; yields each as it is done.

	A patch and its record are one transaction: one that fails or is killed runs again the next time.
	"""
	lines = [(app, line) for app in site.apps for line in patches_of(app, section)]
	last = [(app, line) for app, line in lines if line.startswith(_LAST)]
	for app, line in [item for item in lines if item not in last] + last:
		with site.context() as context:
			if not is_done(line):
				context.flags.in_patch = True
				_execute(line.removeprefix(_LAST))
				mark_done(line, app)
				yield line


def is_done(line: str) -> bool:
	"""Whether the patch has run on the current site."""
	return bool(current().db.exists("Patch Log", {"patch": line}))


def mark_done(line: str, app: str) -> None:
	"""Record that a patch has run."""
	from banco.document import get_doc

	get_doc({"doctype": "Patch Log", "patch": line, "app_name": app}).insert(ignore_permissions=True)


def mark_all_done(app: str) -> None:
	"""Record all patches of an app that is new on the site: its doctypes are up to date already."""
	for line in all_patches(app):
		if not is_done(line):
			mark_done(line, app)


def _execute(line: str) -> None:
	code = line.partition(" #")[0].strip()
	if code.startswith(_STATEMENT):
		import frappe

		# The statement is the app's own code, as trusted as its modules.
		exec(code.removeprefix(_STATEMENT), {"frappe": frappe})
		return
	get_attr(f"{code}.execute")()
