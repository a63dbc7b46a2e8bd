"""What a user is told: messages gathered for the reply, and errors raised with one."""

from __future__ import annotations

from typing import Any, NoReturn

from banco.context import peek
from banco.errors import ValidationError
from banco.types import _dict


def bold(text: Any) -> str:
	"""`text` in bold, for use inside a message."""
	return f"<strong>{text}</strong>"


def msgprint(
	msg: Any,
	title: str | None = None,
	raise_exception: bool | type[Exception] | Exception = False,
	as_table: bool = False,
	as_list: bool = False,
	indicator: str | None = None,
	alert: bool = False,
	primary_action: Any = None,
	is_minimizable: bool = False,
	wide: bool = False,
	realtime: bool = False,
) -> None:
	"""Add a message to the reply; with `raise_exception`, raise it too.

	`msg` is a text, or a list of texts with `as_list`. Raises ValidationError when `raise_exception` is
	true, or the given exception (class or instance).
	"""
	message = _dict(message=msg if isinstance(msg, list) else str(msg))
	for key, value in (("title", title), ("indicator", indicator), ("primary_action", primary_action)):
		if value:
			message[key] = value
	for key, flag in (("as_table", as_table), ("as_list", as_list), ("alert", alert), ("wide", wide)):
		if flag:
			message[key] = 1
	context = peek()
	if raise_exception:
		message["raise_exception"] = 1
		message.setdefault("indicator", "red")
	if context is not None and not context.flags.mute_messages:
		context.message_log.append(message)
	if raise_exception:
		raise _as_exception(raise_exception, message)


def throw(
	msg: Any,
	exc: type[Exception] | Exception = ValidationError,
	title: str | None = None,
	is_minimizable: bool = False,
	wide: bool = False,
	as_list: bool = False,
	primary_action: Any = None,
) -> NoReturn:
	"""Raise `exc` with a message meant for the user."""
	msgprint(msg, title=title, raise_exception=exc, wide=wide, as_list=as_list, primary_action=primary_action)
	raise AssertionError("msgprint with raise_exception always raises")


def clear_messages() -> None:
	"""Forget the messages gathered so far."""
	context = peek()
	if context is not None:
		context.message_log.clear()


def _as_exception(raise_exception: bool | type[Exception] | Exception, message: _dict) -> Exception:
	if isinstance(raise_exception, Exception):
		return raise_exception
	kind = raise_exception if isinstance(raise_exception, type) else ValidationError
	text = message.message if isinstance(message.message, str) else "\n".join(map(str, message.message))
	return kind(text)
