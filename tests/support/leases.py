"""Homes, leases and subleases of Valdera for tests, made over HTTP as their people make them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from support.cases import before_commission, household, placement, seats, session_of, token
from support.client import Client
from support.people import who

As = Callable[[str], Client]
TODAY = date.today()
SUBLET, FREE = "Sublocazione sociale", "Canone libero 4+4"
OPERATOR = "Ente partner Valdera (demo)"
PATH = ("Propose", "Sign", "Start")


def day(shift: int) -> str:
	"""A day from today."""
	return str(TODAY + timedelta(days=shift))


def accepted_case(as_user: As) -> str:
	"""A case that the Commission of Valdera accepted, of a household with 1,350.00 net a month."""
	coordinator = as_user(who("Coordinator", "VA-2025"))
	worker, member = as_user(who("Social Worker", "Pontedera")), as_user(who("Commission Member", "VA-2025"))
	home = household(worker, "Pontedera", net_monthly_income=1350, isee_value=9000)
	days = {
		"referral_date": day(-60),
		"notice_date": day(-200),
		"validation_date": None,
		"execution_date": day(90),
	}
	name = before_commission(worker, coordinator, "VA-2025-L1", municipality="Pontedera", home=home, **days)
	table = seats(("Third Sector Body", None, member.user), ("Municipality", "Pontedera", worker.user))
	session = session_of(coordinator, "VA-2025", table, placement(name), session_date=day(-20))
	member.update("Commission Session", session, docstatus=1)
	return name


def walk(client: Client, doctype: str, name: str, *actions: str) -> dict[str, Any]:
	made: dict[str, Any] = {}
	for action in actions or PATH:
		made = client.act(doctype, name, action)
	return made


def home_of(manager: Client, **values: Any) -> tuple[str, str]:
	"""A home that can be lived in; gives its name and its owner's."""
	owner = manager.insert(
		"Property Owner", owner_name=f"Prova {token()} (demo)", kind="Private Person", agreement="VA-2025"
	)["name"]
	defaults = {
		"agreement": "VA-2025",
		"action": "VA-2025-L1",
		"municipality": "Pontedera",
		"address": f"via della Prova {token()}",
		"typology": "Three-Room Flat",
		"surface": 70,
		"property_owner": owner,
		"occupancy_title": "Head Lease",
		"title_from": day(-500),
		"monthly_rent": 520,
		"cost_bearers": borne_by(OPERATOR),
	}
	unit = str(manager.insert("Housing Unit", **{**defaults, **values})["name"])
	walk(manager, "Housing Unit", unit, "Agree", "Make Available")
	return unit, str(owner)


def borne_by(operator: str) -> list[dict[str, str]]:
	"""The costs of a home, all of them the operator's."""
	costs = ("Rent", "Condominium Charges", "Utilities", "Ordinary Maintenance")
	return [{"item": item, "bearer": operator} for item in costs]


def head_lease(manager: Client, since: str = "", **values: Any) -> str:
	"""A head lease in force since that day (400 days ago), 520.00 a month, that may be sublet; gives its name."""
	since = since or day(-400)
	defaults = {
		"unit": values.pop("unit", None) or home_of(manager)[0],
		"lessee": OPERATOR,
		"lease_type": FREE,
		"signed_on": since,
		"start_date": since,
		"monthly_rent": 520,
		"deposit_amount": 1040,
		"sublet_permission": "Whole",
		"owner_consent_on": since,
		"istat_clause": 1,
	}
	name = str(manager.insert("Head Lease", **{**defaults, **values})["name"])
	walk(manager, "Head Lease", name)
	return name


def sublease(manager: Client, head: str, referral: str, **values: Any) -> dict[str, Any]:
	defaults = {
		"head_lease": head,
		"referral": referral,
		"lease_type": SUBLET,
		"signed_on": day(-10),
		"start_date": day(-10),
		"end_date": day(500),
		"monthly_rent": 380,
	}
	return manager.insert("Sublease", **{**defaults, **values})
