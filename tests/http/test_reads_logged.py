"""Who opened a case, when and which: every read is written down once, and nobody mends the record."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.cases import eviction
from support.client import Client, Refused
from support.people import who

As = Callable[[str], Client]


def reads(admin: Client, name: str, user: str) -> int:
	return len(admin.list("Case Read Log", filters={"case_name": name, "user": user}))


@pytest.mark.requirement("BO-06")
def test_each_read_of_a_case_is_logged_once(as_user: As, admin: Client) -> None:
	user = who("Social Worker", "Segrate")
	worker = as_user(user)
	name = eviction(worker, "Segrate", "EM-2018-A1")["name"]
	before = reads(admin, name, user)
	worker.get("Referral", name)
	assert reads(admin, name, user) == before + 1
	worker.request("GET", f"/api/v2/document/Referral/{name}")
	assert reads(admin, name, user) == before + 2
	worker.call("frappe.client.get", doctype="Referral", name=name)
	assert reads(admin, name, user) == before + 3
	worker.request(
		"GET", "/api/method/frappe.desk.form.load.getdoc", params={"doctype": "Referral", "name": name}
	)
	assert reads(admin, name, user) == before + 4


@pytest.mark.requirement("BO-06")
def test_nobody_edits_or_deletes_the_log(as_user: As, admin: Client) -> None:
	entry = admin.list("Case Read Log", limit_page_length=1)[0]["name"]
	for user in ("Administrator", who("Programme Administrator"), who("Social Worker", "Segrate")):
		client = as_user(user)
		for verb, options in (("PUT", {"json": {"case_name": "altro"}}), ("DELETE", {})):
			response = client.http.request(verb, f"/api/resource/Case Read Log/{entry}", **options)  # type: ignore[arg-type]
			assert response.status_code in (403, 417), (user, verb, response.text[:200])
	with pytest.raises(Refused):
		as_user(who("Social Worker", "Segrate")).list("Case Read Log")


@pytest.mark.requirement("BO-06")
def test_changes_stand_in_the_history(as_user: As) -> None:
	worker = as_user(who("Social Worker", "Segrate"))
	name = eviction(worker, "Segrate", "EM-2018-A1")["name"]
	worker.update("Referral", name, arrears=4100)
	loaded = worker.request(
		"GET", "/api/method/frappe.desk.form.load.getdoc", params={"doctype": "Referral", "name": name}
	)
	assert any('"arrears"' in version["data"] for version in loaded["docinfo"]["versions"])
