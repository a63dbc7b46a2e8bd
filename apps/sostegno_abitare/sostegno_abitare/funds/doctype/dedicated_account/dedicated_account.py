import re

import frappe
from frappe import _
from frappe.model.document import Document
from sostegno_abitare.housing.territory import validate_municipality_of_agreement
from sostegno_abitare.programme.amounts import MOST, whole_cents
from sostegno_abitare.programme.validity import label, lacks_mandatory
from sostegno_abitare.rules import iban, sepa

BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
CUC = re.compile(r"[A-Z0-9]{8}")


class AccountIbanError(frappe.ValidationError):
	"""An IBAN or BIC that is none, or that would change under movements that stand."""


class AccountOfOtherFundError(frappe.ValidationError):
	"""A fund of another agreement or municipality than the account's."""


class CucMissingError(frappe.ValidationError):
	"""An account that pays in the form of CBI without the code CBI knows its holder by."""


class DedicatedAccount(Document):
	"""A bank account that the money of a service or of a fund goes through, and no other (R19, R45)."""

	def validate(self) -> None:
		"""The rules of an account."""
		whole_cents(self, "opening_balance", least=-MOST)
		if lacks_mandatory(self):
			return
		validate_municipality_of_agreement(self)
		self.validate_codes()
		self.validate_fund()

	def validate_codes(self) -> None:
		"""IBAN, BIC and CUC are written as they must be; the IBAN stays once movements stand on it."""
		try:
			self.iban = iban.tidy(self.iban)
		except iban.InvalidIbanError:
			frappe.throw(
				_("{0}: the check digits do not agree; copy it again from a paper of the bank").format(
					label(self, "iban")
				),
				AccountIbanError,
			)
		self.bic = "".join((self.bic or "").split()).upper() or None
		if self.bic and not BIC.fullmatch(self.bic):
			frappe.throw(
				_("{0}: 8 or 11 letters and digits, as on a paper of the bank").format(label(self, "bic")),
				AccountIbanError,
			)
		before = self.get_doc_before_save()
		if before and before.iban != self.iban and frappe.db.exists("Bank Movement", {"account": self.name}):
			frappe.throw(
				_("{0}: movements stand on this account; make another one").format(label(self, "iban")),
				AccountIbanError,
			)
		self.cuc = (self.cuc or "").strip().upper() or None
		if self.payment_format == sepa.CBI and not CUC.fullmatch(self.cuc or ""):
			frappe.throw(
				_("{0}: eight letters and digits, as CBI gave them to the account holder").format(
					label(self, "cuc")
				),
				CucMissingError,
			)

	def validate_fund(self) -> None:
		"""The fund is of this agreement and municipality."""
		if self.purpose != "Guarantee Fund":
			self.fund = None
			return
		found = frappe.db.get_value("Guarantee Fund", self.fund, ["agreement", "municipality"], as_dict=True)
		if not found:
			return
		self.municipality = self.municipality or found.municipality
		if (found.agreement, found.municipality) != (self.agreement, self.municipality):
			frappe.throw(
				_("{0}: it is of {1}, {2}").format(label(self, "fund"), found.agreement, found.municipality),
				AccountOfOtherFundError,
			)
