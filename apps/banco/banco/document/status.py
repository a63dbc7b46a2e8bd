"""Where a document stands: draft, submitted or cancelled."""

from __future__ import annotations

from typing import Any


class DocStatus(int):
	"""A document's `docstatus`, a whole number that can be asked."""

	def is_draft(self) -> bool:
		return self == 0

	def is_submitted(self) -> bool:
		return self == 1

	def is_cancelled(self) -> bool:
		return self == 2

	@classmethod
	def draft(cls) -> DocStatus:
		return DRAFT

	@classmethod
	def submitted(cls) -> DocStatus:
		return SUBMITTED

	@classmethod
	def cancelled(cls) -> DocStatus:
		return CANCELLED


DRAFT, SUBMITTED, CANCELLED = DocStatus(0), DocStatus(1), DocStatus(2)
_ALL = {0: DRAFT, 1: SUBMITTED, 2: CANCELLED}
NAMES = {0: "Draft", 1: "Submitted", 2: "Cancelled"}


def status(value: Any) -> DocStatus:
	"""The status for what a row or a client holds: 0, "1", None ... Raises ValidationError for others."""
	try:
		return _ALL[int(value or 0)]
	except (KeyError, TypeError, ValueError, OverflowError):
		from banco.errors import DocstatusTransitionError
		from banco.messages import throw
		from banco.translate import _

		throw(
			_("{0} is not a document status: it is 0 (draft), 1 (submitted) or 2 (cancelled)").format(
				repr(value)[:40]
			),
			DocstatusTransitionError,
		)
