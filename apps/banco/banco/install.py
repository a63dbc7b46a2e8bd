"""Making a site and installing apps on it, each in one transaction: a kill half-way leaves nothing behind."""

import json
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from banco.context import ADMINISTRATOR, current
from banco.errors import ValidationError
from banco.hooks import app_hooks
from banco.modules import CORE_APP, app_path, get_attr, import_app, module_names, read_json
from banco.site import DATABASE_FILE, Site

SITE_NAME = re.compile(r"(?=.{1,100}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
FOLDERS = ("private/files", "private/backups", "public/files", "logs")
UNFINISHED = "unfinished-"


def new_site(
	name: str,
	sites_path: Path,
	admin_password: str,
	config: dict[str, Any] | None = None,
	force: bool = False,
) -> Site:
	"""Make a site with the core on it and return it, open.

	It is built aside and takes its name when it is complete. Raises ValidationError for a name that is no
	host name or that is taken (`force` replaces that site).
	"""
	if not SITE_NAME.fullmatch(name) or name in ("assets", "apps.txt"):
		raise ValidationError(
			f"{name!r} is no site name: use a host name in lower case, as abitare.example.org"
		)
	target = sites_path / name
	if target.exists() and not force:
		raise ValidationError(f"Site {name!r} exists already: use --force to replace it")
	require_unused(target)
	building = sites_path / f"{UNFINISHED}{name}"
	shutil.rmtree(building, ignore_errors=True)
	_make_folders(building, config or {})
	site = Site(building.name, sites_path)
	site.name = name
	try:
		with site.context() as context:
			context.flags.in_install = CORE_APP
			_install_core(admin_password)
	finally:
		site.close()
	if target.exists():
		shutil.rmtree(target)
	building.rename(target)
	return Site(name, sites_path)


def require_unused(site_path: Path) -> None:
	"""Raise ValidationError while a site is served: what is stored from then on would be lost without a word."""
	from banco.storage.connection import is_open_elsewhere

	if is_open_elsewhere(site_path / DATABASE_FILE):
		raise ValidationError(f"Site {site_path.name} is in use: stop its server and commands first")


def drop_site(name: str, sites_path: Path, keep_backup: Path | None = None) -> None:
	"""Delete a site with its data; with `keep_backup`, write a backup into that folder first."""
	site = Site(name, sites_path)
	if keep_backup is not None:
		from banco.backup import backup

		backup(site, keep_backup)
	site.close()
	require_unused(site.path)
	shutil.rmtree(site.path)


def install_app(site: Site, app: str) -> list[str]:
	"""Install an app, and first those it requires; returns the names of the apps installed now.

	Raises AppNotInstalledError when an app is not in the bench.
	"""
	import_app(app)
	done: list[str] = []
	for required in required_apps(app):
		if required not in site.apps:
			done += install_app(site, required)
	if app in site.apps:
		return done
	from banco.meta.sync import doctypes_updated

	try:
		with site.context() as context:
			context.flags.in_install = app
			run_hooks(app, "before_install")
			_install_app(app)
			site.reload()
			context.memo.clear()
			doctypes_updated(app)
			run_hooks(app, "after_install")
			_after_install(app)
	finally:
		site.reload()
	return [*done, app]


def required_apps(app: str) -> list[str]:
	"""The apps that an app's hooks ask for, by name ("org/name" counts as "name")."""
	listed = app_hooks(app).get("required_apps") or []
	names = [str(item).rstrip("/").rpartition("/")[2].removesuffix(".git") for item in listed]
	return [name for name in names if name not in (CORE_APP, app)]


def run_hooks(app: str, hook: str) -> None:
	"""Call an app's own functions of a hook, without arguments."""
	declared = app_hooks(app).get(hook) or []
	for path in [declared] if isinstance(declared, str) else declared:
		get_attr(path)()


def make_system_tables() -> None:
	"""Make the tables that belong to no doctype, where they are missing."""
	from banco.storage.schema import create_system_tables

	create_system_tables(current().db)


def sync_app(app: str) -> None:
	"""Bring modules, doctypes and roles of an app in line with its files."""
	from banco.meta.sync import sync_doctypes

	sync_doctypes(app)
	_insert_missing(
		"Module Def",
		({"module_name": module, "app_name": app} for module in module_names(app)),
		"module_name",
	)
	sync_roles(app)


def sync_roles(app: str) -> None:
	"""Make the roles that the permissions of an app's doctypes name."""
	from banco.modules import documents_of

	named = {
		row["role"]
		for kind in ("doctype", "workspace")
		for _module, record, _file in documents_of(app, kind)
		for row in (*record.get("permissions", ()), *record.get("roles", ()))
		if row.get("role")
	}
	_insert_missing("Role", ({"role_name": role} for role in sorted(named)), "role_name")


def record_app(app: str) -> None:
	"""Put an app at the end of the site's list of installed apps, or note its present version."""
	db = current().db
	version = str(getattr(import_app(app), "__version__", "0.0.0"))
	if db.exists("Installed Application", app):
		db.set_value("Installed Application", app, "app_version", version)
		return
	place = db.count("Installed Application") + 1
	_insert("Installed Application", {"app_name": app, "app_version": version, "idx": place})


def update_site_config(key: str, value: Any, validate: bool = True) -> None:
	"""Set a key of the current site's `site_config.json`, or remove it with the value None or "None"."""
	context = current()
	write_config(context.site.path / "site_config.json", key, value)
	if value is None or value == "None":
		context.conf.pop(key, None)
	else:
		context.conf[key] = value


def write_config(file: Path, key: str, value: Any) -> None:
	"""Set (or with None remove) a key of a JSON file of settings, replacing the file in one step."""
	config = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
	if value is None or value == "None":
		config.pop(key, None)
	else:
		config[key] = value
	_write_private(file, config)


def _make_folders(path: Path, config: dict[str, Any]) -> None:
	path.mkdir(mode=0o750, parents=True)
	for folder in FOLDERS:
		(path / folder).mkdir(parents=True)
	_write_private(path / "site_config.json", config)
	(path / DATABASE_FILE).touch(mode=0o600)


def _write_private(file: Path, config: dict[str, Any]) -> None:
	"""Write JSON that may hold secrets: readable by the owner only, never half-written."""
	text = json.dumps(config, indent=1, sort_keys=True) + "\n"
	fresh = file.with_name(f"{file.name}.new")
	handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
	with os.fdopen(handle, "w", encoding="utf-8") as out:
		out.write(text)
		out.flush()
		os.fsync(out.fileno())
	fresh.replace(file)


def _install_core(admin_password: str) -> None:
	from banco.jobs.schedule import sync_types
	from banco.passwords import update_password

	make_system_tables()
	sync_app(CORE_APP)
	for record in read_json(app_path(CORE_APP, "core", "first_records.json")):
		if not current().db.exists(record["doctype"], record["name"]):
			_insert(record["doctype"], record, record["name"])
	_insert_settings()
	record_app(CORE_APP)
	sync_types()
	update_password(ADMINISTRATOR, admin_password)


def _insert_settings() -> None:
	from banco.document import get_doc
	from banco.settings import DEFAULTS

	settings = get_doc("System Settings")
	settings.update({**DEFAULTS, "language": current().site.language})
	settings.save(ignore_permissions=True)


def _install_app(app: str) -> None:
	from banco.records import sync_records

	record_app(app)
	sync_app(app)
	sync_records(app)


def _after_install(app: str) -> None:
	from banco.jobs.schedule import sync_types
	from banco.migrate import mark_up_to_date
	from banco.patches import mark_all_done
	from banco.records import import_fixtures

	import_fixtures(app)
	sync_types()
	mark_all_done(app)
	mark_up_to_date()


def _insert_missing(doctype: str, rows: Iterable[dict[str, Any]], key: str) -> None:
	db = current().db
	for row in rows:
		if not db.exists(doctype, row[key]):
			_insert(doctype, row)


def _insert(doctype: str, values: dict[str, Any], name: str | None = None) -> None:
	from banco.document import get_doc

	doc = get_doc({"doctype": doctype, **values})
	doc.flags.ignore_links = True
	doc.insert(ignore_permissions=True, set_name=name)
