"""Where a document stands: draft, submitted or cancelled."""

from typing import Any

from banco.errors import DocstatusTransitionError
from banco.messages import throw
from banco.translate import _

DRAFT, SUBMITTED, CANCELLED = 0, 1, 2
NAMES = ("Draft", "Submitted", "Cancelled")


def status(value: Any) -> int:
	"""The status for what a row or a client holds: 0, "1", None ... Raises DocstatusTransitionError for
	others.
	"""
	try:
		number = int(value or DRAFT)
	except (TypeError, ValueError, OverflowError):
		number = -1
	if number not in (DRAFT, SUBMITTED, CANCELLED):
		message = _("{0} is not a document status: it is 0 (draft), 1 (submitted) or 2 (cancelled)")
		throw(message.format(repr(value)[:40]), DocstatusTransitionError)
	return number
