"""Life and death of sessions, as far as no database is needed."""

from __future__ import annotations

import pytest

from banco.errors import AuthenticationError, InvalidAuthorizationToken
from banco.login import credentials_of
from banco.sessions import LastUse, Session, is_alive, key_of

HOUR = 3600.0


def session(created: float = 0.0, used: float = 0.0, enabled: int = 1) -> Session:
	return Session("k", "a@b.it", "t", created, used, enabled, "System User", "A", None)


@pytest.mark.parametrize(
	("found", "now", "alive"),
	[
		(session(), 1.0, True),
		(session(), 2 * HOUR, False),
		(session(used=2.5 * HOUR), 3 * HOUR, True),
		(session(used=9.5 * HOUR), 10 * HOUR, False),
		(session(enabled=0), 1.0, False),
	],
)
def test_a_session_dies_idle_old_or_disabled(found: Session, now: float, alive: bool) -> None:
	assert is_alive(found, found.lastupdate, now, idle=HOUR, lifetime=10 * HOUR) is alive


def test_use_is_noted_in_memory_until_it_is_written() -> None:
	last_use = LastUse()
	last_use.note(session(used=100.0), 130.0)
	assert not last_use
	last_use.note(session(used=100.0), 500.0)
	assert last_use
	assert last_use.of(session(used=100.0)) == 500.0
	assert last_use.of(session(used=600.0)) == 600.0


def test_the_table_does_not_hold_the_cookie() -> None:
	assert key_of("abc") != "abc" and len(key_of("abc")) == 64
	assert key_of("\ud800") != key_of("abc")


def test_credentials() -> None:
	assert credentials_of("token k:s:t") == ("k", "s:t")
	assert credentials_of("Basic azpz") == ("k", "s")


@pytest.mark.parametrize("header", ["", "token", "token ab", "token :s", "token k:", "Bearer abc", "Foo a:b"])
def test_malformed_credentials(header: str) -> None:
	with pytest.raises(AuthenticationError):
		credentials_of(header)


@pytest.mark.parametrize("header", ["Basic !!", "Basic /w=="])
def test_undecodable_credentials(header: str) -> None:
	with pytest.raises(InvalidAuthorizationToken):
		credentials_of(header)
