"""Commands that change a site's settings and users."""

import ast
import json
from typing import Any

import click

from banco.cli import Bench
from banco.context import ADMINISTRATOR


@click.command("set-config")
@click.argument("key")
@click.argument("value")
@click.option("-g", "--global", "everywhere", is_flag=True, help="For all sites of the bench.")
@click.option("-p", "--parse", is_flag=True, help="Take the value as a Python literal or JSON.")
@click.pass_obj
def set_config(bench: Bench, key: str, value: str, everywhere: bool, parse: bool) -> None:
	"""Set a key of the site's settings file; the value None removes it."""
	from banco.install import write_config

	content = literal(value) if parse else _number(value)
	if everywhere:
		write_config(bench.sites_path / "common_site_config.json", key, content)
		return
	with bench.site() as site:
		write_config(site.path / "site_config.json", key, content)


@click.command("set-admin-password")
@click.argument("password", required=False)
@click.pass_obj
def set_admin_password(bench: Bench, password: str | None) -> None:
	"""Set Administrator's password; all of Administrator's sessions end."""
	from banco.passwords import update_password

	secret = password or click.prompt("New password", hide_input=True, confirmation_prompt=True)
	with bench.context():
		update_password(ADMINISTRATOR, secret, logout_all_sessions=True)


@click.command("clear-cache")
@click.pass_obj
def clear_cache(bench: Bench) -> None:
	"""Let all processes that serve the site read doctypes, settings and translations anew."""
	with bench.context() as context:
		context.db.bump_generation()


def literal(value: str) -> Any:
	"""A value given as JSON or as a Python literal. Raises click.BadParameter for anything else."""
	for read in (json.loads, ast.literal_eval):
		try:
			return read(value)
		except (ValueError, SyntaxError):
			continue
	raise click.BadParameter(f"{value!r} is neither JSON nor a Python literal")


def _number(value: str) -> Any:
	return int(value) if value.lstrip("-").isdigit() else value


COMMANDS = (set_config, set_admin_password, clear_cache)
