"""What the front office writes of people, and who of those who have no part in it learns of them: nobody."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from support.cases import token
from support.client import Client, Refused
from support.front_office import (
	ON_CALL,
	OPERATOR,
	appointment,
	contact,
	moment,
	refused,
	report,
	request,
	rows_of,
)
from support.people import who

As = Callable[[str], Client]
PERSONAL = ("Front Office Contact", "Front Office Appointment", "Help Request")


@pytest.fixture(scope="module")
def operator(as_user: As) -> Client:
	return as_user(OPERATOR)


@pytest.fixture(scope="module")
def secret(operator: Client) -> dict[str, str]:
	"""Papers of Capannoli whose every text holds a word found nowhere else."""
	word = f"Canarino{token()}"
	values = {
		"contact_point": ON_CALL,
		"municipality": "Capannoli",
		"full_name": f"{word} (demo)",
		"email": "",
	}
	came = contact(operator, **values, request=word, answer=word)
	given = appointment(operator, moment(11), **values, place=word, contact=came["name"])
	opened = request(operator, **values, need=word, owner_name=word, contact=came["name"])
	names = dict(zip(PERSONAL, (came["name"], given["name"], opened["name"]), strict=True))
	return {"word": word, "start": given["starts_on"][:10], **names}


@pytest.mark.requirement("VA-02", "BO-05")
@pytest.mark.parametrize(
	("role", "place"),
	[
		("Social Worker", "Pontedera"),
		("Social Worker", "Segrate"),
		("Front Office Operator", "EM-2018"),
		("Coordinator", "EM-2018"),
		("Housing Manager", "VA-2025"),
		("Finance Officer", "VA-2025"),
		("Public Controller", "VA-2025"),
		("Case Manager", "VA-2025"),
		("Volunteer Coordinator", "VA-2025"),
	],
)
def test_not_a_byte_of_another_municipality_or_of_names_by_any_route(
	as_user: As, secret: dict[str, str], role: str, place: str
) -> None:
	client, word = as_user(who(role, place)), secret["word"]
	method = "/api/method/"
	for doctype in PERSONAL:
		name = secret[doctype]
		field_map = {"start": "starts_on", "end": "ends_on", "title": "full_name"}
		for path, body in (
			(f"/api/resource/{doctype}/{name}", None),
			(f"/api/v2/document/{doctype}/{name}", None),
			(f"{method}frappe.desk.form.load.getdoc?doctype={doctype}&name={name}", None),
			(
				f"{method}frappe.client.get_list",
				{"doctype": doctype, "fields": ["*"], "limit_page_length": 0},
			),
			(
				f"{method}frappe.client.get_count",
				{"doctype": doctype, "filters": {"full_name": ["like", f"%{word}%"]}},
			),
			(f"{method}frappe.desk.search.search_link", {"doctype": doctype, "txt": word}),
			(f"{method}frappe.utils.global_search.search", {"text": word, "doctype": doctype}),
			(f"{method}frappe.desk.search.get_link_title", {"doctype": doctype, "docname": name}),
			(
				f"{method}frappe.desk.reportview.get",
				{
					"doctype": doctype,
					"fields": ["name", "full_name"],
					"filters": [],
					"start": 0,
					"page_length": 500,
				},
			),
			(
				f"{method}frappe.desk.calendar.get_events",
				{
					"doctype": doctype,
					"start": secret["start"],
					"end": secret["start"],
					"field_map": field_map,
				},
			),
			(
				f"{method}frappe.desk.reportview.export_query",
				{"doctype": doctype, "fields": ["full_name"], "file_format_type": "CSV"},
			),
			(f"/printview?doctype={doctype}&name={name}", None),
		):
			answer = client.http.get(path) if body is None else client.http.post(path, json=body)
			assert word not in answer.text, (doctype, path)
			if "get_count" in path and answer.status_code == 200:
				assert answer.json()["message"] == 0, doctype
	for name in ("Front Office Contacts", "Help Requests", "Front Office Activity"):
		try:
			assert word not in json.dumps(report(client, name))
		except Refused as error:
			assert error.status == 403, name


@pytest.mark.requirement("VA-02", "BO-05")
def test_who_reads_no_names_reads_the_figures(as_user: As, secret: dict[str, str], operator: Client) -> None:
	own = as_user(who("Social Worker", "Capannoli"))
	assert own.get("Help Request", secret["Help Request"])["need"] == secret["word"]
	for role in ("Finance Officer", "Public Controller", "Housing Manager"):
		client = as_user(who(role, "VA-2025"))
		for doctype in PERSONAL:
			refused(403, lambda doctype=doctype, client=client: client.list(doctype))  # type: ignore[misc]
		found = rows_of(report(client, "Front Office Activity"))
		by_point = {row["contact_point"]: row for row in found if row.get("contact_point")}
		asked = {"contact_point": ON_CALL}
		assert by_point[ON_CALL]["contacts"] == len(operator.names("Front Office Contact", filters=asked))
		assert by_point[ON_CALL]["requests"] == len(operator.names("Help Request", filters=asked))
		assert "DEMO Sportello Segrate" not in by_point


@pytest.mark.requirement("VA-02", "BO-05")
def test_an_operator_learns_nothing_of_a_person_by_naming_it(as_user: As, operator: Client) -> None:
	for make in (contact, request):
		refused(403, lambda make=make: make(operator, person="DEMO-VA-P01"))  # type: ignore[misc]
		nameless = {"person": "DEMO-VA-P01", "full_name": ""}
		error = refused(417, lambda make=make, nameless=nameless: make(operator, **nameless))  # type: ignore[misc]
		assert "Esemplari" not in error.text and error.kind == "MandatoryError", error
	refused(403, lambda: request(operator, sublease="DEMO-VA-SUB1"))
	linked = contact(as_user(who("Coordinator", "VA-2025")), person="DEMO-VA-P01", full_name="")
	assert "Esemplari" in linked["full_name"]
