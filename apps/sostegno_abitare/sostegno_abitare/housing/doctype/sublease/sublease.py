from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate, getdate
from sostegno_abitare.housing import dated_values, occupation, proposals
from sostegno_abitare.housing.contracts import SUBLEASE
from sostegno_abitare.housing.lease import Lease
from sostegno_abitare.housing.lease_states import FROZEN, PROPOSED, SIGNED, check_state
from sostegno_abitare.intake import names
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_sources
from sostegno_abitare.rules import affordability, lease_terms
from sostegno_abitare.rules.lease_terms import PART, Period
from sostegno_abitare.rules.money import cents

from .states import RULES

OPEN_FOR_SUBLEASE = ("Accepted", "Waiting", "Taken in Charge")
WARN, BLOCK = "Warn", "Block"


class CaseNotAdmittedError(frappe.ValidationError):
	"""A sublease for a case that the Commission has not accepted."""


class CaseOfOtherAgreementError(frappe.ValidationError):
	"""A case of one agreement in a home of another."""


class SubletForbiddenError(frappe.ValidationError):
	"""A head lease that does not let the home be sublet so (R39)."""


class OutsideHeadLeaseError(frappe.ValidationError):
	"""A sublease that starts before the head lease or outlives it, also when that ends early (R39)."""


class UnitTakenAlreadyError(frappe.ValidationError):
	"""A home where another household lives on the same day (R36)."""


class RentNotSustainableError(frappe.ValidationError):
	"""A rent above the share of the income that the agreement allows (R40)."""


class Sublease(Lease):
	"""The contract by which a household of a case lives in a home that the service holds (VA-01)."""

	kind = "Subleases"
	signed_fields = ("whole_or_part", "rooms", "third_party_guarantee", "update_waived")

	def before_validate(self) -> None:
		"""What follows from the case, the head lease, the type and the dates."""
		self.set_from_case_and_home()
		self.set_common()
		self.set_affordability()

	def validate(self) -> None:
		"""The rules of a sublease."""
		if lacks_mandatory(self):
			return
		validate_sources(self)
		self.validate_case()
		self.validate_common()
		occupation.lock(self.unit)
		head = self.head()
		self.validate_agreement(head)
		self.validate_permission(head)
		self.validate_inside(head)
		self.validate_unit_is_free()
		self.validate_not_kept()
		self.check_affordability()
		check_state(self, RULES)

	def on_update(self) -> None:
		"""The state of the home follows."""
		occupation.follow(self.unit)

	def after_delete(self) -> None:
		"""The state of the home follows."""
		occupation.follow(self.unit)

	def set_from_case_and_home(self) -> None:
		"""Copies of the case and of the home, and the title, which names the case by its code alone."""
		if self.referral:
			case = frappe.db.get_value(
				"Referral", self.referral, ["case_code", "reference_person", "household"], as_dict=True
			)
			if case:
				self.household, self.case_code = case.household, case.case_code
				if not self.is_frozen():
					self.tenant = case.reference_person
					details = names.shown([self.tenant]).get(self.tenant) if self.tenant else None
					self.tenant_name = details.full_name if details else None
		if self.head_lease:
			self.unit = frappe.db.get_value("Head Lease", self.head_lease, "unit")
		self.title = f"{self.case_code or ''} · {self.unit or ''}"

	def is_frozen(self) -> bool:
		"""Whether it was signed before this change."""
		before = self.get_doc_before_save()
		return bool(before and before.workflow_state in FROZEN)

	def head(self) -> Any:
		"""The head lease it stands on, as stored."""
		fields = [
			"name", "agreement", "unit", "workflow_state", "start_date", "ends_on", "sublet_permission", "owner_consent_on",
			"lease_type",
		]  # fmt: skip
		return frappe.db.get_value("Head Lease", self.head_lease, fields, as_dict=True, for_update=True)

	def set_affordability(self) -> None:
		"""Income and ratio of the day of the signature; later they stay as they were (R40)."""
		if not self.household or self.is_frozen():
			return
		income = income_of(self.household)
		ratio = affordability.ratio(self.monthly_rent, income)
		self.net_monthly_income = income
		self.rent_to_income = float(ratio) if ratio is not None else None
		self.affordability = affordability.verdict(self.monthly_rent, income, self.rent_limit())

	def rent_limit(self) -> float | None:
		"""The most percent of the income that the rent may be, on the first day; None where no threshold says."""
		return self.values_on_start().get(dated_values.RENT_TO_INCOME) if self.start_date else None

	def validate_case(self) -> None:
		"""A household that the Commission accepted for the service: who may be one is data (VA-01)."""
		if not self.is_new():
			return
		state = frappe.db.get_value("Referral", self.referral, "workflow_state")
		if state not in OPEN_FOR_SUBLEASE:
			frappe.throw(
				_("{0} {1} is in state {2}: a sublease needs a case that the Commission has accepted").format(
					label(self, "referral"), frappe.bold(self.referral), _(state)
				),
				CaseNotAdmittedError,
			)

	def validate_agreement(self, head: Any) -> None:
		"""Case and home are of one agreement."""
		agreement = frappe.db.get_value("Referral", self.referral, "agreement")
		if head.agreement != agreement:
			frappe.throw(
				_("{0} {1} is of agreement {2}, the case of agreement {3}").format(
					label(self, "head_lease"), frappe.bold(head.name), head.agreement, agreement
				),
				CaseOfOtherAgreementError,
			)

	def validate_permission(self, head: Any) -> None:
		"""The head lease, and its type by law, let the home be sublet so (R39)."""
		may = frappe.db.get_value("Lease Type", head.lease_type, "may_be_sublet")
		if not may:
			frappe.throw(
				_("{0}: a contract of type {1} cannot be sublet by law").format(
					label(self, "head_lease"), frappe.bold(head.lease_type)
				),
				SubletForbiddenError,
			)
		if not lease_terms.permits(head.sublet_permission, self.whole_or_part):
			reason = (
				_("the head lease does not let the home be sublet")
				if head.sublet_permission == lease_terms.NO
				else _("the head lease lets a part of the home be sublet, not the whole")
			)
			frappe.throw(f"{label(self, 'whole_or_part')}: {reason}", SubletForbiddenError)

	def validate_inside(self, head: Any) -> None:
		"""The sublease starts and ends within the head lease, whatever that ends by (R39)."""
		outer = Period(getdate(head.start_date), getdate(head.ends_on))
		if outer.holds(self.period):
			return
		field, day = ("ends_on", outer.end) if self.period.end > outer.end else ("start_date", outer.start)
		reason = (
			_("the head lease {0} ends on {1} and a sublease cannot outlive it")
			if field == "ends_on"
			else _("the head lease {0} starts on {1} and a sublease cannot come before it")
		)
		frappe.throw(
			f"{label(self, field)}: " + reason.format(frappe.bold(head.name), formatdate(day)),
			OutsideHeadLeaseError,
		)

	def validate_unit_is_free(self) -> None:
		"""One household at a time in a home, but for parts of one that is let to several (R36). The home is locked."""
		shared = bool(frappe.db.get_value("Housing Unit", self.unit, "is_shared"))
		after = self.period.end + timedelta(days=1)
		for holder in occupation.holders(
			[self.unit], self.period.start, after, but=(SUBLEASE, str(self.name)), locked=True
		):
			other = PART
			if holder.doctype == SUBLEASE:
				other = frappe.db.get_value(SUBLEASE, holder.name, "whole_or_part")
			if not lease_terms.may_share(other, self.whole_or_part, shared):
				until = formatdate(holder.end - timedelta(days=1)) if holder.end else "–"
				frappe.throw(
					_("{0} is taken already from {1} to {2}: {3}").format(
						frappe.bold(self.unit), formatdate(holder.start), until, holder.name
					),
					UnitTakenAlreadyError,
				)

	def validate_not_kept(self) -> None:
		"""A home that was proposed to another household waits for its answer (R35)."""
		if (
			self.workflow_state in (PROPOSED, SIGNED)
			and not self.is_frozen()
			and proposals.kept_for(self.unit, locked=True) - {self.household}
		):
			frappe.throw(
				_("{0} is kept for another household, to which it was proposed").format(
					frappe.bold(self.unit)
				),
				UnitTakenAlreadyError,
			)

	def check_affordability(self) -> None:
		"""A rent above the limit warns, or stops, as the agreement says (R40)."""
		if self.affordability == affordability.SUSTAINABLE or self.is_frozen():
			return
		limit = self.rent_limit()
		if limit is None:
			return
		effect = frappe.db.get_value("Service Agreement", self.agreement, "affordability_effect") or WARN
		if self.affordability == affordability.UNKNOWN:
			if effect == BLOCK and self.workflow_state == SIGNED:
				frappe.throw(
					_("The household has declared no income: the agreement asks for it before signing"),
					RentNotSustainableError,
				)
			return
		message = _("{0}: {1}% of the net monthly income, above the limit of {2}%").format(
			label(self, "monthly_rent"), f"{self.rent_to_income:.2f}", f"{limit:g}"
		)
		if effect == BLOCK:
			frappe.throw(message, RentNotSustainableError)
		if self.is_new() or self.has_value_changed("monthly_rent") or self.workflow_state == PROPOSED:
			frappe.msgprint(message, indicator="orange", alert=True)


def income_of(household: str) -> float | None:
	"""The net monthly income that a household declared; None where it declared none."""
	row = frappe.db.get_value("Household", household, ["income_declared", "net_monthly_income"], as_dict=True)
	return row.net_monthly_income if row and row.income_declared and cents(row.net_monthly_income) else None


@frappe.whitelist()
def cases_to_house(head_lease: str) -> list[dict[str, str]]:
	"""Cases that a sublease of a head lease may be made for, by code alone: value, label ("C-7K2M, Pontedera"). For who
	may make subleases and sees the head lease, whose agreement the cases are of.
	"""
	frappe.has_permission(SUBLEASE, "create", throw=True)
	frappe.has_permission("Head Lease", "read", doc=head_lease, throw=True)
	rows = frappe.get_all(
		"Referral",
		filters={
			"agreement": frappe.db.get_value("Head Lease", head_lease, "agreement"),
			"workflow_state": ["in", OPEN_FOR_SUBLEASE],
		},
		fields=["name", "case_code", "municipality"],
		order_by="municipality asc, name asc",
		limit_page_length=0,
	)
	return [{"value": row.name, "label": f"{row.case_code}, {row.municipality}"} for row in rows]
