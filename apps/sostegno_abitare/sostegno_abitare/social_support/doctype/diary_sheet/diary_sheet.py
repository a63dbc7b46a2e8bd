from itertools import combinations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, formatdate, getdate
from sostegno_abitare.access.documents import may_see
from sostegno_abitare.rules import clock, diary
from sostegno_abitare.social_support import hours
from sostegno_abitare.social_support.doctype.diary_entry import diary_entry

COPIED = (
	"entry_date",
	"referral",
	"kind",
	"minutes",
	"start_time",
	"confidentiality",
	"counts_as_educational",
	"text",
	"reserved_text",
)
OPEN_CASES = ("Accepted", "Waiting", "Taken in Charge")


class InvalidRowError(frappe.ValidationError):
	"""A row of the sheet that cannot become an entry of the diary."""


class CaseOutOfSightError(frappe.PermissionError):
	"""A row for a case that its writer does not see."""


class EmptySheetError(frappe.ValidationError):
	"""A sheet submitted with nothing in it."""


class DiarySheet(Document):
	"""Many interventions of one person, written one under the other and handed to the diaries together (EM-07).

	It is its author's own. Once submitted its texts live in the diary entries alone, so that a case that is
	given to somebody else takes them along.
	"""

	def before_validate(self) -> None:
		"""The sheet is its writer's; the total and the title follow from its rows."""
		if self.is_new():
			self.author = frappe.session.user
		self.total_minutes = sum(cint(row.minutes) for row in self.entries)
		self.set_title()

	def validate(self) -> None:
		"""The cases of the rows are the writer's to see; the rest is checked when the sheet is handed in."""
		for row in self.entries:
			self.validate_case_in_sight(row)

	def before_submit(self) -> None:
		"""Every row can stand in the diary, or the sheet stays a draft."""
		self.drop_blank_rows()
		if not self.entries:
			frappe.throw(_("The sheet is empty: write at least one intervention"), EmptySheetError)
		for row in self.entries:
			self.validate_row(row)
		self.validate_rows_apart()

	def on_submit(self) -> None:
		"""The entries, all or none: an error on one takes back those before it."""
		for row in self.entries:
			entry = self.entry_of(row)
			entry.flags.written_by_many = True
			entry.insert()
			row.db_set({"diary_entry": entry.name, "text": None, "reserved_text": None})
		for pei in sorted({row.pei for row in self._written() if row.counts_as_educational and row.pei}):
			hours.warn_if_exceeded(pei)

	def set_title(self) -> None:
		"""The days it covers: what lists and links call it."""
		days = sorted(getdate(row.entry_date) for row in self.entries if row.entry_date)
		period = " – ".join(dict.fromkeys(formatdate(day) for day in (days[:1] + days[-1:])))
		self.title = period or _("Diary Sheet")

	def drop_blank_rows(self) -> None:
		"""Rows put there for a case with nothing written in them."""
		kept = [
			row for row in self.entries if cint(row.minutes) or (row.text or row.reserved_text or "").strip()
		]
		if len(kept) < len(self.entries):
			self.set("entries", kept)

	def validate_case_in_sight(self, row: Document) -> None:
		"""Nobody writes about a case that it does not see."""
		if row.referral and not may_see("Referral", row.referral):
			frappe.throw(
				_("Row {0}: you cannot see case {1}").format(row.idx, row.referral), CaseOutOfSightError
			)

	def validate_row(self, row: Document) -> None:
		"""The rules of the entry that the row is to become."""
		if not row.kind:
			frappe.throw(_("Row {0}: choose the kind").format(row.idx), InvalidRowError)
		reason = diary_entry.fault_of(self.entry_of(row))
		if reason:
			frappe.throw(_("Row {0}: {1}").format(row.idx, reason), InvalidRowError)

	def validate_rows_apart(self) -> None:
		"""No two rows with a time overlap."""
		slots = [(row, _slot(row)) for row in self.entries]
		for (first, one), (second, other) in combinations(slots, 2):
			if diary.overlapping(one, [other]):
				frappe.throw(
					_("Row {0}: at the same time as row {1}").format(second.idx, first.idx), InvalidRowError
				)

	def entry_of(self, row: Document) -> Document:
		"""The diary entry that a row is to become, not saved."""
		values = {field: row.get(field) for field in COPIED}
		return frappe.get_doc({"doctype": "Diary Entry", **values, "author": self.author})

	@frappe.whitelist()
	def fetch_cases(self) -> None:
		"""A row of today for each open case that its writer follows and the sheet does not have yet."""
		self.check_permission("write")
		there = {row.referral for row in self.entries}
		filters = {"case_manager": frappe.session.user, "workflow_state": ["in", OPEN_CASES]}
		for name in frappe.get_list("Referral", filters=filters, pluck="name", limit_page_length=0):
			if name not in there:
				self.append(
					"entries", {"referral": name, "entry_date": getdate(), "counts_as_educational": 1}
				)

	def _written(self) -> list[Document]:
		names = [row.diary_entry for row in self.entries]
		return frappe.get_all(
			"Diary Entry", filters={"name": ["in", names]}, fields=["pei", "counts_as_educational"]
		)


def _slot(row: Document) -> diary.Slot:
	try:
		start = clock.minutes_of(row.start_time)
	except ValueError:
		frappe.throw(
			_("Row {0}: {1}: hours and minutes are needed, not {2}").format(
				row.idx, _(row.meta.get_label("start_time")), row.start_time
			),
			InvalidRowError,
		)
	return diary.Slot(str(row.idx), getdate(row.entry_date), start, cint(row.minutes))
