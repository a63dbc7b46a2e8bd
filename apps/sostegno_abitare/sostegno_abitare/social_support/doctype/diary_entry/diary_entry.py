from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, formatdate, getdate
from sostegno_abitare.access.roles import COORDINATOR, PROGRAMME_ADMINISTRATOR
from sostegno_abitare.programme import dated
from sostegno_abitare.programme.validity import label, lacks_mandatory, tidy_time, validate_sources
from sostegno_abitare.rules import clock, diary
from sostegno_abitare.social_support import hours
from sostegno_abitare.social_support.case_dates import set_case_title
from sostegno_abitare.social_support.doctype.pei.states import FROZEN as VALIDATED

FROZEN_AFTER = "diary_frozen_after_days"


class InvalidEntryError(frappe.ValidationError):
	"""An intervention outside the time of its case, without minutes or without words (EM-07)."""


class OverlappingEntriesError(frappe.ValidationError):
	"""Two interventions of one person at the same time."""


class NotTheAuthorError(frappe.PermissionError):
	"""An entry written, or changed, in another's name."""


class FrozenEntryError(frappe.ValidationError):
	"""A change to an entry after the days in which it may be corrected."""


class PEIOfAnotherCaseError(frappe.ValidationError):
	"""Hours counted on a PEI that is not the case's, or was not in force on that day."""


class DiaryEntry(Document):
	"""One intervention for a case: when, how long, of what kind, by whom, what was done (EM-07)."""

	def before_validate(self) -> None:
		"""What follows from the case and the day."""
		self.author = self.author or frappe.session.user
		self.confidentiality = self.confidentiality or "Ordinary"
		set_case_title(self)
		tidy_time(self, "start_time")
		self.set_pei()

	def validate(self) -> None:
		"""The rules of an entry."""
		if lacks_mandatory(self):
			return
		validate_sources(self)
		self.validate_author()
		self.validate_not_frozen()
		self.validate_rules()
		self.validate_pei()
		self.validate_no_overlap()

	def on_update(self) -> None:
		"""More hours than the Commission committed are written, and told."""
		if self.counts_as_educational and not self.flags.written_by_many:
			hours.warn_if_exceeded(self.pei)

	def on_trash(self) -> None:
		"""What is frozen stays."""
		self.validate_not_frozen()

	def set_pei(self) -> None:
		"""Educational hours use up those of the PEI in force on the day, unless one is named."""
		if self.counts_as_educational and not self.pei and self.referral and self.entry_date:
			self.pei = pei_on(self.referral, getdate(self.entry_date))

	def validate_author(self) -> None:
		"""Everybody writes in the own name; a coordinator for all."""
		before = self.get_doc_before_save()
		user, authors = frappe.session.user, {self.author, before.author if before else self.author}
		if authors == {user} or self.flags.ignore_permissions or may_write_for_others(user):
			return
		frappe.throw(
			_("The entry is of {0}: only its author or a coordinator writes it").format(
				frappe.bold(", ".join(sorted(authors - {user})))
			),
			NotTheAuthorError,
		)

	def validate_not_frozen(self) -> None:
		"""After so many days an entry is not corrected any more: a new one says what changed."""
		before = None if self.is_new() else self.get_doc_before_save() or self
		if before is None:
			return
		written = getdate(before.creation)
		days = dated.value_on(FROZEN_AFTER, written, self.agreement, self.action)
		if diary.frozen(written, days, getdate()):
			frappe.throw(
				_("The entry was written on {0} and is not changed after {1} days: write a new one").format(
					formatdate(written), cint(days)
				),
				FrozenEntryError,
			)

	def validate_rules(self) -> None:
		"""Day, minutes and words (rules/diary.py)."""
		reason = fault_of(self)
		if reason:
			frappe.throw(reason, InvalidEntryError)

	def validate_pei(self) -> None:
		"""Hours use up the PEI of their own case, of their own day."""
		if not self.pei:
			return
		pei = frappe.db.get_value("PEI", self.pei, ["referral", "start_date"], as_dict=True)
		if pei and (pei.referral != self.referral or getdate(pei.start_date) > getdate(self.entry_date)):
			frappe.throw(
				_("{0}: {1} is not a PEI of this case in force on {2}").format(
					label(self, "pei"), frappe.bold(self.pei), formatdate(self.entry_date)
				),
				PEIOfAnotherCaseError,
			)

	def validate_no_overlap(self) -> None:
		"""Nobody is in two places; two entries at the same instant find their author locked."""
		if not self.start_time:
			return
		frappe.db.get_value("User", self.author, "name", for_update=True)
		other = overlapping(self)
		if other:
			frappe.throw(
				_("{0} of {1} is already taken by {2}: change the start time or the minutes").format(
					self.start_time, formatdate(self.entry_date), frappe.bold(other)
				),
				OverlappingEntriesError,
			)


def fault_of(entry: Document) -> str | None:
	"""Why an entry cannot stand, in the reader's language; None when it can. The entry has its mandatory fields."""
	case = frappe.db.get_value("Referral", entry.referral, ["referral_date", "closed_on"], as_dict=True)
	if not case:
		return None
	found = diary.fault(
		diary.Entry(
			getdate(entry.entry_date),
			cint(entry.minutes),
			entry.text or "",
			entry.confidentiality == "Reserved",
			entry.reserved_text or "",
		),
		diary.Case(getdate(case.referral_date), getdate(case.closed_on) if case.closed_on else None),
		getdate(),
	)
	return _explained(entry, found, case) if found else None


def _explained(entry: Document, found: str, case: Document) -> str:
	day, written = label(entry, "entry_date"), label(entry, "text")
	reserved = _(entry.meta.get_label("reserved_text"))
	return {
		diary.FUTURE: lambda: _("{0} cannot be in the future").format(day),
		diary.BEFORE_REFERRAL: lambda: _("{0} cannot be before the referral of the case ({1})").format(
			day, formatdate(case.referral_date)
		),
		diary.AFTER_CLOSING: lambda: _("{0} cannot be after the closing of the case ({1})").format(
			day, formatdate(case.closed_on)
		),
		diary.NO_MINUTES: lambda: _("{0}: write how long it took").format(label(entry, "minutes")),
		diary.TOO_LONG: lambda: _("{0}: a day has {1}").format(label(entry, "minutes"), diary.MOST_MINUTES),
		diary.NO_WORDS: lambda: _("Write what was done, in {0}").format(
			reserved if entry.confidentiality == "Reserved" else written
		),
		diary.OPEN_WORDS: lambda: _(
			"The entry is reserved: write in {0} and leave {1} empty, which all who see the case read"
		).format(reserved, written),
	}[found]()


def overlapping(entry: Document) -> str | None:
	"""The author's other entry that shares time with this one; those that others write at this moment count."""
	day = getdate(entry.entry_date)
	near = frappe.db.get_values(
		"Diary Entry",
		{
			"author": entry.author,
			"entry_date": ["between", [frappe.utils.add_days(day, -1), frappe.utils.add_days(day, 1)]],
			"start_time": ["is", "set"],
		},
		["name", "entry_date", "start_time", "minutes", "group_activity"],
		as_dict=True,
		order_by="creation asc",
		for_update=True,
	)
	found = diary.overlapping(_slot(entry), [_slot(row) for row in near])
	return found.name if found else None


def _slot(row: Document) -> diary.Slot:
	return diary.Slot(
		row.name or "",
		getdate(row.entry_date),
		clock.minutes_of(row.start_time),
		cint(row.minutes),
		row.group_activity,
	)


def pei_on(referral: str, day: date) -> str | None:
	"""The PEI that the Commission had validated for the case and that was in force on the day."""
	rows = frappe.get_all(
		"PEI",
		filters={"referral": referral, "workflow_state": ["in", VALIDATED], "start_date": ["<=", day]},
		fields=["name", "ended_on"],
		order_by="start_date desc, creation desc",
	)
	return next((row.name for row in rows if not row.ended_on or getdate(row.ended_on) >= day), None)


def may_write_for_others(user: str) -> bool:
	"""Whether the user may write, and correct, entries of others in the cases it sees."""
	return user == "Administrator" or bool(
		{COORDINATOR, PROGRAMME_ADMINISTRATOR} & set(frappe.get_roles(user))
	)
