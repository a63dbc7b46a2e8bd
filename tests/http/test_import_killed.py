"""A server that is killed during an import leaves whole documents, and the import goes on where it stopped."""

from __future__ import annotations

import csv
import io
import os
import signal
import time
from collections.abc import Callable, Iterator

import pytest

from support.cases import person
from support.client import Client
from support.host import Host, make_host, serve
from support.people import who

PATH = "frappe.core.doctype.data_import.data_import"
ROWS = 600


@pytest.fixture
def mortal() -> Iterator[Host]:
	if os.environ.get("SITE_URL"):
		pytest.skip("only a host of our own may be killed")
	host = make_host()
	yield host
	host.stop()


def test_a_killed_import_goes_on(mortal: Host) -> None:
	client = enter(mortal)
	before = client.names("Household")
	someone = person(client, "Segrate")["name"]
	made = client.insert("Data Import", reference_doctype="Household", import_type="Insert New Records")[
		"name"
	]
	stream = io.StringIO()
	head = [
		"residence_municipality",
		"address",
		"members.person",
		"members.relationship",
		"members.is_reference",
	]
	rows = [["Segrate", f"via Prova {number}", someone, "Reference Person", "1"] for number in range(ROWS)]
	csv.writer(stream).writerows([head, *rows])
	where = {"doctype": "Data Import", "docname": made, "fieldname": "import_file"}
	sent = client.http.post(
		"/api/method/upload_file", data=where, files={"file": ("n.csv", stream.getvalue())}
	)
	client.update("Data Import", made, import_file=client.check(sent).json()["message"]["file_url"])
	client.call(f"{PATH}.form_start_import", data_import=made)
	until(lambda: stored(client, made) > 0)
	assert mortal.process
	mortal.process.send_signal(signal.SIGKILL)
	mortal.process.wait()
	serve(mortal)
	client = enter(mortal)
	fresh = client.names("Household") - before
	assert 0 < len(fresh) == stored(client, made) < ROWS
	for name in sorted(fresh)[:3] + sorted(fresh)[-3:]:
		assert len(client.get("Household", name)["members"]) == 1
	client.call(f"{PATH}.form_start_import", data_import=made)
	until(lambda: client.get("Data Import", made)["status"] != "Pending")
	assert client.get("Data Import", made)["status"] == "Success"
	found = client.list("Household", fields=["address"], filters={"address": ["like", "via Prova %"]})
	assert sorted(row["address"] for row in found) == sorted(row[1] for row in rows)


def enter(host: Host) -> Client:
	return Client(host.address, who("Social Worker", "Segrate"), host.password)


def stored(client: Client, made: str) -> int:
	return int(client.call(f"{PATH}.get_import_status", data_import_name=made)["success"])


def until(reached: Callable[[], bool]) -> None:
	deadline = time.monotonic() + 90
	while not reached():
		assert time.monotonic() < deadline
		time.sleep(0.02)
