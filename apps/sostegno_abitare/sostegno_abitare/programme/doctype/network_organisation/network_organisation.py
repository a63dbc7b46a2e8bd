import frappe
from frappe import _
from frappe.model.document import Document
from sostegno_abitare.rules.fiscal_code import is_tax_id


class InvalidTaxIdError(frappe.ValidationError):
	"""A codice fiscale or partita IVA whose check digit is wrong."""


class NetworkOrganisation(Document):
	"""A body of the network: authority, partner, service, association, company."""

	def validate(self) -> None:
		"""The rules of an organisation."""
		self.validate_tax_id()

	def validate_tax_id(self) -> None:
		"""The check digit holds."""
		if not self.tax_id:
			return
		self.tax_id = "".join(self.tax_id.split()).upper().removeprefix("IT")
		if not is_tax_id(self.tax_id):
			frappe.throw(
				_("Tax ID {0} is not valid: check the digits against the document").format(self.tax_id),
				InvalidTaxIdError,
			)
