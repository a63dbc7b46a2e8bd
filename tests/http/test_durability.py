"""What was acknowledged is there after the server was killed in the middle of writing."""

from __future__ import annotations

import os
import random
import signal
import threading
import time

import httpx
import pytest

from support.client import Client
from support.host import Host, make_host, serve
from support.people import who

KILLS = int(os.environ.get("KILLS", "5"))


@pytest.fixture(scope="module")
def mortal() -> Host:
	if os.environ.get("SITE_URL"):
		pytest.skip("only a host of our own may be killed")
	return make_host()


def test_kill_loses_no_acknowledged_document(mortal: Host) -> None:
	acknowledged: set[str] = set()
	try:
		for _ in range(KILLS):
			write_until_killed(mortal, acknowledged)
			serve(mortal)
		client = Client(mortal.address, who("Social Worker", "Segrate"), mortal.password)
		rows = client.list("Household", fields=["name"], limit_page_length=5000)
		assert acknowledged and acknowledged <= {row["name"] for row in rows}
		for name in random.sample(sorted(acknowledged), min(20, len(acknowledged))):
			assert len(client.get("Household", name)["members"]) == 1
	finally:
		mortal.stop()


def write_until_killed(host: Host, acknowledged: set[str]) -> None:
	client = Client(host.address, who("Social Worker", "Segrate"), host.password)
	someone = client.insert(
		"Person", last_name="Durevole (demo)", first_name="P", residence_municipality="Segrate"
	)
	document = {
		"residence_municipality": "Segrate",
		"members": [{"person": someone["name"], "is_reference": 1, "relationship": "Reference Person"}],
	}

	def write() -> None:
		try:
			while True:
				acknowledged.add(client.insert("Household", **document)["name"])
		except (httpx.TransportError, httpx.HTTPError):
			return

	writers = [threading.Thread(target=write) for _ in range(3)]
	for writer in writers:
		writer.start()
	time.sleep(random.uniform(0.1, 0.5))
	assert host.process
	host.process.send_signal(signal.SIGKILL)
	host.process.wait()
	for writer in writers:
		writer.join(timeout=30)
