import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.intake import names
from sostegno_abitare.programme.validity import as_date, label
from sostegno_abitare.rules.fiscal_code import InvalidFiscalCodeError as UnreadableFiscalCodeError
from sostegno_abitare.rules.fiscal_code import Reading, disagreements, read

SHOWN_FIELDS = ("full_name", "birth_date", "sex", "restricted_person")


class InvalidFiscalCodeError(frappe.ValidationError):
	"""A codice fiscale whose length, characters or check digit are wrong (R55)."""


class FiscalCodeInUseError(frappe.ValidationError):
	"""A codice fiscale that another person has."""


class BornInTheFutureError(frappe.ValidationError):
	"""A birth date after today."""


class Person(Document):
	"""Somebody the service knows: a member of a household."""

	def validate(self) -> None:
		"""The rules of a person."""
		self.set_full_name()
		self.validate_fiscal_code()
		self.validate_fiscal_code_is_free()
		self.validate_birth_date()

	def on_update(self) -> None:
		"""Households and referrals show the name."""
		before = self.get_doc_before_save()
		if before and any(before.get(field) != self.get(field) for field in SHOWN_FIELDS):
			names.refresh(self.name)

	def set_full_name(self) -> None:
		"""Last name first, as registries write it; links and titles show a restricted person by code (R52)."""
		self.last_name, self.first_name = (
			" ".join((self.get(field) or "").split()) for field in ("last_name", "first_name")
		)
		self.full_name = f"{self.last_name} {self.first_name}".strip()[:140]
		self.title = self.name if self.restricted_person else self.full_name

	def validate_fiscal_code(self) -> None:
		"""The check digit holds, omocodia and provisional codes included; what it says of the bearer fills
		empty fields, or warns (R55).
		"""
		self.birth_place_code = (self.birth_place_code or "").strip().upper()
		if not self.fiscal_code:
			self.fiscal_code = None
			return
		try:
			reading = read(self.fiscal_code)
		except UnreadableFiscalCodeError:
			frappe.throw(
				_("Codice Fiscale {0} is not valid: check the characters against the card").format(
					frappe.bold(self.fiscal_code)
				),
				InvalidFiscalCodeError,
			)
		self.fiscal_code = reading.code
		self.fill_from(reading)
		self.warn_of_disagreements(reading)

	def fill_from(self, reading: Reading) -> None:
		"""Birth date, sex and place where they are not given."""
		self.birth_date = self.birth_date or reading.birth_date
		self.sex = self.sex or reading.sex
		if not self.birth_place_code and not self.birth_place:
			self.birth_place = reading.place_name
		self.birth_place_code = self.birth_place_code or reading.place_code

	def warn_of_disagreements(self, reading: Reading) -> None:
		"""The registry may err, and so may the code: the operator is told, the document is saved (R55)."""
		fields = disagreements(reading, as_date(self.birth_date), self.sex, self.birth_place_code)
		if fields:
			frappe.msgprint(
				_("The Codice Fiscale does not agree with: {0}. Check the documents of the person.").format(
					", ".join(label(self, field) for field in fields)
				),
				indicator="orange",
			)

	def validate_fiscal_code_is_free(self) -> None:
		"""One person, one file. The other file may be one the user cannot see: only its being there is told."""
		if self.fiscal_code and frappe.db.exists(
			"Person", {"fiscal_code": self.fiscal_code, "name": ["!=", self.name or ""]}
		):
			frappe.throw(
				_(
					"A person with Codice Fiscale {0} is registered already: look for it, or ask the coordinator if you cannot see it"
				).format(frappe.bold(self.fiscal_code)),
				FiscalCodeInUseError,
			)

	def validate_birth_date(self) -> None:
		"""Nobody is born after today."""
		if self.birth_date and getdate(self.birth_date) > getdate():
			frappe.throw(_("Birth Date cannot be in the future"), BornInTheFutureError)
