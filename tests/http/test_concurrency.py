"""Many people at the same documents: nothing acknowledged is lost, nothing happens twice, no number is used
twice.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.cases import (
	agreement,
	before_commission,
	eviction,
	fiscal_code,
	household,
	person,
	placement,
	seats,
	session_of,
	token,
)
from support.client import Client, Refused
from support.host import Host
from support.people import who
from support.together import at_once, done, refusals

As = Callable[[str], Client]
CLIENTS, ROUNDS = 8, 25


@pytest.fixture(scope="module")
def worker(as_user: As) -> Client:
	return as_user(who("Social Worker", "Segrate"))


@pytest.fixture(scope="module")
def crowd(host: Host) -> list[Client]:
	"""Eight sessions of the same worker, as on eight machines."""
	return [host.fresh_client(who("Social Worker", "Segrate")) for _ in range(CLIENTS)]


def test_numbers_have_no_gap_and_no_twin(
	admin: Client, as_user: As, worker: Client, crowd: list[Client]
) -> None:
	code = agreement(admin, as_user(who("Programme Administrator")))
	home = household(worker, "Segrate")

	def register(number: int) -> list[str]:
		return [str(eviction(crowd[number], "Segrate", f"{code}-A1", home=home)["name"]) for _ in range(5)]

	replies = at_once(CLIENTS, register)
	assert not refusals(replies), refusals(replies)
	names = [name for reply in done(replies) for name in reply]
	assert sorted(int(name.rsplit("-", 1)[1]) for name in names) == list(range(1, 5 * CLIENTS + 1))
	assert worker.names("Referral", filters={"agreement": code}) == set(names)


def test_a_refused_request_leaves_no_gap(admin: Client, as_user: As, worker: Client) -> None:
	code = agreement(admin, as_user(who("Programme Administrator")))
	home = household(worker, "Segrate")
	first = eviction(worker, "Segrate", f"{code}-A1", home=home)["name"]
	for _ in range(3):
		with pytest.raises(Refused):
			eviction(worker, "Segrate", f"{code}-A1", home=home, procedure_type="Nessuna di queste")
	second = eviction(worker, "Segrate", f"{code}-A1", home=home)["name"]
	assert [name.rsplit("-", 1)[1] for name in (first, second)] == ["0001", "0002"]


def test_no_update_is_lost_when_each_tells_what_it_read(worker: Client, crowd: list[Client]) -> None:
	home = household(worker, "Segrate", net_monthly_income=0)["name"]

	def add(number: int) -> int:
		retries = 0
		for _ in range(ROUNDS):
			while True:
				read = crowd[number].list(
					"Household", fields=["modified", "net_monthly_income"], filters={"name": home}
				)[0]
				try:
					crowd[number].update(
						"Household",
						home,
						net_monthly_income=read["net_monthly_income"] + 1,
						modified=read["modified"],
					)
					break
				except Refused as refused:
					assert (refused.status, refused.kind) == (417, "TimestampMismatchError"), refused
					retries += 1
		return retries

	replies = at_once(CLIENTS, add)
	assert not refusals(replies), refusals(replies)
	assert worker.get("Household", home)["net_monthly_income"] == CLIENTS * ROUNDS
	assert sum(done(replies)) > 0, "the clients did meet"


def test_no_update_is_lost_when_each_writes_its_own_field(worker: Client, crowd: list[Client]) -> None:
	fields = (
		"address", "postal_code", "notes", "net_monthly_income", "isee_value", "ise_value", "residence_since",
		"isee_expiry",
	)  # fmt: skip
	home = household(worker, "Segrate")["name"]

	def value(field: str, step: int) -> object:
		if field in ("residence_since", "isee_expiry"):
			return f"2020-01-{step + 1:02}"
		return float(step) if field.endswith(("income", "value")) else f"{step:05}"

	def write(number: int) -> None:
		field = fields[number]
		for step in range(ROUNDS):
			saved = crowd[number].update("Household", home, **{field: value(field, step)})
			assert saved[field] == value(field, step)

	replies = at_once(CLIENTS, write)
	assert not refusals(replies), refusals(replies)
	stored = worker.get("Household", home)
	assert {field: stored[field] for field in fields} == {field: value(field, ROUNDS - 1) for field in fields}


def test_the_same_request_fifty_times_at_once_is_one_referral(worker: Client, crowd: list[Client]) -> None:
	home, request = household(worker, "Segrate"), f"richiesta-{token()}"
	replies = at_once(
		50,
		lambda number: eviction(
			crowd[number % CLIENTS], "Segrate", "EM-2018-A1", home=home, request_id=request
		)["name"],
	)
	assert len(done(replies)) == 1
	assert {refused.status for refused in refusals(replies)} <= {409, 417}
	assert worker.names("Referral", filters={"request_id": request}) == set(done(replies))
	later = worker.http.post("/api/resource/Referral", json={**eviction_again(home), "request_id": request})
	assert later.status_code == 409, "and a replay an hour later is told so"
	assert str(done(replies)[0]) in Refused(later).text


def eviction_again(home: dict[str, object]) -> dict[str, object]:
	return {
		"agreement": "EM-2018",
		"action": "EM-2018-A1",
		"municipality": "Segrate",
		"referral_date": "2018-03-01",
		"household": home["name"],
	}


@pytest.mark.requirement("EM-06")
def test_the_same_session_submitted_fifty_times_at_once_decides_once(
	host: Host, as_user: As, admin: Client, worker: Client
) -> None:
	coordinator = as_user(who("Coordinator", "EM-2018"))
	referral = before_commission(worker, coordinator, "EM-2018-A1")
	member = who("Commission Member", "EM-2018")
	attendees = seats(
		("Area Plan Office", None, member),
		("Municipality", "Segrate", worker.user),
		("Coordinator", None, coordinator.user),
	)
	name = session_of(coordinator, "EM-2018", attendees, placement(referral, "Waiting"))
	members = [host.fresh_client(member) for _ in range(CLIENTS)]
	replies = at_once(
		50,
		lambda number: members[number % CLIENTS].update("Commission Session", name, docstatus=1)["docstatus"],
	)
	assert {refused.status for refused in refusals(replies)} <= {409, 417}, refusals(replies)
	assert done(replies) and set(done(replies)) == {1}
	assert admin.get("Referral", referral)["workflow_state"] == "Waiting"
	entries = admin.list("Waiting List Entry", fields=["status"], filters={"referral": referral})
	assert entries == [{"status": "Waiting"}]
	comments = admin.names(
		"Comment",
		filters={"reference_name": referral, "comment_type": "Workflow", "content": ["like", "%ttesa%"]},
	)
	waits = admin.names("Comment", filters={"reference_name": referral, "content": ["like", "%Waiting%"]})
	assert len(comments | waits) == 1


def test_one_action_by_many_happens_once(worker: Client, crowd: list[Client]) -> None:
	name = eviction(worker, "Segrate", "EM-2018-A1")["name"]
	replies = at_once(CLIENTS, lambda number: crowd[number].act("Referral", name, "Refer")["workflow_state"])
	assert done(replies) == ["Received"]
	assert {refused.status for refused in refusals(replies)} == {417}


def test_a_fiscal_code_is_given_once(worker: Client, crowd: list[Client]) -> None:
	code = fiscal_code("1980-05-10", "F")
	replies = at_once(CLIENTS, lambda number: person(crowd[number], "Segrate", fiscal_code=code)["name"])
	assert len(done(replies)) == 1
	assert {refused.status for refused in refusals(replies)} <= {409, 417}
	assert worker.names("Person", filters={"fiscal_code": code}) == set(done(replies))
