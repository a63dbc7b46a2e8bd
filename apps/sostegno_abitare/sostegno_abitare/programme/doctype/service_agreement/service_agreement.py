import re

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money
from sostegno_abitare.accountability import plan
from sostegno_abitare.governance import steering
from sostegno_abitare.programme.amounts import whole_cents, whole_number
from sostegno_abitare.programme.validity import validate_order
from sostegno_abitare.rules.money import difference

PERCENTAGES = (
	"vat_rate",
	"advance_percent",
	"own_share_percent",
	"indirect_cap_percent",
	"figurative_cap_percent",
)


class InvalidAgreementCodeError(frappe.ValidationError):
	"""A code that cannot start the numbers of the cases."""


class InvalidTenderCodeError(frappe.ValidationError):
	"""A CIG or CUP of the wrong shape."""


class RepeatedRowError(frappe.ValidationError):
	"""The same municipality or role twice."""


class BudgetMismatchError(frappe.ValidationError):
	"""Budgets of the actions that do not add up to the total (R2)."""


class ServiceAgreement(Document):
	"""An agreement between an authority and the body that runs the service, with its territory, money and
	Commission.
	"""

	def onload(self) -> None:
		"""What its plan lacks, for the form of who reads budgets."""
		if self.plan_state and frappe.has_permission("Budget Row", "read"):
			self.set("__onload", {"plan_lacks": plan.sentences(plan.verdict(self.name))})

	def validate(self) -> None:
		"""The rules of an agreement."""
		self.validate_code()
		self.validate_tender_codes()
		validate_order(self, "start_date", "end_date")
		self.validate_municipalities_once()
		self.validate_quorum_once()
		self.validate_budgets()
		self.validate_terms()

	def on_update(self) -> None:
		"""The cases of the agreement follow its coordinator, who is told of them; its steering meetings are due from
		its start.
		"""
		before = self.get_doc_before_save()
		if before and before.coordinator != self.coordinator:
			for name in frappe.get_all("Referral", filters={"agreement": self.name}, pluck="name"):
				frappe.db.set_value("Referral", name, "coordinator", self.coordinator, update_modified=False)
		steering.follow(self.name)
		plan.follow(self.name)

	def validate_code(self) -> None:
		"""The code starts the numbers of the cases: letters, digits and hyphens."""
		self.code = (self.code or "").strip().upper()
		if not re.fullmatch(r"[A-Z0-9][A-Z0-9-]*", self.code):
			frappe.throw(_("Code: only letters, digits and hyphens"), InvalidAgreementCodeError)

	def validate_tender_codes(self) -> None:
		"""A CIG has ten letters and digits, a CUP fifteen."""
		for field, length in (("cig", 10), ("cup", 15)):
			value = "".join((self.get(field) or "").split()).upper()
			self.set(field, value)
			if value and not re.fullmatch(rf"[A-Z0-9]{{{length}}}", value):
				frappe.throw(
					_("{0}: {1} letters and digits are needed, not {2}").format(field.upper(), length, value),
					InvalidTenderCodeError,
				)

	def validate_municipalities_once(self) -> None:
		"""A municipality joins once."""
		self._validate_once("municipalities", [row.municipality for row in self.municipalities])

	def validate_quorum_once(self) -> None:
		"""A role is asked for once, or twice where one of the two is for the referring municipality."""
		self._validate_once(
			"quorum", [(row.commission_role, bool(row.from_referring_municipality)) for row in self.quorum]
		)

	def validate_budgets(self) -> None:
		"""An active agreement has budgets that add up to its total, to the cent (R2)."""
		if self.status != "Active":
			return
		budgets = frappe.get_all("Agreement Action", filters={"agreement": self.name}, pluck="budget")
		check_budgets(budgets, self.total_amount)

	def validate_terms(self) -> None:
		"""The terms of the accounts are amounts and percentages that can be."""
		for field in PERCENTAGES:
			whole_number(self, field, most=100)
		for field in ("second_approver_above", "cash_limit"):
			whole_cents(self, field)

	def _validate_once(self, table: str, keys: list[object]) -> None:
		for index, key in enumerate(keys):
			if key in keys[:index]:
				frappe.throw(
					_("{0}, row {1}: already in row {2}").format(
						_(self.meta.get_label(table)), index + 1, keys.index(key) + 1
					),
					RepeatedRowError,
				)


def check_budgets(budgets: list[float], total: float) -> None:
	"""Budgets and total in euros. Raises BudgetMismatchError, with the difference, unless they agree to the
	cent (R2).
	"""
	excess = difference(budgets, total)
	if excess:
		frappe.throw(
			_(
				"The budgets of the actions add up to {0} and the total of the agreement is {1}: the difference is {2}"
			).format(_euro(sum(budgets)), _euro(total), _euro(excess)),
			BudgetMismatchError,
		)


def _euro(amount: float) -> str:
	return fmt_money(amount, precision=2, currency="EUR")
