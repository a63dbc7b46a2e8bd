"""The JSON around a result or an error, as version 1 and version 2 of the API print it."""

import json
import traceback
from collections.abc import Mapping
from typing import Any

from banco.context import Context
from banco.errors import (
	BancoError,
	CSRFTokenError,
	DoesNotExistError,
	FrappeTypeError,
	PermissionError,
	QueryTimeoutError,
	UnsafeStorageError,
)
from banco.translate import _
from banco.types import _dict

# Keys of `frappe.response` that steer the reply and are no part of its body.
STEERING = frozenset((
	"http_status_code", "type", "filename", "filecontent", "content_type", "display_content_as", "location",
	"result", "doctype", "docs", "message",
))  # fmt: skip
# Errors whose reply names the type and the message only, as Frappe's does.
BARE = (DoesNotExistError, CSRFTokenError)
FAULT = "Something went wrong on the server. It has been recorded; please try again."
# What an exception may carry about the place of the fault; the desk shows the message there.
PLACES = ("fieldname", "fieldnames", "parentfield", "idx")


def success(context: Context, result: Any, version: int, key: str = "message") -> dict[str, Any]:
	"""The envelope of a result: under `data` in version 2, under `key` in version 1.

	A handler's own keys in `frappe.response` (and `docs`, when it set any) stand beside it.
	"""
	response = context.response
	body = {key: value for key, value in response.items() if key not in STEERING}
	if result is None:
		result = response.get("message")
	if result is not None:
		body["data" if version == 2 else key] = result
	if response.get("docs"):
		body["docs"] = response["docs"]
	add_messages(body, context, version)
	return body


def add_messages(body: dict[str, Any], context: Context, version: int) -> None:
	"""Put the messages gathered for the user into an envelope."""
	if not context.message_log:
		return
	shown = [_shown(message) for message in context.message_log]
	if version == 2:
		body["messages"] = shown
	else:
		body["_server_messages"] = json.dumps([json.dumps(message, default=str) for message in shown])


def failure(context: Context, error: BaseException, version: int) -> dict[str, Any]:
	"""The envelope of an error; what the user is told is translated, the inner workings are not told."""
	text = told(error) if is_deliberate(error) else _(FAULT)
	if text and not any(_says(message, error, text) for message in context.message_log):
		context.message_log.append(_dict(message=text, indicator="red", raise_exception=1))
	_add_place(context, error)
	detail = _detail(context, error, text)
	if version == 2:
		return _failure_2(context, error, detail)
	body: dict[str, Any] = {}
	if not isinstance(error, BARE):
		body["exception"] = f"{exception_name(error)}: {text}" if text else exception_name(error)
		body["exc"] = json.dumps([detail])
	body["exc_type"] = type(error).__name__
	if isinstance(error, PermissionError) and text:
		body["_error_message"] = text
	body.update(getattr(error, "envelope", {}))
	add_messages(body, context, 1)
	return body


def status_of(error: BaseException) -> int:
	"""The HTTP status of an error: the one its class names, 503 when the database cannot serve, else 500."""
	if isinstance(error, QueryTimeoutError | UnsafeStorageError):
		return 503
	return int(getattr(error, "http_status_code", 500))


def is_deliberate(error: BaseException) -> bool:
	"""Whether an error was raised to be told to the user, not by a fault of the program."""
	return isinstance(error, BancoError | FrappeTypeError | UnsafeStorageError) or hasattr(
		error, "http_status_code"
	)


def told(error: BaseException) -> str:
	"""The text of an error raised on purpose, translated when it was raised outside of any site."""
	text = str(error.args[0]) if len(error.args) == 1 else str(error)
	return _(text) if text else ""


def exception_name(error: BaseException) -> str:
	"""The dotted name an app knows an exception by: the host's own are `frappe.exceptions.*`."""
	kind = type(error)
	if kind.__module__ == "builtins":
		return kind.__name__
	module = "frappe.exceptions" if kind.__module__ == "banco.errors" else kind.__module__
	return f"{module}.{kind.__name__}"


def _failure_2(context: Context, error: BaseException, detail: str) -> dict[str, Any]:
	entry: dict[str, Any] = {"type": type(error).__name__}
	if not isinstance(error, BARE):
		entry["exception"] = detail
	shown = [_shown(message) for message in context.message_log]
	cause = next((message for message in reversed(shown) if message.get("raise_exception")), None)
	if cause is not None:
		shown.remove(cause)
		kept = ("message", "title", "indicator", *PLACES)
		entry.update((key, cause[key]) for key in kept if key in cause)
	body: dict[str, Any] = {"errors": [entry]}
	if shown:
		body["messages"] = shown
	return body


def _detail(context: Context, error: BaseException, text: str) -> str:
	if context.conf.developer_mode:
		return "".join(traceback.format_exception(error))
	return f"{exception_name(error)}: {text}"


def _add_place(context: Context, error: BaseException) -> None:
	place = {key: getattr(error, key) for key in PLACES if getattr(error, key, None)}
	if place and context.message_log and not context.message_log[-1].get("fieldname"):
		context.message_log[-1].update(place)


def _says(message: Mapping[str, Any], error: BaseException, text: str) -> bool:
	"""Whether a message tells the error already: in its words, or field by field for an error about several."""
	if not message.get("raise_exception"):
		return False
	said, fields = message.get("message"), message.get("fieldnames")
	if fields and fields == getattr(error, "fieldnames", None):
		return True
	return text == ("\n".join(map(str, said)) if isinstance(said, list) else said)


def _shown(message: Mapping[str, Any]) -> dict[str, Any]:
	return {**message, "title": message.get("title") or _("Message")}
