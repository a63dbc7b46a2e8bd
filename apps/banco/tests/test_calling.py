"""Arguments of clients, checked against what a function takes."""

from __future__ import annotations

import gc
import weakref
from typing import Any, Literal

import pytest

from banco.calling import call, call_for_client
from banco.errors import FrappeTypeError


def target(n: int, flag: bool = False, names: list[str] | None = None, kind: Literal["a", "b"] = "a") -> Any:
	return n, flag, names, kind


def loose(a: Any, b=2, **rest: Any) -> Any:
	return a, b, rest


def test_values_become_the_type_asked_for() -> None:
	assert call_for_client(target, {"n": "5", "flag": "1", "names": ["x"], "more": 1}) == (
		5,
		True,
		["x"],
		"a",
	)


@pytest.mark.parametrize(
	("arguments", "message"),
	[
		({"n": "abc"}, "Argument 'n' should be of type 'int' but got 'str' instead."),
		({"n": 1.5}, "Argument 'n' should be of type 'int' but got 'float' instead."),
		({"n": None}, "Argument 'n' should be of type 'int' but got 'NoneType' instead."),
		({}, "Argument 'n' is missing."),
		({"n": 1, "names": '["x"]'}, "Argument 'names' should be of type"),
		({"n": 1, "kind": "c"}, "Argument 'kind' should be of type"),
	],
)
def test_wrong_arguments_are_named(arguments: dict[str, Any], message: str) -> None:
	with pytest.raises(FrappeTypeError) as caught:
		call_for_client(target, arguments)
	assert message in str(caught.value)


def test_a_default_passes_whatever_its_type() -> None:
	def odd(n: int = None) -> Any:  # type: ignore[assignment]  # noqa: RUF013
		return n

	assert call_for_client(odd, {"n": None}) is None


def test_switches_never_come_from_clients() -> None:
	given = {"a": 1, "ignore_permissions": 1, "flags": {}, "cmd": "x", "csrf_token": "t", "c": 3}
	assert call_for_client(loose, given) == (1, 2, {"c": 3})


def test_call_drops_what_is_not_taken() -> None:
	assert call(target, 1, flag=True, other=2) == (1, True, None, "a")
	assert call(loose, 1, other=2) == (1, 2, {"other": 2})


def test_methods_are_called_without_being_kept() -> None:
	class Keeper:
		def told(self, n: int) -> int:
			return n

	keeper = Keeper()
	assert call_for_client(keeper.told, {"n": "3", "self": "x"}) == 3
	gone = weakref.ref(keeper)
	del keeper
	gc.collect()
	assert gone() is None
