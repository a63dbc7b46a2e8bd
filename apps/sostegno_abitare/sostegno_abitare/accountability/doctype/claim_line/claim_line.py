from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime
from sostegno_abitare.accountability import claim_sums, decisions
from sostegno_abitare.accountability.freezing import plain
from sostegno_abitare.programme.amounts import whole_cents
from sostegno_abitare.programme.kept import KeptBySystem
from sostegno_abitare.rules import claims as rules

# What the controller writes; all else stays as it was submitted.
DECIDED = ("decision", "admitted", "cut", "cut_reason", "may_return", "request", "decided_by", "decided_on")


class ClaimLineIsFinalError(frappe.PermissionError):
	"""A line of a claim made, deleted or changed by hand, but for its decision."""


class ClaimLine(KeptBySystem):
	"""One voucher's share in a claim, and what the controller decided on it (R22, R23)."""

	def validate(self) -> None:
		"""Nothing but the decision changes, and that by who may decide, while the claim is under control."""
		if self.is_new():
			self.refuse()
		before: Any = self.get_doc_before_save()
		for field in self.meta.fields:
			name = field.fieldname
			if name in DECIDED or field.fieldtype in ("Section Break", "Column Break"):
				continue
			if plain(name, self.get(name)) != plain(name, before.get(name)):
				self.refuse()
		decisions.check_decider(self.claim)
		cut = whole_cents(self, "cut")
		result = decisions.decided(
			self,
			self.decision,
			cut,
			(self.cut_reason or "").strip(),
			(self.request or "").strip(),
		)
		again = self.decision == rules.INTEGRATION and (
			before.decision != rules.INTEGRATION or (self.request or "") != (before.request or "")
		)
		self.update(
			decisions.values(
				self, result, (self.cut_reason or "").strip(), self.request, self.may_return, again
			)
		)
		self.decided_by, self.decided_on = frappe.session.user, now_datetime()

	def on_update(self) -> None:
		"""The totals of the claim follow."""
		claim_sums.refresh(self.claim)

	def refuse(self) -> None:
		"""Raises ClaimLineIsFinalError."""
		frappe.throw(
			_("Line {0} of a claim stays as it was gathered: only its decision is written").format(
				self.line_no
			),
			ClaimLineIsFinalError,
		)

	@frappe.whitelist(methods=["POST"])
	def decide(
		self, decision: str, cut: Any = None, reason: str = "", request: str = "", may_return: Any = 0
	) -> str | None:
		"""Decides on the line; gives the next line of the claim that is open, to go on with."""
		self.check_permission("write")
		self.update({"decision": decision, "cut": cut, "cut_reason": reason, "may_return": may_return})
		if decision == rules.INTEGRATION:
			self.request = request
		self.save()
		return self.next_open()

	@frappe.whitelist(methods=["POST"])
	def give_answer(self, text: str) -> str | None:
		"""The partner's answer; gives the next line that waits for one."""
		self.check_permission("read")
		decisions.answer_one(self, text)
		return self.next_open(**decisions.WAITING)

	def next_open(self, **filters: Any) -> str | None:
		"""The next line to see to: further down, else from the top."""
		wanted = filters or {"decision": rules.PENDING}
		for where in ([">", self.line_no], ["<", self.line_no]):
			found = frappe.get_all(
				"Claim Line",
				filters={"claim": self.claim, "line_no": where, **wanted},
				pluck="name",
				order_by="line_no asc",
				limit_page_length=1,
			)
			if found:
				return str(found[0])
		return None
