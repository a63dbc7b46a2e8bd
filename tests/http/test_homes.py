"""Homes from the first contact with their owner to the household that is proposed for them, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from support.cases import (
	before_commission,
	commission,
	household,
	person,
	placement,
	session_of,
	token,
)
from support.client import Client, Refused
from support.host import Host
from support.people import who
from support.together import at_once, done, refusals

As = Callable[[str], Client]
A2, A3 = "EM-2018-A2", "EM-2018-A3"
OPERATOR, PIOLTELLO = "Ente gestore Est Milano (demo)", "Comune di Pioltello"
COORDS = "frappe.geo.utils.get_coords"


@pytest.fixture(scope="module")
def manager(as_user: As) -> Client:
	return as_user(who("Housing Manager", "EM-2018"))


def scouting(manager: Client, **values: Any) -> dict[str, Any]:
	"""A two-room flat that has been visited, with every term."""
	defaults = {
		"agreement": "EM-2018",
		"action": A3,
		"municipality": "Vimodrone",
		"address": f"via {token()} 1",
		"opened_on": "2026-01-10",
		"source": "Owner's Offer",
		"typology": "Two-Room Flat",
		"surface": 52,
		"owner_name": f"Proprietaria {token()} (demo)",
		"asked_rent": 620,
		"market_rent": 650,
		"agreed_rent": 560,
		"household_rent": 310,
		"occupancy_title": "Head Lease",
		"title_from": "2026-02-01",
		"contacts": [{"contact_date": "2026-01-15", "kind": "Visit", "outcome": "Buono stato"}],
		"protections": [
			{"protection": "Rent Paid by the Manager"},
			{"protection": "Insurance against Damage"},
		],
	}
	return manager.insert("Unit Scouting", **{**defaults, **values})


def home(manager: Client, **values: Any) -> str:
	"""A home on offer: three rooms in Segrate at 380.00."""
	costs = [{"item": item, "bearer": OPERATOR} for item in ("Rent", "Utilities", "Ordinary Maintenance")]
	defaults = {
		"agreement": "EM-2018",
		"action": A3,
		"municipality": "Segrate",
		"address": f"via {token()} 2",
		"typology": "Three-Room Flat",
		"surface": 76,
		"property_owner": "DEMO-EM-PR4",
		"occupancy_title": "Head Lease",
		"title_from": "2026-02-01",
		"monthly_rent": 600,
		"household_rent": 380,
		"cost_bearers": costs,
	}
	name = str(manager.insert("Housing Unit", **{**defaults, **values})["name"])
	for action in ("Agree", "Make Available"):
		manager.act("Housing Unit", name, action)
	return name


def accepted(worker: Client, coordinator: Client, member: Client, **values: Any) -> str:
	"""A household of two of Segrate with 1,350.00 a month, accepted by the Commission."""
	people = [person(worker, "Segrate"), person(worker, "Segrate", birth_date="2015-02-02")]
	family = household(worker, "Segrate", *people, net_monthly_income=1350)
	name = before_commission(worker, coordinator, A3, home=family, urgency="Emergency", **values)
	session = session_of(
		coordinator, "EM-2018", commission(worker, coordinator, member.user), placement(name)
	)
	member.update("Commission Session", session, docstatus=1)
	return name


@pytest.fixture(scope="module")
def people(as_user: As) -> tuple[Client, Client, Client]:
	"""The worker of Segrate, the coordinator, a member of the Commission."""
	return (
		as_user(who("Social Worker", "Segrate")),
		as_user(who("Coordinator", "EM-2018")),
		as_user(who("Commission Member", "EM-2018")),
	)


def rows_of(client: Client, report: str, **filters: Any) -> list[dict[str, Any]]:
	found = client.call("frappe.desk.query_report.run", report_name=report, filters=filters)
	return [row for row in found["result"] if isinstance(row, dict)]


def matches(client: Client, report: str, **filters: Any) -> list[dict[str, Any]]:
	"""The matches of a report, each with its reasons."""
	rows = rows_of(client, report, **filters)
	reasons: dict[str, list[str]] = {}
	for row in rows:
		if row["indent"]:
			reasons.setdefault(row["parent_row"], []).append(row["entry"])
	return [{**row, "reasons": reasons[row["row"]]} for row in rows if not row["indent"]]


@pytest.mark.requirement("EM-08")
def test_a_home_is_looked_for_agreed_on_and_offered(manager: Client) -> None:
	name = str(scouting(manager)["name"])
	assert manager.actions("Unit Scouting", name) == {"Visit", "Drop"}
	for action in ("Visit", "Negotiate", "Agree"):
		manager.act("Unit Scouting", name, action)
	agreed = manager.get("Unit Scouting", name)
	unit = manager.get("Housing Unit", agreed["unit"])
	assert (unit["workflow_state"], unit["monthly_rent"], unit["household_rent"]) == ("Agreed", 560, 310)
	assert manager.get("Property Owner", unit["property_owner"])["owner_name"] == agreed["owner_name"]
	with pytest.raises(Refused) as refused:
		manager.act("Housing Unit", unit["name"], "Make Available")
	assert refused.value.kind == "CostBearerMissingError"
	bearers = [{"item": item, "bearer": OPERATOR} for item in ("Rent", "Utilities", "Ordinary Maintenance")]
	manager.update("Housing Unit", unit["name"], cost_bearers=bearers)
	assert manager.act("Housing Unit", unit["name"], "Make Available")["workflow_state"] == "Available"


@pytest.mark.requirement("EM-08")
@pytest.mark.parametrize(
	("missing", "kind"),
	[
		({"contacts": []}, "NotVisitedError"),
		({"owner_name": ""}, "TermsMissingError"),
		({"agreed_rent": 0}, "TermsMissingError"),
		({"title_from": None}, "TermsMissingError"),
	],
)
def test_no_home_is_agreed_on_in_haste(manager: Client, missing: dict[str, Any], kind: str) -> None:
	name = str(scouting(manager)["name"])
	manager.act("Unit Scouting", name, "Visit")
	manager.update("Unit Scouting", name, **missing)
	with pytest.raises(Refused) as refused:
		manager.act("Unit Scouting", name, "Agree")
	assert refused.value.kind == kind
	assert manager.get("Unit Scouting", name)["workflow_state"] == "Visited"


@pytest.mark.requirement("EM-09")
def test_the_two_properties_say_title_and_bearers(manager: Client) -> None:
	flat, house = manager.get("Housing Unit", "DEMO-EM-U1"), manager.get("Housing Unit", "DEMO-EM-U2")
	assert (flat["occupancy_title"], house["occupancy_title"]) == ("Free Loan", "Managed")
	borne = {row["item"]: row["bearer"] for row in house["cost_bearers"]}
	assert (borne["Utilities"], borne["Ordinary Maintenance"]) == (PIOLTELLO, OPERATOR)
	assert flat["capacity_scheme"] != house["capacity_scheme"]
	rows = {row["unit"]: row for row in rows_of(manager, "Housing Units", agreement="EM-2018")}
	assert rows["DEMO-EM-U2"]["utilities"] == PIOLTELLO
	assert rows["DEMO-EM-U2"]["ordinary_maintenance"] == OPERATOR


@pytest.mark.requirement("EM-09")
def test_a_cost_has_one_bearer(manager: Client) -> None:
	twice = [{"item": "Utilities", "bearer": bearer} for bearer in (OPERATOR, PIOLTELLO)]
	with pytest.raises(Refused) as refused:
		manager.update("Housing Unit", home(manager), cost_bearers=twice)
	assert refused.value.kind == "CostBornTwiceError"


@pytest.mark.requirement("EM-09")
@pytest.mark.parametrize("state", ["Reserved", "Occupied", "Void"])
def test_nobody_calls_a_home_taken_by_hand(manager: Client, state: str) -> None:
	name = home(manager)
	with pytest.raises(Refused):
		manager.update("Housing Unit", name, workflow_state=state)
	assert manager.get("Housing Unit", name)["workflow_state"] == "Available"


@pytest.mark.requirement("EM-11")
def test_the_pipeline_is_read_against_the_five_units(manager: Client) -> None:
	method = "sostegno_abitare.housing.doctype.unit_scouting.unit_scouting.target"

	def target() -> dict[str, dict[str, Any]]:
		return {row["unit_type"]: row for row in manager.call(method, agreement="EM-2018", action=A3)}

	before = target()
	assert {kind: row["required"] for kind, row in before.items()} == {
		"Three-Room Flat": 2,
		"Two-Room Flat": 3,
	}
	name = str(scouting(manager)["name"])
	assert target()["Two-Room Flat"]["pipeline"] == before["Two-Room Flat"]["pipeline"] + 1
	for action in ("Visit", "Agree"):
		manager.act("Unit Scouting", name, action)
	assert target()["Two-Room Flat"]["found"] == before["Two-Room Flat"]["found"] + 1
	far = scouting(manager, municipality="Cologno Monzese")
	assert far["location_area"] == "Bordering Municipalities"
	for action in ("Visit", "Agree"):
		manager.act("Unit Scouting", far["name"], action)
	assert target()["Two-Room Flat"]["bordering"] == before["Two-Room Flat"]["bordering"] + 1
	shown = manager.call(
		"frappe.desk.query_report.run", report_name="Scouting Pipeline", filters={"agreement": "EM-2018"}
	)
	assert "Bilocale" in shown["message"] and "DEMO-EM-SC4" not in str(shown["result"])


@pytest.mark.requirement("EM-11")
def test_the_operator_pays_rent_charges_and_utilities(manager: Client) -> None:
	paid = {row["item"] for row in manager.get("Housing Unit", "DEMO-EM-U3")["cost_bearers"]}
	assert {"Rent", "Condominium Charges", "Utilities"} <= paid


@pytest.mark.requirement("VA-09")
def test_needs_are_matched_with_homes_and_back(
	manager: Client, people: tuple[Client, Client, Client]
) -> None:
	worker, coordinator, member = people
	case = accepted(worker, coordinator, member)
	family = coordinator.get("Referral", case)["household"]
	good, dear = home(manager), home(manager, household_rent=0, municipality="Rodano")
	small = home(manager, surface=14)
	found = {row["unit"]: row for row in matches(manager, "Homes for a Household", household=family)}
	assert small not in found and found[good]["rent_percent"] == 28.15
	assert any("28,15 %" in line and line.startswith("+") for line in found[good]["reasons"])
	assert any("44,44 %" in line and line.startswith("−") for line in found[dear]["reasons"])
	order = list(found)
	assert order.index(good) < order.index(dear)
	every = matches(manager, "Homes for a Household", household=family, with_unfit=1)
	unfit = next(row for row in every if row["unit"] == small)
	assert unfit["reasons"][0].startswith("×")
	back = matches(manager, "Households for a Home", unit=good)
	assert case in [row["propose"] for row in back]


@pytest.mark.requirement("VA-09")
def test_shared_homes_ask_their_scheme(as_user: As) -> None:
	manager = as_user(who("Housing Manager", "VA-2025"))
	rows = matches(manager, "Households for a Home", unit="DEMO-VA-U4", with_unfit=1)
	told = {row["propose"]: row for row in rows}
	assert told["DEMO-VA-09"]["fits"] == "Sì"
	assert told["DEMO-VA-10"]["fits"] == "No"


@pytest.mark.requirement("VA-09", "BO-05")
def test_whoever_looks_for_homes_is_told_codes_and_no_names(
	manager: Client, people: tuple[Client, Client, Client]
) -> None:
	worker, coordinator, member = people
	case = accepted(worker, coordinator, member)
	referral = coordinator.get("Referral", case)
	unit = home(manager)
	rows = matches(manager, "Households for a Home", unit=unit)
	assert referral["case_code"] in [row["entry"] for row in rows]
	assert referral["title"] not in str(rows)
	with pytest.raises(Refused) as refused:
		manager.get("Referral", case)
	assert refused.value.status == 403
	proposal = manager.insert("Housing Proposal", referral=case, unit=unit, proposed_on="2026-11-01")
	assert proposal["title"].startswith(referral["case_code"])
	assert manager.get("Housing Unit", unit)["workflow_state"] == "Reserved"


@pytest.mark.requirement("VA-09")
def test_a_decline_frees_the_home(manager: Client, people: tuple[Client, Client, Client]) -> None:
	case, unit = accepted(*people), home(manager)
	name = manager.insert("Housing Proposal", referral=case, unit=unit, proposed_on="2026-11-01")["name"]
	with pytest.raises(Refused) as refused:
		manager.update("Housing Proposal", name, status="Declined")
	assert refused.value.kind == "DeclineReasonMissingError"
	manager.update("Housing Proposal", name, status="Declined", decline_reason="Too Far")
	assert manager.get("Housing Unit", unit)["workflow_state"] == "Available"
	with pytest.raises(Refused) as refused:
		manager.update("Housing Proposal", name, status="Accepted")
	assert refused.value.kind == "ProposalAnsweredError"


@pytest.mark.requirement("VA-09")
def test_a_home_is_kept_for_one_of_those_who_ask_at_once(
	host: Host, manager: Client, people: tuple[Client, Client, Client]
) -> None:
	cases = [accepted(*people) for _ in range(4)]
	unit = home(manager)
	crowd = [host.fresh_client(manager.user) for _ in cases]

	def propose(number: int) -> str:
		values = {"referral": cases[number], "unit": unit, "proposed_on": "2026-11-01"}
		return str(crowd[number].insert("Housing Proposal", **values)["name"])

	replies = at_once(len(cases), propose)
	assert len(done(replies)) == 1
	assert {refused.kind for refused in refusals(replies)} == {"HomeNotOfferedError"}
	assert len(manager.list("Housing Proposal", filters={"unit": unit})) == 1


@pytest.mark.requirement("BO-05")
def test_matching_and_map_show_a_municipality_nothing_of_the_others(as_user: As, manager: Client) -> None:
	rodano = as_user(who("Social Worker", "Rodano"))
	segrate = home(manager, latitude=45.49, longitude=9.3)
	names = {
		feature["properties"]["name"]
		for feature in rodano.call(COORDS, doctype="Housing Unit", filters="[]", type="coordinates")[
			"features"
		]
	}
	assert names <= rodano.names("Housing Unit") and segrate not in names
	assert rows_of(rodano, "Households for a Home", unit=segrate) == []
	assert matches(manager, "Homes for a Household", household="DEMO-EM-N02")
	assert rows_of(rodano, "Homes for a Household", household="DEMO-EM-N02") == []


@pytest.mark.requirement("EM-08")
def test_the_map_holds_what_the_list_holds(as_user: As, manager: Client) -> None:
	features = manager.call(COORDS, doctype="Housing Unit", filters="[]", type="coordinates")["features"]
	found = {feature["properties"]["name"]: feature["geometry"]["coordinates"] for feature in features}
	assert found["DEMO-EM-U1"] == [9.3301, 45.4962]
	assert set(found) <= manager.names("Housing Unit")
	assert not any(name.startswith("DEMO-VA") for name in found)
	narrowed = manager.call(
		COORDS,
		doctype="Housing Unit",
		filters='[["Housing Unit","name","=","DEMO-EM-U1"]]',
		type="coordinates",
	)
	assert len(narrowed["features"]) == 1


@pytest.mark.requirement("BO-05")
def test_a_bank_account_is_for_who_pays(as_user: As, manager: Client) -> None:
	controller = as_user(who("Public Controller", "EM-2018"))
	assert manager.get("Property Owner", "DEMO-EM-PR3")["iban"] == "IT36A9999999999000000999001"
	assert as_user(who("Finance Officer", "EM-2018")).get("Property Owner", "DEMO-EM-PR3")["iban"]
	assert "iban" not in controller.get("Property Owner", "DEMO-EM-PR3")
	with pytest.raises(Refused) as refused:
		controller.list("Property Owner", filters={"iban": ["like", "IT36%"]})
	assert refused.value.status == 403
