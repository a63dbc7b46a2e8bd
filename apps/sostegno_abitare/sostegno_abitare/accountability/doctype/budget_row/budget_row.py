from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.ledgers import budget
from sostegno_abitare.rules.money import cents

SHARES = {
	"Public": "public_share",
	"Partner Cash": "partner_cash",
	"Partner In Kind": "partner_in_kind",
	"Third Party": "third_party",
}


class BudgetRow(Document):
	"""A line of the budget of an action: what it costs, and who pays which share (R3, R4)."""

	def before_validate(self) -> None:
		"""What follows from the other fields."""
		self.total = sum(cents(self.get(field)) for field in SHARES.values()) / 100
		self.title = f"{self.code} {self.description}"[:140]

	def on_submit(self) -> None:
		"""Each share is planned."""
		budget.post(
			self,
			[
				budget.Posting(self.name, "Planned", share, cents(self.get(field)), getdate())
				for share, field in SHARES.items()
			],
		)

	def on_cancel(self) -> None:
		"""And planned no more."""
		budget.reverse(self)
