"""Bringing a site in line with its apps' files: patches, doctypes, records.

Every step looks at what is there and does what is missing, in transactions of its own: a migration that
was killed is finished by running it again.
"""

import hashlib
from collections.abc import Callable, Iterable

from banco.context import current
from banco.install import make_system_tables, record_app, run_hooks, sync_app
from banco.jobs.schedule import sync_types
from banco.meta.sync import doctypes_updated
from banco.modules import app_path
from banco.patches import AFTER_SYNC, BEFORE_SYNC, run_patches
from banco.records import import_fixtures, sync_records
from banco.site import Site

_MIGRATED = "migrated_fingerprint"
_READ = (".py", ".json", ".sql", ".txt", ".csv", ".html", ".md")

Report = Callable[[str], None]


def migrate(site: Site, report: Report = print) -> None:
	"""Migrate a site; `report` is told each step."""
	_in_context(site, make_system_tables)
	_each_app(site, "before_migrate", lambda app: run_hooks(app, "before_migrate"))
	for line in run_patches(site, BEFORE_SYNC):
		report(f"Patch {line}")
	for app in site.apps:
		report(f"Doctypes of {app}")
		_in_context(site, lambda app=app: sync_app(app))  # type: ignore[misc]
	for line in run_patches(site, AFTER_SYNC):
		report(f"Patch {line}")
	for app in site.apps:
		_in_context(site, lambda app=app: _sync_rest(app))  # type: ignore[misc]
	_in_context(site, sync_types)
	_each_app(site, "after_migrate", lambda app: run_hooks(app, "after_migrate"))
	_in_context(site, mark_up_to_date)
	report(f"Site {site.name} is up to date")


def is_up_to_date(site: Site) -> bool:
	"""Whether no file of the site's apps has changed since it was last migrated."""
	with site.context(write=False) as context:
		return bool(context.db.get_default(_MIGRATED) == fingerprint(site.apps))


def mark_up_to_date() -> None:
	"""Note what the current site's apps look like now, for `is_up_to_date`."""
	context = current()
	context.db.set_default(_MIGRATED, fingerprint(context.site.apps))


def fingerprint(apps: Iterable[str]) -> str:
	"""A hash of what a migration reads: the apps' Python, records and texts."""
	digest = hashlib.sha256()
	for app in apps:
		base = app_path(app)
		for file in sorted(file for file in base.rglob("*") if file.suffix in _READ):
			digest.update(f"{file.relative_to(base)}\0".encode())
			digest.update(file.read_bytes())
	return digest.hexdigest()


def _sync_rest(app: str) -> None:
	doctypes_updated(app)
	sync_records(app)
	import_fixtures(app)
	record_app(app)


def _each_app(site: Site, hook: str, step: Callable[[str], None]) -> None:
	for app in site.apps:
		if site.hooks.get(hook, app):
			_in_context(site, lambda app=app: step(app))  # type: ignore[misc]


def _in_context(site: Site, step: Callable[[], None]) -> None:
	with site.context() as context:
		context.flags.in_migrate = True
		step()
	site.cache.clear()
