"""Bad input is refused with a clear error, and changes nothing."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

import pytest

from support.cases import eviction, household, person, token
from support.client import Client, Refused
from support.people import who

As = Callable[[str], Client]
bench_defect = pytest.mark.bench_defect


@pytest.fixture(scope="module")
def worker(as_user: As) -> Client:
	return as_user(who("Social Worker", "Segrate"))


@pytest.fixture(scope="module")
def referral(worker: Client) -> str:
	return str(eviction(worker, "Segrate", "EM-2018-A1")["name"])


def unchanged(client: Client, name: str) -> str:
	return str(client.get("Referral", name)["modified"])


def test_unknown_fields_are_never_stored(worker: Client, referral: str) -> None:
	response = worker.http.put(f"/api/resource/Referral/{referral}", json={"no_such_field": "x"})
	if response.status_code == 200:
		assert "no_such_field" not in response.json()["data"]
	else:
		assert (response.status_code, "no_such_field" in Refused(response).text) == (417, True)


@bench_defect("an unknown field is dropped without a word")
def test_an_unknown_field_is_told(worker: Client, referral: str) -> None:
	before = unchanged(worker, referral)
	for values in ({"no_such_field": "x"}, {"arrears": 5, "no_such_field": "x"}):
		with pytest.raises(Refused) as refused:
			worker.update("Referral", referral, **values)
		assert (refused.value.status, "no_such_field" in refused.value.text) == (417, True)
	assert unchanged(worker, referral) == before


@pytest.mark.parametrize("query", [{"fields": ["name", "no_such_field"]}, {"filters": {"no_such_field": 1}}])
def test_unknown_columns_are_told(worker: Client, query: dict[str, object]) -> None:
	with pytest.raises(Refused) as refused:
		worker.list("Referral", **query)
	assert (refused.value.status, "no_such_field" in refused.value.text) == (417, True)


def wrong(field: str, label: str, value: object, defect: str = "") -> object:
	"""A case of the test below; `defect` is what Frappe 15.55 does with it."""
	marks = [bench_defect(defect)] if defect else []
	return pytest.param(field, label, value, marks=marks, id=f"{field}-{str(value)[:20]}")


TYPE_ERROR = "a value of the wrong type is a server error"
NOT_A_NUMBER = "text that is no number is taken as 0"


@pytest.mark.parametrize(
	("field", "label", "value"),
	[
		wrong("referral_date", "Data della segnalazione", "ieri", "the message does not name the field"),
		wrong(
			"referral_date", "Data della segnalazione", "2018-02-30", "the message does not name the field"
		),
		wrong("referral_date", "Data della segnalazione", 20180301, TYPE_ERROR),
		wrong("referral_date", "Data della segnalazione", None),
		wrong("origin", "Provenienza", ""),
		wrong("procedure_type", "Procedura", "Pignoramento lunare"),
		wrong("household", "Nucleo familiare", "HH-99999"),
		wrong("household", "Nucleo familiare", {"name": "x"}, TYPE_ERROR),
		wrong("action", "Azione", "EM-2018-A9"),
		wrong("protocol_number", "Numero di protocollo", "x" * 141),
		wrong("protocol_number", "Numero di protocollo", ["a"]),
		wrong("protocol_number", "Numero di protocollo", {"a": 1}, TYPE_ERROR),
		wrong("protocol_number", "Numero di protocollo", "nul\x00dentro", "NUL characters are stored"),
		wrong("arrears", "Morosità", -1),
		wrong("arrears", "Morosità", "molto", NOT_A_NUMBER),
		wrong("arrears", "Morosità", "1.234,56", "a comma is dropped from a number"),
		wrong("arrears", "Morosità", 1e300, TYPE_ERROR),
		wrong("arrears", "Morosità", "NaN", TYPE_ERROR),
		wrong("privacy_notice_given", "Informativa privacy consegnata", "forse", NOT_A_NUMBER),
		wrong("eligibility_checks", "Verifiche", "x", TYPE_ERROR),
	],
)
def test_wrong_values_name_the_field(
	worker: Client, referral: str, field: str, label: str, value: object
) -> None:
	before = worker.get("Referral", referral)
	with pytest.raises(Refused) as refused:
		worker.update("Referral", referral, needs="non deve restare", **{field: value})
	assert refused.value.status == 417, refused.value
	assert label in refused.value.text and "Traceback" not in refused.value.text
	assert worker.get("Referral", referral) == before


def test_a_text_of_ten_megabytes_is_refused(worker: Client, referral: str) -> None:
	before = unchanged(worker, referral)
	for field in ("protocol_number", "household", "origin"):
		response = worker.http.put(f"/api/resource/Referral/{referral}", json={field: "x" * 10_000_000})
		assert response.status_code in (413, 417), (field, response.status_code)
	assert unchanged(worker, referral) == before


@bench_defect("the reply repeats the whole value, three times")
def test_a_huge_value_is_not_sent_back(worker: Client, referral: str) -> None:
	for values in ({"protocol_number": "x" * 10_000_000}, {"x" * 10_000_000: 1}):
		response = worker.http.put(f"/api/resource/Referral/{referral}", json=values)
		assert response.status_code in (413, 417) and len(response.text) < 10_000


def test_text_comes_back_as_it_was_written(worker: Client, referral: str) -> None:
	for text in (
		"שלום עולם",
		"👩‍👧‍👦 è così",
		"<img src=x onerror=alert(1)>",
		"{{7*7}}",
		'O\'Brien \\ "x" %s {0}',
	):
		saved = worker.update("Referral", referral, protocol_number=text)
		again = worker.get("Referral", referral)["protocol_number"]
		assert saved["protocol_number"] == again
		assert again == text or "<" in text


def test_a_stale_form_is_refused(worker: Client, referral: str) -> None:
	stale = worker.get("Referral", referral)["modified"]
	worker.update("Referral", referral, needs="prima")
	with pytest.raises(Refused) as refused:
		worker.update("Referral", referral, needs="dopo", modified=stale)
	assert (refused.value.status, refused.value.kind) == (417, "TimestampMismatchError")
	assert worker.get("Referral", referral)["needs"] == "prima"


def test_a_deleted_link_is_refused(worker: Client, admin: Client) -> None:
	gone = person(worker, "Segrate")
	admin.delete("Person", gone["name"])
	with pytest.raises(Refused) as refused:
		household(worker, "Segrate", gone)
	assert refused.value.status in (404, 417)


def test_what_is_linked_is_not_deleted(worker: Client, admin: Client) -> None:
	someone = person(worker, "Segrate")
	household(worker, "Segrate", someone)
	with pytest.raises(Refused) as refused:
		admin.delete("Person", someone["name"])
	assert refused.value.kind == "LinkExistsError"


@pytest.mark.parametrize(
	"order",
	[
		"sleep(5) asc",
		"name; drop table tabPerson",
		pytest.param("(select 1)", marks=bench_defect("a select without a table passes as an order")),
		"name desc, (select password from __Auth)",
		pytest.param("no_such asc", marks=bench_defect("an unknown column in the order is a server error")),
	],
)
def test_sql_in_the_order_is_refused(worker: Client, order: str) -> None:
	response = worker.http.get("/api/resource/Referral", params={"order_by": order})
	assert 400 <= response.status_code < 500
	assert "sqlite" not in response.text.lower() and "syntax" not in response.text.lower()


@pytest.mark.parametrize(
	"query",
	[
		{"fields": json.dumps(["name", "1' UNION SELECT * FROM __Auth --"])},
		{"fields": json.dumps(["name", "(select password from __Auth) as x"])},
		{"group_by": "SLEEP(0)"},
		{"filters": json.dumps({"istable,": 1})},
		{"filters": json.dumps([["Referral", "name", "= 1 or 1=1 --", "x"]])},
		pytest.param(
			{"filters": json.dumps([["User", "name", "=", "x"]])},
			marks=bench_defect("a filter on another table is a server error, with its SQL in the reply"),
		),
		pytest.param({"filters": "{"}, marks=bench_defect("broken JSON in the query is a server error")),
	],
)
def test_sql_elsewhere_is_refused(worker: Client, query: dict[str, str]) -> None:
	response = worker.http.get("/api/resource/Referral", params=query)
	assert 400 <= response.status_code < 500, response.text[:300]


def test_an_action_without_the_role_is_refused(worker: Client, referral: str) -> None:
	worker.act("Referral", referral, "Refer")
	with pytest.raises(Refused) as refused:
		worker.act("Referral", referral, "Send to Commission")
	assert refused.value.status in (403, 417)
	assert worker.get("Referral", referral)["workflow_state"] == "Received"


@pytest.mark.parametrize("state", ["Accepted", "Taken in Charge", "Fantasia"])
def test_the_state_cannot_be_written_by_hand(worker: Client, referral: str, state: str) -> None:
	with pytest.raises(Refused):
		worker.update("Referral", referral, workflow_state=state)
	assert worker.get("Referral", referral)["workflow_state"] == "Received"


def test_the_same_request_sent_again_has_one_effect(worker: Client) -> None:
	home, request = household(worker, "Segrate"), f"richiesta-{token()}"
	replies: list[object] = []

	def send(client: Client) -> None:
		try:
			replies.append(eviction(client, "Segrate", "EM-2018-A1", home=home, request_id=request)["name"])
		except Refused as refused:
			replies.append(refused)

	threads = [threading.Thread(target=send, args=(worker,)) for _ in range(50)]
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join()
	assert len(worker.list("Referral", filters={"request_id": request})) == 1
	assert len([reply for reply in replies if isinstance(reply, str)]) == 1
	assert all(isinstance(reply, str) or reply.status in (409, 417) for reply in replies)  # type: ignore[attr-defined]


def test_columns_of_another_table_do_not_come_back(worker: Client) -> None:
	response = worker.http.get(
		"/api/resource/Referral", params={"fields": json.dumps(["name", "`tabUser`.`api_key`"])}
	)
	assert 400 <= response.status_code < 500 or "api_key" not in response.text


def test_system_fields_cannot_be_forged(worker: Client) -> None:
	with pytest.raises(Refused) as refused:
		person(worker, "Segrate", docstatus=1)
	assert refused.value.status in (403, 417)
	made = person(worker, "Segrate", owner="Administrator", creation="2001-01-01 00:00:00")
	stored = worker.get("Person", made["name"])
	assert stored["owner"] == worker.user
	assert not stored["creation"].startswith("2001")
	assert stored["docstatus"] == 0


def test_broken_bodies_are_refused(worker: Client) -> None:
	for body in (b"{", b"[1]", b"\xff\xfe", ("[" * 100_000).encode()):
		response = worker.http.post(
			"/api/resource/Person", content=body, headers={"Content-Type": "application/json"}
		)
		assert response.status_code >= 400, body[:20]
