"""A site: its folder, settings, apps, hooks, caches and database, shared by all of its contexts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from banco.cache import SiteCache
from banco.context import ADMINISTRATOR, Context, use
from banco.errors import IncorrectSitePath
from banco.types import _dict

if TYPE_CHECKING:
	from banco.hooks import Hooks
	from banco.realtime import Stream
	from banco.storage.database import Database
	from banco.storage.pool import Pool

DATABASE_FILE = "site.db"


class Site:
	"""One site of the bench, opened in this process. Close it with `close()`."""

	def __init__(self, name: str, sites_path: Path | str) -> None:
		self.name = name
		self.sites_path = Path(sites_path).resolve()
		self.path = self.sites_path / name
		if not (self.path / "site_config.json").is_file():
			raise IncorrectSitePath(
				f"There is no site {name!r} in {self.sites_path}: run `banco new-site {name}`"
			)
		self.config = _read_config(self.sites_path, self.path)
		self.cache = SiteCache()
		self.jobs_at_work: dict[str, Database] = {}  # by the name of the job
		self.streams: set[Stream] = set()

	@property
	def database_path(self) -> Path:
		return self.path / DATABASE_FILE

	@property
	def language(self) -> str:
		return str(self.config.get("language") or "it")

	@cached_property
	def pool(self) -> Pool:
		from banco.storage.pool import Pool

		pool = Pool(self.database_path)
		pool.on_new_generation.append(self.reload)
		return pool

	@property
	def apps(self) -> tuple[str, ...]:
		"""Installed apps in the order of their installation; "frappe" (Banco's own core) first."""
		return self.hooks.apps

	@property
	def hooks(self) -> Hooks:
		"""Hooks of the installed apps, merged and frozen; read once, again after `reload()`."""
		from banco.hooks import Hooks, installed_apps

		hooks = self.__dict__.get("_hooks")
		if hooks is None:
			hooks = self.__dict__["_hooks"] = Hooks(installed_apps(self))
		return hooks

	def reload(self) -> None:
		"""Forget hooks and caches, e.g. after an app was installed."""
		self.__dict__.pop("_hooks", None)
		self.cache.clear()

	@contextmanager
	def context(
		self, user: str = ADMINISTRATOR, write: bool = True, lang: str | None = None
	) -> Iterator[Context]:
		"""An open context as `user`: committed at the end of the block when `write`, rolled back on error."""
		from banco.storage.database import Database

		db = Database(self.pool, write=write)
		context = Context(self, db, user=user, lang=lang)
		with use(context):
			try:
				yield context
				if write:
					db.commit()
			except BaseException:
				db.rollback()
				raise
			finally:
				db.close()

	def close(self) -> None:
		if "pool" in self.__dict__:
			self.pool.close()


def find_sites_path(start: Path | None = None) -> Path:
	"""The bench's `sites` folder: BANCO_SITES, or the nearest one at or above the working folder."""
	if os.environ.get("BANCO_SITES"):
		return Path(os.environ["BANCO_SITES"]).resolve()
	here = (start or Path.cwd()).resolve()
	for folder in (here, *here.parents):
		if folder.name == "sites" and (folder / "apps.txt").is_file():
			return folder
		if (folder / "sites" / "apps.txt").is_file():
			return folder / "sites"
	raise IncorrectSitePath(f"No bench above {here}: run from the bench folder or set BANCO_SITES")


def _read_config(sites_path: Path, site_path: Path) -> _dict:
	config = _dict()
	for file in (sites_path / "common_site_config.json", site_path / "site_config.json"):
		if file.is_file():
			config.update(_read_json(file))
	return config


def _read_json(file: Path) -> dict[str, Any]:
	try:
		return dict(json.loads(file.read_text(encoding="utf-8")))
	except ValueError as error:
		raise IncorrectSitePath(f"{file} is not valid JSON: {error}") from error
