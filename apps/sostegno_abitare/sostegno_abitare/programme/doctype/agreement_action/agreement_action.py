import frappe
from frappe import _
from frappe.model.document import Document
from sostegno_abitare.accountability import plan
from sostegno_abitare.ledgers import budget as ledger
from sostegno_abitare.ledgers import exhaustion
from sostegno_abitare.programme.amounts import euro
from sostegno_abitare.programme.doctype.service_agreement.service_agreement import check_budgets
from sostegno_abitare.programme.validity import as_date, label, lacks_mandatory, validate_order
from sostegno_abitare.rules.money import cents


class ActionOutsideAgreementError(frappe.ValidationError):
	"""Dates of an action outside those of its agreement."""


class BudgetBelowPlanError(frappe.ValidationError):
	"""A budget below what the rows of the plan take of it (R3)."""


class AgreementAction(Document):
	"""An action or line of an agreement, with its own budget, dates and rules of access."""

	def validate(self) -> None:
		"""The rules of an action."""
		if lacks_mandatory(self):
			return
		ledger.lock(self.agreement)
		validate_order(self, "start_date", "end_date")
		self.validate_dates_in_agreement()
		self.validate_budget_of_active_agreement()
		self.validate_budget_covers_plan()

	def on_update(self) -> None:
		"""The plan of the agreement, and the end of an action whose fund is used up, go by its budget (R9)."""
		exhaustion.follow([self.name])
		plan.follow(self.agreement)

	def on_trash(self) -> None:
		"""An action with a budget does not leave an active agreement."""
		self._check_budgets_of_active_agreement(0)

	def validate_dates_in_agreement(self) -> None:
		"""An action starts and ends within its agreement."""
		agreement = frappe.db.get_value(
			"Service Agreement", self.agreement, ["start_date", "end_date"], as_dict=True
		)
		for field in ("start_date", "end_date"):
			day = as_date(self.get(field))
			if day and agreement and not agreement.start_date <= day <= agreement.end_date:
				frappe.throw(
					_("{0} must lie within the dates of agreement {1}").format(
						label(self, field), frappe.bold(self.agreement)
					),
					ActionOutsideAgreementError,
				)

	def validate_budget_of_active_agreement(self) -> None:
		"""Where the agreement is active its budgets go on adding up to the total (R2). A reallocation, which adds up
		itself, saves one after the other.
		"""
		if self.flags.in_reallocation:
			return
		self._check_budgets_of_active_agreement(self.budget)

	def validate_budget_covers_plan(self) -> None:
		"""The rows of the plan take no more than there is (R3): what they take is moved by a reallocation."""
		if self.is_new() or self.flags.in_reallocation:
			return
		planned = cents(self.budget) - plan.room_in_action(self.name, self.budget)
		if planned > cents(self.budget):
			frappe.throw(
				_(
					"{0}: the rows of the plan take {1}; move them by a reallocation, or cancel some first"
				).format(label(self, "budget"), euro(planned)),
				BudgetBelowPlanError,
			)

	def _check_budgets_of_active_agreement(self, budget: float) -> None:
		agreement = frappe.db.get_value(
			"Service Agreement", self.agreement, ["status", "total_amount"], as_dict=True
		)
		if agreement and agreement.status == "Active":
			others = {"agreement": self.agreement, "name": ["!=", self.name]}
			check_budgets(
				[*frappe.get_all("Agreement Action", filters=others, pluck="budget"), budget],
				agreement.total_amount,
			)
