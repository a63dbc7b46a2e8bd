from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from sostegno_abitare.funds.bank import matching
from sostegno_abitare.programme.amounts import MOST, euro, whole_cents

# What a person may write; all else is the bank's, or follows from a decision.
OWN = ("notes", "matches")
_ROW = ("target_type", "target", "target_row", "amount")


class MovementIsFinalError(frappe.PermissionError):
	"""A movement written, changed or deleted by hand."""


class BankMovement(Document):
	"""Money that came to an account or left it, as the bank booked it; and what it is, once somebody has confirmed
	that (VA-06). Movements come with their statement and go with it.
	"""

	def validate(self) -> None:
		"""What the bank told stays; what was decided stays until it is undone."""
		before = self.get_doc_before_save()
		if before is None:
			self.refuse()
			return
		for row in self.matches:
			whole_cents(row, "amount", least=-MOST)
		if self.flags.decided:
			return
		for field in self.meta.fields:
			if field.fieldname not in OWN and field.fieldtype not in (
				"Section Break",
				"Column Break",
				"Table",
			):
				self.set(field.fieldname, before.get(field.fieldname))
		if [_facts(row) for row in before.matches] != [_facts(row) for row in self.matches]:
			self.change_matches(before)

	def change_matches(self, before: Any) -> None:
		"""A person says what the movement may be: no longer what was found by itself."""
		if before.state not in ("Open", "Proposed"):
			frappe.throw(
				_("{0} is decided: undo that first").format(frappe.bold(self.name)),
				matching.MovementDecidedError,
			)
		told = {_facts(row): (row.certainty, row.reasons) for row in before.matches}
		for row in self.matches:
			row.certainty, row.reasons = told.get(_facts(row), (None, None))
			row.made_type = row.made = None
		self.state = "Proposed" if self.matches else "Open"
		self.certainty = self.matches[0].certainty if len(self.matches) == 1 else ""

	def on_trash(self) -> None:
		"""A movement stays."""
		self.refuse()

	def refuse(self) -> None:
		"""Raises MovementIsFinalError."""
		frappe.throw(
			_("Movements come with the statement of the bank, and go with it: they are not written by hand"),
			MovementIsFinalError,
		)

	@frappe.whitelist(methods=["POST"])
	def confirm(self) -> dict[str, Any]:
		"""Registers what the movement is; gives the next one that waits."""
		return self.after(matching.confirm(self.name))

	@frappe.whitelist(methods=["POST"])
	def ignore(self) -> dict[str, Any]:
		"""It is no payment of ours; gives the next one that waits."""
		return self.after(matching.ignore(self.name))

	@frappe.whitelist(methods=["POST"])
	def undo(self) -> dict[str, Any]:
		"""Takes the decision back, with what somebody registered while this request was on its way."""
		if not frappe.flags.in_test:
			frappe.db.commit()  # nosemgrep: nothing is written yet; MariaDB keeps showing the state of the first read
		return self.after(matching.undo(self.name))

	@frappe.whitelist(methods=["POST"])
	def choose(self, target_type: str, target: str, target_row: str | None = None) -> dict[str, Any]:
		"""Another of the payments that it may be takes the place of the one proposed."""
		doc = matching.held(self.name)
		doc.set(
			"matches",
			[{"target_type": target_type, "target": target, "target_row": target_row, "amount": doc.amount}],
		)
		doc.save()
		return self.after(doc)

	@frappe.whitelist()
	def others(self) -> list[dict[str, Any]]:
		"""What the movement may be, the likeliest first, in the reader's words."""
		self.check_permission("write")
		return [
			{
				**matching.match_of(row, 0),
				"label": f"{_(row.candidate.key[0])} {' '.join(row.candidate.key[1:])}",
				"amount": euro(row.candidate.cents),
				"due_on": row.candidate.due_on,
				"why": [_(reason_text(reason)) for reason in row.reasons],
			}
			for row in matching.proposals(self)
		]

	def after(self, doc: Any) -> dict[str, Any]:
		"""How a decision left the movement, and which waits next on its account."""
		rows = frappe.get_list(
			self.doctype,
			filters={"account": doc.account, "state": ["in", ["Proposed", "Open"]], "name": ["!=", doc.name]},
			order_by="state desc, booked_on asc, name asc",
			pluck="name",
			limit_page_length=1,
		)
		return {"state": doc.state, "next": rows[0] if rows else None}


def reason_text(reason: str) -> str:
	"""A reason of a proposal, as source text."""
	return {
		"reference": "its reference is in the movement",
		"order": "it is the order of payment the movement names",
		"code": "its code is in the movement",
		"iban": "the account is the same",
		"name": "the name is the same",
		"amount": "the amount is the same",
		"other_amount": "the amount is another",
		"several": "others fit as well",
		"other_iban": "the account is another",
		"early": "it is not due for long",
	}[reason]


def _facts(row: Any) -> tuple[Any, ...]:
	return tuple(row.get(field) or None for field in _ROW)
