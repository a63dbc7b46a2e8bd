"""Leases, subleases, indices and deposits for tests, each in a home of its own."""

from datetime import date
from typing import Any

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import getdate
from sostegno_abitare.rules import lease_terms
from sostegno_abitare.rules.periods import months_before

from .factories import AGREEMENT, Factory

FREE, AGREED, TRANSITORY, SUBLET = "Prova 4+4", "Prova 3+2", "Prova transitorio", "Prova sublocazione"
TYPES: dict[str, dict[str, Any]] = {
	FREE: {"minimum_months": 48, "first_term_months": 48, "may_be_sublet": 1},
	AGREED: {"minimum_months": 36, "first_term_months": 36, "may_be_sublet": 1, "agreed_rent": 1},
	TRANSITORY: {"minimum_months": 1, "maximum_months": 18, "first_term_months": 12},
	SUBLET: {"minimum_months": 1, "used_for": "Subleases"},
}
VALUES = {
	"rent_to_income_limit": 30,
	"deposit_months_max": 3,
	"registration_days": 30,
	"registration_tax_percent": 2,
	"registration_tax_minimum": 67,
	"registration_tax_agreed_base_percent": 70,
	"guarantee_tax_percent": 0.5,
}
PATH = ("Propose", "Sign", "Start")
REACHED = {"Draft": 0, "Proposed": 1, "Signed": 2, "Running": 3}


class LeaseFactory(Factory):
	"""The factory, with contracts."""

	def terms(self) -> None:
		"""Types of contract and dated values, unless the site has its own."""
		for title, values in TYPES.items():
			self.once("Lease Type", title, title=title, **values)
		for key, value in VALUES.items():
			if not frappe.db.exists("Threshold", {"threshold_key": key}):
				self.threshold(key, value)

	def act(self, doc: Any, *actions: str) -> Any:
		"""Takes the actions of the workflow."""
		for action in actions:
			doc = apply_workflow(frappe.get_doc(doc.doctype, doc.name), action)
		return doc

	def head_lease(self, state: str = "Running", **values: Any) -> Any:
		"""A head lease of four years that began a year ago, 520.00 a month, which may be sublet."""
		self.terms()
		home = values.pop("unit", None) or self.home("Available").name
		start = getdate(values.pop("start_date", None) or months_before(getdate(), 12))
		defaults = {
			"unit": home,
			"lessee": self.organisation(),
			"lease_type": FREE,
			"signed_on": start,
			"start_date": start,
			"monthly_rent": 520,
			"sublet_permission": "Whole",
			"owner_consent_on": start,
			"istat_clause": 1,
		}
		doc = self.document("Head Lease", **{**defaults, **values})
		return self.act(doc, *PATH[: REACHED[state]])

	def tenant(self, income: float = 1350, **values: Any) -> Any:
		"""A case that the Commission accepted, of a household with that net monthly income."""
		declared = {"income_declared": int(bool(income)), "net_monthly_income": income}
		household = self.household(**declared)
		return self.referral("Accepted", household=household.name, **values)

	def sublease(self, state: str = "Running", **values: Any) -> Any:
		"""A sublease of 380.00 for eighteen months that began half a year ago, to a household of 1,350.00."""
		head = values.pop("head", None) or self.head_lease()
		referral = values.pop("referral", None) or self.tenant(values.pop("income", 1350)).name
		start = getdate(values.pop("start_date", None) or months_before(getdate(), 6))
		defaults = {
			"head_lease": head.name,
			"referral": referral,
			"lease_type": SUBLET,
			"signed_on": start,
			"start_date": start,
			"end_date": lease_terms.last_day(start, 18),
			"monthly_rent": 380,
			"istat_clause": 1,
		}
		doc = self.document("Sublease", **{**defaults, **values})
		return self.act(doc, *PATH[: REACHED[state]])

	def index(self, month: date, value: float, base_year: int = 2015, **values: Any) -> str:
		"""The index of a month; one that the site has is given another value."""
		name = f"{month:%Y-%m}"
		frappe.db.delete("ISTAT Index", {"name": name})
		self.document("ISTAT Index", month=month, value=value, base_year=base_year, **values)
		return name

	def deposit(self, contract: Any, amount: float, received_on: Any = None, **values: Any) -> Any:
		return self.document(
			"Security Deposit",
			**values,
			contract_type=contract.doctype,
			contract=contract.name,
			amount=amount,
			received_on=received_on or getdate(),
		)

	def rates(self, *rows: tuple[float, str, str | None]) -> None:
		"""The rates of legal interest, in place of the site's own."""
		frappe.db.delete("Threshold", {"threshold_key": "legal_interest_percent"})
		for value, first, last in rows:
			self.threshold("legal_interest_percent", value, valid_from=first, valid_to=last)

	def blocks(self) -> None:
		"""The agreement stops rents above the limit."""
		self.agreement()
		frappe.db.set_value("Service Agreement", AGREEMENT, "affordability_effect", "Block")
