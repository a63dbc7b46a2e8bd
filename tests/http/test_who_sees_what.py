"""The report "Who Sees What" tells what happens when the person asked about tries it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from support.client import Client, document_path
from support.people import who

As = Callable[[str], Client]
REPORT = "Who Sees What"
PEOPLE = (
	("Social Worker", "Segrate"),
	("Social Worker", "Pioltello"),
	("Coordinator", "EM-2018"),
	("Case Manager", "EM-2018"),
	("Commission Member", "EM-2018"),
	("Finance Officer", ""),
	("Volunteer", ""),
	("Programme Administrator", ""),
)
DOCUMENTS = (
	("Referral", "DEMO-EM-01"),
	("Referral", "DEMO-EM-05"),
	("Person", "DEMO-EM-P01"),
	("Household", "DEMO-EM-N01"),
	("PEI", "DEMO-EM-PEI-01"),
	("Commission Session", "DEMO-EM-COM-3"),
	("Threshold", "EM-2018-MESI-ESECUZIONE"),
)
YES = {"Sì", "Yes", "Si"}


def asked(client: Client, **filters: Any) -> list[dict[str, Any]]:
	answer = client.call("frappe.desk.query_report.run", report_name=REPORT, filters=filters)
	return [row for row in answer["result"] if isinstance(row, dict)]


@pytest.mark.requirement("BO-05")
@pytest.mark.parametrize(("role", "place"), PEOPLE)
def test_it_says_of_a_document_what_happens(admin: Client, as_user: As, role: str, place: str) -> None:
	person = as_user(who(role, place))
	for doctype, name in DOCUMENTS:
		rows = asked(admin, user=person.user, document_type=doctype, document=name)
		said = {row["right"]: row["allowed"] in YES for row in rows if not row.get("level")}
		assert person.http.get(document_path(doctype, name)).status_code == (200 if said["read"] else 403)
		for right in ("read", "write", "delete", "submit", "export", "print"):
			found = person.http.post(
				"/api/method/frappe.client.has_permission",
				json={"doctype": doctype, "docname": name, "perm_type": right},
			)
			may = found.status_code == 200 and bool(found.json()["message"]["has_permission"])
			assert said[right] == may, (person.user, doctype, name, right, rows)
		assert all(row["reason"] for row in rows if not row.get("level"))


@pytest.mark.requirement("BO-05")
@pytest.mark.parametrize(("role", "place"), PEOPLE)
def test_it_counts_what_the_lists_show(admin: Client, as_user: As, role: str, place: str) -> None:
	person = as_user(who(role, place))
	rows = [row for row in asked(admin, user=person.user) if row["right"] == "read" and not row.get("level")]
	for doctype in ("Referral", "Person", "Threshold", "Case Read Log"):
		row = next((row for row in rows if row["document_type"] == doctype), None)
		if row is None:
			assert person.http.get(document_path(doctype)).status_code == 403
		elif doctype != "Case Read Log":  # which grows while one asks
			assert row["visible"] == len(person.list(doctype, limit_page_length=0))


@pytest.mark.requirement("BO-05")
def test_only_administrators_ask(as_user: As) -> None:
	for role, place in (("Coordinator", "EM-2018"), ("Social Worker", "Segrate"), ("Finance Officer", "")):
		client = as_user(who(role, place))
		given = {"report_name": REPORT, "filters": {"user": client.user}}
		assert client.http.post("/api/method/frappe.desk.query_report.run", json=given).status_code == 403
