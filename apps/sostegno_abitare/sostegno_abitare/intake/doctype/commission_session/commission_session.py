import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate
from sostegno_abitare.access.roles import PROGRAMME_ADMINISTRATOR
from sostegno_abitare.intake import defaults
from sostegno_abitare.programme.validity import (
	label,
	tidy_time,
	validate_attendees_once,
	validate_sources,
)
from sostegno_abitare.rules import quorum

from . import effects
from .agenda import cases_that_await, set_details
from .effects import DEFERRED, KINDS, ORDER, PEI_VALIDATION

SEAT = ("user", "full_name", "commission_role", "municipality")
NEED_REASON = ("Refused", "Rejected")


class RepeatedCaseError(frappe.ValidationError):
	"""A case twice on the agenda for the same decision."""


class OutcomeNotOfKindError(frappe.ValidationError):
	"""An outcome that the kind of decision does not have."""


class ReasonMissingError(frappe.ValidationError):
	"""A refusal, or an override of the rules, without a reason."""


class EmptyAgendaError(frappe.ValidationError):
	"""A session submitted with nothing on the agenda."""


class UndecidedCaseError(frappe.ValidationError):
	"""A session submitted with a case left open."""


class FutureSessionError(frappe.ValidationError):
	"""A session submitted before its day."""


class NotAtTheSessionError(frappe.ValidationError):
	"""A session submitted by somebody who did not sit in it."""


class QuorumNotDefinedError(frappe.ValidationError):
	"""An agreement that does not say who must be present (R31)."""


class QuorumNotMetError(frappe.ValidationError):
	"""A decision without the people who must be present (R31)."""


class CommissionSession(Document):
	"""A session of the Commission: who sat, which cases, what was decided. Its decisions take effect when it
	is submitted.
	"""

	def before_validate(self) -> None:
		"""The session is called by its day; the agenda shows the cases as they are."""
		self.set_title()
		self.set_case_details()

	def validate(self) -> None:
		"""The rules of a session."""
		validate_sources(self)
		tidy_time(self, "start_time")
		validate_attendees_once(self)
		self.validate_cases_once()
		self.validate_cases_await_decision()
		self.validate_outcomes()
		self.validate_reasons()
		self.set_quorum_note()

	def before_submit(self) -> None:
		"""The rules of a session whose decisions are to take effect."""
		self.validate_agenda()
		self.validate_date()
		self.validate_submitter_sat()
		self.validate_quorum()

	def on_submit(self) -> None:
		"""Decisions take effect, all or none, in the order of their kinds."""
		for row in self._effective():
			effects.apply(row, self)

	def before_cancel(self) -> None:
		"""What has been built on a decision keeps it."""
		for row in self._effective():
			effects.check_reversible(row, self)

	def on_cancel(self) -> None:
		"""Cases and PEIs are before the Commission again."""
		for row in reversed(self._effective()):
			effects.reverse(row, self)

	def set_title(self) -> None:
		"""Day and agreement: what links, lists and calendars call it."""
		day = formatdate(self.session_date) if self.session_date else ""
		self.title = " ".join(part for part in (day, self.agreement) if part)

	def set_case_details(self) -> None:
		"""Referral of a PEI, title, municipality and eligibility of each case."""
		for row in self.decisions if self.docstatus == 0 else ():
			set_details(row)

	def validate_cases_once(self) -> None:
		"""A case is decided once in a session."""
		seen: dict[tuple[str, str | None], int] = {}
		for row in self.decisions:
			key = (row.kind if row.kind == PEI_VALIDATION else KINDS[row.kind].doctype, effects.named(row))
			if key in seen:
				frappe.throw(
					_("Agenda, row {0}: the case is already in row {1}").format(row.idx, seen[key]),
					RepeatedCaseError,
				)
			seen[key] = row.idx

	def validate_cases_await_decision(self) -> None:
		"""On the agenda stand cases of the agreement that await the decision; naming a case opens it to the
		members, so no other may be named.
		"""
		if self.docstatus == 2:
			return
		for row in self.decisions:
			effects.validate_awaits(row, self)

	def validate_outcomes(self) -> None:
		"""A placement is accepted, put on the waiting list or refused; a PEI is validated or rejected; an extension
		or early discharge is accepted or refused.
		"""
		for row in self.decisions:
			if row.outcome and row.outcome not in KINDS[row.kind].outcomes:
				frappe.throw(
					_("Agenda, row {0}: {1} is not an outcome of {2}, choose {3}").format(
						row.idx,
						_(row.outcome),
						_(row.kind),
						", ".join(_(outcome) for outcome in KINDS[row.kind].outcomes),
					),
					OutcomeNotOfKindError,
				)

	def validate_reasons(self) -> None:
		"""Who refuses, overrides a rule (EM-03), or lets somebody stay longer or leave early (R33) writes why."""
		for row in self.decisions:
			decided = row.outcome and row.outcome != DEFERRED
			needed = row.outcome in NEED_REASON or (decided and KINDS[row.kind].always_reasoned)
			if (needed or row.override_eligibility) and not (row.reason or "").strip():
				frappe.throw(_("Agenda, row {0}: write the reason").format(row.idx), ReasonMissingError)

	def set_quorum_note(self) -> None:
		"""Who is missing, case by case, shown while the session is prepared."""
		lines = []
		for municipality in dict.fromkeys(row.municipality for row in self.decisions if row.municipality):
			missing = self.shortages(municipality)
			if missing:
				lines.append(f"{municipality}: {_explain(missing)}")
		self.quorum_note = "\n".join(lines)

	def validate_agenda(self) -> None:
		"""There is something to decide, and each case has its outcome."""
		if not self.decisions:
			frappe.throw(_("The agenda is empty"), EmptyAgendaError)
		for row in self.decisions:
			if not row.outcome:
				frappe.throw(_("Agenda, row {0}: choose the outcome").format(row.idx), UndecidedCaseError)

	def validate_date(self) -> None:
		"""A session decides on its day, not before."""
		if getdate(self.session_date) > getdate():
			frappe.throw(
				_("{0} cannot be in the future").format(label(self, "session_date")), FutureSessionError
			)

	def validate_submitter_sat(self) -> None:
		"""The decisions are submitted by somebody who took them."""
		user = frappe.session.user
		if user == "Administrator" or PROGRAMME_ADMINISTRATOR in frappe.get_roles(user):
			return
		if not any(row.user == user and row.present for row in self.attendees):
			frappe.throw(_("Only an attendee who was present can submit the session"), NotAtTheSessionError)

	def validate_quorum(self) -> None:
		"""Every decision has its quorum, the referring municipality included where the agreement asks for it
		(R31).
		"""
		if not self.requirements():
			frappe.throw(
				_("Agreement {0} does not say who must be present: fill its Quorum").format(
					frappe.bold(self.agreement)
				),
				QuorumNotDefinedError,
			)
		for row in self._effective():
			missing = self.shortages(row.municipality)
			if missing:
				frappe.throw(
					_("Agenda, row {0}: no quorum to decide on {1}. {2}").format(
						row.idx, frappe.bold(row.case_title), _explain(missing)
					),
					QuorumNotMetError,
				)

	def requirements(self) -> list[quorum.Requirement]:
		"""What the agreement asks for."""
		rows = frappe.get_all(
			"Quorum Requirement",
			filters={"parent": self.agreement, "parenttype": "Service Agreement"},
			fields=["commission_role", "required_count", "from_referring_municipality"],
			order_by="idx asc",
		)
		return [
			quorum.Requirement(row.commission_role, row.required_count, bool(row.from_referring_municipality))
			for row in rows
		]

	def shortages(self, municipality: str) -> list[quorum.Shortage]:
		"""Who is missing to decide on a case of the municipality."""
		present = [
			quorum.Attendee(row.commission_role, row.municipality) for row in self.attendees if row.present
		]
		return quorum.shortages(self.requirements(), present, municipality)

	def _effective(self) -> list[Document]:
		rows = [row for row in self.decisions if row.outcome != DEFERRED]
		return sorted(rows, key=lambda row: (ORDER.index(row.kind), row.idx))

	@frappe.whitelist()
	def fetch_cases(self) -> None:
		"""Puts on the agenda every case of the agreement that awaits a decision and that the user can see.

		Rows that the form brings along stay as they are: details are shown of cases found here, not of any
		code typed in.
		"""
		self.check_permission("write")
		on_agenda = {(row.kind, effects.named(row)) for row in self.decisions}
		for kind, name, asked in cases_that_await(self.agreement):
			if (kind, name) not in on_agenda:
				set_details(self.append("decisions", {"kind": kind, KINDS[kind].field: name, **asked}))

	@frappe.whitelist()
	def fetch_attendees(self) -> None:
		"""Proposes who sat in the last session of the agreement and, for each municipality on the agenda, its
		social workers; presence is ticked on the day.

		Of the municipalities only those on the agenda are proposed, once there is an agenda: a case needs its own
		municipality at the table (R31), and no other.
		"""
		self.check_permission("write")
		last = frappe.get_list(
			"Commission Session",
			filters={"agreement": self.agreement, "name": ["!=", self.name or ""], "docstatus": ["<", 2]},
			order_by="session_date desc, creation desc",
			limit_page_length=1,
			pluck="name",
		)
		agenda = list(dict.fromkeys(row.municipality for row in self.decisions if row.municipality))
		for row in frappe.get_doc("Commission Session", last[0]).attendees if last else ():
			if not (agenda and row.municipality) or row.municipality in agenda:
				self._propose({field: row.get(field) for field in SEAT})
		for municipality in agenda:
			if all(row.municipality != municipality for row in self.attendees):
				for user in defaults.workers_of(municipality):
					name = frappe.db.get_value("User", user, "full_name")
					self._propose(dict(zip(SEAT, (user, name, "Municipality", municipality), strict=True)))

	def _propose(self, seat: dict[str, str | None]) -> None:
		who = seat["user"] or seat["full_name"]
		if who not in {row.user or row.full_name for row in self.attendees}:
			self.append("attendees", seat)


def _explain(missing: list[quorum.Shortage]) -> str:
	return "; ".join(_explain_one(shortage) for shortage in missing)


def _explain_one(shortage: quorum.Shortage) -> str:
	need = shortage.requirement
	text = (
		_("{0} of the referring municipality: {1} present of {2}")
		if need.from_referring_municipality
		else _("{0}: {1} present of {2}")
	)
	return text.format(_(need.commission_role), shortage.present, need.required)
