"""A site made once per run; each module that asks for one works on a copy of its own."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from banco.context import Context
from banco.site import Site

ADMIN_PASSWORD = "correct horse battery"
APPS = Path(__file__).parent / "apps"
# The tests of the app made for these tests are run by the host's own runner.
collect_ignore = ["apps"]
# What tests share says what its assertions compared, too.
pytest.register_assert_rewrite("import_support", "report_support", "web_support")


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
	"""The `sites` folder of an empty bench."""
	sites = tmp_path_factory.mktemp("bench") / "sites"
	sites.mkdir()
	(sites / "apps.txt").write_text("banco\n")
	(sites / "common_site_config.json").write_text("{}")
	return sites


@pytest.fixture(scope="session")
def made_site(bench: Path) -> Path:
	"""The folder of a fresh site, not to be written to."""
	from banco.install import new_site

	site = new_site("made.localhost", bench, ADMIN_PASSWORD)
	site.close()
	return site.path


@pytest.fixture(scope="module")
def site(made_site: Path, bench: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
	"""A site for the tests of one module."""
	name = f"{Path(str(request.path)).stem.replace('_', '-')}.localhost"
	shutil.copytree(made_site, bench / name)
	os.chmod(bench / name / "site_config.json", 0o600)
	opened = Site(name, bench)
	yield opened
	opened.close()
	shutil.rmtree(bench / name, ignore_errors=True)


@pytest.fixture
def ctx(site: Site) -> Iterator[Context]:
	"""A context as Administrator whose changes are rolled back after the test."""
	with site.context(write=True, lang="en") as context:
		yield context
		context.db.rollback()
	site.cache.clear()


@pytest.fixture
def in_app_path(monkeypatch: pytest.MonkeyPatch) -> None:
	"""Let Python find the apps made for these tests."""
	monkeypatch.syspath_prepend(str(APPS))
	for name in [name for name in sys.modules if name.split(".")[0] == "tiny_app"]:
		monkeypatch.delitem(sys.modules, name)
