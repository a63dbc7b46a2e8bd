import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate
from sostegno_abitare.access.documents import may_see
from sostegno_abitare.intake import names
from sostegno_abitare.programme.validity import as_date, lacks_mandatory
from sostegno_abitare.rules.facts import ADULT_AGE, OLDER_AGE
from sostegno_abitare.rules.periods import overlap, valid_on, years_between


class MemberOutOfSightError(frappe.PermissionError):
	"""A person whose file the user cannot see, named as member."""


class RepeatedMemberError(frappe.ValidationError):
	"""The same person twice in the same days."""


class ReferencePersonError(frappe.ValidationError):
	"""No reference person, or more than one."""


class MemberDatesError(frappe.ValidationError):
	"""A member who leaves before coming."""


class IseeExpiryMissingError(frappe.ValidationError):
	"""An ISEE without its expiry date (R34)."""


class Household(Document):
	"""People who live together, with the income that is theirs."""

	def validate(self) -> None:
		"""The rules of a household."""
		if lacks_mandatory(self):
			return
		self.validate_members_in_sight()
		self.validate_member_dates()
		self.validate_members_once()
		self.validate_one_reference_person()
		self.set_member_details()
		self.set_counts()
		self.validate_isee_expiry()
		self.warn_of_expired_isee()
		self.warn_of_other_households()

	def current_reference(self) -> str | None:
		"""The person the case is registered under, today."""
		return next((row.person for row in self.current_members() if row.is_reference), None)

	def current_members(self) -> list[Document]:
		"""The rows of those who are in the household today."""
		today = getdate()
		return [row for row in self.members if valid_on(today, as_date(row.from_date), as_date(row.to_date))]

	def validate_members_in_sight(self) -> None:
		"""Naming a person opens the file to those who follow the household, so only one who can see the file
		may name it.
		"""
		if self.flags.ignore_permissions:
			return
		before = self.get_doc_before_save()
		known = {row.person for row in before.members} if before else set()
		for row in self.members:
			if row.person and row.person not in known and not may_see("Person", row.person):
				frappe.throw(
					_("Row {0}: you cannot see person {1}").format(row.idx, row.person), MemberOutOfSightError
				)

	def validate_member_dates(self) -> None:
		"""Nobody leaves before coming."""
		for row in self.members:
			if row.from_date and row.to_date and getdate(row.to_date) < getdate(row.from_date):
				frappe.throw(
					_("Row {0}: {1} cannot be before {2}").format(row.idx, _("To"), _("From")),
					MemberDatesError,
				)

	def validate_members_once(self) -> None:
		"""A person is a member once at a time; coming back later is another row."""
		for index, row in enumerate(self.members):
			period = (as_date(row.from_date), as_date(row.to_date))
			for other in self.members[:index]:
				if row.person == other.person and overlap(
					period, (as_date(other.from_date), as_date(other.to_date))
				):
					frappe.throw(
						_("Row {0}: the person is already in row {1}").format(row.idx, other.idx),
						RepeatedMemberError,
					)

	def validate_one_reference_person(self) -> None:
		"""One of the present members is the reference person."""
		if sum(bool(row.is_reference) for row in self.current_members()) != 1:
			frappe.throw(
				_("Members: tick Reference for exactly one of the present members"), ReferencePersonError
			)

	def set_member_details(self) -> None:
		"""Names, birth dates and sexes as the persons have them; a restricted person shows by code (R52)."""
		shown = names.shown([row.person for row in self.members])
		for row in self.members:
			details = shown.get(row.person)
			if details:
				row.update(
					{"full_name": details.full_name, "birth_date": details.birth_date, "sex": details.sex}
				)
			if row.is_reference and row.person == self.current_reference():
				self.title = row.full_name

	def set_counts(self) -> None:
		"""How many are in the household today. Ages are of today; a rule counts them anew on the date of the
		referral.
		"""
		persons = [row.person for row in self.current_members()]
		births = (
			frappe.get_all("Person", filters={"name": ["in", persons]}, pluck="birth_date") if persons else []
		)
		ages = [years_between(day, getdate()) for day in births if day]
		self.members_count = len(persons)
		self.adults_count = sum(age >= ADULT_AGE for age in ages)
		self.minors_count = sum(age < ADULT_AGE for age in ages)
		self.over_65_count = sum(age >= OLDER_AGE for age in ages)

	def validate_isee_expiry(self) -> None:
		"""An ISEE counts until its expiry, so the expiry must be known (R34)."""
		if self.isee_presented and not self.isee_expiry:
			frappe.throw(
				_("ISEE Expiry is needed: it is written on the ISEE certificate"), IseeExpiryMissingError
			)

	def warn_of_expired_isee(self) -> None:
		"""An expired ISEE is told, not refused (R34)."""
		if self.isee_presented and getdate(self.isee_expiry) < getdate():
			frappe.msgprint(
				_("The ISEE expired on {0}: ask the household for a new one").format(
					formatdate(self.isee_expiry)
				),
				indicator="orange",
				alert=True,
			)

	def warn_of_other_households(self) -> None:
		"""A person may be in two households (separated parents), but more often it is a slip."""
		persons = [row.person for row in self.current_members()]
		filters = {"person": ["in", persons], "parent": ["!=", self.name or ""], "to_date": ["is", "not set"]}
		elsewhere = frappe.get_all("Household Member", filters=filters, pluck="person") if persons else []
		if elsewhere:
			shown = [row.full_name for row in self.members if row.person in elsewhere]
			frappe.msgprint(
				_("Already in another household: {0}. Close the old membership if it has ended.").format(
					", ".join(shown)
				),
				indicator="orange",
				alert=True,
			)
