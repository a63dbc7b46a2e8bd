"""One host for the whole run, and clients on it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from support.client import Client
from support.host import Host, open_host


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
	found = open_host()
	yield found
	found.stop()


@pytest.fixture(scope="session")
def as_user(host: Host) -> Callable[[str], Client]:
	"""`as_user("name@…")` is a client logged in as that demo user."""
	return host.client


@pytest.fixture(scope="session")
def admin(host: Host) -> Client:
	return host.client("Administrator")
