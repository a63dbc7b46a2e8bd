"""Assignments: a task for somebody who may read the document, told to them, seen in lists."""

from __future__ import annotations

import json
from typing import Any

import pytest
from web_support import KEEPER, READER, Client

import frappe

pytest_plugins = ["web_support"]
NAMES = "frappe.desk.form.assign_to"


@pytest.fixture
def book(served) -> str:
	with served.context():
		return str(frappe.get_doc({"doctype": "Book", "title": "A", "owner_of_copy": READER}).insert().name)


def assign(client: Client, book: str, *people: str, **more: Any) -> Any:
	return client.call(f"{NAMES}.add", doctype="Book", name=book, assign_to=json.dumps(people), **more)


def test_it_is_a_task_a_notice_and_a_mark_on_the_document(
	served, reader: Client, keeper: Client, book
) -> None:
	reply = assign(reader, book, KEEPER, description="Guarda <script>", priority="High", date="2026-12-01")
	(entry,) = reply.json()["message"]
	assert entry["owner"] == KEEPER
	again = assign(reader, book, KEEPER).json()["message"]
	assert again == [entry]
	with served.context(write=False):
		todo = frappe.get_doc("ToDo", entry["name"])
		assert (todo.allocated_to, todo.assigned_by, todo.priority, str(todo.date)) == (
			KEEPER, READER, "High", "2026-12-01",
		)  # fmt: skip
		assert "<script>" not in todo.description
		assert json.loads(frappe.db.get_value("Book", book, "_assign")) == [KEEPER]
	(notice,) = keeper.get(
		"/api/resource/Notification Log", params={"fields": '["type","from_user"]'}
	).json()["data"]
	assert notice == {"type": "Assignment", "from_user": READER}
	info = reader.call("frappe.desk.form.load.get_docinfo", doctype="Book", name=book).json()["docinfo"]
	assert [row["owner"] for row in info["assignments"]] == [KEEPER] and len(info["assignment_logs"]) == 1
	listed = keeper.get(
		"/api/resource/Book", params={"filters": json.dumps([["_assign", "like", f"%{KEEPER}%"]])}
	)
	assert [row["name"] for row in listed.json()["data"]] == [book]


def test_nobody_is_let_into_a_document_by_a_task(served, reader: Client, book) -> None:
	with served.context():
		if not frappe.db.exists("User", "nobody@example.org"):
			frappe.get_doc({"doctype": "User", "email": "nobody@example.org", "first_name": "No"}).insert()
	for person in ("nobody@example.org", "Guest", "missing@example.org"):
		assert assign(reader, book, KEEPER, person).status_code == 403
	with served.context(write=False):
		assert not frappe.db.get_value("Book", book, "_assign")
		assert not frappe.db.exists("ToDo", {"reference_name": book})


def test_nobody_assigns_what_they_do_not_read(served, reader: Client, book) -> None:
	assert reader.call(f"{NAMES}.add", doctype="User", name=KEEPER, assign_to=[READER]).status_code == 403
	assert reader.call(f"{NAMES}.get", doctype="User", name=KEEPER).status_code == 403
	many = {"doctype": "Book", "name": json.dumps([book, "BOOK-9999"]), "assign_to": json.dumps([KEEPER])}
	assert reader.call(f"{NAMES}.add_multiple", **many).status_code == 404
	with served.context(write=False):
		assert not frappe.db.get_value("Book", book, "_assign")


@pytest.mark.parametrize(("verb", "status"), [("remove", "Cancelled"), ("close", "Closed")])
def test_it_ends(served, reader: Client, keeper: Client, book, verb, status) -> None:
	(entry,) = assign(reader, book, KEEPER).json()["message"]
	reply = keeper.call(f"{NAMES}.{verb}", doctype="Book", name=book, assign_to=KEEPER)
	assert reply.json()["message"] == []
	with served.context(write=False):
		assert frappe.db.get_value("ToDo", entry["name"], "status") == status
		assert not frappe.db.get_value("Book", book, "_assign")


def test_a_third_person_ends_no_task_of_others(
	served, reader: Client, keeper: Client, admin: Client, book
) -> None:
	assign(admin, book, KEEPER)
	assert reader.call(f"{NAMES}.remove", doctype="Book", name=book, assign_to=KEEPER).status_code == 403


def test_a_closed_or_deleted_task_leaves_the_document(served, reader: Client, book) -> None:
	(entry,) = assign(reader, book, READER).json()["message"]
	assert reader.put(f"/api/resource/ToDo/{entry['name']}", json={"status": "Closed"}).status_code == 200
	with served.context(write=False):
		assert not frappe.db.get_value("Book", book, "_assign")
	(entry,) = assign(reader, book, READER).json()["message"]
	assert reader.delete(f"/api/resource/ToDo/{entry['name']}").status_code == 202
	with served.context(write=False):
		assert not frappe.db.get_value("Book", book, "_assign")


def test_by_code_with_a_dict(ctx) -> None:
	from frappe.desk.form import assign_to

	note = frappe.get_doc({"doctype": "ToDo", "description": "about"}).insert()
	asked = {"doctype": "ToDo", "name": note.name, "assign_to": ["Administrator"], "description": "x"}
	assert [row.owner for row in assign_to.add(asked)] == ["Administrator"]
	assert len(assign_to.get({"doctype": "ToDo", "name": note.name})) == 1
