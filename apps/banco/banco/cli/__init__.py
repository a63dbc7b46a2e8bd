"""The command `banco`: a site's life from making to dropping, with the verbs of a bench."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from banco.context import Context
from banco.errors import BancoError, OutsideContextError, UnsafeStorageError
from banco.modules import make_importable
from banco.site import Site, find_sites_path

_EXPECTED = (BancoError, OutsideContextError, UnsafeStorageError)


class Bench:
	"""The bench a command works on, and the site chosen for it."""

	def __init__(self, site: str | None) -> None:
		self.chosen = site

	@property
	def sites_path(self) -> Path:
		path = find_sites_path()
		make_importable(path)
		return path

	@contextmanager
	def site(self) -> Iterator[Site]:
		"""The site named with --site, else the bench's default, else its only one; closed afterwards."""
		path = self.sites_path
		site = Site(self.chosen or default_site(path), path)
		try:
			yield site
		finally:
			site.close()

	@contextmanager
	def context(self, write: bool = True) -> Iterator[Context]:
		"""A context of that site as Administrator."""
		with self.site() as site, site.context(write=write) as context:
			yield context


def default_site(sites_path: Path) -> str:
	"""The name in `currentsite.txt`, `default_site` of the common settings, or the only site there is.

	Raises click.UsageError when that leaves no choice.
	"""
	import json

	current = sites_path / "currentsite.txt"
	if current.is_file() and current.read_text(encoding="utf-8").strip():
		return current.read_text(encoding="utf-8").strip()
	common = sites_path / "common_site_config.json"
	named = json.loads(common.read_text(encoding="utf-8")).get("default_site") if common.is_file() else None
	if named:
		return str(named)
	names = site_names(sites_path)
	if len(names) == 1:
		return names[0]
	shown = f"one of {', '.join(names)}" if names else "there is none yet: run `banco new-site <name>`"
	raise click.UsageError(f"Say which site with --site ({shown})")


def site_names(sites_path: Path) -> list[str]:
	"""The bench's sites."""
	from banco.install import UNFINISHED

	return sorted(
		file.parent.name
		for file in sites_path.glob("*/site_config.json")
		if not file.parent.name.startswith(UNFINISHED)
	)


class _Group(click.Group):
	"""Commands that end with one clear line when they are refused."""

	def invoke(self, ctx: click.Context) -> Any:
		try:
			return super().invoke(ctx)
		except _EXPECTED as error:
			if ctx.params.get("verbose"):
				raise
			raise click.ClickException(str(error) or type(error).__name__) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--site", help="The site to work on (default: the bench's).")
@click.option("--verbose", is_flag=True, help="Show where an error came from.")
@click.version_option(package_name="banco")
@click.pass_context
def cli(ctx: click.Context, site: str | None, verbose: bool) -> None:
	"""Serve Frappe apps from one process, on SQLite."""
	ctx.obj = Bench(site)


def main() -> None:
	"""Entry point of the console script."""
	load_commands()
	sys.exit(cli(prog_name="banco"))


def load_commands() -> None:
	"""Give the group its commands."""
	from banco.cli import settings, sites, work

	for module in (sites, work, settings):
		for command in module.COMMANDS:
			cli.add_command(command)
