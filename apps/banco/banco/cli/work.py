"""Commands that work on a site: serve it, run code and tests on it."""

from __future__ import annotations

import ast
import json
import sys
from typing import Any

import click

from banco.cli import Bench


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.pass_obj
def serve(bench: Bench, host: str, port: int) -> None:
	"""Serve a site over HTTP until interrupted."""
	from banco.web import serve as serve_site

	with bench.site() as site:
		serve_site(site, host, port)


@click.command()
@click.argument("method")
@click.option("--args", "args", help='Positional arguments: ["a", 1]')
@click.option("--kwargs", "kwargs", help='Named arguments: {"a": 1}')
@click.pass_obj
def execute(bench: Bench, method: str, args: str | None, kwargs: str | None) -> None:
	"""Call a function by its dotted path, as Administrator, and print what it returns as JSON."""
	from banco.modules import get_attr
	from banco.public import as_json

	given = _literal("--args", args, (list, tuple)) if args else []
	named = _literal("--kwargs", kwargs, (dict,)) if kwargs else {}
	with bench.context():
		result = get_attr(method)(*given, **named)
	if result is not None:
		click.echo(as_json(result, indent=None, ensure_ascii=False))


@click.command()
@click.pass_obj
def console(bench: Bench) -> None:
	"""A Python prompt on a site. What is written stays only after `frappe.db.commit()`."""
	import code

	import frappe

	with bench.context(write=False) as context:
		code.interact(
			banner=f"Site {context.site.name}: `frappe` is there; frappe.db.commit() keeps what you write",
			local={"frappe": frappe},
			exitmsg="",
		)


@click.command("run-tests")
@click.option("--app", help="Run the tests of an app.")
@click.option("--module", help="Run the tests of a Python module.")
@click.option("--doctype", help="Run the tests of a doctype.")
@click.option("--test", "tests", multiple=True, help="Run only tests of that name.")
@click.option("--failfast", is_flag=True, help="Stop at the first failure.")
@click.option("--skip-before-tests", is_flag=True, help="Do not run the apps' before_tests hooks.")
@click.pass_obj
def run_tests(
	bench: Bench,
	app: str | None,
	module: str | None,
	doctype: str | None,
	tests: tuple[str, ...],
	failfast: bool,
	skip_before_tests: bool,
) -> None:
	"""Run unit tests on a site; each class's changes are rolled back."""
	from banco.testing.runner import Selection
	from banco.testing.runner import run as run_selected

	with bench.site() as site:
		selection = Selection(app=app, module=module, doctype=doctype, tests=tests)
		good = run_selected(site, selection, failfast=failfast, before_tests=not skip_before_tests)
	sys.exit(0 if good else 1)


def _literal(option: str, text: str, kinds: tuple[type, ...]) -> Any:
	"""A value given as JSON or as a Python literal. Raises click.BadParameter for anything else."""
	try:
		value = json.loads(text)
	except ValueError:
		try:
			value = ast.literal_eval(text)
		except (ValueError, SyntaxError):
			value = None
	if not isinstance(value, kinds):
		raise click.BadParameter(f"{option} must be JSON: {'a list' if list in kinds else 'an object'}")
	return value


COMMANDS = (serve, execute, console, run_tests)
