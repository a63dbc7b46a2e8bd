"""Failures counted in a sliding window."""

from __future__ import annotations

import pytest

from banco import throttle
from banco.errors import TooManyRequestsError
from banco.login import Attempts
from banco.throttle import Throttle


class Clock:
	now = 1000.0

	def __call__(self) -> float:
		return self.now


def test_locks_after_the_limit_and_opens_when_the_window_has_passed() -> None:
	clock = Clock()
	tries = Throttle(3, 60, clock)
	for second in (0, 10, 20):
		assert tries.wait("a") == 0
		clock.now = 1000.0 + second
		tries.fail("a")
	assert tries.wait("a") == 40
	assert tries.wait("b") == 0
	clock.now = 1059.0
	assert tries.wait("a") == 1
	clock.now = 1060.0
	assert tries.wait("a") == 0


def test_success_forgets_and_forgive_takes_one_back() -> None:
	tries = Throttle(2, 60, Clock())
	tries.fail("a")
	tries.fail("a")
	tries.forgive("a")
	assert tries.wait("a") == 0
	tries.fail("a")
	assert tries.wait("a") > 0
	tries.forget("a")
	assert tries.wait("a") == 0


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(throttle, "KEYS_LIMIT", 10)
	tries = Throttle(1, 60, Clock())
	for number in range(50):
		tries.fail(number)
	assert tries.wait(0) == 0
	assert tries.wait(49) > 0


def test_a_user_is_locked_per_address_and_an_address_over_all_users() -> None:
	attempts = Attempts()
	for _ in range(10):
		attempts.attempt("Anna@x.it", "10.0.0.1")
	with pytest.raises(TooManyRequestsError) as caught:
		attempts.attempt("anna@X.IT", "10.0.0.1")
	assert caught.value.retry_after > 0  # type: ignore[attr-defined]
	attempts.attempt("anna@x.it", "10.0.0.2")
	for number in range(90):
		attempts.attempt(f"user{number}", "10.0.0.1")
	with pytest.raises(TooManyRequestsError):
		attempts.attempt("somebody else", "10.0.0.1")


def test_a_successful_login_is_no_failure_of_its_address() -> None:
	attempts = Attempts()
	for _ in range(500):
		attempts.attempt("anna", "10.0.0.1")
		attempts.succeeded("anna", "10.0.0.1")
