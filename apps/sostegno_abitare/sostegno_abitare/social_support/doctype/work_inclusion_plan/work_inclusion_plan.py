import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.programme.validity import (
	as_date,
	label,
	lacks_mandatory,
	validate_order,
	validate_sources,
)
from sostegno_abitare.rules.periods import valid_on
from sostegno_abitare.social_support.case_dates import (
	set_case_title,
	validate_not_future,
	validate_since_referral,
)

UNDER_WAY = ("Draft", "Active")
ENDED = ("Completed", "Interrupted")
PLANNED = "Planned"


class NotInHouseholdError(frappe.ValidationError):
	"""A plan for somebody who is not in the household of the case."""


class AnotherPlanError(frappe.ValidationError):
	"""Two plans under way for one person."""


class PlanWithoutStepsError(frappe.ValidationError):
	"""A plan made active with nothing to do in it."""


class StepDateError(frappe.ValidationError):
	"""A step before the plan, or done on a day that lies ahead."""


class ResourceOfOtherAgreementError(frappe.ValidationError):
	"""A step that leans on a job resource of another agreement."""


class OutcomeMissingError(frappe.ValidationError):
	"""A plan ended without day or outcome."""


class WorkInclusionPlan(Document):
	"""The personal way of one member of a household to training and work (VA-05)."""

	def before_validate(self) -> None:
		"""The title of the case."""
		set_case_title(self)

	def validate(self) -> None:
		"""The rules of a plan."""
		if lacks_mandatory(self):
			return
		validate_sources(self)
		validate_since_referral(self, "start_date")
		validate_order(self, "start_date", "end_date")
		validate_order(self, "start_date", "ended_on")
		validate_not_future(self, "ended_on")
		self.validate_person()
		self.validate_only_one()
		self.validate_steps()
		self.validate_resources()
		self.validate_status()

	def validate_person(self) -> None:
		"""The plan is of a member of the household, as it is when the plan is made."""
		if not self.is_new():
			return
		household = frappe.db.get_value("Referral", self.referral, "household")
		rows = frappe.get_all(
			"Household Member",
			filters={"parent": household, "parenttype": "Household", "person": self.person},
			fields=["from_date", "to_date"],
		)
		if not any(valid_on(getdate(), as_date(row.from_date), as_date(row.to_date)) for row in rows):
			frappe.throw(
				_("{0} is not a member of the household of the case").format(frappe.bold(self.person)),
				NotInHouseholdError,
			)

	def validate_only_one(self) -> None:
		"""A person follows one plan at a time."""
		if self.status not in UNDER_WAY:
			return
		others = {"person": self.person, "status": ["in", UNDER_WAY], "name": ["!=", self.name or ""]}
		other = frappe.db.get_value("Work Inclusion Plan", others)
		if other:
			frappe.throw(
				_("The person has a plan under way: {0}").format(frappe.bold(other)), AnotherPlanError
			)

	def validate_steps(self) -> None:
		"""Steps follow the start of the plan; what is done lies behind."""
		for row in self.steps:
			if not row.step_date:
				continue
			if getdate(row.step_date) < getdate(self.start_date):
				frappe.throw(
					_("Steps, row {0}: the day is before the start of the plan").format(row.idx),
					StepDateError,
				)
			if row.outcome not in (PLANNED, "Cancelled") and getdate(row.step_date) > getdate():
				frappe.throw(
					_("Steps, row {0}: a step that lies ahead is {1}").format(row.idx, _(PLANNED)),
					StepDateError,
				)

	def validate_resources(self) -> None:
		"""The resources for work are those of the agreement of the case."""
		agreement = frappe.db.get_value("Referral", self.referral, "agreement")
		for row in self.steps:
			of = row.job_resource and frappe.db.get_value("Job Resource", row.job_resource, "agreement")
			if of and of != agreement:
				frappe.throw(
					_("Steps, row {0}: {1} is no resource of agreement {2}").format(
						row.idx, row.job_resource, frappe.bold(agreement)
					),
					ResourceOfOtherAgreementError,
				)

	def validate_status(self) -> None:
		"""An active plan has steps; an ended one says when, and with what outcome."""
		if self.status == "Active" and not self.steps:
			frappe.throw(_("Write at least one step, then make the plan active"), PlanWithoutStepsError)
		if self.status in ENDED and not (self.ended_on and self.outcome):
			frappe.throw(
				_("Fill {0} and {1} to end the plan").format(label(self, "ended_on"), label(self, "outcome")),
				OutcomeMissingError,
			)


@frappe.whitelist()
def members(referral: str) -> list[str]:
	"""The persons of the household of a case that the user sees: whom the form offers."""
	frappe.has_permission("Referral", "read", doc=referral, throw=True)
	household = frappe.db.get_value("Referral", referral, "household")
	return frappe.get_all(
		"Household Member", filters={"parent": household, "parenttype": "Household"}, pluck="person"
	)
