import re

import frappe
from frappe import _
from frappe.model.document import Document


class InvalidMunicipalityCodeError(frappe.ValidationError):
	"""An ISTAT or cadastral code of the wrong shape."""


class Municipality(Document):
	"""A municipality of an agreement, or one where people of a case live."""

	def validate(self) -> None:
		"""The rules of a municipality."""
		self.tidy_codes()
		self.validate_istat_code()
		self.validate_cadastral_code()

	def tidy_codes(self) -> None:
		"""Codes are kept without blanks, in capitals."""
		for field in ("istat_code", "cadastral_code", "province"):
			if self.get(field):
				self.set(field, self.get(field).strip().upper())

	def validate_istat_code(self) -> None:
		"""Six digits: province and municipality."""
		if self.istat_code and not re.fullmatch(r"\d{6}", self.istat_code):
			frappe.throw(
				_("ISTAT Code: six digits are needed, not {0}").format(self.istat_code),
				InvalidMunicipalityCodeError,
			)

	def validate_cadastral_code(self) -> None:
		"""A letter and three digits, as in the codice fiscale."""
		if self.cadastral_code and not re.fullmatch(r"[A-Z]\d{3}", self.cadastral_code):
			frappe.throw(
				_("Cadastral Code: a letter and three digits are needed, not {0}").format(
					self.cadastral_code
				),
				InvalidMunicipalityCodeError,
			)
