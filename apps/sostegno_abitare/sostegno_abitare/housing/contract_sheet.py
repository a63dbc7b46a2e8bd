"""What the sheet of a sublease asks for beside the document (hook `jinja`), as who prints may read it."""

from typing import Any

import frappe
from sostegno_abitare.access.documents import may_see
from sostegno_abitare.access.reserved import reads_level
from sostegno_abitare.rules.money import cents

from . import contracts
from .contracts import HEAD_LEASE, SUBLEASE

NAMES_LEVEL = 2
PARTY = ["organisation_name", "tax_id", "address", "municipality"]
TENANT = ["full_name", "birth_date", "birth_place", "fiscal_code", "restricted_person"]


def sa_tenant(sublease: Any) -> dict[str, Any]:
	"""Who signs as tenant: full_name, birth_date, birth_place, fiscal_code. Empty for who reads no names on
	contracts, and for a restricted person whom the reader may not see (R50, R52).
	"""
	if not reads_level(SUBLEASE, frappe.session.user, NAMES_LEVEL):
		return {}
	person = frappe.db.get_value(SUBLEASE, sublease.name, "tenant")
	row = frappe.db.get_value("Person", person, TENANT, as_dict=True) if person else None
	if not row or (row.restricted_person and not may_see("Person", person)):
		return {}
	return row


def sa_contract_sheet(sublease: Any) -> dict[str, Any]:
	"""The home, the head lease and the body that sublets, for the sheet: `unit`, `head_lease`, `lessee` (rows), and
	`months` the months of the term, `rents` the rents in force from each update.
	"""
	head = frappe.db.get_value(
		HEAD_LEASE,
		sublease.head_lease,
		["lessee", "signed_on", "start_date", "ends_on", "owner_consent_on"],
		as_dict=True,
	)
	unit = frappe.db.get_value(
		"Housing Unit",
		sublease.unit,
		[
			"address",
			"postal_code",
			"municipality",
			"floor",
			"typology",
			"rooms",
			"surface",
			"energy_class",
			"house_rules",
		],
		as_dict=True,
	)
	if unit:
		unit.surface = (
			frappe.format_value(unit.surface, {"fieldtype": "Float", "precision": 1}) if unit.surface else ""
		)
	return {
		"head_lease": head or {},
		"unit": unit or {},
		"lessee": (
			frappe.db.get_value("Network Organisation", head.lessee, PARTY, as_dict=True) if head else None
		)
		or {},
		"rents": contracts.contract(SUBLEASE, sublease.name).rents[1:]
		if cents(sublease.monthly_rent)
		else (),
	}
