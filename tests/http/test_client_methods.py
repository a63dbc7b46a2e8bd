"""`frappe.client.*`, the calls that scripts and other programs use, as a real bench answers them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from support.cases import person, surname, token
from support.client import Client, Refused
from support.people import who

As = Callable[[str], Client]


@pytest.fixture(scope="module")
def worker(as_user: As) -> Client:
	return as_user(who("Social Worker", "Segrate"))


def call(client: Client, method: str, **arguments: Any) -> Any:
	return client.call(f"frappe.client.{method}", **arguments)


def new_person(**values: Any) -> dict[str, Any]:
	return {
		"doctype": "Person",
		"last_name": surname(),
		"first_name": "Ada",
		"residence_municipality": "Segrate",
		**values,
	}


def municipality() -> dict[str, Any]:
	return {"doctype": "Municipality", "municipality_name": f"Comune {token()} (demo)", "region": "Lombardia"}


def test_get_by_name_and_by_filters(worker: Client) -> None:
	made = person(worker, "Segrate")
	by_name = call(worker, "get", doctype="Person", name=made["name"])
	by_filters = call(worker, "get", doctype="Person", filters={"last_name": made["last_name"]})
	assert by_name["name"] == by_filters["name"] == made["name"]
	with pytest.raises(Refused) as refused:
		call(worker, "get", doctype="Person", filters={"last_name": token()})
	assert refused.value.status == 404


def test_get_list(worker: Client) -> None:
	made = person(worker, "Segrate")
	rows = call(
		worker,
		"get_list",
		doctype="Person",
		fields=["name", "first_name"],
		filters={"last_name": made["last_name"]},
		order_by="name asc",
		limit_page_length=5,
	)
	assert rows == [{"name": made["name"], "first_name": made["first_name"]}]


def test_get_value(worker: Client) -> None:
	made = person(worker, "Segrate", citizenship="Italiana")
	name = made["name"]
	assert call(worker, "get_value", doctype="Person", fieldname="citizenship", filters=name) == {
		"citizenship": "Italiana"
	}
	assert call(
		worker, "get_value", doctype="Person", fieldname=["sex", "citizenship"], filters={"name": name}
	) == {"sex": "Female", "citizenship": "Italiana"}
	assert call(worker, "get_value", doctype="Person", fieldname="sex", filters={"name": token()}) == {}
	with pytest.raises(Refused) as refused:
		call(worker, "get_value", doctype="Person", fieldname="no_such", filters=name)
	assert refused.value.status == 417


def test_insert_and_save(worker: Client) -> None:
	made = call(worker, "insert", doc=new_person())
	assert made["owner"] == worker.user
	packed = call(worker, "insert", doc=json.dumps(new_person()))
	assert packed["name"] != made["name"]
	saved = call(worker, "save", doc={**made, "citizenship": "Peruviana"})
	assert saved["citizenship"] == "Peruviana"
	with pytest.raises(Refused) as refused:
		call(worker, "save", doc={**made, "citizenship": "Italiana"})
	assert (refused.value.status, refused.value.kind) == (417, "TimestampMismatchError")
	assert worker.get("Person", made["name"])["citizenship"] == "Peruviana"


def test_insert_many_is_all_or_nothing(worker: Client) -> None:
	names = call(worker, "insert_many", docs=[new_person(), new_person()])
	assert len(set(names)) == 2
	good = new_person()
	with pytest.raises(Refused):
		call(worker, "insert_many", docs=[good, new_person(last_name="")])
	assert worker.names("Person", filters={"last_name": good["last_name"]}) == set()


def test_set_value(worker: Client) -> None:
	name = person(worker, "Segrate")["name"]
	assert (
		call(worker, "set_value", doctype="Person", name=name, fieldname="sex", value="Male")["sex"] == "Male"
	)
	both = call(
		worker,
		"set_value",
		doctype="Person",
		name=name,
		fieldname={"sex": "Female", "citizenship": "Italiana"},
	)
	assert (both["sex"], both["citizenship"]) == ("Female", "Italiana")
	with pytest.raises(Refused) as refused:
		call(worker, "set_value", doctype="Person", name=name, fieldname="sex", value="Altro")
	assert refused.value.status == 417
	with pytest.raises(Refused) as refused:
		call(worker, "set_value", doctype="Person", name=name, fieldname="modified", value="2001-01-01")
	assert refused.value.status == 417
	assert worker.get("Person", name)["sex"] == "Female"


def test_delete(admin: Client) -> None:
	name = call(admin, "insert", doc=municipality())["name"]
	assert call(admin, "delete", doctype="Municipality", name=name) is None
	with pytest.raises(Refused) as refused:
		call(admin, "delete", doctype="Municipality", name=name)
	assert (refused.value.status, refused.value.kind) == (404, "DoesNotExistError")


def test_rename_carries_the_links_along(admin: Client, as_user: As) -> None:
	old, new = call(admin, "insert", doc=municipality())["name"], f"Comune {token()} (demo)"
	worker = as_user(who("Social Worker", "Segrate"))
	resident = call(worker, "insert", doc=new_person(residence_municipality=old))["name"]
	assert call(admin, "rename_doc", doctype="Municipality", old_name=old, new_name=new) == new
	assert worker.get("Person", resident)["residence_municipality"] == new
	assert admin.get("Municipality", new)["municipality_name"] == new
	with pytest.raises(Refused) as refused:
		admin.get("Municipality", old)
	assert refused.value.status == 404
	with pytest.raises(Refused) as refused:
		call(admin, "rename_doc", doctype="Municipality", old_name=new, new_name="Segrate")
	assert refused.value.status == 417
	with pytest.raises(Refused) as refused:
		call(worker, "rename_doc", doctype="Municipality", old_name=new, new_name=old)
	assert refused.value.status in (403, 417)


def test_bulk_update_tells_which_failed(worker: Client) -> None:
	good, bad = person(worker, "Segrate")["name"], person(worker, "Segrate")["name"]
	docs = [
		{"doctype": "Person", "docname": good, "citizenship": "Italiana"},
		{"doctype": "Person", "docname": bad, "sex": "Altro"},
	]
	failed = call(worker, "bulk_update", docs=json.dumps(docs))["failed_docs"]
	assert [entry["doc"]["docname"] for entry in failed] == [bad]
	assert worker.get("Person", good)["citizenship"] == "Italiana"


def test_validate_link(worker: Client) -> None:
	found = call(
		worker, "validate_link", doctype="Municipality", docname="Segrate", fields=["istat_code", "region"]
	)
	assert found == {"name": "Segrate", "istat_code": "015205", "region": "Lombardia"}
	missing = call(worker, "validate_link", doctype="Municipality", docname=token(), fields=["region"])
	assert not missing.get("name")


def test_has_permission(worker: Client, admin: Client) -> None:
	own = person(worker, "Segrate")["name"]
	foreign = person(admin, "Pioltello")["name"]
	for name, kind, expected in (
		(own, "write", True),
		(own, "delete", False),
		(foreign, "read", False),
		(foreign, "write", False),
	):
		answer = call(worker, "has_permission", doctype="Person", docname=name, perm_type=kind)
		assert bool(answer["has_permission"]) is expected, (name, kind)


def test_single_values(admin: Client) -> None:
	assert call(admin, "get_single_value", doctype="System Settings", field="language") == "it"


def test_submit_and_cancel(admin: Client) -> None:
	draft = call(
		admin,
		"insert",
		doc={"doctype": "Commission Session", "agreement": "EM-2018", "session_date": "2018-03-20"},
	)
	with pytest.raises(Refused) as refused:
		call(admin, "submit", doc=draft)
	assert refused.value.status == 417, "an empty agenda is not submitted"
	assert admin.get("Commission Session", draft["name"])["docstatus"] == 0
	with pytest.raises(Refused) as refused:
		call(admin, "cancel", doctype="Commission Session", name=draft["name"])
	assert refused.value.status == 417, "a draft is not cancelled"
	call(admin, "delete", doctype="Commission Session", name=draft["name"])
