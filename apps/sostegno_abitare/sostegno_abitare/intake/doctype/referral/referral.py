import secrets
from itertools import pairwise

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.naming import make_autoname
from frappe.utils import getdate, now_datetime
from sostegno_abitare.access.documents import may_see
from sostegno_abitare.access.roles import CASE_MANAGER, SOCIAL_WORKER
from sostegno_abitare.housing import proposals
from sostegno_abitare.intake import defaults, eligibility, names
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_action_of_agreement
from sostegno_abitare.rules import eligibility as verdicts

from ..referral_state_change import referral_state_change
from .states import DECIDED, FIRST, check_state

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
FOLLOWED_BY_CASE_MANAGER = ("PEI", "Work Inclusion Plan", "Hospitality Agreement", "Stay", "Sublease")
CHECK_FIELDS = ("rule", "rule_title", "outcome", "message", "effect", "may_be_overridden", "reserved_message")


class RequestRepeatedError(frappe.ValidationError):
	"""A request that has been registered already."""

	http_status_code = 409


class AgreementNotActiveError(frappe.ValidationError):
	"""An agreement that does not take referrals, being a draft or closed."""


class ActionTakesNoReferralsError(frappe.ValidationError):
	"""An action to which nobody is referred."""


class MunicipalityOutsideAgreementError(frappe.ValidationError):
	"""A referring municipality that is no part of the agreement (R26)."""


class HouseholdOutOfSightError(frappe.PermissionError):
	"""A household whose file the user cannot see."""


class FutureReferralError(frappe.ValidationError):
	"""A referral dated after today."""


class ProcedureDatesError(frappe.ValidationError):
	"""Notice, validation and execution in the wrong order."""


class OriginIncompleteError(frappe.ValidationError):
	"""Another body refers, and is not named."""


class NotACaseManagerError(frappe.ValidationError):
	"""A user without the role, disabled or of another agreement, given a case."""


class DecidedCaseChangedError(frappe.ValidationError):
	"""Another household or action put in a case that the Commission decided on."""


class ClosedReferralError(frappe.ValidationError):
	"""A change to a closed referral."""


class Referral(Document):
	"""A household referred to an action of an agreement: the case, from the request to the closing."""

	def autoname(self) -> None:
		"""The agreement's own numbers, year by year."""
		self.name = make_autoname(f"{self.agreement}-.YYYY.-.####")

	def before_insert(self) -> None:
		"""A new case gets the code that stands for it where no name may appear (R53)."""
		self.validate_request_is_new()
		self.set_referring_worker()
		self.case_code = "C-" + "".join(secrets.choice(CODE_LETTERS) for _place in range(8))

	def validate(self) -> None:
		"""The rules of a referral."""
		if lacks_mandatory(self):
			return
		self.validate_not_closed()
		self.validate_as_decided()
		self.validate_agreement_is_active()
		self.validate_action()
		self.validate_municipality()
		self.validate_household_in_sight()
		self.validate_dates()
		self.validate_origin()
		self.validate_case_manager()
		self.coordinator = frappe.db.get_value("Service Agreement", self.agreement, "coordinator")
		self.set_household_details()
		self.set_eligibility()
		check_state(self)

	def on_update(self) -> None:
		"""Those who read the case through it follow its changes."""
		before = self.get_doc_before_save()
		previous, state = before.workflow_state if before else None, self.workflow_state or FIRST
		if state != previous:
			referral_state_change.note(self.name, previous, state)
		if before and before.case_manager != self.case_manager:
			for doctype in FOLLOWED_BY_CASE_MANAGER:
				for name in frappe.get_all(doctype, filters={"referral": self.name}, pluck="name"):
					frappe.db.set_value(doctype, name, "case_manager", self.case_manager)
		if before and before.title != self.title:
			names.refresh_case(self.name, self.reference_person_name or "", self.title)
		if self.workflow_state == "Closed":
			_leave_waiting_list(self.name)
			proposals.give_up(self.name)

	def on_trash(self) -> None:
		"""The states of a case go with it."""
		referral_state_change.forget(self.name)

	def validate_request_is_new(self) -> None:
		"""The same request sent twice makes one referral; the index on the field stops two at the same
		instant.
		"""
		self.request_id = (self.request_id or "").strip() or None
		earlier = (
			frappe.db.get_value("Referral", {"request_id": self.request_id}) if self.request_id else None
		)
		if earlier:
			frappe.throw(
				_("This request is registered already as referral {0}").format(frappe.bold(earlier)),
				RequestRepeatedError,
			)

	def set_referring_worker(self) -> None:
		"""A social worker who registers the request of the social service is the one who refers."""
		user, named = frappe.session.user, self.referring_worker or self.referring_worker_name
		if self.origin == "Social Service" and not named and SOCIAL_WORKER in frappe.get_roles(user):
			self.referring_worker = user if user != "Administrator" else None

	def validate_not_closed(self) -> None:
		"""A closed case is not edited."""
		before = self.get_doc_before_save()
		if before and before.workflow_state == "Closed":
			frappe.throw(
				_("Referral {0} is closed and cannot be changed").format(frappe.bold(self.name)),
				ClosedReferralError,
			)

	def validate_as_decided(self) -> None:
		"""The Commission decided on a household for an action: for others it decides anew (R30)."""
		before = self.get_doc_before_save()
		if not before or before.workflow_state not in DECIDED:
			return
		changed = [field for field in ("household", "action") if self.has_value_changed(field)]
		if changed:
			frappe.throw(
				_(
					"{0}: decided by the Commission and not to be changed; close the case and refer anew"
				).format(", ".join(label(self, field) for field in changed)),
				DecidedCaseChangedError,
			)

	def validate_agreement_is_active(self) -> None:
		"""New cases go to active agreements only."""
		if self.is_new() and frappe.db.get_value("Service Agreement", self.agreement, "status") != "Active":
			frappe.throw(
				_("Agreement {0} is not active").format(frappe.bold(self.agreement)), AgreementNotActiveError
			)

	def validate_action(self) -> None:
		"""The action is one of the agreement, and households are referred to it."""
		validate_action_of_agreement(self)
		if not frappe.db.get_value("Agreement Action", self.action, "accepts_referrals"):
			frappe.throw(
				_("Action {0} takes no referrals").format(frappe.bold(self.action)),
				ActionTakesNoReferralsError,
			)

	def validate_municipality(self) -> None:
		"""The referring municipality is one of the agreement (R26); where the household lives is for the
		rules of the action.
		"""
		row = {"parent": self.agreement, "parenttype": "Service Agreement", "municipality": self.municipality}
		if not frappe.db.exists("Agreement Municipality", row):
			frappe.throw(
				_("{0} is not one of the municipalities of agreement {1}").format(
					frappe.bold(self.municipality), frappe.bold(self.agreement)
				),
				MunicipalityOutsideAgreementError,
			)

	def validate_household_in_sight(self) -> None:
		"""A referral opens the household to those who follow the case, so only one who can see the household
		may refer it.
		"""
		changed = self.is_new() or self.has_value_changed("household")
		if changed and not self.flags.ignore_permissions and not may_see("Household", self.household):
			frappe.throw(_("You cannot see household {0}").format(self.household), HouseholdOutOfSightError)

	def validate_dates(self) -> None:
		"""The request is of today or earlier; notice, validation and execution follow each other."""
		if getdate(self.referral_date) > getdate():
			frappe.throw(
				_("{0} cannot be in the future").format(label(self, "referral_date")), FutureReferralError
			)
		fields = [field for field in ("notice_date", "validation_date", "execution_date") if self.get(field)]
		for first, second in pairwise(fields):
			if getdate(self.get(second)) < getdate(self.get(first)):
				frappe.throw(
					_("{0} cannot be before {1}").format(label(self, second), label(self, first)),
					ProcedureDatesError,
				)

	def validate_origin(self) -> None:
		"""Another body that refers is named."""
		if self.origin == "Other Body" and not self.origin_organisation:
			frappe.throw(_("{0} is needed").format(label(self, "origin_organisation")), OriginIncompleteError)

	def validate_case_manager(self) -> None:
		"""A case is given to somebody who may follow it."""
		if not self.case_manager or not (self.is_new() or self.has_value_changed("case_manager")):
			return
		enabled = frappe.db.get_value("User", self.case_manager, "enabled")
		if not enabled or CASE_MANAGER not in frappe.get_roles(self.case_manager):
			frappe.throw(
				_("{0} is not a case manager: the user needs that role").format(
					frappe.bold(self.case_manager)
				),
				NotACaseManagerError,
			)
		if not defaults.works_for(self.case_manager, self.agreement):
			frappe.throw(
				_("{0} works for another agreement than {1}").format(
					frappe.bold(self.case_manager), frappe.bold(self.agreement)
				),
				NotACaseManagerError,
			)

	def set_household_details(self) -> None:
		"""Reference person and size on the referral, and the title of the case."""
		household = frappe.get_doc("Household", self.household)
		self.reference_person = household.current_reference() or self.reference_person
		self.household_size = household.members_count
		details = (
			names.shown([self.reference_person]).get(self.reference_person) if self.reference_person else None
		)
		self.reference_person_name = details.full_name if details else None
		self.title = names.case_title(self.reference_person, details, self.case_code)

	def set_eligibility(self) -> None:
		"""Rules and thresholds of the referral date, applied to the household as it is now, until the
		Commission has decided.
		"""
		if self.workflow_state in DECIDED:
			return
		facts = eligibility.facts_of(self)
		checks = eligibility.evaluate(self, facts)
		self.asylum_applicant_in_household = int(facts["asylum_applicant"])
		rows, verdict = eligibility.as_rows(checks), verdicts.overall(checks)
		if [_plain(row) for row in self.eligibility_checks] != [
			_plain(row) for row in rows
		] or self.eligibility != verdict:
			self.set("eligibility_checks", rows)
			self.evaluated_on = now_datetime()
		self.eligibility = verdict
		self.eligibility_may_be_overridden = int(verdicts.may_be_overridden(checks))


def _plain(row: Document | dict) -> list[object]:
	return [row.get(field) or None for field in CHECK_FIELDS]


def _leave_waiting_list(referral: str) -> None:
	for name in frappe.get_all(
		"Waiting List Entry", filters={"referral": referral, "status": "Waiting"}, pluck="name"
	):
		frappe.db.set_value("Waiting List Entry", name, {"status": "Removed", "removed_on": getdate()})


@frappe.whitelist(methods=["POST"])
def check_eligibility(referral: str) -> str:
	"""Applies the rules again to the household as it is now, saves, and gives the verdict."""
	doc = frappe.get_doc("Referral", referral)
	doc.check_permission("write")
	doc.save()
	return doc.eligibility


@frappe.whitelist()
def choices(agreement: str) -> dict[str, list[str]]:
	"""What the form offers for an agreement: its municipalities, and the users who may follow a case."""
	frappe.has_permission("Service Agreement", "read", doc=agreement, throw=True)
	municipalities = frappe.get_all(
		"Agreement Municipality", filters={"parent": agreement}, pluck="municipality"
	)
	return {"municipalities": municipalities, "case_managers": defaults.case_managers(agreement)}


def on_doctype_update() -> None:
	"""Hook: cases are counted by procedure and month within an agreement (the index alone answers)."""
	frappe.db.add_index(
		"Referral", ["agreement", "procedure_type", "referral_date", "arrears"], "by_procedure"
	)
