import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, formatdate, getdate, strip_html
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_sources
from sostegno_abitare.social_support import hours
from sostegno_abitare.social_support.case_dates import set_case_title, validate_not_future

FINAL = "Final"
REVIEWED = ("Active", "Under Review")


class PEINotUnderWayError(frappe.ValidationError):
	"""A review of a PEI that the household has not signed, or that has ended."""


class ReviewBeforePEIError(frappe.ValidationError):
	"""A review dated before the PEI began, or before one already submitted."""


class NextReviewError(frappe.ValidationError):
	"""A next review that does not follow this one."""


class ReviewIncompleteError(frappe.ValidationError):
	"""A review submitted without goals or summary (R32)."""


class LaterReviewError(frappe.ValidationError):
	"""A review cancelled after another followed it."""


class PEIReview(Document):
	"""A review of a PEI: progress of each goal, commitments kept, hours, what is proposed (EM-05, R32).

	Submitted it is final: the next review is another document, and nothing is written over.
	"""

	def before_validate(self) -> None:
		"""The PEI's goals and commitments, unless they were written; its hours as they stand."""
		self.reviewed_by = self.reviewed_by or frappe.session.user
		if not self.pei or not frappe.db.exists("PEI", self.pei):
			return
		self.referral = frappe.db.get_value("PEI", self.pei, "referral")
		self.coordinator = frappe.db.get_value("Referral", self.referral, "coordinator")
		set_case_title(self)
		if self.is_new():
			self.fill_from_pei()
		if self.docstatus == 0:
			self.set_hours()

	def validate(self) -> None:
		"""The rules of a review."""
		if lacks_mandatory(self):
			return
		validate_sources(self)
		validate_not_future(self, "review_date")
		self.validate_pei()
		self.validate_dates()

	def before_submit(self) -> None:
		"""What was agreed is looked at, and summed up."""
		self.validate_complete()
		self.set_hours()
		self.set_next_review()

	def on_submit(self) -> None:
		"""The PEI is reviewed again on the next date."""
		self._move_review_date(self.next_review_date)

	def before_cancel(self) -> None:
		"""Only the last review of a PEI is taken back."""
		later = self._others(review_date=[">", self.review_date]) or self._others(
			review_date=self.review_date, creation=[">", self.creation]
		)
		if later:
			frappe.throw(
				_("A later review follows this one: {0}").format(frappe.bold(later)), LaterReviewError
			)

	def on_cancel(self) -> None:
		"""The PEI is to be reviewed as before."""
		self._move_review_date(self.previous_review_date)

	def fill_from_pei(self) -> None:
		"""A new review starts with the goals and commitments of its PEI."""
		pei = frappe.get_doc("PEI", self.pei)
		if not self.goals:
			for row in pei.goals:
				self.append("goals", {"area": row.area, "goal": row.goal, "progress": "Not Started"})
		if not self.commitments:
			for row in pei.commitments:
				self.append("commitments", {"party": row.party, "commitment": row.commitment})

	def set_hours(self) -> None:
		"""Hours committed, and used up to the day of the review."""
		self.hours_committed = frappe.db.get_value("PEI", self.pei, "committed_hours")
		self.hours_used = hours.used_by([self.pei], self.review_date)[self.pei]

	def validate_pei(self) -> None:
		"""A project is reviewed while it runs."""
		state = frappe.db.get_value("PEI", self.pei, "workflow_state")
		if self.docstatus < 2 and state not in REVIEWED:
			frappe.throw(
				_("PEI {0} is in state {1}: only one that is under way is reviewed").format(
					frappe.bold(self.pei), _(state)
				),
				PEINotUnderWayError,
			)

	def validate_dates(self) -> None:
		"""After the start of the PEI, in order, and before the next."""
		day = getdate(self.review_date)
		start = getdate(frappe.db.get_value("PEI", self.pei, "start_date"))
		if day < start:
			frappe.throw(
				_("{0} cannot be before the start of the PEI ({1})").format(
					label(self, "review_date"), formatdate(start)
				),
				ReviewBeforePEIError,
			)
		later = self._others(review_date=[">", day]) if self.docstatus < 2 else None
		if later:
			frappe.throw(
				_("{0}: review {1} has a later date already").format(
					label(self, "review_date"), frappe.bold(later)
				),
				ReviewBeforePEIError,
			)
		if self.kind == FINAL:
			self.next_review_date = None
		elif self.next_review_date and getdate(self.next_review_date) <= day:
			frappe.throw(
				_("{0} must be after {1}").format(
					label(self, "next_review_date"), label(self, "review_date")
				),
				NextReviewError,
			)

	def validate_complete(self) -> None:
		"""Every goal is looked at, and the review says what it found (R32)."""
		if not self.goals or not strip_html(self.summary or "").strip():
			frappe.throw(
				_("Before submitting the review: {0} and {1}").format(
					label(self, "goals"), label(self, "summary")
				),
				ReviewIncompleteError,
			)

	def set_next_review(self) -> None:
		"""The agreement's days after this one, unless a date is given; none after the last."""
		self.previous_review_date = frappe.db.get_value("PEI", self.pei, "review_date")
		if self.kind == FINAL or self.next_review_date:
			return
		days = cint(frappe.db.get_value("Service Agreement", self.agreement, "pei_review_days"))
		self.next_review_date = add_days(self.review_date, days) if days else None

	def _move_review_date(self, day: object) -> None:
		pei = frappe.get_doc("PEI", self.pei)
		pei.db_set("review_date", day)
		pei.add_comment(
			"Info", _("{0}: next review on {1}").format(self.name, formatdate(day) if day else "–")
		)

	def _others(self, **conditions: object) -> str | None:
		filters = {"pei": self.pei, "docstatus": 1, "name": ["!=", self.name or ""], **conditions}
		return frappe.db.get_value("PEI Review", filters)


@frappe.whitelist()
def of_pei(pei: str) -> dict[str, list[dict[str, str]]]:
	"""The goals and commitments that a new review of a PEI starts with, for the form."""
	doc = frappe.get_doc("PEI", pei)
	doc.check_permission("read")
	return {
		"goals": [{"area": row.area, "goal": row.goal, "progress": "Not Started"} for row in doc.goals],
		"commitments": [{"party": row.party, "commitment": row.commitment} for row in doc.commitments],
	}
