"""What the letters and plans of the guarantee funds ask for beside their document (hook `jinja`), as who prints may
read it.
"""

from typing import Any

import frappe
from frappe.utils import getdate
from sostegno_abitare import reporting
from sostegno_abitare.access.documents import may_see
from sostegno_abitare.access.reserved import reads_level
from sostegno_abitare.funds import receivable
from sostegno_abitare.housing.contract_sheet import NAMES_LEVEL, TENANT

GUARANTEE = "Rent Guarantee"
OWNER = ["owner_name", "tax_id", "address"]


def sa_guarantee(name: str | None) -> dict[str, Any]:
	"""The parties of a guarantee: `owner` (owner_name, tax_id, address), `unit` (address, municipality) of the home, and
	`tenant` (full_name, fiscal_code…), empty for who reads no names.
	"""
	doc = frappe.get_doc(GUARANTEE, name) if name else None
	if doc is None:
		return {"owner": {}, "unit": {}, "tenant": {}}
	doc.check_permission("read")
	owners = reporting.every("Property Owner", OWNER, {"name": doc.property_owner})
	unit = {"address": doc.address, "municipality": doc.municipality}
	if doc.sublease:
		home = frappe.db.get_value("Sublease", doc.sublease, "unit")
		unit["address"] = frappe.db.get_value("Housing Unit", home, "address")
	return {"owner": owners[0] if owners else {}, "unit": unit, "tenant": _tenant(doc)}


def sa_fund_plan(plan: str) -> dict[str, Any]:
	"""What a plan is for: `payment` (heading, paid_on, amount, rent_guarantee), `guarantee` as `sa_guarantee`, and
	`repaid` and `left` of it today, in euros.
	"""
	doc = frappe.get_doc(receivable.PLAN, plan)
	doc.check_permission("read")
	fields = ["heading", "paid_on", "amount", "rent_guarantee"]
	payment = frappe.db.get_value(receivable.DISBURSEMENT, doc.disbursement, fields, as_dict=True)
	stands = receivable.standing(doc, getdate())
	return {
		"payment": payment,
		"guarantee": sa_guarantee(payment.rent_guarantee),
		"account": _account(doc.fund),
		"repaid": stands.paid / 100,
		"left": stands.left / 100,
	}


def _tenant(guarantee: Any) -> dict[str, Any]:
	if not reads_level(GUARANTEE, frappe.session.user, NAMES_LEVEL):
		return {}
	person = frappe.db.get_value(GUARANTEE, guarantee.name, "tenant")
	row = frappe.db.get_value("Person", person, TENANT, as_dict=True) if person else None
	if not row or (row.restricted_person and not may_see("Person", person)):
		return {}
	return row


def _account(fund: str) -> dict[str, Any]:
	"""The dedicated account of a fund, onto which repayments come; its IBAN is the body's own, and is on the letter."""
	found = frappe.get_all(
		"Dedicated Account",
		filters={"fund": fund, "purpose": "Guarantee Fund", "closed_on": ["is", "not set"]},
		fields=["iban", "holder"],
		limit_page_length=1,
	)
	return found[0] if found else {}
