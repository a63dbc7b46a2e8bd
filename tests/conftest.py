"""One host for the whole run, and clients on it."""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

sys.path.insert(0, str(Path(__file__).parent))

from support.client import Client
from support.host import Host, open_host, share_template

# Walks that need nothing of each other: two minutes in one file, so any worker takes a handful.
HANDFULS = {"tests/browser/test_screens.py": 8}


def pytest_configure(config: pytest.Config) -> None:
	config.addinivalue_line(
		"markers",
		"bench_defect(reason): Frappe 15.55 is known to fail this; Banco must not, so it runs there alone",
	)
	if not hasattr(config, "workerinput"):
		share_template()


def pytest_xdist_auto_num_workers() -> int:
	"""Each worker has a server and a browser of its own, so one core is left to them."""
	return max(2, min(4, (os.cpu_count() or 2) - 1))


class ByFile(LoadFileScheduling):
	"""A file's tests run in order and by one worker, for many of them tell a story."""

	def _split_scope(self, nodeid: str) -> str:
		file = super()._split_scope(nodeid)
		handfuls = HANDFULS.get(file)
		return f"{file}/{zlib.crc32(nodeid.encode()) % handfuls}" if handfuls else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
	return ByFile(config, log)


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
	found = open_host()
	yield found
	found.stop()


@pytest.fixture(autouse=True)
def _known_defects(request: pytest.FixtureRequest) -> None:
	marker = request.node.get_closest_marker("bench_defect")
	if marker and not request.getfixturevalue("host").is_banco:
		pytest.skip(f"known of Frappe 15.55: {marker.args[0]}")


@pytest.fixture(scope="session")
def as_user(host: Host) -> Callable[[str], Client]:
	"""`as_user("name@…")` is a client logged in as that demo user."""
	return host.client


@pytest.fixture(scope="session")
def admin(host: Host) -> Client:
	return host.client("Administrator")
