from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, add_years, cint, formatdate, getdate
from sostegno_abitare.accountability import (
	claim_papers,
	claim_sums,
	concluding,
	decisions,
	freezing,
	gathering,
	statements,
	submission,
)
from sostegno_abitare.accountability.freezing import plain
from sostegno_abitare.programme.amounts import once
from sostegno_abitare.programme.kept import keep_own_fields
from sostegno_abitare.programme.states import check_state
from sostegno_abitare.programme.validity import (
	label,
	lacks_mandatory,
	validate_action_of_agreement,
	validate_order,
)

DRAFT, PREPARED, SUBMITTED, CONTROL = "Draft", "Prepared", "Submitted", "Under Control"
INTEGRATION, CLOSED = "Integration Requested", "Closed"
# What a change of makes the lines those of another claim.
_SCOPE = ("action", "period_from", "period_to", "include_earlier")
# Read-only, but not of the system alone.
_GIVEN = ("workflow_state", "amended_from", "title")


class ClaimStateError(frappe.ValidationError):
	"""A claim that lacks what its next state needs."""


class ClaimPeriodError(frappe.ValidationError):
	"""A period outside the agreement."""


class ClaimIsKeptError(frappe.ValidationError):
	"""A claim that was submitted once, to be deleted (R25)."""


class ReimbursementClaim(Document):
	"""What is asked back from the authority for a period: every complete voucher once, with what the partner brings
	beside it; checked line by line, and frozen once it is submitted (VA-14, R22-R25).
	"""

	# Its vouchers are let go of in the same breath.
	ignore_linked_doctypes = ("Expense",)

	def autoname(self) -> None:
		"""Numbered within the agreement, whoever makes one at the same time."""
		if not self.agreement or not frappe.db.exists("Service Agreement", self.agreement):
			frappe.throw(_("{0} is needed").format(label(self, "agreement")), frappe.MandatoryError)
		self.number = self.next_number()
		self.name = f"{self.agreement}-R{self.number:03d}"

	def next_number(self) -> int:
		"""The number after the last one of the agreement, which is held meanwhile."""
		frappe.db.get_value("Service Agreement", self.agreement, "name", for_update=True)
		last = frappe.db.get_value(
			"Reimbursement Claim", {"agreement": self.agreement}, "number", order_by="number desc"
		)
		return cint(last) + 1

	def before_validate(self) -> None:
		"""What follows from the other fields, and what is not for others to write."""
		keep_own_fields(self, *_GIVEN)
		if self.docstatus == 0:
			if (
				self.amended_from and not self.number
			):  # what takes the place of a withdrawn one keeps its number
				self.number = frappe.db.get_value("Reimbursement Claim", self.amended_from, "number")
			self.number = self.number or self.next_number()
			self.vat_rate = submission.vat_rate(self.agreement)
			self.title = f"{self.name} · {_day(self.period_from)} - {_day(self.period_to)}"[:140]

	def validate(self) -> None:
		"""The rules of a claim, and those of the state it enters."""
		once(self)
		if lacks_mandatory(self):
			return
		validate_order(self, "period_from", "period_to")
		self.validate_period()
		validate_action_of_agreement(self)
		self.validate_exclusions()
		self.validate_prepared()
		check_state(
			self,
			DRAFT,
			{
				DRAFT: (submission.unprepare,),
				PREPARED: (submission.prepare,),
				SUBMITTED: (submission.check,),
			},
			ClaimStateError,
		)

	def validate_period(self) -> None:
		"""Within the agreement, with its days of grace for vouchers (R18)."""
		start, end, grace = frappe.db.get_value(
			"Service Agreement", self.agreement, ["start_date", "end_date", "voucher_grace_days"]
		)
		last = add_days(getdate(end), cint(grace))
		if getdate(self.period_from) < getdate(start) or getdate(self.period_to) > getdate(last):
			frappe.throw(
				_("The period lies outside the agreement, which goes from {0} to {1}; change it").format(
					formatdate(start), formatdate(last)
				),
				ClaimPeriodError,
			)

	def validate_exclusions(self) -> None:
		"""A voucher is left out once, and is one of the agreement."""
		seen: set[str] = set()
		for row in self.exclusions:
			agreement = frappe.db.get_value("Expense", row.expense, "agreement")
			if agreement != self.agreement or row.expense in seen:
				frappe.throw(
					_("{0}, row {1}: {2} is of another agreement, or named twice; take the row away").format(
						label(self, "exclusions"), row.idx, row.expense
					),
					ClaimStateError,
				)
			seen.add(row.expense)

	def validate_prepared(self) -> None:
		"""What somebody prepared is what somebody else sends: another scope is another claim (R24)."""
		before: Any = self.get_doc_before_save()
		if before and before.workflow_state == PREPARED and self.scope() != before.scope():
			self.refuse(_("it is prepared: send it back to the draft before you change it"))

	def on_update(self) -> None:
		"""A draft gathers its vouchers by itself, and again when its scope changes: lines of another period or action
		are none of this claim.
		"""
		if self.docstatus == 0 and self.scope() != self.scope_before():
			gathering.clear(self.name)
			claim_sums.refresh(self.name, gathering="")
			gathering.start(self)
			self.reload()

	def scope(self) -> tuple[str, ...]:
		"""What the lines depend on."""
		left_out = sorted(row.expense for row in self.exclusions)
		return (*(plain(field, self.get(field)) or "" for field in _SCOPE), *left_out)

	def scope_before(self) -> tuple[str, ...] | None:
		"""The same of the document as it was stored."""
		before: Any = self.get_doc_before_save()
		return before.scope() if before else None

	def before_submit(self) -> None:
		"""Somebody else than who prepared it sends it, as it was gathered (R24)."""
		if self.workflow_state != SUBMITTED:
			self.refuse(_("prepare the claim first, and have somebody else submit it"))
		submission.check_lines(self)

	def on_submit(self) -> None:
		"""Its vouchers are claimed now, and its amounts stand in the ledger."""
		submission.post(self)

	def before_update_after_submit(self) -> None:
		"""The states of the control."""
		keep_own_fields(self, *_GIVEN)
		check_state(
			self,
			DRAFT,
			{
				CONTROL: (decisions.take_up,),
				INTEGRATION: (decisions.check_requests,),
				**dict.fromkeys(concluding.OUTCOMES, (concluding.check,)),
				CLOSED: (concluding.check_settled, self.__class__.set_kept),
			},
			ClaimStateError,
		)

	def on_update_after_submit(self) -> None:
		"""What the state that it entered does."""
		before = self.get_doc_before_save()
		if before is None or before.workflow_state == self.workflow_state:
			return
		if self.workflow_state in concluding.OUTCOMES:
			concluding.post(self)
		elif before.workflow_state in concluding.OUTCOMES and self.workflow_state == CONTROL:
			concluding.take_back(self)
		elif self.workflow_state == CLOSED:
			concluding.settle(self)

	def set_kept(self) -> None:
		"""Vouchers are kept for years from the closing on (R25)."""
		years = frappe.db.get_value("Service Agreement", self.agreement, "voucher_retention_years")
		self.closed_on = getdate()
		self.keep_until = add_years(getdate(), cint(years))

	def before_cancel(self) -> None:
		"""What is decided and paid stays; before that, a claim may be withdrawn."""
		concluding.check_withdrawal(self)

	def on_cancel(self) -> None:
		"""Its vouchers are free again, and its rows are reversed."""
		submission.take_back(self)

	def on_trash(self) -> None:
		"""Only a draft goes."""
		if self.docstatus:
			frappe.throw(
				_(
					"{0} was submitted: it is kept, with its vouchers, for as long as the agreement says"
				).format(self.name),
				ClaimIsKeptError,
			)
		gathering.clear(self.name)

	def refuse(self, reason: str) -> None:
		"""Raises ClaimStateError."""
		frappe.throw(f"{self.name}: {reason}", ClaimStateError)

	@frappe.whitelist(methods=["POST"])
	def gather(self) -> None:
		"""Gathers the vouchers of a draft, or gathers them again."""
		self.check_permission("write")
		if self.docstatus or (self.workflow_state or DRAFT) != DRAFT:
			self.refuse(_("vouchers are gathered while the claim is a draft"))
		gathering.start(self)

	@frappe.whitelist(methods=["POST"])
	def decide(
		self,
		decision: str,
		lines: str = "",
		cut: Any = None,
		percent: Any = None,
		reason: str = "",
		request: str = "",
		may_return: Any = 0,
	) -> int:
		"""Decides on lines by number ("3, 7, 12-40"; empty: all that are open) at once; gives how many."""
		return decisions.decide(self, lines, decision, cut, percent, reason, request, cint(may_return))

	@frappe.whitelist(methods=["POST"])
	def answer(self, text: str, lines: str = "") -> int:
		"""Answers what was asked for, for lines by number (empty: all that wait); gives how many."""
		return decisions.answer_many(self, lines, text)

	@frappe.whitelist()
	def overview(self) -> dict[str, Any]:
		"""What the form shows above: sums by budget row, and the first open lines."""
		self.check_permission("read")
		return statements.overview(self)

	@frappe.whitelist()
	def is_unchanged(self) -> bool:
		"""Whether the claim is what was submitted, to the last line."""
		self.check_permission("read")
		return freezing.verify(self)

	@frappe.whitelist(methods=["POST"])
	def make_papers(self) -> None:
		"""Statement, tables and the folder of vouchers, in the background."""
		self.check_permission("write")
		claim_papers.start(self)


def _day(day: Any) -> str:
	"""A day in the title, the same for every reader."""
	return f"{getdate(day):%d/%m/%Y}" if day else ""
