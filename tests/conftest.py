"""One host for the whole run, and clients on it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from support.client import Client
from support.host import Host, open_host


def pytest_configure(config: pytest.Config) -> None:
	config.addinivalue_line(
		"markers",
		"bench_defect(reason): Frappe 15.55 is known to fail this; Banco must not, so it runs there alone",
	)


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
