"""What must hold when a document enters a state, whatever an administrator makes of its workflow."""

from collections.abc import Callable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

Rules = Mapping[str, tuple[Callable[[Any], None], ...]]


def check_state(doc: Document, first: str, rules: Rules, error: type[Exception]) -> None:
	"""Every document goes through its states from the first (else `error`), and keeps the rules of each state that
	it enters.
	"""
	before, state = doc.get_doc_before_save(), doc.workflow_state or first
	if before is None:
		if state != first:
			frappe.throw(
				_("{0}: a new document starts as {1}, not as {2}").format(_(doc.doctype), _(first), _(state)),
				error,
			)
	elif state != before.workflow_state:
		for rule in rules.get(state, ()):
			rule(doc)
