import frappe
from frappe import _
from frappe.model.document import Document
from sostegno_abitare.funds.fund import OPEN
from sostegno_abitare.housing.territory import validate_municipality_of_agreement
from sostegno_abitare.ledgers import funds
from sostegno_abitare.programme.validity import lacks_mandatory


class FundInUseError(frappe.ValidationError):
	"""A fund closed while it keeps money ready, or deleted after money moved through it."""


class GuaranteeFund(Document):
	"""The guarantee fund of a municipality that joined, within an agreement: one for each (R45)."""

	def before_validate(self) -> None:
		"""What follows from the other fields."""
		self.title = f"{self.municipality} ({self.agreement})"[:140]

	def validate(self) -> None:
		"""Only a municipality of the agreement has a fund; one that stands guarantor stays open."""
		if lacks_mandatory(self):
			return
		validate_municipality_of_agreement(self)
		if not self.is_new() and self.status != OPEN and self.has_value_changed("status"):
			self.validate_nothing_committed()

	def validate_nothing_committed(self) -> None:
		"""What was guaranteed is ended or paid first."""
		funds.lock(self.name)
		if funds.balance(self.name).committed:
			frappe.throw(
				_(
					"{0} keeps money ready for guarantees or payments: end or pay them before you close it"
				).format(frappe.bold(self.title)),
				FundInUseError,
			)

	def on_trash(self) -> None:
		"""A fund that money moved through stays."""
		if frappe.db.exists("Fund Ledger Entry", {"fund": self.name}):
			frappe.throw(
				_("{0}: money moved through this fund; close it instead").format(frappe.bold(self.title)),
				FundInUseError,
			)

	@frappe.whitelist()
	def how_it_stands(self) -> dict[str, float]:
		"""Balance, what is kept ready, what is free and what is to come back, in euros, for the form."""
		self.check_permission("read")
		found = funds.balance(self.name)
		return {
			"balance": found.balance / 100,
			"committed": found.committed / 100,
			"free": found.free / 100,
			"receivable": found.receivable / 100,
		}
