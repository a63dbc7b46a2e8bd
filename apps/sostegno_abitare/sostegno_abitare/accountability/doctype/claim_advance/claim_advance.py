import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, formatdate, getdate
from sostegno_abitare.accountability import claim_sums
from sostegno_abitare.ledgers import budget
from sostegno_abitare.programme import approval
from sostegno_abitare.programme.amounts import euro, once, whole_cents
from sostegno_abitare.programme.kept import keep_own_fields
from sostegno_abitare.programme.validity import label, lacks_mandatory
from sostegno_abitare.rules.money import cents, percent_of


class AdvanceLimitError(frappe.ValidationError):
	"""An advance that the agreement does not admit, or not so high."""


class AdvanceDateError(frappe.ValidationError):
	"""An advance received in the future, or outside the agreement."""


class AdvanceRecoveredError(frappe.ValidationError):
	"""An advance taken back after claims kept it back."""


class ClaimAdvance(Document):
	"""Money received before the activities. Each claim that is admitted keeps back what it can of it (R23)."""

	def before_validate(self) -> None:
		"""What follows from the other fields."""
		keep_own_fields(self, "amended_from")
		if self.docstatus == 0:  # whoever changes a draft has prepared it
			self.prepared_by = frappe.session.user
		self.title = f"{self.agreement} · {self.received_on}"[:140]

	def validate(self) -> None:
		"""The rules of an advance."""
		once(self)
		amount = whole_cents(self, "amount", least=1)
		if lacks_mandatory(self):
			return
		start, end, total, percent = frappe.db.get_value(
			"Service Agreement", self.agreement, ["start_date", "end_date", "total_amount", "advance_percent"]
		)
		if not getdate(start) <= getdate(self.received_on) <= min(getdate(), getdate(end)):
			frappe.throw(
				_("{0}: {1} is in the future, or outside the agreement").format(
					label(self, "received_on"), formatdate(self.received_on)
				),
				AdvanceDateError,
			)
		if self.docstatus == 1:
			budget.lock(self.agreement)
		given = self.given()
		most = percent_of(cents(total), flt(percent))
		if given + amount > most:
			frappe.throw(
				_("{0}: the agreement admits advances up to {1} ({2} %), of which {3} were received").format(
					label(self, "amount"), euro(most), flt(percent), euro(given)
				),
				AdvanceLimitError,
			)

	def given(self) -> int:
		"""Cents of the other advances of the agreement."""
		[[amount]] = frappe.db.sql(
			"select sum(`amount`) from `tabClaim Advance` where `agreement` = %s and `docstatus` = 1"
			" and `name` <> %s for update",
			(self.agreement, self.name or ""),
		)
		return claim_sums.in_cents(amount)

	def before_submit(self) -> None:
		"""Somebody else than who entered it approves it (R24)."""
		draft = approval.drafted(self)
		approval.by_somebody_else(draft.owner, draft.prepared_by, done=_("entered this advance"))
		self.approved_by = frappe.session.user

	def before_cancel(self) -> None:
		"""What claims kept back of it stays."""
		budget.lock(self.agreement)
		if claim_sums.outstanding_advance(self.agreement) < cents(self.amount):
			frappe.throw(
				_("{0}: claims kept back a part of it already; take up their control again first").format(
					self.name
				),
				AdvanceRecoveredError,
			)
