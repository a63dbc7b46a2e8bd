"""What the Commission decides on: each kind of decision, the document it is about, the states in which that
awaits it, its outcomes, and what it does.

The states are written by the submitted session itself, not by a workflow action of the user: no role can
enter them on a desk, and nobody needs a right on the case to take a decision on it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document

from . import pei_decisions, pei_extensions, placements, stay_decisions
from .errors import CaseNotForThisSessionError

PLACEMENT, PEI_VALIDATION = "Placement", "PEI Validation"
DEFERRED = "Deferred"
GRANTED = ("Accepted", "Refused", DEFERRED)
Effect = Callable[[Document, Document], None]


@dataclass(frozen=True)
class Kind:
	"""A kind of decision: `field` of the agenda's row names the document of `doctype` that awaits it in one of the
	states; kinds take effect in their order, since a PEI is validated for an accepted case.
	"""

	doctype: str
	field: str
	awaiting: tuple[str, ...]
	outcomes: tuple[str, ...]
	apply: Effect
	check_reversible: Effect
	reverse: Effect
	always_reasoned: bool = False
	check_row: Effect | None = None


KINDS: dict[str, Kind] = {
	PLACEMENT: Kind(
		"Referral",
		"referral",
		("To Commission",),
		("Accepted", "Waiting", "Refused", DEFERRED),
		placements.apply,
		placements.check_reversible,
		placements.reverse,
	),
	PEI_VALIDATION: Kind(
		"PEI",
		"pei",
		("Proposed",),
		("Validated", "Rejected", DEFERRED),
		pei_decisions.apply,
		pei_decisions.check_reversible,
		pei_decisions.reverse,
	),
	pei_extensions.KIND: Kind(
		"PEI",
		"pei",
		pei_extensions.AWAITS,
		GRANTED,
		pei_extensions.apply,
		pei_extensions.check_reversible,
		pei_extensions.reverse,
		True,
		pei_extensions.check_row,
	),
	stay_decisions.EXTENSION: Kind(
		"Stay",
		"stay",
		stay_decisions.INSIDE,
		GRANTED,
		stay_decisions.apply,
		stay_decisions.check_reversible,
		stay_decisions.reverse,
		True,
		stay_decisions.check_row,
	),
	stay_decisions.EARLY: Kind(
		"Stay",
		"stay",
		stay_decisions.INSIDE,
		GRANTED,
		stay_decisions.apply,
		stay_decisions.check_reversible,
		stay_decisions.reverse,
		True,
		stay_decisions.check_row,
	),
}
ORDER = list(KINDS)


def named(row: Document) -> str | None:
	"""The document that the row of the agenda is about."""
	return row.get(KINDS[row.kind].field) if row.kind in KINDS else None


def validate_awaits(row: Document, session: Document) -> None:
	"""The case of the row is one of the session's agreement and awaits the decision."""
	kind, name = KINDS[row.kind], named(row)
	fields = ["agreement", "workflow_state"]
	case = frappe.db.get_value(kind.doctype, name, fields, as_dict=True) if name else None
	if not case or case.agreement != session.agreement:
		text = _("Agenda, row {0}: {1} is not a case of agreement {2}").format(
			row.idx, name or "?", frappe.bold(session.agreement)
		)
	elif case.workflow_state not in kind.awaiting:
		text = _("Agenda, row {0}: {1} is in state {2} and does not await this decision").format(
			row.idx, frappe.bold(name), _(case.workflow_state)
		)
	else:
		if kind.check_row:
			kind.check_row(row, session)
		return
	frappe.throw(text, CaseNotForThisSessionError)


def apply(row: Document, session: Document) -> None:
	"""Puts one decision into effect. Two sessions at once: the second finds the case locked, then decided."""
	kind, name = KINDS[row.kind], named(row)
	if frappe.db.get_value(kind.doctype, name, "workflow_state", for_update=True) not in kind.awaiting:
		validate_awaits(row, session)
	kind.apply(row, session)


def check_reversible(row: Document, session: Document) -> None:
	"""Raises DecisionBuiltUponError where the case has moved on since, or a later session decided it."""
	KINDS[row.kind].check_reversible(row, session)


def reverse(row: Document, session: Document) -> None:
	"""Puts the case before the Commission again."""
	KINDS[row.kind].reverse(row, session)
