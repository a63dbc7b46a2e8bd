import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, flt, getdate
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_order, validate_sources
from sostegno_abitare.social_support import hours

from .states import ENDED, FROZEN, check_state

OPEN_FOR_PEI = ("Assessed", "To Commission", "Accepted", "Waiting", "Taken in Charge")
AGREED_FIELDS = ("committed_hours", "start_date", "end_date")
AGREED_TABLES = {"goals": ("area", "goal", "expected_result"), "commitments": ("party", "commitment")}


class ReferralNotForPEIError(frappe.ValidationError):
	"""A PEI for a case that is not assessed yet, or is refused or closed."""


class AnotherPEIError(frappe.ValidationError):
	"""Two PEIs under way for one case."""


class ReviewBeforeStartError(frappe.ValidationError):
	"""A review date that is not after the start (R32)."""


class ValidatedPEIChangedError(frappe.ValidationError):
	"""Hours, dates, goals or commitments changed after the Commission validated them (R31)."""


class PEI(Document):
	"""Progetto Educativo Individualizzato: goals, commitments of both sides, supports and hours (EM-05)."""

	def before_validate(self) -> None:
		"""What follows from the case and its agreement."""
		self.set_case_title()
		self.set_review_date()

	def validate(self) -> None:
		"""The rules of a PEI."""
		if lacks_mandatory(self):
			return
		validate_sources(self)
		self.validate_referral()
		self.validate_only_one()
		validate_order(self, "start_date", "end_date")
		self.validate_review_date()
		self.validate_agreed_parts_unchanged()
		check_state(self)

	def set_case_title(self) -> None:
		"""The title of the case it belongs to."""
		self.case_title = frappe.db.get_value("Referral", self.referral, "title") if self.referral else None

	def set_review_date(self) -> None:
		"""The agreement's days between reviews, unless a date is given."""
		if self.review_date or not self.referral or not self.start_date:
			return
		agreement = frappe.db.get_value("Referral", self.referral, "agreement")
		days = cint(frappe.db.get_value("Service Agreement", agreement, "pei_review_days"))
		if days:
			self.review_date = add_days(self.start_date, days)

	def validate_referral(self) -> None:
		"""A new PEI follows an assessment."""
		state = frappe.db.get_value("Referral", self.referral, "workflow_state")
		if self.is_new() and state not in OPEN_FOR_PEI:
			frappe.throw(
				_("Referral {0} is in state {1}: a PEI needs an assessed and open case").format(
					frappe.bold(self.referral), _(state)
				),
				ReferralNotForPEIError,
			)

	def validate_only_one(self) -> None:
		"""A case has one PEI under way."""
		filters = {
			"referral": self.referral,
			"name": ["!=", self.name or ""],
			"workflow_state": ["not in", ENDED],
		}
		other = frappe.db.get_value("PEI", filters) if self.workflow_state not in ENDED else None
		if other:
			frappe.throw(_("The case has a PEI under way: {0}").format(frappe.bold(other)), AnotherPEIError)

	def validate_review_date(self) -> None:
		"""A review comes after the start (R32)."""
		if self.review_date and getdate(self.review_date) <= getdate(self.start_date):
			frappe.throw(
				_("{0} must be after {1}").format(label(self, "review_date"), label(self, "start_date")),
				ReviewBeforeStartError,
			)

	def validate_agreed_parts_unchanged(self) -> None:
		"""What the Commission validated stays as it was: a change is an extension it decides, or a new PEI
		(R31).
		"""
		before = self.get_doc_before_save()
		if not before or before.workflow_state not in FROZEN or self.flags.agreed_by_commission:
			return
		changed = [field for field in AGREED_FIELDS if self.has_value_changed(field)]
		changed += [
			table
			for table, fields in AGREED_TABLES.items()
			if _rows(self, table, fields) != _rows(before, table, fields)
		]
		if changed:
			frappe.throw(
				_(
					"{0}: validated by the Commission and not to be changed. More time and hours are an extension by the Commission; for other goals end this PEI and propose a new one."
				).format(", ".join(label(self, field) for field in changed)),
				ValidatedPEIChangedError,
			)


def _rows(doc: Document, table: str, fields: tuple[str, ...]) -> list[tuple[object, ...]]:
	return [tuple(row.get(field) or None for field in fields) for row in doc.get(table)]


@frappe.whitelist()
def hours_of(pei: str) -> dict[str, object]:
	"""Educational hours for the form of a PEI: `used`, `committed`, whether they are `exceeded`, and a `text`."""
	doc = frappe.get_doc("PEI", pei)
	doc.check_permission("read")
	used, committed = hours.used_by([pei])[pei], flt(doc.committed_hours)
	text = _("Educational hours: {0} used of {1} committed").format(hours.shown(used), hours.shown(committed))
	return {"used": used, "committed": committed, "exceeded": used > committed, "text": text}
