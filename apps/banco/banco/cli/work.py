"""Commands that work on a site: serve it, run code and tests on it."""

import sys
from pathlib import Path
from typing import Any

import click

from banco.cli import Bench
from banco.cli.settings import literal


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.pass_obj
def serve(bench: Bench, host: str, port: int) -> None:
	"""Serve a site over HTTP until interrupted."""
	from banco.web.server import serve as serve_site

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

	given = _parsed("--args", args, list) if args else []
	named = _parsed("--kwargs", kwargs, dict) if kwargs else {}
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
@click.pass_obj
def run_tests(
	bench: Bench, app: str | None, module: str | None, doctype: str | None, tests: tuple[str, ...]
) -> None:
	"""Run unit tests on a site; each class's changes are rolled back."""
	from banco.testing.runner import Selection
	from banco.testing.runner import run as run_selected

	with bench.site() as site:
		good = run_selected(site, Selection(app, module, doctype, tests))
	sys.exit(0 if good else 1)


@click.command("export-fixtures")
@click.option("--app", help="Only the fixtures of that app.")
@click.pass_obj
def export_fixtures(bench: Bench, app: str | None) -> None:
	"""Write the documents that the apps' hook `fixtures` names into their `fixtures` folders."""
	from banco import records

	with bench.context(write=False) as context:
		for one in [app] if app else context.site.apps:
			for file in records.export_fixtures(one):
				click.echo(file)


@click.command("import-doc")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.pass_obj
def import_doc(bench: Bench, path: Path) -> None:
	"""Store the documents of a JSON file, or of each file in a folder, as they are: all of them or none."""
	from banco.records import import_file

	with bench.context():
		for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
			click.echo(f"{import_file(file)} from {file}")


def _parsed(option: str, text: str, kind: type) -> Any:
	value = literal(text)
	if not isinstance(value, kind):
		raise click.BadParameter(f"{option} must be JSON: {'a list' if kind is list else 'an object'}")
	return value


COMMANDS = (serve, execute, console, run_tests, export_fixtures, import_doc)
