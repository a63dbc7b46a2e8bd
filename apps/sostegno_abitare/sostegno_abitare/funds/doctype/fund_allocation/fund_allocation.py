import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate
from sostegno_abitare.accountability.budget import check_room
from sostegno_abitare.funds import decisions
from sostegno_abitare.housing.territory import validate_same_agreement
from sostegno_abitare.ledgers import budget, funds
from sostegno_abitare.programme import amounts
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_sources
from sostegno_abitare.rules.ledgers import ALLOCATION, COMMITTED, PUBLIC, SPENT
from sostegno_abitare.rules.money import cents

AGREEMENT = "Agreement"


class AllocatedBeforeJoiningError(frappe.ValidationError):
	"""Money given to a fund before its municipality took part in it."""


class FundAllocation(Document):
	"""Money given to the fund of a municipality: by the agreement's line for it, or of the municipality's own (R45)."""

	def before_validate(self) -> None:
		"""What follows from the fund."""
		found = frappe.db.get_value(
			"Guarantee Fund", self.fund or "", ["agreement", "municipality"], as_dict=True
		)
		self.update(found or {})
		if self.source != AGREEMENT:
			self.budget_row = None
		self.title = f"{self.municipality or ''} {self.allocated_on or ''}".strip()[:140]

	def validate(self) -> None:
		"""The rules of an allocation."""
		amounts.whole_cents(self, "amount", least=1)
		if lacks_mandatory(self):
			return
		validate_sources(self)
		amounts.once(self)
		decisions.validate_decided(self)
		decisions.validate_past(self, "allocated_on")
		validate_same_agreement(self, "budget_row")
		joined_on = getdate(frappe.db.get_value("Guarantee Fund", self.fund, "joined_on"))
		if getdate(self.allocated_on) < joined_on:
			frappe.throw(
				_("{0}: {1} takes part in the fund from {2} on").format(
					label(self, "allocated_on"), frappe.bold(self.municipality), formatdate(joined_on)
				),
				AllocatedBeforeJoiningError,
			)

	def on_submit(self) -> None:
		"""The fund has the money; the budget row that gave it has spent it."""
		amount = cents(self.amount)
		funds.lock(self.fund)
		funds.post(self, self.fund, [funds.Posting(ALLOCATION, amount, self.allocated_on)])
		if self.budget_row:
			day, place = self.allocated_on, self.municipality
			postings = [
				budget.Posting(self.budget_row, kind, PUBLIC, amount, day, municipality=place)
				for kind in (COMMITTED, SPENT)
			]
			budget.lock(self.agreement)
			check_room(postings)
			budget.post(self, postings)

	def on_cancel(self) -> None:
		"""What the fund does not have any more it cannot have paid."""
		funds.lock(self.fund)
		funds.reverse(self)
		if self.budget_row:
			budget.lock(self.agreement)
			budget.reverse(self)
