import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate
from sostegno_abitare.funds import decisions
from sostegno_abitare.ledgers import funds
from sostegno_abitare.programme import amounts, approval
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_sources
from sostegno_abitare.rules.money import cents


class SameFundError(frappe.ValidationError):
	"""A transfer from a fund to itself, or to one of another agreement."""


class TransferredBeforeJoiningError(frappe.ValidationError):
	"""Money moved from or to a fund before its municipality took part in it."""


class FundTransfer(Document):
	"""Money moved between the funds of two municipalities of an agreement: what one loses the other has (R45)."""

	def before_validate(self) -> None:
		"""The agreement of the funds; who prepares it."""
		self.agreement = frappe.db.get_value("Guarantee Fund", self.from_fund or "", "agreement")
		if self.docstatus == 0:
			self.prepared_by = frappe.session.user
		self.title = f"{self.from_fund or ''} → {self.to_fund or ''}"[:140]

	def validate(self) -> None:
		"""The rules of a transfer."""
		amounts.whole_cents(self, "amount", least=1)
		if lacks_mandatory(self):
			return
		validate_sources(self)
		amounts.once(self)
		decisions.validate_decided(self)
		decisions.validate_past(self, "transferred_on")
		other, joined_to = frappe.db.get_value("Guarantee Fund", self.to_fund, ["agreement", "joined_on"])
		if self.from_fund == self.to_fund or other != self.agreement:
			frappe.throw(
				_("{0}: another fund of agreement {1}").format(
					label(self, "to_fund"), frappe.bold(self.agreement)
				),
				SameFundError,
			)
		joined_from = frappe.db.get_value("Guarantee Fund", self.from_fund, "joined_on")
		first = max(getdate(joined_from), getdate(joined_to))
		if getdate(self.transferred_on) < first:
			frappe.throw(
				_("{0}: both municipalities take part in the fund from {1} on").format(
					label(self, "transferred_on"), formatdate(first)
				),
				TransferredBeforeJoiningError,
			)

	def before_submit(self) -> None:
		"""A second person decides."""
		draft = approval.drafted(self)
		self.prepared_by = draft.prepared_by
		decisions.validate_second_person((draft.owner, draft.prepared_by))

	def on_submit(self) -> None:
		"""A pair of rows that sums to nothing."""
		funds.transfer(self, self.from_fund, self.to_fund, cents(self.amount), self.transferred_on)

	def on_cancel(self) -> None:
		"""The money goes back, if it is still there."""
		funds.reverse(self)
