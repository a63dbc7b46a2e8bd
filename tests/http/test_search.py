"""Search over all documents gives nobody what lists and documents would not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.cases import eviction, household, person
from support.client import Client, Refused
from support.people import logins, who

As = Callable[[str], Client]
WORD = "Zampognaro"


def search(client: Client, text: str, **more: object) -> list[dict[str, str]]:
	return client.call("frappe.utils.global_search.search", text=text, **{"limit": 100, **more})


@pytest.fixture(scope="module")
def case(admin: Client) -> dict[str, str]:
	"""A case of Pioltello whose person bears a name found nowhere else; her health is noted."""
	someone = person(admin, "Pioltello", last_name=WORD, first_name="Perché", health_notes="Cicogna8812")
	home = household(admin, "Pioltello", someone)
	referral = eviction(admin, "Pioltello", "EM-2018-A1", home=home)
	return {"Person": someone["name"], "Household": home["name"], "Referral": referral["name"]}


@pytest.mark.bench_defect("finds what its scheduler has indexed, of types that are chosen in its settings")
def test_a_worker_finds_the_case_by_name_code_and_beginning(as_user: As, case: dict[str, str]) -> None:
	worker = as_user(who("Social Worker", "Pioltello"))
	for text in (WORD.lower(), WORD[:5], f"perche {WORD[:4]}"):
		found = {hit["doctype"]: hit["name"] for hit in search(worker, text)}
		assert {key: found.get(key) for key in case} == case
	assert [hit["name"] for hit in search(worker, case["Referral"], doctype="Referral")] == [case["Referral"]]


def test_nobody_finds_what_is_not_open_to_them(as_user: As, case: dict[str, str]) -> None:
	refused = 0
	for user in {row["email"] for row in logins()}:
		client = as_user(user)
		for hit in (*search(client, WORD), *search(client, "demo"), *search(client, "em", doctype="Person")):
			assert client.get(hit["doctype"], hit["name"])["name"] == hit["name"]
		for doctype, name in case.items():
			try:
				client.get(doctype, name)
			except Refused:
				refused += 1
				assert name not in {hit["name"] for hit in search(client, WORD, doctype=doctype)}
	assert refused > 10


def test_special_categories_are_found_by_nobody(as_user: As, admin: Client, case: dict[str, str]) -> None:
	for client in (admin, as_user(who("Social Worker", "Pioltello")), as_user(who("Coordinator"))):
		assert search(client, "Cicogna8812") == []
		assert not any("Cicogna8812" in str(hit) for hit in search(client, WORD))


@pytest.mark.bench_defect("finds what its scheduler has indexed, of types that are chosen in its settings")
def test_a_restricted_person_is_found_by_code(as_user: As, case: dict[str, str]) -> None:
	referring = as_user(who("Social Worker", "Pioltello"))
	hidden = person(referring, "Pioltello", last_name="Nascostissima", restricted_person=1)
	home = household(referring, "Pioltello", hidden)
	found = {hit["doctype"]: hit for hit in search(referring, "Nascostissima")}
	assert set(found) == {"Person"} and found["Person"]["title"] == hidden["name"]
	for user in (who("Social Worker", "Segrate"), who("Finance Officer"), who("Volunteer Coordinator")):
		assert search(as_user(user), "Nascostissima") == []
	assert home["name"] in {hit["name"] for hit in search(referring, hidden["name"], doctype="Household")}


@pytest.mark.parametrize(
	"text", ['"', "a OR b", "NEAR(a b)", "*", "title:x", "'; --", "\\", "(", "{a}:b", "a\tb"]
)
def test_signs_are_text(admin: Client, text: str) -> None:
	assert isinstance(search(admin, text), list)


def test_guests_find_nothing(host) -> None:
	guest = Client(host.address)
	with pytest.raises(Refused) as refusal:
		search(guest, WORD)
	assert refusal.value.status in (401, 403)
