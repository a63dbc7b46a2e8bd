"""The money of a service is closed to the people of another one, by every way to a document, a list, a number, a file
or a report; and what is approved is what somebody else prepared, whatever is sent along (BO-05, R24, R50).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from support.client import Client, Refused, document_path
from support.people import who
from support.surfaces import WIDE

As = Callable[[str], Client]
MODULES = ("Accountability", "Funds")
SERVICES = {"EM-2018": "VA-2025", "VA-2025": "EM-2018"}
ROLES = (
	"Coordinator",
	"Social Worker",
	"Case Manager",
	"Commission Member",
	"Housing Manager",
	"Front Office Operator",
	"Finance Officer",
	"Public Controller",
	"Volunteer Coordinator",
	"Volunteer",
)
PLACE = {"EM-2018": "Segrate", "VA-2025": "Pontedera"}
# The methods of a document that change it or tell of it, with what they ask for.
OF_DOCUMENTS: dict[str, dict[str, dict[str, Any]]] = {
	"Guarantee Fund": {"how_it_stands": {}},
	"Rent Guarantee": {"how_it_stands": {}},
	"Guarantee Disbursement": {"how_it_stands": {}},
	"Fund Repayment Plan": {"how_it_stands": {}},
	"Bank Movement": {
		"confirm": {},
		"ignore": {},
		"undo": {},
		"others": {},
		"choose": {"target_type": "Rent Due", "target": "x"},
	},
	"Bank Statement": {"take_again": {}},
	"Payment Batch": {"reject": {"item": "x"}},
	"Budget Commitment": {"release": {"reason": "prova"}},
	"Claim Line": {"decide": {"decision": "Admitted"}, "give_answer": {"text": "prova"}},
	"Reimbursement Claim": {
		"gather": {},
		"decide": {"decision": "Admitted"},
		"answer": {"text": "prova"},
		"overview": {},
		"is_unchanged": {},
		"make_papers": {},
	},
	"Expense": {"complete": {}, "how_it_stands": {}},
	"Staff Hours": {"make_expense": {}},
	"Volunteer Refund": {"make_expense": {}},
}


@pytest.fixture(scope="module")
def money(admin: Client) -> dict[str, dict[str, list[str]]]:
	"""Agreement -> doctype of money that names it -> its documents."""
	found: dict[str, dict[str, list[str]]] = {code: {} for code in SERVICES}
	for doctype in sorted(admin.names("DocType", filters={"module": ["in", MODULES], "istable": 0})):
		if "agreement" not in {field["fieldname"] for field in admin.get("DocType", doctype)["fields"]}:
			continue
		for row in admin.list(doctype, fields=["name", "agreement"], limit_page_length=0):
			if row["agreement"] in found:
				found[row["agreement"]].setdefault(doctype, []).append(str(row["name"]))
	return found


@pytest.fixture(scope="module")
def reports(admin: Client) -> list[str]:
	return sorted(admin.names("Report", filters={"module": ["in", MODULES]}))


def ways(client: Client, doctype: str, name: str) -> Iterator[tuple[str, int]]:
	"""The ways to a document that are not closed, and what they answer."""
	method, one = "/api/method/", {"doctype": doctype, "name": name}
	asked: list[tuple[str, str, str, dict[str, Any]]] = [
		("document", "GET", document_path(doctype, name), {}),
		("document v2", "GET", f"/api/v2/document/{doctype}/{name}", {}),
		("form", "GET", f"{method}frappe.desk.form.load.getdoc", {"params": one}),
		("print", "GET", "/printview", {"params": one}),
		("pdf", "GET", f"{method}frappe.utils.print_format.download_pdf", {"params": one}),
		("change", "PUT", document_path(doctype, name), {"json": {"docstatus": 1}}),
		("cancel", "POST", f"{method}frappe.client.cancel", {"json": one}),
		("set_value", "POST", f"{method}frappe.client.set_value", {"json": {**one, "fieldname": "title", "value": "x"}}),
		("delete", "DELETE", document_path(doctype, name), {}),
	]  # fmt: skip
	for called, given in OF_DOCUMENTS.get(doctype, {}).items():
		run = {"dt": doctype, "dn": name, "method": called, "args": json.dumps(given)}
		asked.append((f"{called}()", "POST", f"{method}run_doc_method", {"json": run}))
	for way, verb, path, options in asked:
		status = client.http.request(verb, path, **options).status_code
		# What was never submitted is refused before anybody's rights are asked for.
		if status not in ((403, 404, 417) if way == "cancel" else (403, 404)):
			yield way, status


def listed(client: Client, doctype: str, names: list[str]) -> Iterator[tuple[str, str]]:
	"""What lists, counts and searches tell of a doctype's documents."""
	every: dict[str, Any] = {"doctype": doctype, "filters": {"name": ["in", names]}}
	for way, given in {
		"frappe.client.get_list": {**every, "fields": ["name"], "limit_page_length": 0},
		"frappe.desk.reportview.get": {**every, "fields": ["name"], "start": 0, "page_length": 5000},
		"frappe.client.get_value": {**every, "fieldname": "name"},
		"frappe.desk.search.search_link": {"doctype": doctype, "txt": names[0], "page_length": 50},
		"frappe.utils.global_search.search": {"doctype": doctype, "text": names[0], "limit": 50},
	}.items():
		answer = client.http.post(f"/api/method/{way}", json=given)
		assert answer.status_code in (200, 403), (doctype, way, answer.text[:200])
		yield way, json.dumps(answer.json().get("message")) if answer.status_code == 200 else ""
	answer = client.http.post("/api/method/frappe.client.get_count", json=every)
	yield "count", names[0] if answer.status_code == 200 and answer.json()["message"] else ""


@pytest.mark.requirement("BO-05")
@pytest.mark.parametrize("own", sorted(SERVICES))
@pytest.mark.parametrize("role", ROLES)
def test_no_money_of_the_other_service(
	as_user: As,
	admin: Client,
	money: dict[str, dict[str, list[str]]],
	reports: list[str],
	role: str,
	own: str,
) -> None:
	client, theirs = as_user(who(role, PLACE[own] if role == "Social Worker" else own)), money[SERVICES[own]]
	assert len(theirs) > 20, sorted(theirs)
	told: list[tuple[str, str, Any]] = []
	before = moments(admin, SERVICES[own], theirs)
	for doctype, names in theirs.items():
		told += [(doctype, way, status) for way, status in ways(client, doctype, names[0])]
		for way, answer in listed(client, doctype, names):
			told += [(doctype, way, name) for name in names if f'"{name}"' in answer or answer == name]
	unlike = {name for names in theirs.values() for name in names if not name.isdigit()}
	for report in reports:
		run: dict[str, Any] = {
			"report_name": report,
			"filters": json.dumps({**WIDE, "agreement": SERVICES[own]}),
		}
		reply = client.http.post("/api/method/frappe.desk.query_report.run", json=run)
		rows = reply.json().get("message", {}).get("result", "") if reply.status_code == 200 else ""
		told += [(report, name, 200) for name in unlike if f'"{name}"' in json.dumps(rows)]
		exported = {**run, "file_format_type": "CSV", "visible_idx": "[]"}
		reply = client.http.post("/api/method/frappe.desk.query_report.export_query", data=exported)
		if reply.status_code == 200:
			told += [(f"export of {report}", name, 200) for name in unlike if f'"{name}"' in reply.text]
	assert not told, told
	assert moments(admin, SERVICES[own], theirs) == before


def moments(admin: Client, code: str, doctypes: Iterable[str]) -> dict[tuple[str, str], str]:
	"""When each document of money of a service was changed last."""
	fields, filters = ["name", "modified"], {"agreement": code}
	return {
		(doctype, str(row["name"])): row["modified"]
		for doctype in doctypes
		for row in admin.list(doctype, fields=fields, filters=filters, limit_page_length=0)
	}


@pytest.mark.requirement("BO-05")
@pytest.mark.parametrize("own", sorted(SERVICES))
def test_files_of_the_other_service_stay_closed(
	as_user: As, admin: Client, money: dict[str, dict[str, list[str]]], own: str
) -> None:
	theirs = money[SERVICES[own]]
	files = admin.list(
		"File",
		filters={"attached_to_doctype": ["in", sorted(theirs)], "is_private": 1},
		fields=["name", "file_url", "attached_to_doctype", "attached_to_name"],
		limit_page_length=0,
	)
	closed = [row for row in files if row["attached_to_name"] in theirs[row["attached_to_doctype"]]]
	assert closed
	for role in ("Finance Officer", "Public Controller", "Coordinator", "Volunteer"):
		client = as_user(who(role, own))
		names = client.names("File", limit_page_length=0)
		for row in closed[:20]:
			assert client.http.get(row["file_url"]).status_code in (403, 404), (role, row)
			assert row["name"] not in names


@pytest.mark.requirement("VA-11")
@pytest.mark.parametrize("own", sorted(SERVICES))
def test_a_volunteer_sees_the_own_hours_alone(as_user: As, admin: Client, own: str) -> None:
	client = as_user(who("Volunteer", own))
	mine = admin.names("Registered Volunteer", filters={"user": client.user})
	for doctype, field in (
		("Registered Volunteer", "name"),
		("Volunteer Hours", "volunteer"),
		("Volunteer Refund", "volunteer"),
	):
		seen = client.list(doctype, fields=["name", field], limit_page_length=0)
		assert {row[field] for row in seen} <= mine, doctype
		others = [
			row["name"]
			for row in admin.list(doctype, fields=["name", field], limit_page_length=0)
			if row[field] not in mine
		]
		assert others
		for name in others[:3]:
			assert list(ways(client, doctype, str(name))) == []


def refused(call: Callable[[], object]) -> Refused:
	with pytest.raises(Refused) as found:
		call()
	return found.value


@pytest.mark.requirement("VA-06")
def test_nobody_says_who_prepared_what_they_approve(admin: Client, as_user: As) -> None:
	"""A transfer between funds: fields sent along, another amount in the step that approves it, and every route."""
	controller, finance = (as_user(who(role, "VA-2025")) for role in ("Public Controller", "Finance Officer"))
	rows = admin.list(
		"Guarantee Fund", filters={"agreement": "VA-2025"}, fields=["name"], order_by="name asc"
	)
	giving, taking = (row["name"] for row in rows[:2])
	decision = {
		"decided_on": "2026-03-02",
		"decided_by_body": "Giunta (prova)",
		"decision_number": "Delibera 3",
	}
	values = {
		"from_fund": giving,
		"to_fund": taking,
		"transferred_on": "2026-03-03",
		"amount": 1,
		**decision,
	}
	own = controller.insert("Fund Transfer", **values)["name"]
	lies = {"prepared_by": finance.user, "owner": finance.user, "docstatus": 1}
	path = document_path("Fund Transfer", own)
	assert refused(lambda: controller.check(controller.http.put(path, json=lies))).status in (403, 417)
	sent = {**controller.get("Fund Transfer", own), **lies}
	for method, given in (
		("frappe.client.submit", {"doc": {**sent, "docstatus": 0}}),
		("frappe.client.save", {"doc": sent}),
		("frappe.desk.form.save.savedocs", {"doc": json.dumps(sent), "action": "Submit"}),
		(
			"frappe.client.set_value",
			{"doctype": "Fund Transfer", "name": own, "fieldname": "docstatus", "value": 1},
		),
		("frappe.client.insert", {"doc": {"doctype": "Fund Transfer", **values, **lies}}),
	):
		answer = controller.http.post(f"/api/method/{method}", json=given)
		assert answer.status_code in (403, 417), (method, answer.status_code, answer.text[:300])
	assert admin.get("Fund Transfer", own)["docstatus"] == 0
	theirs = finance.insert("Fund Transfer", **values)["name"]
	changed = refused(lambda: controller.update("Fund Transfer", theirs, docstatus=1, amount=2))
	assert changed.kind == "ApprovedOtherwiseError"
	assert admin.get("Fund Transfer", theirs)["amount"] == 1
	controller.update("Fund Transfer", theirs, docstatus=1)
	stored = admin.get("Fund Transfer", theirs)
	assert (stored["docstatus"], stored["prepared_by"]) == (1, finance.user)
	controller.call("frappe.client.cancel", doctype="Fund Transfer", name=theirs)
