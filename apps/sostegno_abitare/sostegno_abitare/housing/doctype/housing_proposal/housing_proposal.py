import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate
from sostegno_abitare.access.conditions import HOUSED
from sostegno_abitare.housing import matching, occupation
from sostegno_abitare.housing.doctype.housing_unit import states
from sostegno_abitare.programme.validity import lacks_mandatory, validate_sources
from sostegno_abitare.rules.matching import UNFIT

PROPOSED, ACCEPTED, DECLINED, WITHDRAWN = "Proposed", "Accepted", "Declined", "Withdrawn"
ENDED = (DECLINED, WITHDRAWN)


class CaseNotAwaitingError(frappe.ValidationError):
	"""A home proposed to a case that the Commission has not accepted, or that is closed."""


class OtherAgreementHomeError(frappe.ValidationError):
	"""A home of another agreement than the case's."""


class HomeNotOfferedError(frappe.ValidationError):
	"""A home that is not free, or is kept for another household."""


class AnotherProposalError(frappe.ValidationError):
	"""A household with a proposal that it has not answered yet."""


class UnfitWithoutReasonError(frappe.ValidationError):
	"""A home that does not fit, proposed without saying why."""


class ProposalAnsweredError(frappe.ValidationError):
	"""A change to a proposal that was declined or withdrawn."""


class DeclineReasonMissingError(frappe.ValidationError):
	"""A home declined without saying why (R35)."""


class AnswerBeforeProposalError(frappe.ValidationError):
	"""An answer dated before the proposal, or after today."""


class HousingProposal(Document):
	"""A home proposed to a household: kept for it until it answers, free again once it declines (R35)."""

	def before_validate(self) -> None:
		"""What follows from the case and the home, and who proposes it."""
		if self.is_new():
			self.proposed_by = frappe.session.user
		code = frappe.db.get_value("Referral", self.referral, "case_code") if self.referral else None
		home = frappe.db.get_value("Housing Unit", self.unit, "title") if self.unit else None
		self.title = f"{code or ''} · {home or ''}"[:140]
		if self.status not in (None, "", PROPOSED):
			self.answered_on = self.answered_on or getdate()

	def validate(self) -> None:
		"""The rules of a proposal."""
		if lacks_mandatory(self):
			return
		validate_sources(self)
		if self.is_new():
			self.validate_case()
			self.validate_home()
			self.set_reasons()
		self.validate_answer()

	def on_update(self) -> None:
		"""The home is kept for the household, and free again once it declines (R35); a shared one stays open."""
		occupation.follow(self.unit)

	def after_delete(self) -> None:
		"""A proposal written by mistake keeps no home."""
		occupation.follow(self.unit)

	def validate_case(self) -> None:
		"""The case is accepted and open, and has no other proposal to answer. Two at once: the second waits for
		the first, then finds it.
		"""
		case = frappe.db.get_value(
			"Referral", self.referral, ["workflow_state", "agreement"], as_dict=True, for_update=True
		)
		if case.workflow_state not in HOUSED:
			frappe.throw(
				_(
					"The case is in state {0}: a home is proposed to accepted, waiting or followed cases"
				).format(_(case.workflow_state)),
				CaseNotAwaitingError,
			)
		if frappe.db.get_value("Housing Unit", self.unit, "agreement") != case.agreement:
			frappe.throw(
				_("{0} is a home of another agreement than the case's").format(frappe.bold(self.unit)),
				OtherAgreementHomeError,
			)
		other = frappe.db.get_value(
			"Housing Proposal", {"referral": self.referral, "status": PROPOSED}, "name", for_update=True
		)
		if other:
			frappe.throw(
				_("The household has to answer proposal {0} first: note its answer there").format(
					frappe.bold(other)
				),
				AnotherProposalError,
			)

	def validate_home(self) -> None:
		"""The home is free, or shared. Two at once: the second finds it reserved."""
		home = frappe.db.get_value(
			"Housing Unit", self.unit, ["workflow_state", "is_shared"], as_dict=True, for_update=True
		)
		shared = home.is_shared and home.workflow_state in (states.OCCUPIED, states.RESERVED)
		if home.workflow_state not in states.OFFERED and not shared:
			frappe.throw(
				_("Home {0} is in state {1} and cannot be proposed: choose one that is free").format(
					frappe.bold(self.unit), _(home.workflow_state)
				),
				HomeNotOfferedError,
			)

	def set_reasons(self) -> None:
		"""What speaks for and against, as it stands today. A home that does not fit needs words of whoever
		proposes it: the program proposes, people decide (VA-09).
		"""
		found = matching.of_pair(self.referral, self.unit)
		self.fits, self.reasons = int(found.fits), "\n".join(matching.lines(found))
		if not found.fits and not (self.proposed_anyway or "").strip():
			frappe.throw(
				_(
					"The home does not fit: {0}. Write why it is proposed all the same, or choose another"
				).format("; ".join(matching.texts(found, UNFIT))),
				UnfitWithoutReasonError,
			)

	def validate_answer(self) -> None:
		"""What was declined or withdrawn stays so; a decline has its reason; answers follow proposals."""
		before = self.get_doc_before_save()
		if before and before.status in ENDED:
			frappe.throw(
				_("The proposal is {0} and not to be changed: write a new one").format(_(before.status)),
				ProposalAnsweredError,
			)
		if self.status == DECLINED and not self.decline_reason:
			frappe.throw(
				_("Why It Was Declined: choose a reason, it helps to find a better home"),
				DeclineReasonMissingError,
			)
		if self.status == PROPOSED:
			self.answered_on = None
		elif not getdate(self.proposed_on) <= getdate(self.answered_on) <= getdate():
			frappe.throw(
				_("Answered On: not before the proposal and not after today"), AnswerBeforeProposalError
			)
