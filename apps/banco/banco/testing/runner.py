"""`banco run-tests`: finds an app's `test_*.py`, runs them on a site."""

import importlib
import unittest
from collections.abc import Iterator
from dataclasses import dataclass

from banco.context import current
from banco.errors import ValidationError
from banco.install import run_hooks
from banco.modules import CORE_APP, app_path, doctype_module, package_of
from banco.site import Site


@dataclass(frozen=True)
class Selection:
	"""Which tests to run: of an app (all installed ones by default), a module or a doctype; by name."""

	app: str | None = None
	module: str | None = None
	doctype: str | None = None
	tests: tuple[str, ...] = ()


def run(site: Site, selection: Selection) -> bool:
	"""Run the selected tests; whether all passed. Raises ValidationError when there is nothing to run.

	A site must allow it (`banco set-config allow_tests 1`), since tests may commit.
	"""
	if not site.config.allow_tests:
		raise ValidationError(
			f"Site {site.name} does not allow tests: run `banco --site {site.name} set-config allow_tests 1`"
		)
	with site.context() as context:
		context.flags.in_test = True
		for app in [selection.app] if selection.app else site.apps:
			run_hooks(app, "before_tests")
		context.db.commit()
		suite = load(selection)
		result = unittest.TextTestRunner(verbosity=2).run(suite)
		context.db.rollback()
	return result.wasSuccessful()


def load(selection: Selection) -> unittest.TestSuite:
	"""The selected tests. Raises ValidationError when none fits."""
	suite = unittest.TestSuite()
	for name in _modules(selection):
		module = importlib.import_module(name)
		for test in _flat(unittest.defaultTestLoader.loadTestsFromModule(module)):
			if not selection.tests or _name(test) in selection.tests:
				suite.addTest(test)
	if not suite.countTestCases():
		raise ValidationError("No test fits what was asked for")
	return suite


def _modules(selection: Selection) -> list[str]:
	if selection.module:
		return [selection.module]
	if selection.doctype:
		module = current().db.get_value("DocType", selection.doctype, "module")
		if not module:
			raise ValidationError(f"There is no doctype {selection.doctype!r}")
		package, _, last = doctype_module(selection.doctype, module).rpartition(".")
		return [f"{package}.test_{last}"]
	apps = [selection.app] if selection.app else [app for app in current().site.apps if app != CORE_APP]
	return [name for app in apps for name in test_modules(app)]


def test_modules(app: str) -> list[str]:
	"""The dotted names of all `test_*.py` of an app, in path order."""
	base = app_path(app)
	found = []
	for file in sorted(base.rglob("test_*.py")):
		parts = file.relative_to(base).with_suffix("").parts
		if all(part.isidentifier() for part in parts):
			found.append(".".join((package_of(app), *parts)))
	return found


def _flat(suite: unittest.TestSuite) -> Iterator[unittest.TestCase]:
	for item in suite:
		if isinstance(item, unittest.TestSuite):
			yield from _flat(item)
		else:
			yield item


def _name(test: unittest.TestCase) -> str:
	return test.id().rpartition(".")[2]
