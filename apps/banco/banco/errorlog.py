"""Errors kept for an administrator (Error Log) and the process's own log."""

import logging
import sys
import traceback
from typing import Any

from banco.context import current

LONGEST_TITLE = 140
LONGEST_MESSAGE = 60_000


def get_traceback(with_context: bool = False) -> str:
	"""The traceback of the exception being handled; empty when there is none.

	Values of variables are never part of it: they may hold personal data.
	"""
	kind, error, trace = sys.exc_info()
	return "".join(traceback.format_exception(kind, error, trace)) if error else ""


def log_error(
	title: str | None = None,
	message: str | None = None,
	reference_doctype: str | None = None,
	reference_name: str | None = None,
	*,
	defer_insert: bool = False,
) -> Any:
	"""Keep an error with its traceback in the Error Log, for an administrator; returns the document.

	A title of several lines is taken for the message, as apps pass the two in either order.
	"""
	from banco.document import new_doc

	if message and title and "\n" in title:
		title, message = message, title
	text = message or (title if title and "\n" in title else None) or get_traceback() or title or "Error"
	log = new_doc("Error Log")
	log.method = (title if title and "\n" not in title else "Error")[:LONGEST_TITLE]
	log.error = text[:LONGEST_MESSAGE]
	log.reference_doctype = reference_doctype
	log.reference_name = reference_name
	log.insert(ignore_permissions=True, ignore_links=True)
	return log


def logger(module: str | None = None, with_more_info: bool = False, **_ignored: Any) -> logging.Logger:
	"""The process's log for a module, under `banco.<site>`."""
	return logging.getLogger(f"banco.{current().site.name}.{module or 'app'}")
