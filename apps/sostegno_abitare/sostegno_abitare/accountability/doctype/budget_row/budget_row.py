from frappe.model.document import Document
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
