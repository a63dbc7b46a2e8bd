"""What must hold when a lease or sublease enters a state, whatever an administrator makes of the workflow."""

from collections.abc import Callable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate
from sostegno_abitare.programme.validity import label
from sostegno_abitare.rules.money import cents

FIRST, PROPOSED, SIGNED, RUNNING, EXTENDED, ENDED = (
	"Draft", "Proposed", "Signed", "Running", "Extended", "Ended",
)  # fmt: skip
# From the signature on, what was signed stays as it was: a rent changes by an update, a term by extension or end.
FROZEN = (SIGNED, RUNNING, EXTENDED, ENDED)
ACTIVE = (SIGNED, RUNNING, EXTENDED)

Rule = Callable[[Any], None]
Rules = Mapping[str, tuple[Rule, ...]]


class ContractMustStartAsDraftError(frappe.ValidationError):
	"""A new contract in a later state."""


class ContractNotSignedError(frappe.ValidationError):
	"""A contract called signed without the day of its signature, or signed in the future."""


class ContractNotStartedError(frappe.ValidationError):
	"""A contract called running before its first day."""


class NotExtendedError(frappe.ValidationError):
	"""A contract called extended without the day it is extended to."""


class ContractNotOverError(frappe.ValidationError):
	"""A contract called ended before its last day, or ended early without the reason."""


class UpdatedContractSentBackError(frappe.ValidationError):
	"""A signature taken back although the rent that was signed has been updated since."""


class SignedContractDeletedError(frappe.ValidationError):
	"""A signed contract deleted."""


class SignedContractChangedError(frappe.ValidationError):
	"""A change to what was signed."""


def check_state(doc: Any, more: Rules) -> None:
	"""Checks the common rules of the state that the contract is in, and those of its type when it enters it."""
	before, state = doc.get_doc_before_save(), doc.workflow_state or FIRST
	if before is None:
		if state != FIRST:
			frappe.throw(
				_("A new contract starts as Draft, not as {0}").format(_(state)),
				ContractMustStartAsDraftError,
			)
		return
	if before.workflow_state in FROZEN and state not in FROZEN:
		validate_not_updated(doc)
	entered = more.get(state, ()) if state != before.workflow_state else ()
	for rule in (*RULES.get(state, ()), *entered):
		rule(doc)


def check_unchanged(doc: Any, fields: tuple[str, ...]) -> None:
	"""Nothing of what was signed changes afterwards."""
	before = doc.get_doc_before_save()
	if not before or before.workflow_state not in FROZEN or doc.workflow_state not in FROZEN:
		return
	changed = [field for field in fields if _differs(doc, before, field)]
	if changed:
		frappe.throw(
			_(
				"{0}: signed and not to be changed. The rent changes by a Rent Update, the term by an extension or an early end."
			).format(", ".join(label(doc, field) for field in changed)),
			SignedContractChangedError,
		)


def _differs(doc: Any, before: Any, field: str) -> bool:
	kind = doc.meta.get_field(field).fieldtype
	one, other = doc.get(field), before.get(field)
	if kind == "Currency":
		return cents(one) != cents(other)
	if kind == "Date":
		return (getdate(one) if one else None) != (getdate(other) if other else None)
	return str(one or "") != str(other or "")


def validate_not_updated(doc: Any) -> None:
	"""An update reckons with the rent that was signed: while one holds, the signature stands (R43)."""
	update = frappe.db.exists(
		"Rent Update", {"contract_type": doc.doctype, "contract": doc.name, "docstatus": 1}
	)
	if update:
		frappe.throw(
			_("The rent was updated by {0} since the signature: cancel the update first").format(
				frappe.bold(update)
			),
			UpdatedContractSentBackError,
		)


def validate_signed(doc: Any) -> None:
	"""Signed on a day that has come."""
	if not doc.signed_on or getdate(doc.signed_on) > getdate():
		frappe.throw(
			_("Fill {0} with the day of the signature and save, then sign").format(label(doc, "signed_on")),
			ContractNotSignedError,
		)


def validate_started(doc: Any) -> None:
	"""The first day has come."""
	if getdate(doc.start_date) > getdate():
		frappe.throw(
			_("{0}: the contract runs from that day on").format(label(doc, "start_date")),
			ContractNotStartedError,
		)


def validate_extended(doc: Any) -> None:
	"""The new last day is given."""
	if not doc.extended_to:
		frappe.throw(_("Fill {0} and save, then extend").format(label(doc, "extended_to")), NotExtendedError)


def validate_over(doc: Any) -> None:
	"""The last day has come; where it is an early one, the reason is given."""
	if getdate(doc.ends_on) > getdate():
		frappe.throw(
			_("{0} is still ahead: fill {1} and save, then end the contract").format(
				label(doc, "ends_on"), label(doc, "early_end_on")
			),
			ContractNotOverError,
		)
	if doc.early_end_on and not (doc.end_reason or "").strip():
		frappe.throw(_("Fill {0}").format(label(doc, "end_reason")), ContractNotOverError)


RULES: Rules = {
	SIGNED: (validate_signed,),
	RUNNING: (validate_signed, validate_started),
	EXTENDED: (validate_extended,),
	ENDED: (validate_over,),
}
