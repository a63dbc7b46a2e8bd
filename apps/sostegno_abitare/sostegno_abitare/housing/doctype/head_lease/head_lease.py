from datetime import timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate
from sostegno_abitare.housing import occupation
from sostegno_abitare.housing.contracts import HEAD_LEASE
from sostegno_abitare.housing.lease import EarlyEndError, Lease
from sostegno_abitare.housing.lease_states import ACTIVE, ENDED, FROZEN, check_state
from sostegno_abitare.housing.territory import validate_same_agreement
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_sources
from sostegno_abitare.rules import lease_terms
from sostegno_abitare.rules.lease_terms import Period


class SubletForbiddenByTypeError(frappe.ValidationError):
	"""A permission to sublet under a type of contract that the law does not let be sublet (R39)."""


class UnitLeasedAlreadyError(frappe.ValidationError):
	"""Two leases of one home on the same day (R36)."""


class SubleaseOutlivesLeaseError(frappe.ValidationError):
	"""A head lease that would end before a sublease of it (R39)."""


class GuestsOutliveLeaseError(frappe.ValidationError):
	"""A head lease that ends while guests of a stay live in the home."""


class HeadLease(Lease):
	"""The contract by which the service takes a home from its owner (VA-01, EM-08, EM-11)."""

	kind = "Head Leases"
	signed_fields = (
		"property_owner",
		"lessee",
		"sublet_permission",
		"cedolare_secca",
		"update_waived",
	)

	def before_validate(self) -> None:
		"""What follows from the home, the type and the dates."""
		if self.cedolare_secca:
			self.update_waived = 1
		self.set_common()
		self.title = frappe.db.get_value("Housing Unit", self.unit, "title") if self.unit else None

	def validate(self) -> None:
		"""The rules of a head lease."""
		if lacks_mandatory(self):
			return
		validate_sources(self)
		validate_same_agreement(self, "property_owner")
		self.validate_common()
		self.validate_sublet_permission()
		occupation.lock(self.unit)
		self.validate_unit_is_free()
		self.validate_subleases_inside()
		check_state(self, {ENDED: (validate_subleases_ended, validate_guests_gone)})

	def validate_sublet_permission(self) -> None:
		"""Some types of contract may not be sublet at all (R39)."""
		if self.sublet_permission != lease_terms.NO and not self.type_of_contract().may_be_sublet:
			frappe.throw(
				_("{0}: a contract of type {1} cannot be sublet by law").format(
					label(self, "sublet_permission"), frappe.bold(self.lease_type)
				),
				SubletForbiddenByTypeError,
			)

	def validate_unit_is_free(self) -> None:
		"""A home is leased once at a time."""
		for row in _others(self):
			if self.period.meets(Period(getdate(row.start_date), getdate(row.ends_on))):
				frappe.throw(
					_("{0} is leased already from {1} to {2}: {3}").format(
						frappe.bold(self.unit), formatdate(row.start_date), formatdate(row.ends_on), row.name
					),
					UnitLeasedAlreadyError,
				)

	def validate_subleases_inside(self) -> None:
		"""Nobody lives in a home that the service no longer holds: the subleases end first, or together (R39)."""
		if self.is_new():
			return
		beyond = [row for row in subleases_of(self.name) if getdate(row.ends_on) > getdate(self.ends_on)]
		if beyond:
			listed = ", ".join(f"{row.name} ({formatdate(row.ends_on)})" for row in beyond)
			frappe.throw(
				_(
					"{0}: {1} would come before the end of sublease {2}. End the subleases first, or all together with the button End the Lease Early."
				).format(label(self, "ends_on"), formatdate(self.ends_on), listed),
				SubleaseOutlivesLeaseError,
			)
		early = [row for row in subleases_of(self.name) if getdate(row.start_date) < getdate(self.start_date)]
		if early:
			frappe.throw(
				_("{0} cannot be after the start of sublease {1}").format(
					label(self, "start_date"), early[0].name
				),
				SubleaseOutlivesLeaseError,
			)


def subleases_of(head_lease: str) -> list[Document]:
	"""The signed subleases of a head lease, those of this moment too: name, state, first and last day."""
	return frappe.db.get_values(
		"Sublease",
		{"head_lease": head_lease, "workflow_state": ["in", FROZEN]},
		["name", "workflow_state", "start_date", "ends_on"],
		as_dict=True,
		order_by="start_date asc",
		for_update=True,
	)


def validate_subleases_ended(doc: Document) -> None:
	"""A head lease ends once its subleases have."""
	running = [row.name for row in subleases_of(doc.name) if row.workflow_state in ACTIVE]
	if running:
		frappe.throw(
			_("Sublease {0} has not ended: end it first, with the destination of the household").format(
				", ".join(running)
			),
			SubleaseOutlivesLeaseError,
		)


def validate_guests_gone(doc: Document) -> None:
	"""Nobody stays in a home that the service no longer holds."""
	after = getdate(doc.ends_on) + timedelta(days=1)
	for holder in occupation.holders([doc.unit], after, None, states=occupation.HOLDING, locked=True):
		if holder.doctype == occupation.STAY:
			frappe.throw(
				_("Stay {0} is under way in this home: end it first").format(frappe.bold(holder.name)),
				GuestsOutliveLeaseError,
			)


def _others(doc: Document) -> list[Document]:
	return frappe.db.get_values(
		HEAD_LEASE,
		{"unit": doc.unit, "name": ["!=", doc.name or ""], "workflow_state": ["in", FROZEN]},
		["name", "start_date", "ends_on"],
		as_dict=True,
		order_by="start_date asc",
		for_update=True,
	)


@frappe.whitelist(methods=["POST"])
def end_early(head_lease: str, last_day: str, reason: str) -> list[str]:
	"""Ends a head lease early, and on the same day every sublease that would outlive it; gives the subleases. All
	or nothing, with the rights of whoever asks on each of them. Raises what the contracts raise.
	"""
	doc = frappe.get_doc(HEAD_LEASE, head_lease)
	doc.check_permission("write")
	if not reason.strip():
		frappe.throw(_("Fill {0}").format(label(doc, "end_reason")), EarlyEndError)
	day = getdate(last_day)
	ended = []
	for row in subleases_of(doc.name):
		if getdate(row.ends_on) > day:
			sublease = frappe.get_doc("Sublease", row.name)
			sublease.update({"early_end_on": day, "end_reason": sublease.end_reason or reason})
			sublease.save()
			ended.append(row.name)
	doc.update({"early_end_on": day, "end_reason": reason})
	doc.save()
	return ended


@frappe.whitelist()
def outliving(head_lease: str, last_day: str) -> list[dict[str, str]]:
	"""The subleases, of those the reader sees, that would end with the head lease on a day: name, title, ends_on."""
	frappe.has_permission(HEAD_LEASE, "read", doc=head_lease, throw=True)
	return frappe.get_list(
		"Sublease",
		filters={
			"head_lease": head_lease,
			"workflow_state": ["in", ACTIVE],
			"ends_on": [">", getdate(last_day)],
		},
		fields=["name", "title", "ends_on"],
		limit_page_length=0,
	)
