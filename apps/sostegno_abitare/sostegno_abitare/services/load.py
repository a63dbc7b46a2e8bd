"""The command that loads the services: `bench execute` or `banco execute`, with the same words.

banco execute sostegno_abitare.services.load.load --kwargs '{"folder": "fixtures", "demo": 1}'

(1 and not true: a bench reads the arguments as Python, Banco as JSON, and both know 1.)
"""

from __future__ import annotations

import sys
from pathlib import Path

import frappe
from frappe import _
from sostegno_abitare.services import plan
from sostegno_abitare.services.errors import LoadError, Problem
from sostegno_abitare.services.write import Report, Writer

COMMON, DEMO = "common", "demo"
SAVEPOINT = "load_service"


def load(
	folder: str,
	demo: bool = False,
	service: str | None = None,
	update: bool = False,
	password: str | None = None,
) -> None:
	"""Load every service under `folder` (or only `service`), what they share first; print what was done.

	`demo` adds the demo users and cases. A document already there is left alone unless `update`. `password`
	is the demo users'; without it a random one is made and kept in the site's configuration. Each service is
	one transaction: it is loaded whole or not at all. A fault is printed with file, row, column and reason,
	and ends the command with status 1.
	"""
	# A command has no session to take the language from.
	frappe.local.lang = frappe.db.get_single_value("System Settings", "language") or "it"
	# What is loaded happened before: nobody is to be told of it by e-mail.
	frappe.flags.mute_emails = True
	root = Path(folder).expanduser().resolve()
	try:
		for name in names_of_services(root, service):
			report = load_service(root, name, demo=demo, update=update, password=password)
			frappe.db.commit()  # nosemgrep: one transaction for each service is what the command promises
			print_report(name, report)
	except LoadError as error:
		print(error, file=sys.stderr)
		raise SystemExit(1) from None


def names_of_services(root: Path, service: str | None = None) -> list[str]:
	"""The folders to load, `common` first. Raises LoadError when `root` is not a folder of services."""
	if not root.is_dir():
		raise LoadError(Problem(str(root), _("there is no such folder")))
	found = sorted(path.name for path in root.iterdir() if path.is_dir() and any(path.glob("*.csv")))
	if service and service not in found:
		raise LoadError(
			Problem(str(root), _("there is no service {0}; there are: {1}").format(service, ", ".join(found)))
		)
	if not found:
		raise LoadError(Problem(str(root), _("no folder here holds CSV files")))
	wanted = [name for name in found if service in (None, name) and name != COMMON]
	return [COMMON, *wanted] if COMMON in found else wanted


def load_service(
	root: Path, name: str, demo: bool = False, update: bool = False, password: str | None = None
) -> Report:
	"""Read, check and write one service without committing; on any fault nothing of it stays."""
	folders = [root / name, root / name / DEMO] if demo else [root / name]
	frappe.db.savepoint(SAVEPOINT)
	try:
		writer = Writer(update=update, password=password)
		for folder in folders:
			writer.write(plan.of_folder(folder, root))
	except LoadError as error:
		_undo()
		raise LoadError(*error.problems, service=name) from error
	except BaseException:
		_undo()
		raise
	frappe.db.release_savepoint(SAVEPOINT)
	return writer.report


def _undo() -> None:
	frappe.db.rollback(save_point=SAVEPOINT)
	# What was read while loading describes rows that are gone.
	frappe.clear_cache()


def print_report(name: str, report: Report) -> None:
	"""One line for the service and one for each row that the site has otherwise."""
	if not report.changed and not report.different:
		print(_("{0}: nothing to do, {1} documents already there").format(name, report.unchanged.total()))
		return
	for title, counts in (
		(_("loaded"), report.loaded),
		(_("updated"), report.updated),
		(_("already there"), report.unchanged),
	):
		if counts:
			detail = ", ".join(f"{_(kind)} {count}" for kind, count in sorted(counts.items()))
			print(f"{name}: {title} {sum(counts.values())} ({detail})")
	if report.steps:
		print(_("{0}: {1} steps of the workflows done").format(name, report.steps))
	for line in report.different:
		print(_("{0}; left as it is on the site (update=1 takes the file's)").format(line))
