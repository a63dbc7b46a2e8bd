from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, formatdate, getdate
from sostegno_abitare.funds import decisions, payees
from sostegno_abitare.funds import fund as rules_of_funds
from sostegno_abitare.housing.contracts import BINDING, SUBLEASE, contract
from sostegno_abitare.housing.territory import validate_same_agreement
from sostegno_abitare.intake import names
from sostegno_abitare.ledgers import funds
from sostegno_abitare.programme import amounts
from sostegno_abitare.programme.amounts import euro
from sostegno_abitare.programme.validity import (
	as_date,
	label,
	lacks_mandatory,
	validate_order,
	validate_sources,
)
from sostegno_abitare.rules import guarantees, ledgers
from sostegno_abitare.rules.money import cents

from .states import FIRST, GIVEN, LIVE, GuaranteeInUseError, check_state

ADMITTED = ("Accepted", "Waiting", "Taken in Charge")
OF_PRIVATE_LEASE = ("address", "lease_type", "lease_registration", "lease_start", "deposit_held")
MONEY = ("monthly_amount", "legal_covered", "damages_covered", "deposit_held")
# What was decided on; it does not change from the proposal on.
DECIDED = (
	"referral", "contract_kind", "sublease", "property_owner", "municipality", *OF_PRIVATE_LEASE, "monthly_amount",
	"months_covered", "legal_covered", "damages_covered", "decided_on", "decided_by_body", "decision_number",
	"valid_from",
)  # fmt: skip


class LeaseIncompleteError(frappe.ValidationError):
	"""A guarantee without the lease that it is for, in force and registered (R46)."""


class CaseNotAdmittedError(frappe.ValidationError):
	"""A guarantee or payment for a case that the service has not accepted."""


class NothingCoveredError(frappe.ValidationError):
	"""A guarantee that promises nothing."""


class OverCapError(frappe.ValidationError):
	"""A guarantee or payment beyond the caps in force (R46)."""


class ContractGuaranteedAlreadyError(frappe.ValidationError):
	"""A second guarantee for a contract that has one."""


class DecidedGuaranteeChangedError(frappe.ValidationError):
	"""What was proposed or given, changed afterwards."""


class RentGuarantee(Document):
	"""The promise of a municipality's fund to an owner: to pay what a household does not, up to so much (VA-06,
	R45, R46). While it stands, the fund keeps the amount ready.
	"""

	def before_validate(self) -> None:
		"""What follows from contract, case and municipality."""
		before = decisions.stored(self)
		self.keep_from(before)
		decisions.note_preparer(self, before, FIRST)
		if (self.workflow_state or FIRST) == FIRST:
			self.set_contract()
			self.set_case()
			self.set_caps()
		self.fund = rules_of_funds.fund_of(self.agreement, self.municipality)
		self.title = " – ".join(part for part in (self.case_code, self.municipality) if part)

	def validate(self) -> None:
		"""The rules of a guarantee."""
		for field in MONEY:
			amounts.whole_cents(self, field)
		amounts.whole_number(self, "months_covered", most=120)
		self.months_covered = cint(self.months_covered)
		self.amount = self.cover.total / 100
		if lacks_mandatory(self):
			return
		validate_sources(self)
		self.validate_contract()
		if (self.workflow_state or FIRST) == FIRST:
			rules_of_funds.joined(self.agreement, self.municipality, getdate(self.valid_from))
			payees.validate_owner(self)
			self.validate_case()
			self.validate_cover()
		self.validate_days()
		self.validate_unchanged()
		self.set_contract_key()
		check_state(self)

	def on_update(self) -> None:
		"""The fund keeps ready what was given, and has back what is left when it ends."""
		before = self.get_doc_before_save()
		was, state = before.workflow_state if before else FIRST, self.workflow_state or FIRST
		if state == was or GIVEN not in (state, was):
			return
		fund, kind, left, day = str(self.fund), ledgers.COMMITMENT, self.cover.total, self.decided_on
		if state != GIVEN:
			funds.lock(fund)
			kind, left, day = ledgers.RELEASE, funds.balance(fund, True, self.name).committed, getdate()
		funds.post(self, fund, [funds.Posting(kind, left, day, self.name, self.case_code)])

	def on_trash(self) -> None:
		"""A guarantee that was given stays on record."""
		if self.workflow_state not in (*LIVE[:2], "Turned Down", None):
			frappe.throw(
				_("{0} was given and stays on record: end it instead").format(frappe.bold(self.name)),
				GuaranteeInUseError,
			)

	@property
	def cover(self) -> guarantees.Cover:
		"""What it promises."""
		return guarantees.Cover(
			cint(self.months_covered),
			cents(self.monthly_amount),
			cents(self.legal_covered),
			cents(self.damages_covered),
		)

	@property
	def term(self) -> tuple[date, date]:
		"""First and last day on which rents of the contract fall under it."""
		start = max(getdate(self.valid_from), as_date(self.lease_start) or date.min)
		return start, min(getdate(self.valid_to), as_date(self.lease_end) or date.max)

	def keep_from(self, before: Any) -> None:
		"""What the system writes is not taken from a request."""
		for field in (
			"prepared_by",
			"given_by",
			"given_on",
			"ended_on",
			"months_cap",
			"legal_cap",
			"damages_cap",
		):
			self.set(field, before.get(field) if before else None)

	def set_contract(self) -> None:
		"""Case, home, rent and owner of a sublease, as its contract says them."""
		if self.contract_kind != SUBLEASE:
			self.sublease = None
			return
		if not self.sublease or not frappe.db.exists(SUBLEASE, self.sublease):
			return
		found = contract(SUBLEASE, self.sublease)
		self.update(dict.fromkeys(OF_PRIVATE_LEASE))
		self.referral, self.lease_start, self.lease_end = found.referral, found.start, found.end
		self.municipality = frappe.db.get_value("Housing Unit", found.unit, "municipality")
		day = min(max(getdate(self.valid_from), found.start), found.end)
		self.monthly_amount = float(found.rent_on(day) + found.charges)
		self.property_owner = self.property_owner or frappe.db.get_value(
			"Head Lease", found.head_lease, "property_owner"
		)

	def set_case(self) -> None:
		"""Copies of the case; a name stands at its own level."""
		fields = ["case_code", "agreement", "action", "household", "reference_person"]
		found = frappe.db.get_value("Referral", self.referral or "", fields, as_dict=True)
		if not found:
			return
		for field in fields[:4]:
			self.set(field, found[field])
		self.tenant = found.reference_person
		details = names.shown([self.tenant]).get(self.tenant) if self.tenant else None
		self.tenant_name = details.full_name if details else None

	def set_caps(self) -> None:
		"""The caps in force on the day of the decision, or from which it is to hold; later ones change nothing."""
		if not self.agreement:
			return
		day = getdate(self.decided_on or self.valid_from)
		caps = rules_of_funds.caps_on(day, self.agreement, self.action)
		self.months_cap = caps[guarantees.MONTHS]
		self.legal_cap = caps[guarantees.LEGAL] / 100
		self.damages_cap = caps[guarantees.DAMAGES] / 100

	def validate_contract(self) -> None:
		"""A lease in force: of the service, or registered by a private owner (R46)."""
		needed = (
			("sublease",)
			if self.contract_kind == SUBLEASE
			else ("address", "lease_registration", "lease_start", "lease_end", "monthly_amount")
		)
		lacking = [
			field for field in (*needed, "referral", "municipality", "property_owner") if not self.get(field)
		]
		if lacking:
			frappe.throw(
				_("A guarantee needs the lease that it is for. Fill in: {0}").format(
					", ".join(label(self, field) for field in lacking)
				),
				LeaseIncompleteError,
			)
		state = frappe.db.get_value(SUBLEASE, self.sublease, "workflow_state") if self.sublease else None
		if self.sublease and state not in BINDING:
			frappe.throw(
				_("{0} {1} is in state {2}: a guarantee is given for a signed contract").format(
					label(self, "sublease"), frappe.bold(self.sublease), _(state)
				),
				LeaseIncompleteError,
			)

	def validate_case(self) -> None:
		"""The case was accepted, and the owner is of its agreement."""
		validate_admitted(self)
		validate_same_agreement(self, "property_owner")

	def validate_days(self) -> None:
		"""The days follow each other, and it holds while the lease does."""
		validate_order(self, "lease_start", "lease_end")
		validate_order(self, "valid_from", "valid_to")
		first, last = self.term
		if first > last:
			frappe.throw(
				_("{0} and {1}: the lease runs from {2} to {3}, and the guarantee holds within it").format(
					label(self, "valid_from"),
					label(self, "valid_to"),
					formatdate(self.lease_start),
					formatdate(self.lease_end),
				),
				LeaseIncompleteError,
			)

	def validate_cover(self) -> None:
		"""Something is covered, and nothing beyond the caps (R46)."""
		if not self.cover.total:
			frappe.throw(
				_("Fill in what the guarantee covers: {0}, {1} or {2}").format(
					*(label(self, field) for field in ("months_covered", "legal_covered", "damages_covered"))
				),
				NothingCoveredError,
			)
		caps = {
			guarantees.MONTHS: cint(self.months_cap),
			guarantees.LEGAL: cents(self.legal_cap),
			guarantees.DAMAGES: cents(self.damages_cap),
		}
		found = guarantees.beyond_caps(self.cover, caps)
		if found:
			frappe.throw(explain_excess(found), OverCapError)

	def validate_unchanged(self) -> None:
		"""What was proposed is what is given, and stays."""
		before = self.get_doc_before_save()
		if not before:
			return
		changed = [field for field in DECIDED if self.has_value_changed(field)]
		if changed and self.workflow_state != FIRST:
			frappe.throw(
				_(
					"{0}: save a draft before it is proposed, and send what is proposed back to change it"
				).format(", ".join(label(self, field) for field in changed)),
				DecidedGuaranteeChangedError,
			)

	def set_contract_key(self) -> None:
		"""A contract has one guarantee at a time."""
		if (self.workflow_state or FIRST) not in LIVE:
			self.contract_key = None
			return
		mark = f"sublease:{self.sublease}" if self.sublease else f"registration:{self.lease_registration}"
		self.contract_key = guarantees.key_of(mark)
		other = frappe.db.get_value(
			"Rent Guarantee", {"contract_key": self.contract_key, "name": ["!=", self.name or ""]}
		)
		if other:
			frappe.throw(
				_("The contract has the guarantee {0} already: end that one first").format(
					frappe.bold(other)
				),
				ContractGuaranteedAlreadyError,
			)

	@frappe.whitelist()
	def how_it_stands(self) -> dict[str, float]:
		"""What it promises, what was paid under it and what it has left, in euros, for the form."""
		self.check_permission("read")
		left = funds.balance(self.fund, rent_guarantee=self.name).committed if self.fund else 0
		spent = spent_under(self.name)
		return {
			"amount": self.cover.total / 100,
			"spent": sum(spent.cents.values()) / 100,
			"months": spent.months,
			"left": left / 100,
		}


def validate_admitted(doc: Document) -> None:
	"""The case of a document was accepted by the service."""
	state = frappe.db.get_value("Referral", doc.referral, "workflow_state")
	if state not in ADMITTED:
		frappe.throw(
			_("{0} {1} is in state {2}: the fund stands in for accepted cases").format(
				label(doc, "referral"), frappe.bold(doc.referral), _(state or "")
			),
			CaseNotAdmittedError,
		)


def spent_under(guarantee: str, but: str | None = None) -> guarantees.Spent:
	"""What payments under a guarantee took or are to take, without the payment `but`."""
	rows = frappe.get_all(
		"Guarantee Disbursement",
		filters={
			"rent_guarantee": guarantee,
			"name": ["!=", but or ""],
			"workflow_state": ["not in", ("Turned Down", "Bounced")],
		},
		fields=["name", "heading", "amount"],
	)
	found: dict[str, int] = {}
	for row in rows:
		found[row.heading] = found.get(row.heading, 0) + cents(row.amount)
	rents = [row.name for row in rows if row.heading == guarantees.RENT]
	months = frappe.db.count("Disbursement Month", {"parent": ["in", rents or [""]], "amount": [">", 0]})
	return guarantees.Spent(found, months)


def explain_excess(found: guarantees.Excess) -> str:
	"""What goes beyond a cap or a guarantee, in the reader's language."""
	if found.of == guarantees.MONTHS:
		return _("{0} months of rent, and {1} are the most").format(found.asked, found.limit)
	return _("{0}: {1}, and {2} are the most").format(_(found.of), euro(found.asked), euro(found.limit))
