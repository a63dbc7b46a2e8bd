"""Bringing a site in line with its apps' files: patches, doctypes, records, fixtures.

Every step looks at what is there and does what is missing, in transactions of its own: a migration that
was killed is finished by running it again.
"""

from __future__ import annotations

from collections.abc import Callable

from banco.fixtures import sync_fixtures
from banco.install import record_app, run_hooks, sync_app
from banco.patches import AFTER_SYNC, BEFORE_SYNC, run_patches
from banco.records import sync_records
from banco.site import Site

Report = Callable[[str], None]


def migrate(site: Site, report: Report = print) -> None:
	"""Migrate a site; `report` is told each step."""
	from banco.storage.schema import create_system_tables

	with site.context() as context:
		create_system_tables(context.db)
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
	_each_app(site, "after_migrate", lambda app: run_hooks(app, "after_migrate"))
	report(f"Site {site.name} is up to date")


def _sync_rest(app: str) -> None:
	sync_records(app)
	sync_fixtures(app)
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
