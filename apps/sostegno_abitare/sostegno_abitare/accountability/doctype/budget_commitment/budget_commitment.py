import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.accountability import budget, commitments
from sostegno_abitare.ledgers import budget as ledger
from sostegno_abitare.programme.amounts import once, whole_cents
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_order, validate_sources
from sostegno_abitare.rules.ledgers import COMMITTED
from sostegno_abitare.rules.money import cents


class CommitmentDayError(frappe.ValidationError):
	"""Money bound on a day that has not come."""


class CommitmentUsedError(frappe.ValidationError):
	"""A commitment to be cancelled of which something was used or released."""


class NothingToReleaseError(frappe.ValidationError):
	"""A commitment that is used up or was released."""


class BudgetCommitment(Document):
	"""Money of a row bound before it is spent: an order, a contract, a decision. Expenses that name it use it; what
	is left is released (R9, R22).
	"""

	def before_validate(self) -> None:
		"""What follows from the row."""
		if self.budget_row:
			found = frappe.db.get_value(
				"Budget Row", self.budget_row, ["agreement", "description", "municipality"]
			)
			self.agreement: str
			self.agreement, description, place = found or ("", "", None)
			self.municipality = self.municipality or place
			self.title = f"{self.supplier or description} {self.reference or ''}".strip()[:140]

	def validate(self) -> None:
		"""The rules of a commitment."""
		whole_cents(self, "amount", least=1)
		if lacks_mandatory(self):
			return
		once(self)
		validate_sources(self)
		validate_order(self, "committed_on", "until")
		if getdate(self.committed_on) > getdate():
			frappe.throw(
				_("{0} is in the future: money is bound when the order is given").format(
					label(self, "committed_on")
				),
				CommitmentDayError,
			)

	def before_submit(self) -> None:
		"""There is room, and the action is open, while nobody else touches the budget."""
		budget.lock(self.agreement)
		budget.check_room([self.posting(cents(self.amount))])

	def on_submit(self) -> None:
		"""The money is bound."""
		ledger.post(self, [self.posting(cents(self.amount))])

	def posting(self, amount: int) -> ledger.Posting:
		"""So many cents bound, or with a minus released."""
		day = self.committed_on if amount > 0 else getdate()
		return ledger.Posting(self.budget_row, COMMITTED, self.share, amount, day, self.municipality)

	def before_cancel(self) -> None:
		"""One that nothing was used of."""
		budget.lock(self.agreement)
		if commitments.open_cents(self.name, current=True) != cents(self.amount):
			frappe.throw(
				_("{0}: a part is used or released; release the rest instead").format(frappe.bold(self.name)),
				CommitmentUsedError,
			)

	def on_cancel(self) -> None:
		"""Nothing is bound."""
		ledger.reverse(self, getdate())

	def onload(self) -> None:
		"""What is left of it, for the form."""
		if self.docstatus == 1:
			self.set("__onload", {"open_amount": commitments.open_cents(self.name) / 100})

	@frappe.whitelist(methods=["POST"])
	def release(self, reason: str) -> float:
		"""Frees what is left of it, for good; gives how much that was, in euros."""
		self.check_permission("submit")
		budget.lock(self.agreement)
		left = commitments.open_cents(self.name, current=True) if self.docstatus == 1 else 0
		reason = str(reason or "").strip()
		if left <= 0 or not reason:
			frappe.throw(
				_("{0}: nothing is left to release").format(frappe.bold(self.name))
				if left <= 0
				else _("{0}: say why").format(label(self, "release_reason")),
				NothingToReleaseError,
			)
		ledger.post(self, [self.posting(-left)])
		self.db_set(
			{
				"released_on": getdate(),
				"released_by": frappe.session.user,
				"released_amount": left / 100,
				"release_reason": reason[:500],
			}
		)
		return left / 100
