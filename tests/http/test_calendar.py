"""The personal calendar over HTTP: an address that opens without logging in, for its secret alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import httpx
import icalendar
import pytest

from support.cases import eviction
from support.client import Client, Refused
from support.host import Host
from support.people import who

As = Callable[[str], Client]
NEW = "sostegno_abitare.calendar.feed.new_address"
DAY = date.today() + timedelta(days=40)


@pytest.fixture(scope="module")
def worker(as_user: As) -> Client:
	return as_user(who("Social Worker", "Segrate"))


@pytest.fixture(scope="module")
def cases(as_user: As, worker: Client) -> dict[str, str]:
	"""A case of Segrate and one of Pioltello, both to be evicted on the same day."""
	dates = {
		"referral_date": str(date.today()),
		"execution_date": str(DAY),
		"notice_date": "",
		"validation_date": "",
	}
	other = as_user(who("Social Worker", "Pioltello"))
	return {
		client_place: str(eviction(client, client_place, "EM-2018-A1", **dates)["name"])
		for client, client_place in ((worker, "Segrate"), (other, "Pioltello"))
	}


@pytest.fixture
def feed(worker: Client) -> Iterator[str]:
	name = str(worker.insert("Calendar Feed")["name"])
	yield name
	if worker.list("Calendar Feed", filters={"name": name}):
		worker.delete("Calendar Feed", name)


def asked(host: Host, path: str) -> httpx.Response:
	return httpx.get(host.address + path)


def events(answer: httpx.Response) -> dict[str, icalendar.cal.Component]:
	assert answer.status_code == 200, answer.text
	assert answer.headers["content-type"].startswith("text/calendar")
	return {
		str(event["summary"]): event for event in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
	}


@pytest.mark.requirement("BO-05")
def test_an_address_opens_the_own_deadlines_by_code(
	host: Host, worker: Client, cases: dict[str, str], feed: str
) -> None:
	answer = asked(host, worker.call(NEW, feed=feed))
	found = events(answer)
	assert any(cases["Segrate"] in summary for summary in found)
	assert not any(cases["Pioltello"] in summary for summary in found)
	own = next(event for summary, event in found.items() if cases["Segrate"] in summary)
	assert own.decoded("dtstart") == DAY
	title = worker.get("Referral", cases["Segrate"])["title"]
	assert title not in answer.text and "demo" not in answer.text.lower().replace("demo-em", "")


@pytest.mark.requirement("BO-05")
def test_no_other_secret_opens_it(host: Host, worker: Client, feed: str) -> None:
	path = worker.call(NEW, feed=feed)
	stored = worker.get("Calendar Feed", feed).get("token_hash") or "x"
	secret = path.rpartition("=")[2]
	for wrong in ("", "x", stored, secret[:-1], secret + "x"):
		answer = asked(host, f"{path.rpartition('=')[0]}={wrong}")
		assert answer.status_code == 404 and "VCALENDAR" not in answer.text
	assert asked(host, path.replace(feed, "nessuno")).status_code == 404
	assert asked(host, path).status_code == 200


def test_it_ends_when_its_user_says_so(host: Host, worker: Client, feed: str) -> None:
	first = worker.call(NEW, feed=feed)
	second = worker.call(NEW, feed=feed)
	assert [asked(host, path).status_code for path in (first, second)] == [404, 200]
	worker.update("Calendar Feed", feed, enabled=0)
	assert asked(host, second).status_code == 404
	worker.update("Calendar Feed", feed, enabled=1)
	worker.delete("Calendar Feed", feed)
	assert asked(host, second).status_code == 404


@pytest.mark.requirement("BO-05")
def test_nobody_makes_the_address_of_another(as_user: As, feed: str) -> None:
	for user in (
		who("Social Worker", "Pioltello"),
		who("Programme Administrator"),
		who("Finance Officer", "EM-2018"),
	):
		with pytest.raises(Refused) as refused:
			as_user(user).call(NEW, feed=feed)
		assert refused.value.status in (403, 404)


@pytest.mark.requirement("BO-06")
def test_a_fetch_is_noted_in_the_log_of_reads(host: Host, worker: Client, admin: Client, feed: str) -> None:
	path = worker.call(NEW, feed=feed)
	for _time in range(2):
		assert asked(host, path).status_code == 200
	rows = admin.list("Case Read Log", fields=["user", "access_type"], filters={"case_name": feed})
	noted = [row for row in rows if row["access_type"] == "Calendar"]
	assert [row["user"] for row in noted] == [worker.user]


def test_the_address_gives_no_session(host: Host, worker: Client, feed: str) -> None:
	answer = asked(host, worker.call(NEW, feed=feed))
	assert not answer.cookies.get("sid") or answer.cookies["sid"] == "Guest"
	with httpx.Client(base_url=host.address, cookies=answer.cookies) as guest:
		assert guest.get("/api/resource/Referral").status_code in (401, 403)
