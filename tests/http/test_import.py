"""A social worker brings in ten referrals of which two are bad, and mends them."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from typing import Any

import pytest

from support.cases import household, person, token
from support.client import Client, Refused
from support.imports import PATH, attach, job, labels
from support.people import who

As = Callable[[str], Client]
HEAD = [
	"Accordo *",
	"Azione *",
	"Comune *",
	"Provenienza *",
	"Data segnalazione *",
	"Nucleo *",
	"Canone mensile",
	"Urgenza",
]


@pytest.fixture(scope="module")
def worker(as_user: As) -> Client:
	return as_user(who("Social Worker", "Segrate"))


@pytest.fixture(scope="module")
def homes(worker: Client) -> list[str]:
	return [household(worker, "Segrate", person(worker, "Segrate"))["name"] for _number in range(10)]


@pytest.fixture(scope="module")
def headings(worker: Client, host: Any) -> list[str]:
	"""The labels of the fields that a referral needs, in the worker's language."""
	if not host.is_banco:
		pytest.skip("the preview of a bench names no fields to map")
	made = job(worker, [["x"], ["y"]])
	known = labels(worker, made)
	wanted = (
		"agreement",
		"action",
		"municipality",
		"origin",
		"referral_date",
		"household",
		"monthly_rent",
		"urgency",
	)
	return [known[field] for field in wanted]


def row(home: str, **more: str) -> list[str]:
	values = {"town": "Segrate", "date": "15/10/2026", "rent": "1.234,56", "urgency": "Ordinaria", **more}
	return [
		"EM-2018", "EM-2018-A1", values["town"], "Servizio sociale", values["date"], home, values["rent"], values["urgency"],
	]  # fmt: skip


@pytest.mark.requirement("BO-02")
def test_ten_rows_two_bad_and_mended(worker: Client, homes: list[str], headings: list[str]) -> None:
	before = len(worker.names("Referral"))
	rows = [headings, *(row(home) for home in homes)]
	rows[3][4], rows[7][2] = "31/02/2026", "Pioltello"
	made = job(worker, rows)
	columns = worker.call(f"{PATH}.get_preview_from_template", data_import=made)["columns"]
	assert [column.get("map_to_field") for column in columns[1:]] == [
		"agreement", "action", "municipality", "origin", "referral_date", "household", "monthly_rent", "urgency",
	]  # fmt: skip
	worker.call(f"{PATH}.form_start_import", data_import=made, dry_run=True)
	assert len(worker.names("Referral")) == before
	told = worker.get("Data Import", made)["template_warnings"]
	assert '"row": 4, "col": 5' in told and '"row": 8' in told
	worker.call(f"{PATH}.form_start_import", data_import=made)
	status = worker.call(f"{PATH}.get_import_status", data_import_name=made)
	assert (status["status"], status["success"], status["failed"]) == ("Partial Success", 8, 2)
	logs = worker.call(f"{PATH}.get_import_logs", data_import=made)
	stored = worker.get("Referral", next(log["docname"] for log in logs if log["success"]))
	assert (stored["monthly_rent"], stored["referral_date"], stored["urgency"]) == (
		1234.56,
		"2026-10-15",
		"Ordinary",
	)
	failed = worker.check(
		worker.http.get(f"/api/method/{PATH}.download_errored_template", params={"data_import_name": made})
	)
	kept = list(csv.reader(io.StringIO(failed.content.decode("utf-8-sig")), delimiter=";"))
	assert len(kept) == 3 and "31/02/2026" in kept[1][-1]
	kept[1][4], kept[2][2] = "28/02/2026", "Segrate"
	attach(worker, made, kept)
	worker.call(f"{PATH}.form_start_import", data_import=made)
	assert worker.get("Data Import", made)["status"] == "Success"
	assert len(worker.names("Referral")) == before + 10


@pytest.mark.requirement("BO-05")
def test_nothing_is_stored_in_anothers_municipality(
	worker: Client, admin: Client, homes: list[str], headings: list[str]
) -> None:
	before = admin.names("Referral", filters={"municipality": "Pioltello"})
	foreign = household(admin, "Pioltello", person(admin, "Pioltello"))["name"]
	made = job(
		worker, [headings, row(homes[0], town="Pioltello"), row(foreign, town="Pioltello"), row(foreign)]
	)
	worker.call(f"{PATH}.form_start_import", data_import=made)
	assert admin.names("Referral", filters={"municipality": "Pioltello"}) == before
	logs = worker.call(f"{PATH}.get_import_logs", data_import=made)
	assert [log["success"] for log in logs][:2] == [0, 0]


def test_imports_are_their_owners(worker: Client, as_user: As, headings: list[str]) -> None:
	made = job(worker, [headings])
	other = as_user(who("Social Worker", "Pioltello"))
	for path, arguments in (
		("form_start_import", {"data_import": made}),
		("get_preview_from_template", {"data_import": made}),
		("get_import_logs", {"data_import": made}),
		("get_import_status", {"data_import_name": made}),
		("download_errored_template", {"data_import_name": made}),
	):
		with pytest.raises(Refused) as refusal:
			other.call(f"{PATH}.{path}", **arguments)
		assert refusal.value.status == 403, path
	url = worker.get("Data Import", made)["import_file"]
	mine = job(other, [headings])
	for address in (url, "/etc/passwd", "/private/files/../../site_config.json", "file:///etc/passwd"):
		with pytest.raises(Refused):
			other.update("Data Import", mine, import_file=address)


@pytest.mark.parametrize("role", ["Finance Officer", "Public Controller", "Commission Member", "Volunteer"])
def test_who_may_not_import(as_user: As, role: str) -> None:
	client = as_user(who(role))
	for doctype in ("Referral", "Person", "User", "Role"):
		with pytest.raises(Refused) as refusal:
			client.insert("Data Import", reference_doctype=doctype, import_type="Insert New Records")
		assert refusal.value.status == 403
		with pytest.raises(Refused):
			client.call(f"{PATH}.download_template", doctype=doctype)


def test_a_log_is_written_by_nobody(worker: Client) -> None:
	for call in (
		lambda: worker.insert("Data Import Log", success=1, docname="x"),
		lambda: worker.list("Data Import Log"),
	):
		with pytest.raises(Refused) as refusal:
			call()
		assert refusal.value.status == 403


def test_a_long_import_is_a_job_and_nothing_doubles(worker: Client, host: Any) -> None:
	family = f"Lunga{token()}"
	rows = [["last_name", "first_name", "sex", "residence_municipality"]]
	rows += [[family, f"Persona {number}", "Femmina", "Segrate"] for number in range(300)]
	made = job(worker, rows, "Person", "persone.csv")
	for _click in range(3):
		assert worker.call(f"{PATH}.form_start_import", data_import=made) is True
	if not host.is_banco:
		pytest.skip("the bench's worker keeps its own time")
	deadline = time.monotonic() + 60
	while worker.call(f"{PATH}.get_import_status", data_import_name=made)["status"] == "Pending":
		assert time.monotonic() < deadline
		time.sleep(0.2)
	assert worker.get("Data Import", made)["status"] == "Success"
	assert len(worker.names("Person", filters={"last_name": family})) == 300
