from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate, getdate
from sostegno_abitare.housing import guests, occupation
from sostegno_abitare.housing.capacity import people_of
from sostegno_abitare.housing.doctype.hospitality_agreement.hospitality_agreement import (
	validate_case_and_unit,
)
from sostegno_abitare.housing.papers import explain, papers_of
from sostegno_abitare.programme.dated import value_on
from sostegno_abitare.programme.validity import (
	as_date,
	label,
	lacks_mandatory,
	validate_order,
	validate_sources,
)
from sostegno_abitare.rules import capacity, stays

from . import decisions, place
from .states import INSIDE, KEPT, check_state, kept_fields

STAY_MONTHS = "stay_max_months"
# Written by the Commission's decisions and by the exit, whatever a form sends.
DECIDED_FIELDS = ("extended_to", "early_exit_on", "last_decided_in", "exit_kind")
REQUEST_FIELDS = ("request_date", "request_reason")


class StayTooLongError(frappe.ValidationError):
	"""A planned exit beyond the longest stay of the agreement (R33)."""


class AgreementOfOtherStayError(frappe.ValidationError):
	"""A hospitality agreement of another case or home."""


class SignedStayChangedError(frappe.ValidationError):
	"""Case, home, guests or days changed after they were agreed on."""


class RequestIncompleteError(frappe.ValidationError):
	"""A request to the Commission without day or reason."""


class StayInUseError(frappe.ValidationError):
	"""A stay deleted after a place was held for it."""


@frappe.whitelist()
def readiness(stay: str) -> dict[str, Any]:
	"""What the entry of a stay still needs: papers (R30), a place (R29, R36). `text` for its reader, `ready` where
	nothing is missing.
	"""
	doc = frappe.get_doc("Stay", stay)
	doc.check_permission("read")
	entry = getdate(doc.entry_date)
	lacking = stays.lacking(entry, papers_of(doc.referral, doc.hospitality_agreement))
	if lacking:
		return {"text": explain(lacking, entry), "ready": False}
	refused = place.refusal(doc)
	if refused:
		return {"text": refused, "ready": False}
	return {"text": _("Everything is there for the entry on {0}").format(formatdate(entry)), "ready": True}


class Stay(occupation.Holding):
	"""A household in a home of the service, from the entry to the exit (EM-09, EM-10, R29, R30, R33, R36)."""

	def before_validate(self) -> None:
		"""What follows from the case, the agreement and the dates."""
		self.keep_decided_fields()
		if not (self.referral and self.unit and self.entry_date):
			return
		self.household = frappe.db.get_value("Referral", self.referral, "household")
		if not self.guests and self.hospitality_agreement:
			agreed = frappe.get_all(
				"Hosted Guest",
				filters={"parent": self.hospitality_agreement},
				order_by="idx asc",
				pluck="person",
			)
			for person in agreed:
				self.append("guests", {"person": person})
		guests.fill(self, getdate(self.entry_date))
		self.set_title()
		self.set_counts()
		if self.planned_exit_date:
			self.ends_on = as_date(self.exit_date) if self.workflow_state == "Ended" else self.term.ends_on

	def validate(self) -> None:
		"""The rules of a stay."""
		if lacks_mandatory(self):
			return
		validate_sources(self)
		validate_case_and_unit(self)
		self.validate_agreement()
		self.validate_dates()
		self.validate_unchanged()
		guests.validate(self, getdate(self.entry_date), getdate() if self.workflow_state in INSIDE else None)
		self.validate_request()
		check_state(self)
		place.check(self)

	def on_update(self) -> None:
		"""The home follows who holds it."""
		before = self.get_doc_before_save()
		for unit in sorted({self.unit, before.unit if before else self.unit}):
			occupation.follow(unit)

	def on_trash(self) -> None:
		"""A stay that held a place stays on record."""
		if self.workflow_state in KEPT:
			frappe.throw(
				_("Stay {0} is in state {1} and stays on record: end or withdraw it instead").format(
					frappe.bold(self.name), _(self.workflow_state)
				),
				StayInUseError,
			)

	@property
	def term(self) -> stays.Term:
		"""When the stay is to end."""
		return stays.Term(
			getdate(self.planned_exit_date), as_date(self.extended_to), as_date(self.early_exit_on)
		)

	@property
	def party(self) -> capacity.Party:
		"""The guests as they enter."""
		people = people_of(row.person for row in self.guests)
		day = getdate(self.entry_date)
		entered = guests.who_entered((people[row.person] for row in self.guests), day)
		return capacity.Party(entered, day, self.name or "")

	def keep_decided_fields(self) -> None:
		"""They are read only on the form; a request could carry them all the same."""
		before = self.get_doc_before_save()
		if before is None and not self.is_new():
			before = frappe.get_doc("Stay", self.name)
		self.update({field: before.get(field) if before else None for field in DECIDED_FIELDS})

	def set_title(self) -> None:
		"""Case code and home; a name stands at its own level."""
		code = frappe.db.get_value("Referral", self.referral, "case_code")
		self.title = " – ".join(part for part in (code, self.unit) if part)
		self.guest_name = guests.reference_name(self)

	def set_counts(self) -> None:
		"""How many they are and what they count as, on the day of entry (R29)."""
		self.people = len(self.guests)
		self.counts_as = capacity.named(self.party)

	def validate_agreement(self) -> None:
		"""The hospitality agreement is of this case and this home."""
		if not self.hospitality_agreement:
			return
		agreed = frappe.db.get_value(
			"Hospitality Agreement", self.hospitality_agreement, ["referral", "unit"], as_dict=True
		)
		if agreed and (agreed.referral, agreed.unit) != (self.referral, self.unit):
			frappe.throw(
				_("{0} {1} is of another case or home").format(
					label(self, "hospitality_agreement"), frappe.bold(self.hospitality_agreement)
				),
				AgreementOfOtherStayError,
			)

	def validate_dates(self) -> None:
		"""The exit follows the entry, within the longest stay that the agreement allows (R33)."""
		validate_order(self, "entry_date", "planned_exit_date")
		before = self.get_doc_before_save()
		if before and before.workflow_state in KEPT:
			return
		entry = getdate(self.entry_date)
		months = value_on(STAY_MONTHS, entry, self.agreement, self.action)
		latest = stays.latest_exit(entry, months)
		if latest and getdate(self.planned_exit_date) > latest:
			frappe.throw(
				_(
					"{0}: a stay lasts {1} months at most, until {2}; later ends are for the Commission"
				).format(label(self, "planned_exit_date"), f"{months:g}", formatdate(latest)),
				StayTooLongError,
			)

	def validate_unchanged(self) -> None:
		"""What was agreed on stays as it was: case, home and guests from the signature, the days from the entry. Who
		is born, or comes to live with them, joins the guests who are in, where the home has a place.
		"""
		before = self.get_doc_before_save()
		if not before:
			return
		changed = [field for field in kept_fields(before.workflow_state) if self.has_value_changed(field)]
		if before.workflow_state in KEPT:
			kept = guests.all_there if before.workflow_state in INSIDE else guests.same
			changed += [] if kept(self, before) else ["guests"]
		if changed:
			frappe.throw(
				_("{0}: agreed on when the stay was signed or begun, and not to be changed").format(
					", ".join(label(self, field) for field in changed)
				),
				SignedStayChangedError,
			)

	def validate_request(self) -> None:
		"""Who asks the Commission says for which day and why; the day is one that it can grant."""
		before = self.get_doc_before_save()
		if before and before.workflow_state in INSIDE and self.workflow_state not in INSIDE:
			# Who leaves asks for nothing any more.
			self.update(dict.fromkeys(("request_kind", *REQUEST_FIELDS)))
		if not self.request_kind:
			return
		lacking = [field for field in REQUEST_FIELDS if not str(self.get(field) or "").strip()]
		if self.workflow_state not in INSIDE:
			lacking = ["request_kind"]
		if lacking:
			frappe.throw(
				_("Ask the Commission once the guests are in, with the day and the reason: {0}").format(
					", ".join(label(self, field) for field in lacking)
				),
				RequestIncompleteError,
			)
		if any(self.has_value_changed(field) for field in ("request_kind", "request_date")):
			self.check_decision(self.request_kind, getdate(self.request_date))

	def check_decision(self, kind: str, day: date) -> None:
		"""Raises why the Commission cannot grant the kind of decision for the day."""
		decisions.check(self, kind, day)

	def grant(self, kind: str, day: date, session: str) -> None:
		"""The Commission's decision takes effect."""
		decisions.grant(self, kind, day, session)

	def take_back(self, kind: str, session: str) -> None:
		"""The decision of a cancelled session has no effect any more."""
		decisions.take_back(self, kind, session)

	def answer_request(self, kind: str) -> None:
		"""A request that was decided on is no longer open."""
		if self.request_kind == kind:
			self.db_set({"request_kind": None, "request_date": None, "request_reason": None})
