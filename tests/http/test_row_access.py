"""A municipality's worker sees not a byte of another's case, whichever way the question is put."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from support import schema
from support.cases import eviction, household, person
from support.client import Client, Refused, document_path
from support.people import who

As = Callable[[str], Client]
# The doctypes of a case, with the field that says whose it is; the rest is common knowledge of all staff.
OF_A_CASE = {
	"Person": "residence_municipality",
	"Household": "residence_municipality",
	"Referral": "municipality",
	"Assessment": "municipality",
	"PEI": "municipality",
	"Referral State Change": "municipality",
	"Waiting List Entry": "municipality",
	"Hospitality Agreement": "municipality",
	"Stay": "municipality",
	"Sublease": "municipality",
}
COMMON = {
	"Arrears Month Claim",
	"Municipality",
	"Network Organisation",
	"Service Agreement",
	"Agreement Action",
	"Threshold",
	"Eligibility Rule",
	"Capacity Scheme",
	"Lease Type",
	"ISTAT Index",
	"Regional Notice",
	"Cost Category",
	"Pay Scale",
	"Structural Resource",
	"Integrity Check",
}
# Of a contract with a household finance reads the money and a code.
NOT_FOR_FINANCE = {"Sublease": ("tenant_name", "net_monthly_income", "rent_to_income")}
# Seen by those who sit in it and by who prepares it, or by the administrator alone.
APART = {
	"Commission Session",
	"Case Read Log",
	"Calendar Feed",
	"Diary Sheet",
	"Volunteer Hours Sheet",
	"Configuration Change",
	"Configuration Transfer",
}


@pytest.fixture(scope="module")
def secret(admin: Client) -> dict[str, str]:
	"""A case of Pioltello whose every text holds a word found nowhere else."""
	word = "Canarino7319"
	someone = person(
		admin, "Pioltello", last_name=f"{word} (demo)", address=f"via {word} 1", health_notes=word
	)
	home = household(admin, "Pioltello", someone, address=f"via {word} 1")
	referral = eviction(
		admin, "Pioltello", "EM-2018-A1", home=home, needs=word, report=f"<p>{word}</p>", protocol_number=word
	)
	return {"word": word, "Person": someone["name"], "Household": home["name"], "Referral": referral["name"]}


@pytest.mark.requirement("BO-05")
def test_whatever_else_names_a_municipality_is_listed_by_it(admin: Client, as_user: As) -> None:
	"""Every doctype that the schema brings is common, apart, or of a municipality; what names none is of the whole
	agreement.
	"""
	worker = as_user(who("Social Worker", "Segrate"))
	for doctype in sorted(schema.doctypes(admin, istable=0) - set(OF_A_CASE) - COMMON - APART):
		fields = {field["fieldname"] for field in admin.get("DocType", doctype)["fields"]}
		named = [field for field in ("agreement", "municipality") if field in fields]
		assert named, f"{doctype} names neither agreement nor municipality"
		try:
			seen = worker.names(doctype)
		except Refused as refused:
			assert refused.status == 403
			continue
		rows = admin.list(doctype, fields=["name", *named])
		assert seen <= {
			row["name"]
			for row in rows
			if row.get("municipality") == "Segrate"
			or (not row.get("municipality") and row.get("agreement") == "EM-2018")
		}, doctype


@pytest.mark.requirement("BO-05")
@pytest.mark.parametrize("doctype", sorted(OF_A_CASE))
def test_lists_hold_only_the_own_municipality(as_user: As, admin: Client, doctype: str) -> None:
	worker = as_user(who("Social Worker", "Segrate"))
	field = OF_A_CASE[doctype]
	everyone = admin.list(doctype, fields=["name", "owner", field])
	served = {
		row["municipality"] for row in admin.list("Service Agreement", fields=["municipalities.municipality"])
	}

	def is_open(row: dict[str, str]) -> bool:
		nobodys = doctype in ("Person", "Household") and row[field] not in served
		return row[field] == "Segrate" or (nobodys and row["owner"] == worker.user)

	seen = {row["name"] for row in everyone if is_open(row)}
	assert seen and worker.names(doctype) == seen
	foreign = [row["name"] for row in everyone if not is_open(row)]
	assert worker.list(doctype, filters={"name": ["in", foreign]}) == []
	assert worker.list(doctype, filters={field: "Pioltello"}) == []


@pytest.mark.requirement("BO-05")
@pytest.mark.parametrize("doctype", ["Person", "Household", "Referral"])
def test_a_foreign_case_is_refused_by_every_route(as_user: As, secret: dict[str, str], doctype: str) -> None:
	worker = as_user(who("Social Worker", "Segrate"))
	name = secret[doctype]
	attempts: list[tuple[str, str, dict[str, object]]] = [
		("GET", f"/api/resource/{doctype}/{name}", {}),
		("PUT", f"/api/resource/{doctype}/{name}", {"json": {"address": "x"}}),
		("DELETE", f"/api/resource/{doctype}/{name}", {}),
		("GET", f"/api/v2/document/{doctype}/{name}", {}),
		("GET", "/api/method/frappe.client.get", {"params": {"doctype": doctype, "name": name}}),
		("GET", "/api/method/frappe.desk.form.load.getdoc", {"params": {"doctype": doctype, "name": name}}),
		(
			"POST",
			"/api/method/frappe.client.set_value",
			{"json": {"doctype": doctype, "name": name, "fieldname": "address", "value": "x"}},
		),
		("POST", "/api/method/frappe.client.delete", {"json": {"doctype": doctype, "name": name}}),
		(
			"POST",
			"/api/method/frappe.desk.form.utils.add_comment",
			{
				"json": {
					"reference_doctype": doctype,
					"reference_name": name,
					"content": "x",
					"comment_email": "x@demo.invalid",
					"comment_by": "x",
				}
			},
		),
	]
	for verb, path, options in attempts:
		response = worker.http.request(verb, path, **options)  # type: ignore[arg-type]
		assert response.status_code in (403, 404), (verb, path, response.status_code, response.text[:300])
		assert secret["word"] not in response.text


@pytest.mark.requirement("BO-05")
def test_search_and_counts_tell_nothing(as_user: As, secret: dict[str, str]) -> None:
	worker = as_user(who("Social Worker", "Segrate"))
	word = secret["word"]
	for doctype in ("Person", "Household", "Referral"):
		found = worker.call("frappe.desk.search.search_link", doctype=doctype, txt=word, page_length=20)
		assert word not in json.dumps(found)
	for field in ("needs", "protocol_number", "report"):
		count = worker.call(
			"frappe.client.get_count", doctype="Referral", filters={field: ["like", f"%{word}%"]}
		)
		assert count == 0
	report = worker.call(
		"frappe.desk.reportview.get",
		doctype="Referral",
		fields=["name", "needs"],
		filters=[],
		start=0,
		page_length=500,
	)
	assert word not in json.dumps(report)
	assert (
		worker.list(
			"Referral", or_filters=[["needs", "like", f"%{word}%"], ["name", "=", secret["Referral"]]]
		)
		== []
	)


@pytest.mark.requirement("BO-05")
@pytest.mark.parametrize(
	("table", "doctype"),
	[
		("Household Member", "Household"),
		("Eligibility Check", "Referral"),
		("Commission Decision", "Commission Session"),
		("Commission Attendee", "Commission Session"),
		("Assessed Need", "Assessment"),
		("PEI Goal", "PEI"),
		("PEI Commitment", "PEI"),
		("PEI Support", "PEI"),
	],
)
def test_rows_of_a_table_follow_their_document(as_user: As, admin: Client, table: str, doctype: str) -> None:
	of_session = doctype == "Commission Session"
	reader = as_user(who("Commission Member", "EM-2018") if of_session else who("Social Worker", "Segrate"))
	seen = reader.names(doctype)
	rows = reader.list(table, parent=doctype, fields=["name", "parent"])
	assert rows and {row["parent"] for row in rows} <= seen
	everyone = {row["parent"] for row in admin.list(table, parent=doctype, fields=["parent"])}
	assert everyone - seen, "there are rows to hide"


@pytest.mark.requirement("BO-05")
def test_a_case_cannot_be_moved_or_made_elsewhere(as_user: As, secret: dict[str, str]) -> None:
	worker = as_user(who("Social Worker", "Segrate"))
	with pytest.raises(Refused) as refused:
		person(worker, "Pioltello")
	assert refused.value.status == 403
	own = eviction(worker, "Segrate", "EM-2018-A1")
	with pytest.raises(Refused) as refused:
		worker.update("Referral", own["name"], municipality="Pioltello")
	assert refused.value.status == 403
	assert worker.get("Referral", own["name"])["municipality"] == "Segrate"
	with pytest.raises(Refused):
		household(worker, "Segrate", {"name": secret["Person"]})


@pytest.mark.requirement("BO-05")
def test_comments_and_history_of_a_foreign_case_stay_closed(
	as_user: As, admin: Client, secret: dict[str, str]
) -> None:
	word = secret["word"]
	admin.update("Referral", secret["Referral"], needs=f"{word} cambiato")
	admin.call(
		"frappe.desk.form.utils.add_comment",
		reference_doctype="Referral",
		reference_name=secret["Referral"],
		content=word,
		comment_email="Administrator",
		comment_by="Administrator",
	)
	worker = as_user(who("Social Worker", "Segrate"))
	for doctype, fields in (("Comment", ["name", "content"]), ("Version", ["name", "data"])):
		try:
			rows = worker.list(doctype, fields=fields)
		except Refused as refused:
			assert refused.status == 403
		else:
			assert word not in json.dumps(rows)


@pytest.mark.requirement("BO-05")
def test_finance_sees_no_social_text(as_user: As, admin: Client, secret: dict[str, str]) -> None:
	finance = as_user(who("Finance Officer"))
	for doctype in OF_A_CASE:
		try:
			rows = finance.list(doctype, fields=["*"])
		except Refused as refused:
			assert refused.status == 403
		else:
			held = [
				row[field] for row in rows for field in NOT_FOR_FINANCE.get(doctype, row) if row.get(field)
			]
			assert held == [], doctype
	assert finance.names("Service Agreement")
	assert finance.names("Sublease"), "money and a code"


@pytest.mark.requirement("BO-05")
def test_case_manager_sees_only_assigned_cases(as_user: As, admin: Client) -> None:
	educator = who("Case Manager")
	mine = admin.names("Referral", filters={"case_manager": educator})
	assert as_user(educator).names("Referral") == mine
	homes = {
		row["household"]
		for row in admin.list("Referral", fields=["household"], filters={"name": ["in", [*mine]]})
	}
	assert as_user(educator).names("Household") == homes


@pytest.mark.requirement("BO-05")
@pytest.mark.parametrize(
	"role",
	[
		"Coordinator",
		"Social Worker",
		"Case Manager",
		"Commission Member",
		"Housing Manager",
		"Front Office Operator",
		"Finance Officer",
		"Public Controller",
	],
)
def test_nothing_of_the_other_service_is_open(as_user: As, admin: Client, role: str) -> None:
	"""Every doctype that names an agreement, by every way to a document, a list, a number or a title."""
	client = as_user(who(role, "Segrate" if role == "Social Worker" else "EM-2018"))
	method, tried = "/api/method/", 0
	for doctype in sorted(schema.doctypes(admin, istable=0) - COMMON - APART):
		fields = {field["fieldname"] for field in admin.get("DocType", doctype)["fields"]}
		theirs = {"agreement": "VA-2025"}
		rows = admin.list(doctype, filters=theirs, limit_page_length=1) if "agreement" in fields else []
		if not rows:
			continue
		name, tried = str(rows[0]["name"]), tried + 1
		one, many = {"doctype": doctype, "name": name}, {"doctype": doctype, "filters": theirs}
		asked: dict[str, tuple[str, str, dict[str, object]]] = {
			"document": ("GET", document_path(doctype, name), {}),
			"document v2": ("GET", f"/api/v2/document/{doctype}/{name}", {}),
			"form": ("GET", f"{method}frappe.desk.form.load.getdoc", {"params": one}),
			"print": ("GET", "/printview", {"params": one}),
			"change": ("PUT", document_path(doctype, name), {"json": {}}),
			"delete": ("DELETE", document_path(doctype, name), {}),
		}
		for way, (verb, path, options) in asked.items():
			status = client.http.request(verb, path, **options).status_code  # type: ignore[arg-type]
			assert status in (403, 404), (doctype, way, status)
		listed: dict[str, dict[str, object]] = {
			"frappe.client.get_list": {**many, "fields": ["name"]},
			"frappe.desk.reportview.get": {**many, "fields": ["name"], "start": 0, "page_length": 9},
			"frappe.client.get_value": {**many, "fieldname": "name"},
			"frappe.client.get_count": {**many},
			"frappe.desk.search.search_link": {"doctype": doctype, "txt": name},
			"frappe.utils.global_search.search": {"text": name, "doctype": doctype},
		}
		if "latitude" in fields:
			listed["frappe.geo.utils.get_coords"] = {"doctype": doctype, "type": "coordinates"}
		for way, given in listed.items():
			answer = client.http.post(f"{method}{way}", json=given)
			assert answer.status_code in (200, 403), (doctype, way, answer.text[:200])
			if answer.status_code == 200:
				told = answer.json().get("message")
				assert name not in json.dumps(told) and told != 1, (doctype, way, told)
				assert way != "frappe.client.get_count" or told == 0, (doctype, told)
		title = client.http.post(
			f"{method}frappe.desk.search.get_link_title", json={"doctype": doctype, "docname": name}
		)
		assert title.status_code == 403 or title.json()["message"] == name, (doctype, title.text[:200])
	assert tried > 20
