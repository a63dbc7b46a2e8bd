"""Homes that are leased and sublet, as the housing manager would make them over HTTP."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from support.cases import agreement, before_commission, household, person, placement, seats, session_of, token
from support.client import Client

PLACE = "Segrate"


def month(back: int = 0) -> date:
	"""The first day of this month, or of one so many months ago."""
	return date.today().replace(day=1) - relativedelta(months=back)


def service(admin: Client, programme: Client) -> str:
	"""An agreement of its own, in Segrate; gives its code."""
	return agreement(admin, programme, (PLACE,))


def head_lease(admin: Client, code: str, **values: Any) -> str:
	"""A home of the agreement leased since a year ago at 520.00; gives the name of the running contract."""
	organisation = admin.list("Network Organisation", limit_page_length=1)[0]["name"]
	owner = admin.insert(
		"Property Owner", owner_name=f"Proprietario {token()} (demo)", kind="Private Person", agreement=code
	)["name"]
	unit = admin.insert(
		"Housing Unit",
		agreement=code,
		action=f"{code}-A1",
		municipality=PLACE,
		address=f"via di Prova {token()}",
		typology="Three-Room Flat",
		property_owner=owner,
		occupancy_title="Head Lease",
		title_from=str(month(12)),
		cost_bearers=[
			{"item": item, "bearer": organisation} for item in ("Rent", "Utilities", "Ordinary Maintenance")
		],
	)["name"]
	for action in ("Agree", "Make Available"):
		admin.act("Housing Unit", unit, action)
	defaults = {
		"unit": unit,
		"property_owner": owner,
		"lessee": organisation,
		"lease_type": "Canone libero 4+4",
		"signed_on": str(month(12)),
		"start_date": str(month(12)),
		"monthly_rent": 520,
		"due_day": 5,
		"sublet_permission": "Whole",
		"owner_consent_on": str(month(12)),
	}
	return _running(admin, "Head Lease", **{**defaults, **values})


def sublease(admin: Client, code: str, head: str, **values: Any) -> str:
	"""The home sublet since half a year ago at 380.00 and 40.00 of charges, to a household of 1,350.00."""
	home = household(admin, PLACE, person(admin, PLACE), net_monthly_income=1350)
	referral = before_commission(admin, admin, f"{code}-A1", home=home)
	session = session_of(admin, code, seats(("Coordinator", None, admin.user)), placement(referral))
	admin.update("Commission Session", session, docstatus=1)
	defaults = {
		"head_lease": head,
		"referral": referral,
		"lease_type": "Sublocazione sociale",
		"whole_or_part": "Whole",
		"signed_on": str(month(6)),
		"start_date": str(month(6)),
		"end_date": str(month(-12) - relativedelta(days=1)),
		"monthly_rent": 380,
		"monthly_charges": 40,
		"due_day": 5,
	}
	return _running(admin, "Sublease", **{**defaults, **values})


def run(client: Client, code: str, back: int = 0) -> dict[str, Any]:
	"""A month of rents asked for; gives the run once it is through: many contracts are done in the background."""
	name = client.insert("Rent Run", agreement=code, month=str(month(back)))["name"]
	made = client.update("Rent Run", name, docstatus=1)
	until = time.monotonic() + 60
	while made["status"] in ("Queued", "Running") and time.monotonic() < until:
		time.sleep(0.2)
		made = client.get("Rent Run", name)
	return made


def report(client: Client, name: str, **filters: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
	"""The rows of a report, and its total row by field."""
	found = client.call("frappe.desk.query_report.run", report_name=name, filters=json.dumps(filters))
	rows = [row for row in found["result"] if isinstance(row, dict)]
	last = found["result"][-1] if len(found["result"]) > len(rows) else []
	return rows, dict(zip((column["fieldname"] for column in found["columns"]), last, strict=False))


def owed_on(client: Client, contract_type: str, contract: str) -> dict[str, float]:
	"""Arrears and credit of a contract as of today, as its form shows them."""
	asked = {"contract_type": contract_type, "contract": contract}
	found = client.call("sostegno_abitare.housing.arrears.standing_of", **asked)
	return {key: found[key] for key in ("arrears", "credit")}


def dues_of(client: Client, contract: str) -> list[dict[str, Any]]:
	"""The rows asked for on a contract, the oldest first."""
	return client.list(
		"Rent Due",
		fields=["*"],
		filters={"contract": contract},
		order_by="due_date asc, name asc",
		limit_page_length=0,
	)


def pay(
	client: Client, contract: str, amount: float, *parts: tuple[str, float], **values: Any
) -> dict[str, Any]:
	"""A payment of a sublease submitted at once; `parts` are (due, amount)."""
	rows = [{"rent_due": name, "amount": part} for name, part in parts]
	defaults = {
		"contract_type": "Sublease",
		"contract": contract,
		"payment_date": str(date.today()),
		"amount": amount,
		"method": "Bank Transfer",
		"allocations": rows,
		"docstatus": 1,
	}
	return client.insert("Rent Payment", **{**defaults, **values})


def _running(admin: Client, doctype: str, **values: Any) -> str:
	name = str(admin.insert(doctype, **values)["name"])
	for action in ("Propose", "Sign", "Start"):
		admin.act(doctype, name, action)
	return name
