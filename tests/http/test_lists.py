"""Lists as the desk and other programs ask for them: fields, filters, order, pages, groups, counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from support.cases import household, person, token
from support.client import Client, Refused
from support.people import who

As = Callable[[str], Client]
WORD = f"Elenco{token()}"


@pytest.fixture(scope="module")
def worker(as_user: As) -> Client:
	return as_user(who("Social Worker", "Segrate"))


@pytest.fixture(scope="module")
def people(worker: Client) -> list[dict[str, Any]]:
	"""Five persons of one surname, born on 1 January of 1980 to 1984, the last without citizenship."""
	return [
		person(
			worker,
			"Segrate",
			last_name=f"{WORD} (demo)",
			first_name=f"N{number}",
			birth_date=f"{1980 + number}-01-01",
			sex="Male" if number % 2 else "Female",
			**({"citizenship": "Italiana"} if number < 4 else {}),
		)
		for number in range(5)
	]


def first_names(client: Client, **query: Any) -> list[str]:
	"""The first names that a query finds among the five."""
	filters = query.pop("filters", [])
	rows = client.list(
		"Person", fields=["first_name"], filters=[["last_name", "like", f"{WORD}%"], *filters], **query
	)
	return [row["first_name"] for row in rows]


@pytest.mark.requirement("BO-01")
@pytest.mark.parametrize(
	("condition", "expected"),
	[
		(["birth_date", "=", "1981-01-01"], ["N1"]),
		(["birth_date", "!=", "1981-01-01"], ["N0", "N2", "N3", "N4"]),
		(["birth_date", ">", "1982-01-01"], ["N3", "N4"]),
		(["birth_date", "<=", "1981-01-01"], ["N0", "N1"]),
		(["birth_date", "between", ["1981-01-01", "1983-01-01"]], ["N1", "N2", "N3"]),
		(["first_name", "in", ["N0", "N4", "altro"]], ["N0", "N4"]),
		(["first_name", "not in", ["N0", "N4"]], ["N1", "N2", "N3"]),
		(["first_name", "like", "n%"], ["N0", "N1", "N2", "N3", "N4"]),
		(["first_name", "not like", "%0"], ["N1", "N2", "N3", "N4"]),
		(["citizenship", "is", "set"], ["N0", "N1", "N2", "N3"]),
		(["citizenship", "is", "not set"], ["N4"]),
		(["citizenship", "!=", "Italiana"], ["N4"]),
		(["Person", "sex", "=", "Male"], ["N1", "N3"]),
		(["residence_municipality", "=", "Pioltello"], []),
	],
)
def test_filters(worker: Client, people: list[Any], condition: list[Any], expected: list[str]) -> None:
	assert first_names(worker, filters=[condition], order_by="first_name asc") == expected


def test_filters_as_a_dictionary(worker: Client, people: list[Any]) -> None:
	filters = {"last_name": ["like", f"{WORD}%"], "sex": "Male"}
	assert len(worker.list("Person", filters=filters)) == 2


def test_either_of_several_conditions(worker: Client, people: list[Any]) -> None:
	found = first_names(
		worker,
		or_filters=[["first_name", "=", "N0"], ["birth_date", ">", "1983-06-01"]],
		order_by="first_name",
	)
	assert found == ["N0", "N4"]


def test_order_and_pages(worker: Client, people: list[Any]) -> None:
	assert first_names(worker, order_by="birth_date desc") == ["N4", "N3", "N2", "N1", "N0"]
	assert first_names(worker, order_by="sex asc, birth_date desc") == ["N4", "N2", "N0", "N3", "N1"]
	page = first_names(worker, order_by="first_name asc", limit_start=2, limit_page_length=2)
	assert page == ["N2", "N3"]
	assert first_names(worker, order_by="first_name asc", limit_start=4, limit_page_length=2) == ["N4"]


def test_twenty_names_are_the_default(worker: Client) -> None:
	rows = worker.http.get("/api/resource/Eligibility Rule").json()["data"]
	assert len(rows) == 20
	assert all(list(row) == ["name"] for row in rows)


def test_rows_without_names_of_columns(worker: Client, people: list[Any]) -> None:
	rows = worker.list(
		"Person",
		fields=["first_name", "birth_date"],
		filters={"name": people[0]["name"]},
		as_dict="False",
	)
	assert rows == [["N0", "1980-01-01"]]


def test_groups_are_counted(worker: Client, people: list[Any]) -> None:
	rows = worker.list(
		"Person",
		fields=["sex", "count(name) as n"],
		filters={"last_name": ["like", f"{WORD}%"]},
		group_by="sex",
		order_by="sex asc",
	)
	assert rows == [{"sex": "Female", "n": 3}, {"sex": "Male", "n": 2}]


def test_columns_of_children_and_of_links(worker: Client, people: list[Any]) -> None:
	home = household(worker, "Segrate", *people[:2])
	rows = worker.list("Household", fields=["name", "members.full_name"], filters={"name": home["name"]})
	assert sorted(row["full_name"] for row in rows) == [f"{WORD} (demo) N0", f"{WORD} (demo) N1"]
	rows = worker.list(
		"Household",
		fields=["name", "residence_municipality.istat_code as istat"],
		filters=[["Household Member", "person", "=", people[1]["name"]]],
	)
	assert rows == [{"name": home["name"], "istat": "015205"}]


def test_all_columns(worker: Client, people: list[Any]) -> None:
	row = worker.list("Person", fields=["*"], filters={"name": people[4]["name"]})[0]
	assert row["first_name"] == "N4" and row["citizenship"] is None


def test_counts_agree_with_lists(worker: Client, people: list[Any]) -> None:
	filters = {"last_name": ["like", f"{WORD}%"], "sex": "Female"}
	for method in ("frappe.client.get_count", "frappe.desk.reportview.get_count"):
		assert worker.call(method, doctype="Person", filters=filters) == 3
	assert (
		worker.call(
			"frappe.client.get_count", doctype="Person", filters=[["Person", "last_name", "like", f"{WORD}%"]]
		)
		== 5
	)


def test_v2_lists(worker: Client, people: list[Any]) -> None:
	rows = worker.request(
		"GET",
		"/api/v2/document/Person",
		params={
			"fields": '["first_name"]',
			"filters": f'{{"last_name": ["like", "{WORD}%"]}}',
			"order_by": "first_name asc",
			"limit_start": 1,
			"limit": 2,
		},
	)["data"]
	assert rows == [{"first_name": "N1"}, {"first_name": "N2"}]


def test_numbers_and_dates_keep_their_kind(worker: Client, people: list[Any]) -> None:
	home = household(
		worker, "Segrate", person(worker, "Segrate"), net_monthly_income="1234.50", isee_value=0.1
	)
	row = worker.list(
		"Household",
		fields=["net_monthly_income", "isee_value", "isee_presented", "members_count", "residence_since"],
		filters={"name": home["name"]},
	)[0]
	assert row == {
		"net_monthly_income": 1234.5,
		"isee_value": 0.1,
		"isee_presented": 1,
		"members_count": 1,
		"residence_since": "2010-01-01",
	}


@pytest.mark.requirement("BO-01")
def test_a_colleague_is_found_by_name(as_user: As) -> None:
	coordinator = as_user(who("Coordinator", "EM-2018"))
	for text in ("Educatrice", "educatrice.est"):
		found = coordinator.call(
			"frappe.desk.search.search_link", doctype="User", txt=text, reference_doctype="Referral"
		)
		assert "educatrice.estmilano@demo.invalid" in {row["value"] for row in found}, text
	with pytest.raises(Refused) as refused:
		coordinator.get("User", "educatrice.estmilano@demo.invalid")
	assert refused.value.status == 403, "to choose a person is not to read the account"
