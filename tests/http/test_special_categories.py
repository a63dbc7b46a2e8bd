"""Health, disability, asylum (art. 9 GDPR): not a byte to those without the level, by no route, in no log."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from support import schema
from support.cases import eviction, household, person, surname
from support.client import Client, Refused
from support.host import Host
from support.people import everyone, who

As = Callable[[str], Client]
bench_defect = pytest.mark.bench_defect


@pytest.fixture(scope="module")
def worker(as_user: As) -> Client:
	return as_user(who("Social Worker", "Segrate"))


@pytest.fixture(scope="module")
def canary(worker: Client) -> dict[str, str]:
	"""A case of Segrate with a word in the reserved text found nowhere else, on the agenda of nobody."""
	word = f"Canarino{secrets.token_hex(6)}"
	someone = person(
		worker, "Segrate", health_notes=word, disability=1, residence_permit="Expired", asylum_applicant=1
	)
	home = household(worker, "Segrate", someone)
	referral = eviction(worker, "Segrate", "EM-2018-A3", home=home)
	worker.update("Person", someone["name"], health_notes=f"{word} {word}")
	return {"word": word, "Person": someone["name"], "Household": home["name"], "Referral": referral["name"]}


def test_the_reserved_fields_are_those_of_the_schema(admin: Client) -> None:
	found = {
		(doctype, field["fieldname"], int(field["permlevel"]))
		for doctype in schema.doctypes(admin)
		for field in admin.get("DocType", doctype)["fields"]
		if field.get("permlevel") and field["fieldtype"] not in ("Section Break", "Column Break", "Tab Break")
	}
	assert found == schema.declared_reserved()


@pytest.mark.requirement("BO-05")
def test_those_who_need_it_read_it(as_user: As, worker: Client, canary: dict[str, str]) -> None:
	for client in (worker, as_user(who("Coordinator", "EM-2018"))):
		assert canary["word"] in client.get("Person", canary["Person"])["health_notes"]
		checks = client.get("Referral", canary["Referral"])["eligibility_checks"]
		assert any("richiedente asilo" in (row.get("reserved_message") or "") for row in checks)


def asked(doctype: str, name: str) -> list[tuple[str, str, dict[str, Any]]]:
	"""Every way to ask for one document and for its list."""
	method, one = "/api/method/", {"doctype": doctype, "name": name}
	return [
		("GET", f"/api/resource/{doctype}/{name}", {}),
		("PUT", f"/api/resource/{doctype}/{name}", {"json": {}}),
		("GET", f"/api/v2/document/{doctype}/{name}", {}),
		("GET", f"/api/resource/{doctype}", {"params": {"fields": '["*"]', "limit_page_length": 0}}),
		("GET", f"/api/resource/{doctype}", {"params": {"fields": '["name", "health_notes"]'}}),
		("POST", f"{method}frappe.client.get", {"json": one}),
		(
			"POST",
			f"{method}frappe.client.get_value",
			{"json": {"doctype": doctype, "fieldname": "health_notes", "filters": {"name": name}}},
		),
		("POST", f"{method}frappe.client.set_value", {"json": {**one, "fieldname": "phone", "value": ""}}),
		("GET", f"{method}frappe.desk.form.load.getdoc", {"params": one}),
		("POST", f"{method}frappe.desk.search.search_link", {"json": {"doctype": doctype, "txt": name}}),
		(
			"POST",
			f"{method}frappe.client.validate_link",
			{"json": {"doctype": doctype, "docname": name, "fields": ["health_notes"]}},
		),
		(
			"POST",
			f"{method}frappe.desk.reportview.get",
			{
				"json": {
					"doctype": doctype,
					"fields": ["name", "health_notes"],
					"filters": [],
					"page_length": 500,
				}
			},
		),
		("GET", "/api/resource/Version", {"params": {"fields": '["*"]', "limit_page_length": 0}}),
		("GET", "/api/resource/Comment", {"params": {"fields": '["*"]', "limit_page_length": 0}}),
	]


# Without the level: an administrator of the programme reads every row, the others of the list none.
OUTSIDERS = [
	user for user in everyone() if not user.startswith(("assistente.segrate", "coordinatore.estmilano"))
]


@pytest.mark.requirement("BO-05")
@pytest.mark.parametrize("user", OUTSIDERS)
def test_the_word_reaches_nobody_else(as_user: As, host: Host, canary: dict[str, str], user: str) -> None:
	client = as_user(user)
	for doctype in ("Person", "Household", "Referral"):
		for verb, path, options in asked(doctype, canary[doctype]):
			if not host.is_banco and verb == "PUT":
				continue  # Frappe 15.55: the reply to a PUT shows the hidden fields (issue 32045)
			if not host.is_banco and "set_value" in path:
				continue  # as for PUT
			response = client.http.request(verb, path, **options)
			assert canary["word"] not in response.text, (verb, path)
			assert "richiedente asilo, titolare" not in response.text, (verb, path)


@bench_defect("issue 32045, the reply to a PUT shows the hidden fields")
def test_the_reply_to_a_write_hides_them_too(as_user: As, canary: dict[str, str]) -> None:
	programme = as_user(who("Programme Administrator"))
	saved = programme.http.put(f"/api/resource/Person/{canary['Person']}", json={"citizenship": "Italiana"})
	assert saved.status_code == 200
	assert canary["word"] not in saved.text


@bench_defect("PR 40515, hidden fields can be asked about in filters, order and groups")
@pytest.mark.parametrize(
	"query",
	[
		{"filters": '[["health_notes", "like", "C%"]]'},
		{"or_filters": '[["disability", "=", 1]]'},
		{"order_by": "health_notes asc"},
		{"fields": '["count(name) as n"]', "group_by": "health_notes"},
	],
)
def test_nothing_can_be_inferred_from_what_is_hidden(as_user: As, query: dict[str, str]) -> None:
	programme = as_user(who("Programme Administrator"))
	response = programme.http.get("/api/resource/Person", params=query)
	assert response.status_code in (403, 417), response.text[:300]


@bench_defect("PR 40515, hidden fields can be asked about in filters")
def test_counts_tell_nothing_of_what_is_hidden(as_user: As) -> None:
	with pytest.raises(Refused) as refused:
		as_user(who("Programme Administrator")).call(
			"frappe.client.get_count", doctype="Person", filters={"disability": 1}
		)
	assert refused.value.status in (403, 417)


@pytest.mark.requirement("BO-05")
def test_who_lacks_the_level_does_not_write_it(as_user: As, worker: Client, canary: dict[str, str]) -> None:
	programme, name = as_user(who("Programme Administrator")), canary["Person"]
	before = worker.get("Person", name)["health_notes"]
	programme.http.put(f"/api/resource/Person/{name}", json={"health_notes": "cancellato", "disability": 0})
	after = worker.get("Person", name)
	assert (after["health_notes"], after["disability"]) == (before, 1)
	made = programme.insert(
		"Person", last_name=surname(), first_name="Ada", residence_municipality="Segrate", disability=1
	)
	assert worker.get("Person", made["name"])["disability"] == 0


@pytest.mark.requirement("BO-05", "BO-06")
def test_the_history_says_that_it_changed_not_what_it_was(worker: Client, canary: dict[str, str]) -> None:
	loaded = worker.request(
		"GET",
		"/api/method/frappe.desk.form.load.getdoc",
		params={"doctype": "Person", "name": canary["Person"]},
	)
	versions = [json.loads(version["data"]) for version in loaded["docinfo"]["versions"]]
	changed = {change[0]: change[1:] for version in versions for change in version.get("changed", [])}
	assert changed["health_notes"] == ["•••", "•••"]


def test_the_log_of_the_server_has_no_word_of_it(host: Host, worker: Client, canary: dict[str, str]) -> None:
	if not host.sites:
		pytest.skip("only the log of a host of our own can be read here")
	worker.http.put(
		f"/api/resource/Person/{canary['Person']}", json={"health_notes": canary["word"], "sex": "Altro"}
	)
	for file in host.sites.rglob("*.log"):
		assert canary["word"] not in file.read_text(encoding="utf-8", errors="replace"), file.name


def test_errors_do_not_repeat_it(as_user: As, admin: Client, worker: Client, canary: dict[str, str]) -> None:
	response = worker.http.put(
		f"/api/resource/Person/{canary['Person']}", json={"health_notes": canary["word"], "sex": "Altro"}
	)
	assert response.status_code == 417
	assert canary["word"] not in Refused(response).text
	rows = admin.list("Error Log", fields=["*"], limit_page_length=200)
	assert canary["word"] not in json.dumps(rows)


def test_a_restricted_person_shows_by_code(as_user: As, worker: Client) -> None:
	hidden = person(worker, "Segrate", restricted_person=1)
	name = eviction(worker, "Segrate", "EM-2018-A1", home=household(worker, "Segrate", hidden))["name"]
	referral = worker.get("Referral", name)
	assert hidden["last_name"] not in json.dumps([referral["title"], referral.get("reference_person_name")])
	assert worker.get("Person", hidden["name"])["last_name"] == hidden["last_name"], "who registered sees it"
