"""Guarantee funds for tests: funds with money, guarantees, payments, repayments."""

import secrets
from typing import Any

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.access.roles import COORDINATOR, FINANCE_OFFICER, HOUSING_MANAGER, PUBLIC_CONTROLLER

from .factories import AGREEMENT, HOME
from .ledger_factory import LedgerFactory
from .rent_factory import RentFactory, month

IBAN = "IT60X0542811101000000123456"
CAPS = {
	"guarantee_rent_months": 12,
	"guarantee_legal_max": 2500,
	"guarantee_damages_max": 3000,
	"guarantee_support_max": 2000,
	"publication_above": 1000,
}
DECISION = {
	"decided_on": getdate(),
	"decided_by_body": "Ufficio di prova",
	"decision_number": "Determina 1/2026",
}


class FundFactory(RentFactory, LedgerFactory):
	"""The factory, with funds and the four people who move their money."""

	finanza: str
	coordina: str
	controlla: str
	gestisce: str

	def people(self) -> None:
		"""Who prepares, checks, approves and keeps the homes, bound to the agreement."""
		self.agreement()
		for name, role in (
			("finanza", FINANCE_OFFICER),
			("coordina", COORDINATOR),
			("controlla", PUBLIC_CONTROLLER),
			("gestisce", HOUSING_MANAGER),
		):
			setattr(self, name, self.user(f"fondi.{name}@example.com", role, agreement=AGREEMENT))

	def caps(self) -> None:
		"""The caps of these tests, in place of the site's own."""
		for key, value in CAPS.items():
			frappe.db.delete("Threshold", {"threshold_key": key})
			self.threshold(key, value)

	def as_user(self, user: str, doc: Any, action: str | None = None, **values: Any) -> Any:
		"""A user changes a document, and takes an action of its workflow."""
		before = frappe.session.user
		frappe.set_user(user)
		try:
			doc = frappe.get_doc(doc.doctype, doc.name)
			if values:
				doc.update(values)
				doc.save()
			return self.act(doc, action) if action else doc
		finally:
			frappe.set_user(before)

	def insert_as(self, user: str, doctype: str, **values: Any) -> Any:
		before = frappe.session.user
		frappe.set_user(user)
		try:
			return frappe.get_doc({"doctype": doctype, **values}).insert()
		finally:
			frappe.set_user(before)

	def submit_as(self, user: str, doc: Any) -> Any:
		before = frappe.session.user
		frappe.set_user(user)
		try:
			doc = frappe.get_doc(doc.doctype, doc.name)
			doc.submit()
			return doc
		finally:
			frappe.set_user(before)

	def owner_with_iban(self, **values: Any) -> Any:
		return self.property_owner(iban=IBAN, **values)

	def guarantee(self, state: str = "Given", **values: Any) -> Any:
		"""A guarantee of three months of 500.00, 1,000.00 of legal costs and 200.00 of damages, for a private lease."""
		referral = values.pop("referral", None) or self.tenant().name
		defaults = {
			"referral": referral,
			"contract_kind": "Private Lease",
			"property_owner": values.pop("property_owner", None) or self.owner_with_iban().name,
			"municipality": HOME,
			"address": "via di Prova 3",
			"lease_registration": f"TZE 3T n. {secrets.token_hex(3)}",
			"lease_start": month(18),
			"lease_end": add_days(month(-18), -1),
			"monthly_amount": 500,
			"months_covered": 3,
			"legal_covered": 1000,
			"damages_covered": 200,
			"valid_from": month(8),
			"valid_to": month(-10),
			**DECISION,
		}
		if values.get("contract_kind") == "Sublease":
			for field in (
				"referral",
				"address",
				"lease_registration",
				"lease_start",
				"lease_end",
				"municipality",
			):
				defaults.pop(field)
			defaults.pop("monthly_amount")
			defaults["property_owner"] = values.pop("owner", None)
		doc = self.insert_as(self.coordina, "Rent Guarantee", **{**defaults, **values})
		for action, user in (("Propose", self.coordina), ("Give Guarantee", self.controlla)):
			if state in ("Given", "Proposed") and (state, action) != ("Proposed", "Give Guarantee"):
				doc = self.as_user(user, doc, action)
		return doc

	def payment_of(self, state: str = "Draft", **values: Any) -> Any:
		"""A payment of the fund brought to a state: one month of 500.00 under a guarantee, repaid in five months."""
		if "heading" not in values:
			values.setdefault("months", [self.row(3)])
		defaults = {
			"heading": "Rent",
			"evidence": "/private/files/prova.pdf",
			"first_instalment_on": add_days(getdate(), 20),
			"instalment_count": 5,
			**DECISION,
		}
		if values.get("heading") != "Temporary Support":
			defaults["rent_guarantee"] = values.pop("rent_guarantee", None) or self.guarantee().name
		doc = self.insert_as(self.finanza, "Guarantee Disbursement", **{**defaults, **values})
		return self.bring_payment(doc, state)

	def bring_payment(self, doc: Any, state: str) -> Any:
		"""Takes a draft payment on to a state."""
		path = [("Check", self.coordina), ("Approve", self.controlla), ("Record Payment", self.finanza)]
		for action, user in path[: {"Draft": 0, "Checked": 1, "Approved": 2}.get(state, 3)]:
			paid = {"paid_on": getdate(), "payment_reference": "CRO 1"} if action == "Record Payment" else {}
			doc = self.as_user(user, doc, action, **paid)
		return frappe.get_doc("Guarantee Disbursement", doc.name)

	def bring_payment_on(self, doc: Any) -> Any:
		"""An approved payment is made today."""
		paid = {"paid_on": getdate(), "payment_reference": "CRO 2"}
		doc = self.as_user(self.finanza, doc, "Record Payment", **paid)
		return frappe.get_doc("Guarantee Disbursement", doc.name)

	def row(self, back: int, arrears: float = 500) -> dict[str, Any]:
		"""A month so many months ago that is not paid."""
		return {"month": month(back), "arrears": arrears}

	def repayment(self, payment: Any, amount: float, **values: Any) -> Any:
		"""Money that came back."""
		values = {"disbursement": payment.name, "paid_on": getdate(), "amount": amount, **values}
		return self.submit_as(self.finanza, self.insert_as(self.finanza, "Guarantee Repayment", **values))
