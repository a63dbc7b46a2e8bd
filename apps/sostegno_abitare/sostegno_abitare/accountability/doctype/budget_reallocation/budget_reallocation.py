from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, formatdate, getdate, now_datetime
from sostegno_abitare.access.roles import PUBLIC_CONTROLLER
from sostegno_abitare.accountability import budget, moving, plan
from sostegno_abitare.ledgers import budget as ledger
from sostegno_abitare.programme.amounts import MOST, euro, once, whole_cents
from sostegno_abitare.programme.approval import by_somebody_else
from sostegno_abitare.programme.validity import label, lacks_mandatory, validate_sources
from sostegno_abitare.rules import plan as rules
from sostegno_abitare.rules import reallocation
from sostegno_abitare.rules.money import cents

WITHIN, BY_APPROVAL = "Within Tolerance", "By Approval"
DRAFT, PROPOSED, REJECTED, IN_FORCE, CANCELLED = "Draft", "Proposed", "Rejected", "In Force", "Cancelled"
CONTENT = ("agreement", "effective_on", "reason")
LINE = ("budget_row", "share", "amount")


class ReallocationLineError(frappe.ValidationError):
	"""A row of another agreement, twice, not approved, or of a nature that the payer does not pay (R4)."""


class UnbalancedError(frappe.ValidationError):
	"""What comes to rows is not what goes from others (R7)."""


class BelowCommittedError(frappe.ValidationError):
	"""More taken from a row than is free on it (R7)."""


class VersionDateError(frappe.ValidationError):
	"""A day that has not come, or before the last version of the plan."""


class NotAnApproverError(frappe.PermissionError):
	"""A reallocation that needs approval, put in force by who controls no budget (R7)."""


class ProposedChangedError(frappe.ValidationError):
	"""What was proposed or rejected, changed without being taken back."""


class LaterVersionError(frappe.ValidationError):
	"""A version to be cancelled on which later ones stand."""


class SteeringMeetingError(frappe.ValidationError):
	"""A meeting of another agreement, or one that was not held."""


class BudgetReallocation(Document):
	"""Budget moved between rows, which makes the next version of the plan of an agreement. The total of each payer
	stays. Within the tolerance of the macro-items it is recorded; between actions and beyond the tolerance somebody
	else, of the authority, approves it (R7, R24).
	"""

	def before_validate(self) -> None:
		"""What follows from the rows."""
		for line in self.lines:
			found = frappe.db.get_value("Budget Row", line.budget_row, ["action", "cost_category"]) or (
				"",
				"",
			)
			line.action, line.cost_category = found
		self.title = f"{_('Budget Reallocation')} {self.version or ''} {self.agreement}".replace("  ", " ")[
			:140
		]

	def validate(self) -> None:
		"""The rules of a reallocation; of one put in force, while nobody else touches the budget."""
		self.follow_state()
		amounts = [whole_cents(line, "amount", least=-MOST) for line in self.lines]
		if lacks_mandatory(self):
			return
		once(self)
		validate_sources(self)
		self.note_preparer()
		if self.docstatus == 1:
			budget.lock(self.agreement)
		self.validate_lines(amounts)
		self.validate_balance()
		self.validate_day()
		self.validate_meeting()
		self.set_figures()
		self.set_kind()

	def follow_state(self) -> None:
		"""The state says what the document is, however it was submitted."""
		if self.docstatus == 1:
			self.workflow_state = IN_FORCE

	def moves(self) -> list[reallocation.Move]:
		"""Its lines, as the rules know them."""
		return [
			reallocation.Move(
				line.budget_row, (line.action, line.cost_category), line.share, cents(line.amount)
			)
			for line in self.lines
		]

	def note_preparer(self) -> None:
		"""Who wrote what it says now. What was proposed is taken back before it is changed."""
		before = self.get_doc_before_save()
		changed = before is None or _content(before) != _content(self)
		if before and changed and before.workflow_state in (PROPOSED, REJECTED):
			frappe.throw(
				_("It is {0}: send it back before changing it").format(_(before.workflow_state)),
				ProposedChangedError,
			)
		if before and not changed:
			self.prepared_by, self.prepared_on = before.prepared_by, before.prepared_on
		else:
			self.prepared_by, self.prepared_on = frappe.session.user, now_datetime()
		if self.docstatus == 0:
			self.update({"approved_by": None, "approved_on": None})

	def validate_lines(self, amounts: list[int]) -> None:
		"""Approved rows of the agreement, each payer once, with something to move."""
		names = {line.budget_row for line in self.lines}
		rows = {
			row.name: row
			for row in frappe.get_all(
				"Budget Row",
				filters={"name": ["in", list(names)]},
				fields=["name", "agreement", "nature", "docstatus"],
			)
		}
		seen: set[tuple[str, str]] = set()
		for line, amount in zip(self.lines, amounts, strict=True):
			row = rows[line.budget_row]
			reason = None
			if row.agreement != self.agreement or row.docstatus != 1:
				reason = _("{0} is no approved row of agreement {1}").format(row.name, self.agreement)
			elif not amount:
				reason = _("an amount, above or below nothing, is needed")
			elif (row.name, line.share) in seen:
				reason = _("{0} stands in another line already").format(row.name)
			elif not rules.fits_share(line.share, row.nature == "Figurative"):
				reason = _("{0} is {1}: it has no share {2}").format(row.name, _(row.nature), _(line.share))
			if reason:
				frappe.throw(
					_("{0}, row {1}: {2}").format(label(self, "lines"), line.idx, reason),
					ReallocationLineError,
				)
			seen.add((row.name, line.share))

	def validate_balance(self) -> None:
		"""Of each payer as much comes as goes."""
		off = reallocation.unbalanced(self.moves())
		if off:
			parts = ", ".join(f"{_(share)} {euro(amount)}" for share, amount in sorted(off.items()))
			frappe.throw(
				_("{0}: what comes to rows and what goes from others differ: {1}").format(
					label(self, "lines"), parts
				),
				UnbalancedError,
			)

	def validate_day(self) -> None:
		"""Versions follow one another in time."""
		last = moving.last_version(self.agreement, current=self.docstatus == 1)
		first = (
			last.effective_on
			if last
			else frappe.db.get_value("Service Agreement", self.agreement, "start_date")
		)
		if not getdate(first) <= getdate(self.effective_on) <= getdate():
			frappe.throw(
				_("{0}: a day from {1}, when the last version came into force, to today").format(
					label(self, "effective_on"), formatdate(first)
				),
				VersionDateError,
			)

	def validate_meeting(self) -> None:
		"""It was held, on this agreement."""
		if self.steering_meeting and not frappe.db.exists(
			"Steering Meeting", {"name": self.steering_meeting, "agreement": self.agreement, "docstatus": 1}
		):
			frappe.throw(
				_("{0}: {1} is no meeting held on agreement {2}").format(
					label(self, "steering_meeting"), self.steering_meeting, self.agreement
				),
				SteeringMeetingError,
			)

	def set_figures(self) -> None:
		"""What each row has before and after, which is never less than is bound on it."""
		held = self.docstatus == 1
		for line in self.lines:
			before = budget.approved(line.budget_row, line.share, current=held)
			bound = budget.committed(line.budget_row, line.share, current=held)
			after = before + cents(line.amount)
			line.amount_before, line.amount_after = before / 100, after / 100
			if after < bound:
				frappe.throw(
					_(
						"{0}, row {1}: {2} has {3}, of which {4} are bound: at most {5} can be taken from it"
					).format(
						label(self, "lines"),
						line.idx,
						frappe.bold(line.budget_row),
						euro(before),
						euro(bound),
						euro(max(before - bound, 0)),
					),
					BelowCommittedError,
				)
		self.moved = sum(max(cents(line.amount), 0) for line in self.lines) / 100

	def set_kind(self) -> None:
		"""Whether somebody else has to approve it, and why (R7)."""
		found = moving.judge(self.agreement, getdate(self.effective_on), self.moves(), self.docstatus == 1)
		self.kind = BY_APPROVAL if found.reasons else WITHIN
		self.tolerance_percent = flt(found.percent)
		self.findings = "\n".join([*found.reasons, *found.changes])

	def before_submit(self) -> None:
		"""Put in force by a second person where it needs one, whatever the role (R24)."""
		budget.lock(self.agreement)
		if self.kind == BY_APPROVAL:
			by_somebody_else(self.prepared_by, done=_("prepared the reallocation"))
			if PUBLIC_CONTROLLER not in frappe.get_roles():
				frappe.throw(
					_("{0}: propose it, so that a public controller approves it").format(_(self.kind)),
					NotAnApproverError,
				)
			self.approved_by, self.approved_on = frappe.session.user, now_datetime()
		last = moving.last_version(self.agreement, (1, 2), current=True)
		self.version = (last.version if last else 1) + 1
		self.title = f"{_('Budget Reallocation')} {self.version} {self.agreement}"[:140]

	def on_submit(self) -> None:
		"""The rows have what it says from now on; a budget moved between actions is theirs (R2)."""
		before = plan.verdict(self.agreement, current=True)
		moving.move_budgets(self.agreement, self.name, self.moves())
		ledger.post(
			self,
			[
				ledger.Posting(
					line.budget_row, "Reallocated", line.share, cents(line.amount), self.effective_on
				)
				for line in self.lines
			],
		)
		plan.check_limits(self.agreement, before)
		plan.follow(self.agreement)

	def before_cancel(self) -> None:
		"""The last version alone, and by who might have approved it."""
		budget.lock(self.agreement)
		self.workflow_state = CANCELLED
		if self.kind == BY_APPROVAL and PUBLIC_CONTROLLER not in frappe.get_roles():
			frappe.throw(_("A public controller approved it, and may alone take it back"), NotAnApproverError)
		last = moving.last_version(self.agreement, current=True)
		if last and last.name != self.name:
			frappe.throw(
				_("Version {0} of the plan stands on it: cancel that first").format(last.version),
				LaterVersionError,
			)
		for line in self.lines:
			left = budget.approved(line.budget_row, line.share, current=True) - cents(line.amount)
			if left < budget.committed(line.budget_row, line.share, current=True):
				frappe.throw(
					_("{0}: what came to {1} is bound since; release that first").format(
						self.name, frappe.bold(line.budget_row)
					),
					BelowCommittedError,
				)

	def on_cancel(self) -> None:
		"""As if it had not been."""
		moving.move_budgets(
			self.agreement,
			self.name,
			[reallocation.Move(move.row, move.macro, move.share, -move.cents) for move in self.moves()],
		)
		ledger.reverse(self, getdate())
		plan.follow(self.agreement)


def _content(doc: Document) -> list[Any]:
	lines = [tuple(_said(line, field) for field in LINE) for line in doc.lines]
	return [*(_said(doc, field) for field in CONTENT), lines]


def _said(doc: Document, field: str) -> Any:
	value = doc.get(field)
	if field == "amount":
		return cents(value)
	if field == "effective_on":
		return getdate(value)
	return value or None
