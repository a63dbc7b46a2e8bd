"""What a user is told: messages gathered for the reply, and errors raised with one."""

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
	indicator: str | None = None,
	alert: bool = False,
	**_more: Any,
) -> None:
	"""Add a message to the reply; with `raise_exception` (true, or an exception) throw it instead."""
	if raise_exception:
		throw(msg, ValidationError if raise_exception is True else raise_exception, title)
	_tell(msg, title=title, indicator=indicator, alert=int(alert))


def throw(
	msg: Any, exc: type[Exception] | Exception = ValidationError, title: str | None = None, **place: Any
) -> NoReturn:
	"""Raise `exc` with a message meant for the user.

	`place` says which field it is about: `fieldname` and, for a row, `parentfield` and `idx`. The message and
	the exception carry it, so that a form can show it there.
	"""
	tell_error(msg, title, **place)
	error = exc if isinstance(exc, Exception) else exc(str(msg))
	error.__dict__.update(place)
	raise error


def tell_error(msg: Any, title: str | None, **place: Any) -> None:
	"""Add the message of an error that is about to be raised to the reply."""
	_tell(msg, title=title, indicator="red", raise_exception=1, **place)


def clear_messages() -> None:
	"""Forget the messages gathered so far."""
	context = peek()
	if context is not None:
		context.message_log.clear()


def _tell(msg: Any, **more: Any) -> None:
	context = peek()
	if context is not None and not context.flags.mute_messages:
		kept = {key: value for key, value in more.items() if value}
		context.message_log.append(_dict(message=str(msg), **kept))
