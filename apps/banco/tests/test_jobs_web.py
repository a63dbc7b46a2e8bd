"""Jobs over HTTP: who sees them, and that nobody makes the server run a function through them."""

from __future__ import annotations

import pytest
from web_support import Client, text_of

from banco.site import Site

pytest_plugins = ["web_support"]


@pytest.mark.parametrize(
	"method",
	["frappe.enqueue", "frappe.enqueue_doc", "banco.jobs.enqueue", "banco.jobs.queue.run_doc_method"],
)
def test_nobody_queues_a_function_over_http(admin: Client, method: str) -> None:
	asked = {"method": "frappe.ping", "doctype": "User", "name": "Administrator", "doc_method": "save"}
	reply = admin.post(f"/api/method/{method}", json=asked)
	assert (reply.status_code, reply.json()["exc_type"]) == (403, "PermissionError")


MADE = {
	"RQ Job": {"method": "os.getcwd", "status": "queued", "queue": "short", "arguments": "{}"},
	"Scheduled Job Type": {"method": "os.getcwd", "frequency": "All", "cron_format": "* * * * *"},
	"Scheduled Job Log": {"status": "Complete"},
}


@pytest.mark.parametrize("doctype", MADE)
def test_nobody_makes_one_by_hand(admin: Client, doctype: str) -> None:
	reply = admin.post(f"/api/resource/{doctype}", json=MADE[doctype])
	assert reply.status_code == 417 and "soltanto dal sistema" in text_of(reply)


def test_a_schedule_is_stopped_by_hand_and_keeps_its_function(admin: Client) -> None:
	known = admin.get("/api/resource/Scheduled Job Type").json()["data"][0]["name"]
	address = f"/api/resource/Scheduled Job Type/{known}"
	assert admin.put(address, json={"method": "os.getcwd"}).status_code == 417
	assert admin.put(address, json={"stopped": 1}).status_code == 200
	assert admin.put(address, json={"stopped": 0}).status_code == 200


def test_jobs_are_for_system_managers(reader: Client, admin: Client, served: Site) -> None:
	assert reader.get("/api/resource/RQ Job").status_code == 403
	assert reader.call("banco.jobs.queue.retry", name="x").status_code == 403
	assert reader.call("banco.jobs.queue.stop", name="x").status_code == 403
	assert admin.get("/api/resource/RQ Job").status_code == 200
