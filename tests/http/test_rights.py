"""Role by doctype by verb: what the hosts allow over HTTP equals the app's table (tests/rights.csv), by every route.

The letters are read, write, create, delete, submit, cancel (x), amend, Share, Export, Import; the first six are tried. The doctypes and roles come from the schema,
so that a new one without a line in the table fails here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from support import schema
from support.cases import token
from support.client import Client, Refused, document_path
from support.people import who

As = Callable[[str], Client]
LETTERS = {"r": "read", "w": "write", "c": "create", "d": "delete", "s": "submit", "x": "cancel"}
ALL_LETTERS = {**LETTERS, "a": "amend", "S": "share", "E": "export", "I": "import"}
# A document of a doctype that lies in the rows of all users, so that only their rights differ, where it is not the
# first one of the case or of the territory below.
IN_SIGHT = {
	"Municipality": "Segrate",
	"Network Organisation": "UOIL",
	"Service Agreement": "EM-2018",
	"Agreement Action": "EM-2018-A1",
	"Threshold": "EM-2018-MESI-ESECUZIONE",
	"Eligibility Rule": "EM-2018-A1-01",
	"Capacity Scheme": "Segrate – immobile in gestione",
	"Person": "DEMO-EM-P01",
	"Household": "DEMO-EM-N01",
	"Referral": "DEMO-EM-01",
	"Assessment": "DEMO-EM-V01",
	"Commission Session": "DEMO-EM-COM-3",
	"PEI": "DEMO-EM-PEI-01",
	"Configuration Transfer": "Configuration Transfer",
	"Head Lease": "DEMO-EM-HL1",
	"Sublease": "DEMO-EM-SUB1",
	"Rent Update": "DEMO-EM-RU1",
	"Security Deposit": "DEMO-EM-SD1",
	"Rent Payment": "DEMO-EM-P1",
	"Rent Run": "DEMO-EM-RUN1",
	"Arrears Ladder": "SCALA-SOLLECITO",
	"Arrears Step": "DEMO-EM-AZ1",
	"Repayment Agreement": "DEMO-EM-RIENTRO1",
	"Expense": "DEMO-EM-SP1",
}
CASE, OTHER_CASES = "DEMO-EM-01", ["DEMO-EM-05", "DEMO-EM-71", "DEMO-EM-61"]
PLACE = {"agreement": "EM-2018", "municipality": "Segrate"}
CONTRACT = {"contract_type": "Head Lease", "contract": "DEMO-EM-HL1"}
# What the host's own role of administrators has: no case, nor anything of the services.
SYSTEM_MANAGER = {"Configuration Change": "rE", "Configuration Transfer": "rwc"}
SINGLE = ("Configuration Transfer",)
# A new document within the user's rows that lacks something mandatory: refused with 417 once it is permitted.
LACKING: dict[str, dict[str, Any]] = {
	"Person": {"residence_municipality": "Segrate"},
	"Household": {"residence_municipality": "Segrate"},
	"Referral": PLACE,
	"Commission Session": {"agreement": "EM-2018", "attendees": [{"present": 1}]},
	"PEI": {"referral": CASE, "goals": [{"area": "Housing"}]},
	"Rent Update": CONTRACT,
	"Security Deposit": CONTRACT,
	"Rent Payment": CONTRACT,
	"Arrears Step": {"sublease": "DEMO-EM-SUB1"},
	"Repayment Agreement": {"sublease": "DEMO-EM-SUB1", "agreed_on": "oggi"},
	"Budget Row": {"action": "EM-2018-A1"},
	"Budget Commitment": {"budget_row": "EM-2018-A1-PER-01"},
	"Volunteer Hours": {"volunteer": "DEMO-EM-VOL1"},
	"Volunteer Refund": {"volunteer": "DEMO-EM-VOL1"},
	"Staff Hours": {"staff_member": "DEMO-EM-P1"},
}
OPEN = ("Agreement Action", "Threshold", "Eligibility Rule", "Capacity Scheme", "Arrears Ladder")

TABLE = schema.declared_rights()
ROLES = list(TABLE["Person"])
# Of which the demo has nothing: entries come with the first allocation to a fund; a sound demo has no findings.
NOT_IN_THE_DEMO = (
	"Claim Advance",
	"Claim Co-participation Line",
	"Integrity Finding",
)
DOCTYPES = [doctype for doctype in TABLE if " level " not in doctype and doctype not in NOT_IN_THE_DEMO]


@pytest.fixture(scope="module")
def users(as_user: As) -> dict[str, Client]:
	"""A user of each role: those of Est Milano, the worker of Segrate."""
	places = {"Social Worker": "Segrate", "Coordinator": "EM-2018", "Commission Member": "EM-2018"}
	return {role: as_user(who(role, places.get(role, ""))) for role in ROLES}


# Everybody's own alone: each user who may has one of its own to be tried on.
OWN = ("Calendar Feed", "Diary Sheet", "Volunteer Hours Sheet")


@pytest.fixture(scope="module")
def fields(admin: Client) -> dict[str, set[str]]:
	"""Doctype -> its fields."""
	return {
		doctype: {field["fieldname"] for field in admin.get("DocType", doctype)["fields"]}
		for doctype in DOCTYPES
	}


@pytest.fixture(scope="module")
def in_sight(admin: Client, fields: dict[str, set[str]]) -> dict[str, str]:
	read = admin.list("Case Read Log", limit_page_length=1) or [{"name": _any_read(admin)}]
	changed = admin.list("Configuration Change", limit_page_length=1)
	found = {
		**IN_SIGHT,
		"Case Read Log": read[0]["name"],
		"Configuration Change": changed[0]["name"],
		"Integrity Check": admin.insert("Integrity Check")["name"],
		**{doctype: admin.insert(doctype)["name"] for doctype in OWN},
	}
	return {
		doctype: found.get(doctype) or _in_the_demo(admin, doctype, fields[doctype]) for doctype in DOCTYPES
	}


def _in_the_demo(admin: Client, doctype: str, fields: set[str]) -> str:
	"""The first document of the case, or of the territory; else any."""
	if "referral" in fields:
		filters: dict[str, Any] = {"referral": ["in", [CASE, *OTHER_CASES]]}
	else:
		filters = {field: ["in", [value, ""]] for field, value in PLACE.items() if field in fields}
	rows = admin.list(doctype, filters=filters, order_by="creation asc", limit_page_length=1)
	assert rows, f"the demo has no {doctype} in sight of all users: {filters}"
	return str(rows[0]["name"])


def lacking(doctype: str, fields: set[str]) -> dict[str, Any]:
	if doctype in LACKING or doctype in OPEN or doctype in OWN:
		return LACKING.get(doctype, {})
	if "referral" in fields:
		return {"referral": CASE}
	return {field: value for field, value in PLACE.items() if field in fields}


def tried_on(client: Client, doctype: str, in_sight: dict[str, str], letters: str) -> str:
	"""The document that a user's rights on a doctype are tried on."""
	return str(client.insert(doctype)["name"]) if doctype in OWN and "c" in letters else in_sight[doctype]


def _any_read(admin: Client) -> str:
	admin.get("Person", IN_SIGHT["Person"])
	return str(admin.list("Case Read Log", limit_page_length=1)[0]["name"])


@pytest.mark.requirement("BO-05")
def test_the_table_is_the_schema(admin: Client) -> None:
	found: dict[str, dict[str, str]] = {}
	for doctype in schema.doctypes(admin, istable=0):
		for row in admin.get("DocType", doctype)["permissions"]:
			level = int(row.get("permlevel") or 0)
			letters = "".join(letter for letter, right in ALL_LETTERS.items() if row.get(right))
			found.setdefault(f"{doctype} level {level}" if level else doctype, {})[row["role"]] = letters
	assert {
		doctype: rights.pop("System Manager")
		for doctype, rights in found.items()
		if "System Manager" in rights
	} == SYSTEM_MANAGER
	assert {role for rights in found.values() for role in rights} <= set(ROLES)
	assert {
		doctype: {role: rights.get(role, "") for role in ROLES} for doctype, rights in found.items()
	} == TABLE


@pytest.mark.requirement("BO-05")
@pytest.mark.parametrize("doctype", DOCTYPES)
def test_verbs(
	users: dict[str, Client], in_sight: dict[str, str], fields: dict[str, set[str]], doctype: str
) -> None:
	values = lacking(doctype, fields[doctype])
	found = {
		role: allowed(client, doctype, tried_on(client, doctype, in_sight, TABLE[doctype][role]), values)
		for role, client in users.items()
	}
	assert found == {
		role: "".join(letter for letter in letters if letter in LETTERS)
		for role, letters in TABLE[doctype].items()
	}


def allowed(client: Client, doctype: str, name: str, values: dict[str, Any]) -> str:
	"""The letters of what the user may do, tried by the verb itself where that harms nothing, else asked."""
	path = document_path(doctype, name)
	tried = {
		"r": client.http.get(path).status_code,
		"w": client.http.put(path, json={}).status_code,
		"c": client.http.post(document_path(doctype), json=values).status_code,
	}
	assert set(tried.values()) <= {200, 403, 417}, (client.user, tried)
	for letter in "" if doctype in SINGLE else "dsx":
		if tried["r"] == 200 and _asked(client, doctype, name, LETTERS[letter]):
			tried[letter] = 200
		else:
			options = {"json": {"docstatus": 1 if letter == "s" else 2}} if letter != "d" else {}
			response = client.http.request("DELETE" if letter == "d" else "PUT", path, **options)  # type: ignore[arg-type]
			assert response.status_code in (403, 417), (client.user, letter, response.status_code)
	return "".join(letter for letter in LETTERS if tried.get(letter) in (200, 417))


def _asked(client: Client, doctype: str, name: str, right: str) -> bool:
	answer = client.call("frappe.client.has_permission", doctype=doctype, docname=name, perm_type=right)
	return bool(answer["has_permission"])


@pytest.mark.requirement("BO-05")
@pytest.mark.parametrize("doctype", DOCTYPES)
def test_reading_is_the_same_by_every_route(
	users: dict[str, Client], in_sight: dict[str, str], doctype: str
) -> None:
	for role, client in users.items():
		name = tried_on(client, doctype, in_sight, TABLE[doctype][role])
		expected = 200 if "r" in TABLE[doctype][role] else 403
		statuses = {
			route: client.http.request(verb, path, **options).status_code
			for route, (verb, path, options) in routes(doctype, name).items()
			if doctype not in SINGLE or route in ("v1", "v2", "client.get", "form")
		}
		assert statuses == dict.fromkeys(statuses, expected), role


def routes(doctype: str, name: str) -> dict[str, tuple[str, str, dict[str, Any]]]:
	"""Every way to a document or to the list of its doctype."""
	one, many = {"doctype": doctype, "name": name}, {"doctype": doctype}
	method = "/api/method/"
	return {
		"v1": ("GET", document_path(doctype, name), {}),
		"v2": ("GET", document_path(doctype, name).replace("/api/resource", "/api/v2/document"), {}),
		"client.get": ("POST", f"{method}frappe.client.get", {"json": one}),
		"client.get_value": (
			"POST",
			f"{method}frappe.client.get_value",
			{"json": {**many, "fieldname": "name", "filters": {"name": name}}},
		),
		"form": ("GET", f"{method}frappe.desk.form.load.getdoc", {"params": one}),
		"list v1": ("GET", document_path(doctype), {}),
		"list v2": ("GET", document_path(doctype).replace("/api/resource", "/api/v2/document"), {}),
		"client.get_list": ("POST", f"{method}frappe.client.get_list", {"json": many}),
		"client.get_count": ("POST", f"{method}frappe.client.get_count", {"json": many}),
		"count v2": ("GET", f"/api/v2/doctype/{doctype}/count", {}),
		"list of the desk": (
			"POST",
			f"{method}frappe.desk.reportview.get",
			{"json": {**many, "fields": ["name"], "filters": [], "start": 0, "page_length": 5}},
		),
		"link search": ("POST", f"{method}frappe.desk.search.search_link", {"json": {**many, "txt": ""}}),
	}


@pytest.mark.requirement("BO-05")
def test_who_may_delete_does(users: dict[str, Client]) -> None:
	values = {"municipality_name": f"Comune {token()} (demo)", "region": "Lombardia"}
	name = users["Coordinator"].insert("Municipality", **values)["name"]
	with pytest.raises(Refused) as refused:
		users["Coordinator"].delete("Municipality", name)
	assert refused.value.status == 403
	users["Programme Administrator"].delete("Municipality", name)


@pytest.mark.requirement("BO-02", "BO-05")
def test_an_administrator_changes_the_rights_without_code(admin: Client, users: dict[str, Client]) -> None:
	reader = users["Volunteer Coordinator"]
	threshold = document_path("Threshold", IN_SIGHT["Threshold"])
	assert reader.http.get(threshold).status_code == 403
	for row in admin.get("DocType", "Threshold")["permissions"]:
		kept = {key: row[key] for key in ("role", "permlevel", *LETTERS.values()) if row.get(key)}
		admin.insert("Custom DocPerm", parent="Threshold", **kept)
	added = admin.insert("Custom DocPerm", parent="Threshold", role="Volunteer Coordinator", read=1)
	try:
		assert reader.http.get(threshold).status_code == 200
		assert reader.http.put(threshold, json={}).status_code == 403
		admin.update("Custom DocPerm", added["name"], read=0)
		assert reader.http.get(threshold).status_code == 403
	finally:
		for name in admin.names("Custom DocPerm", filters={"parent": "Threshold"}):
			admin.delete("Custom DocPerm", name)
	assert users["Finance Officer"].http.get(threshold).status_code == 200
