"""Guarantee funds as finance, coordinator and controller would move them over HTTP."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from support.cases import before_commission, household, person, placement, seats, session_of, token
from support.client import Client
from support.quarter import Service
from support.rents import month
from support.vouchers import upload

IBAN = "IT60X0542811101000000123456"  # the published example of an Italian IBAN
TODAY = date.today()
DECISION = {
	"decided_on": str(TODAY - timedelta(30)),
	"decided_by_body": "Giunta (prova)",
	"decision_number": "Delibera 12",
}
SIGNS = {"Allocation": 1, "Repayment": 1, "Transfer": 1, "Disbursement": -1}


def case(service: Service, admin: Client, place: str, **values: Any) -> str:
	"""A case of the place that the Commission accepted."""
	home = household(admin, place, person(admin, place, **values), net_monthly_income=1200)
	name = before_commission(admin, service.coordinator, service.line("L3"), municipality=place, home=home)
	seated = seats(("Coordinator", None, service.member.user))
	session = session_of(service.coordinator, service.code, seated, placement(name))
	service.member.update("Commission Session", session, docstatus=1)
	return name


def owner(service: Service) -> str:
	values = {"owner_name": f"Proprietaria {token()} (demo)", "kind": "Private Person", "iban": IBAN}
	return str(service.manager.insert("Property Owner", agreement=service.code, **values)["name"])


def fund(service: Service, place: str, euros: float) -> str:
	"""The fund of a municipality, with its own money in it."""
	name = service.controller.insert(
		"Guarantee Fund",
		agreement=service.code,
		municipality=place,
		joined_on="2025-01-15",
		resolution="Delibera di adesione (prova)",
	)["name"]
	if euros:
		allocate(service, name, euros)
	return str(name)


def allocate(service: Service, name: str, euros: float) -> str:
	values = {"fund": name, "allocated_on": str(TODAY), "amount": euros, "source": "Municipality"}
	made = service.finance.insert("Fund Allocation", **values, **DECISION)["name"]
	service.controller.update("Fund Allocation", made, docstatus=1)
	return str(made)


def guarantee(service: Service, referral: str, place: str, **values: Any) -> str:
	"""A guarantee that was given: twelve months of 100.00 of a private lease."""
	defaults = {
		"referral": referral,
		"contract_kind": "Private Lease",
		"property_owner": values.pop("property_owner", None) or owner(service),
		"municipality": place,
		"address": "via della Prova 7",
		"lease_registration": f"TZE 3T n. {token()}",
		"lease_start": str(month(18)),
		"lease_end": str(month(-18) - timedelta(1)),
		"monthly_amount": 100,
		"months_covered": 12,
		"valid_from": str(month(12)),
		"valid_to": str(month(-10)),
		**DECISION,
	}
	name = service.coordinator.insert("Rent Guarantee", **{**defaults, **values})["name"]
	service.coordinator.act("Rent Guarantee", name, "Propose")
	service.controller.act("Rent Guarantee", name, "Give Guarantee")
	return str(name)


def months(*back: int, euros: float = 100) -> list[dict[str, Any]]:
	return [{"month": str(month(number)), "arrears": euros} for number in back]


def support(
	service: Service, referral: str, place: str, euros: float, state: str = "Checked", **more: Any
) -> str:
	"""Temporary support, written by the coordinator and checked by finance."""
	values = {
		"heading": "Temporary Support",
		"referral": referral,
		"municipality": place,
		"property_owner": more.pop("property_owner", None) or owner(service),
		"gross_amount": euros,
		"first_instalment_on": str(TODAY + timedelta(30)),
		"instalment_count": 3,
		**DECISION,
		**more,
	}
	name = str(service.coordinator.insert("Guarantee Disbursement", **values)["name"])
	return bring(service, name, state, by=service.coordinator)


def bring(service: Service, name: str, state: str, by: Client | None = None) -> str:
	"""Takes a draft payment on to a state."""
	doctype, by = "Guarantee Disbursement", by or service.finance
	if state != "Draft":
		by.update(doctype, name, evidence=upload(by, doctype, name, "prova.pdf"))
		(service.finance if by is service.coordinator else service.coordinator).act(doctype, name, "Check")
	if state in ("Approved", "Paid"):
		service.controller.act(doctype, name, "Approve")
	if state == "Paid":
		paid = {"paid_on": str(TODAY - timedelta(1)), "payment_reference": f"CRO {token()}"}
		service.finance.update(doctype, name, **paid)
		service.finance.act(doctype, name, "Record Payment")
	return name


def stands(client: Client, name: str) -> tuple[Decimal, Decimal, Decimal]:
	"""Balance, what is kept ready and what is to come back, in euros, by a few lines of its own over the ledger."""
	balance = ready = back = Decimal(0)
	fields = ["kind", "amount", "repayable"]
	for row in client.list("Fund Ledger Entry", filters={"fund": name}, fields=fields, limit_page_length=0):
		amount, kind = Decimal(str(row["amount"])), row["kind"]
		balance += SIGNS.get(kind, 0) * amount
		ready += {"Commitment": amount, "Release": -amount}.get(kind, Decimal(0))
		lent = amount if kind == "Disbursement" and row["repayable"] else Decimal(0)
		back += lent - (amount if kind in ("Repayment", "Write-off") else 0)
	return balance, ready, back
