"""Claims for tests: vouchers that are complete, and claims brought to a state by the actions of the workflow, each by
the people who may take it.
"""

from typing import Any

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate
from sostegno_abitare.accountability import claim_sums, gathering
from sostegno_abitare.accountability.claim_sums import CLAIM, LINE

from .expense_factory import ExpenseFactory
from .factories import AGREEMENT
from .people_factory import PeopleFactory

PREPARER, APPROVER, CONTROLLER = (f"prova.{who}@example.org" for who in ("prepara", "approva", "controlla"))
ROLES = {PREPARER: "Finance Officer", APPROVER: "Coordinator", CONTROLLER: "Public Controller"}
WAY = (
	("Prepared", "Prepare", PREPARER),
	("Submitted", "Send", APPROVER),
	("Under Control", "Take under Control", CONTROLLER),
)
LATER = ("Admitted", "Partly Admitted", "Rejected")


class ClaimFactory(ExpenseFactory, PeopleFactory):
	"""The factory, with claims and the people who see to them."""

	def person_of(self, email: str) -> str:
		if not frappe.db.exists("User", email):
			self.document(
				"User",
				email=email,
				first_name=email.split("@")[0],
				send_welcome_email=0,
				roles=[{"role": ROLES[email]}],
			)
			self.document(
				"User Permission",
				user=email,
				allow="Service Agreement",
				for_value=AGREEMENT,
				apply_to_all_doctypes=1,
			)
		return email

	def vouchers(self, *amounts: float, row: Any = None, **values: Any) -> list[Any]:
		"""Complete expenses of so many euros, on a row with room for them."""
		row = row or self.budget_row(public=1000)
		return [self.expense(row, "Complete", net=amount, **values) for amount in amounts]

	def claim(self, state: str = "Draft", gather: bool = True, **values: Any) -> Any:
		"""A claim of the last ninety days, gathered, brought to a state."""
		self.agreement()
		defaults = {
			"agreement": AGREEMENT,
			"period_from": add_days(getdate(), -90),
			"period_to": getdate(),
		}
		doc = self.document(CLAIM, **{**defaults, **values})
		if not gather:
			gathering.clear(doc.name)
			claim_sums.refresh(doc.name, gathering="")
		names = [name for name, _action, _user in WAY]
		reached = names.index(state) + 1 if state in names else 0 if state == "Draft" else 3
		for _state, action, user in WAY[:reached]:
			self.act(doc, action, user)
		return frappe.get_doc(CLAIM, doc.name)

	def act(self, doc: Any, action: str, user: str = "") -> Any:
		"""An action of the workflow, taken by a user."""
		before = frappe.session.user
		if user:
			frappe.set_user(self.person_of(user))
		try:
			return apply_workflow(frappe.get_doc(doc.doctype, doc.name), action)
		finally:
			frappe.set_user(before)

	def as_(self, email: str, call: Any, *args: Any, **kwargs: Any) -> Any:
		"""A call by another user."""
		before = frappe.session.user
		frappe.set_user(self.person_of(email))
		try:
			return call(*args, **kwargs)
		finally:
			frappe.set_user(before)

	def rule_on(self, claim: Any, decision: str, lines: str = "", **more: Any) -> int:
		doc = frappe.get_doc(CLAIM, claim.name)
		return int(self.as_(CONTROLLER, doc.decide, decision, lines, **more))

	def conclude(self, claim: Any) -> Any:
		"""Whatever the lines say."""
		outcome = frappe.db.get_value(CLAIM, claim.name, "outcome")
		action = {"Admitted": "Admit", "Partly Admitted": "Admit in Part", "Rejected": "Reject"}[outcome]
		self.act(claim, action, CONTROLLER)
		return frappe.get_doc(CLAIM, claim.name)

	def pay(self, claim: Any, amount: float, user: str = CONTROLLER, **values: Any) -> Any:
		doc = self.document(
			"Claim Payment", **{"claim": claim.name, "amount": amount, "paid_on": getdate(), **values}
		)
		self.as_(user, frappe.get_doc("Claim Payment", doc.name).submit)
		return frappe.get_doc("Claim Payment", doc.name)

	def lines_of(self, claim: Any) -> list[Any]:
		return frappe.get_all(LINE, filters={"claim": claim.name}, fields=["*"], order_by="line_no asc")
