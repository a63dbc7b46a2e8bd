"""The logs of the system: written with what they tell of, by nobody else, for ever."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from tests_support import user
from web_support import READER, Client

import frappe
from banco.accounts import access_log
from banco.context import current
from banco.site import Site
from banco.whitelist import whitelist

pytest_plugins = ["web_support"]


def rows(site: Site) -> list[Any]:
	with site.context(write=False) as context:
		return list(
			context.db.sql(
				"select user, export_from, reference_document, file_type, filters from `tabAccess Log`"
			)
		)


@pytest.fixture
def export(probe: ModuleType) -> Any:
	def export_it(fail: int = 0) -> str:
		access_log.note("Book", "B1", file_type="CSV", filters={"title": "è"})
		if fail:
			frappe.throw("no")
		return "data"

	probe.export_it = whitelist()(export_it)  # type: ignore[attr-defined]
	return "/api/method/banco.probe.export_it"


def test_a_row_is_there_before_the_data_leave_by_get_and_by_post(
	reader: Client, site: Site, export: str
) -> None:
	before = len(rows(site))
	assert reader.get(export).json()["message"] == "data"
	assert reader.post(export).json()["message"] == "data"
	assert rows(site)[before:] == [(READER, "Book", "B1", "CSV", '{"title": "è"}')] * 2


def test_an_export_that_fails_gives_no_data_whatever_is_noted(
	reader: Client, site: Site, export: str
) -> None:
	before = len(rows(site))
	assert reader.post(export, json={"fail": 1}).status_code == 417
	assert len(rows(site)) == before
	assert reader.get(export, params={"fail": 1}).status_code == 417
	assert len(rows(site)) == before + 1


def test_no_export_without_its_row(reader: Client, export: str, monkeypatch: pytest.MonkeyPatch) -> None:
	def broken(*_args: Any, **_values: Any) -> None:
		raise OSError("disk full")

	monkeypatch.setattr(access_log, "keep", broken)
	for reply in (reader.get(export), reader.post(export)):
		assert (reply.status_code, "data" in reply.json()) == (500, False)


def test_frappes_name_does_the_same(ctx: Any) -> None:
	frappe.get_attr("frappe.core.doctype.access_log.access_log.make_access_log")(
		doctype="User", document="a", file_type="PDF", method="Print", page="<p>secret</p>", columns=["name"]
	)
	row = frappe.get_all("Access Log", fields=["*"])[0]
	assert (row.export_from, row.reference_document, row.method, row.columns) == (
		"User",
		"a",
		"Print",
		'["name"]',
	)
	assert "secret" not in str(row)


def test_an_export_of_many_documents_names_them_all(ctx: Any) -> None:
	names = ",".join(f"REF-{number:05d}" for number in range(500))
	access_log.note("Book", names, file_type="Excel", filters="x" * 50_000)
	row = frappe.get_all("Access Log", fields=["*"])[0]
	assert row.reference_document == names and len(row.filters) == access_log.LONGEST_FILTERS


@pytest.fixture
def log(ctx: Any) -> Any:
	access_log.note("User", "x")
	return frappe.get_all("Access Log", pluck="name")[0]


@pytest.mark.parametrize("doctype", ["Access Log", "Activity Log"])
def test_nobody_writes_a_row(ctx: Any, doctype: str) -> None:
	with pytest.raises(frappe.PermissionError):
		frappe.get_doc({"doctype": doctype, "user": "Administrator"}).insert(ignore_permissions=True)


@pytest.mark.parametrize(
	"attack",
	[
		lambda doc: doc.save(ignore_permissions=True),
		lambda doc: doc.delete(ignore_permissions=True, force=True),
		lambda doc: frappe.delete_doc("Access Log", doc.name, force=True, ignore_permissions=True),
		lambda doc: frappe.rename_doc("Access Log", doc.name, "other", force=True),
		lambda doc: frappe.copy_doc(doc).insert(ignore_permissions=True),
	],
)
def test_nobody_changes_or_deletes_a_row(ctx: Any, log: str, attack: Any) -> None:
	doc = frappe.get_doc("Access Log", log)
	doc.user = "Guest"
	with pytest.raises(frappe.PermissionError):
		attack(doc)


def calls(doctype: str, name: str) -> dict[str, tuple[str, str, dict[str, Any]]]:
	"""Every way in which a client writes to a document."""
	one = {"doctype": doctype, "name": name}
	path, method = f"/api/resource/{doctype}/{name}", "/api/method/frappe."
	return {
		"PUT": ("PUT", path, {"user": "Guest"}),
		"PATCH": ("PATCH", path.replace("resource", "v2/document"), {"user": "Guest"}),
		"DELETE": ("DELETE", path, {}),
		"POST": ("POST", f"/api/resource/{doctype}", {"user": "Guest"}),
		"set_value": ("POST", f"{method}client.set_value", {**one, "fieldname": "user", "value": "Guest"}),
		"client.delete": ("POST", f"{method}client.delete", one),
		"client.insert": ("POST", f"{method}client.insert", {"doc": {"doctype": doctype, "user": "Guest"}}),
		"client.save": ("POST", f"{method}client.save", {"doc": {**one, "user": "Guest"}}),
		"savedocs": (
			"POST",
			f"{method}desk.form.save.savedocs",
			{"doc": {**one, "user": "x"}, "action": "Save"},
		),
		"rename": (
			"POST",
			f"{method}client.rename_doc",
			{"doctype": doctype, "old_name": name, "new_name": "x"},
		),
		"delete_items": (
			"POST",
			f"{method}desk.reportview.delete_items",
			{"doctype": doctype, "items": [name]},
		),
		"flags": ("POST", f"/api/resource/{doctype}", {"flags": {"kept_by_system": 1}, "user": "Guest"}),
	}


@pytest.mark.parametrize("doctype", ["Access Log", "Activity Log"])
def test_not_even_administrator_touches_a_row_over_http(admin: Client, site: Site, doctype: str) -> None:
	def stored() -> list[Any]:
		with site.context(write=False) as context:
			return list(context.db.sql(f"select * from `tab{doctype}` order by name"))

	with site.context():
		access_log.note("Book")
	before = stored()
	for way, (verb, path, body) in calls(doctype, before[0][0]).items():
		reply = admin.request(verb, path, json=body)
		assert reply.status_code in (403, 404, 409, 417) or reply.json().get("failed"), (way, reply.text)
		assert stored() == before, way


def test_who_reads_it(ctx: Any, log: str) -> None:
	user("m@example.org", ["System Manager"])
	user("d@example.org")
	frappe.set_user("m@example.org")
	assert frappe.get_list("Access Log", pluck="name", limit=1) == [log]
	frappe.set_user("d@example.org")
	with pytest.raises(frappe.PermissionError):
		frappe.get_list("Access Log")
	assert current().user == "d@example.org"
