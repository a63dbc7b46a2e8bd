import frappe
from frappe import _
from frappe.model.document import Document
from sostegno_abitare.housing.territory import validate_municipality_of_agreement
from sostegno_abitare.programme.validity import lacks_mandatory
from sostegno_abitare.rules import iban
from sostegno_abitare.rules.fiscal_code import is_tax_id


class InvalidOwnerTaxIdError(frappe.ValidationError):
	"""A codice fiscale or partita IVA whose check digit is wrong."""


class InvalidIbanError(frappe.ValidationError):
	"""An IBAN whose country, length or check digits are wrong."""


class PropertyOwner(Document):
	"""Who owns homes of the service, and where their rent is paid."""

	def validate(self) -> None:
		"""The rules of an owner."""
		if lacks_mandatory(self):
			return
		validate_municipality_of_agreement(self)
		self.validate_tax_id()
		self.validate_iban()

	def validate_tax_id(self) -> None:
		"""The check digit holds."""
		self.tax_id = "".join((self.tax_id or "").split()).upper().removeprefix("IT")
		if self.tax_id and not is_tax_id(self.tax_id):
			frappe.throw(
				_("Tax ID {0} is not valid: check the digits against the document").format(self.tax_id),
				InvalidOwnerTaxIdError,
			)

	def validate_iban(self) -> None:
		"""Country, length and check digits hold, so that no rent goes astray (R47)."""
		if not self.iban:
			return
		try:
			self.iban = iban.tidy(self.iban)
		except iban.InvalidIbanError:
			frappe.throw(
				_("IBAN: the check digits do not agree. Copy it again from the owner's document"),
				InvalidIbanError,
			)
