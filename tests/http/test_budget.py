"""Budgets over HTTP: two real plans to the cent, rows from a spreadsheet, moves that two people see, and an action
that ends with its fund (EM-12, EM-13, VA-13, VA-15, VA-16, BO-04).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from support.cases import household, person, token
from support.client import Client, Refused
from support.host import Host
from support.money import PLACE, Accounts, accounts
from support.people import who
from support.together import at_once, done, refusals

As = Callable[[str], Client]
IMPORT = "frappe.core.doctype.data_import.data_import"
SHARES = ("public_share", "partner_cash", "partner_in_kind", "third_party")
REAL = {
	"EM-2018": {"A1": "132000.00", "A2": "50000.00", "A3": "109527.61"},
	"VA-2025": {"L1": "270000", "L2": "105000", "L3": "30000", "L4": "30000", "L5": "15000"},
}


@pytest.fixture(scope="module")
def money(host: Host, admin: Client) -> Accounts:
	"""1,000.00 in A1 and 500.00 in A2, planned in three rows of two macro-items."""
	made = accounts(host, admin, {"A1": 1000, "A2": 500})
	made.row("PER-01", 600)
	made.row("CAN-01", 400, cost_category="CANONI")
	made.row("PER-01", 500, "A2")
	return made


def rows_of(client: Client, agreement: str, **filters: Any) -> list[dict[str, Any]]:
	fields = ["name", "action", "nature", "quantity", "unit_value", "total", "activity", *SHARES]
	return client.list(
		"Budget Row", filters={"agreement": agreement, "docstatus": 1, **filters}, fields=fields
	)


def exact(value: Any) -> Decimal:
	return Decimal(str(value))


@pytest.mark.requirement("EM-13")
@pytest.mark.requirement("VA-13")
@pytest.mark.requirement("VA-15")
@pytest.mark.parametrize("agreement", REAL)
def test_the_real_budgets_stand_as_rows_to_the_cent(admin: Client, as_user: As, agreement: str) -> None:
	rows = rows_of(admin, agreement)
	for row in rows:
		cents = (exact(row["quantity"]) * exact(row["unit_value"])).quantize(Decimal("0.01"), ROUND_HALF_UP)
		assert cents == exact(row["total"]) == sum(exact(row[share]) for share in SHARES), row
		assert row["activity"]
		if row["nature"] == "Figurative":
			assert row["public_share"] == row["partner_cash"] == 0
	for action, budget in REAL[agreement].items():
		own = [exact(row["public_share"]) for row in rows if row["action"] == f"{agreement}-{action}"]
		assert sum(own) == exact(budget), action
	assert admin.get("Service Agreement", agreement)["plan_state"] == "Balanced"
	officer = as_user(who("Finance Officer", agreement))
	asked = json.dumps({"agreement": agreement, "share": "Public"})
	found = officer.call("frappe.desk.query_report.run", report_name="Budget Status", filters=asked)
	top = found["result"][0]
	assert exact(top["planned"]) == exact(top["approved"]) == sum(map(exact, REAL[agreement].values()))


@pytest.mark.requirement("BO-04")
def test_the_room_of_the_partner_is_co_participation(admin: Client) -> None:
	[room] = rows_of(admin, "VA-2025", valuation_method="Amount Refunded")
	assert (room["total"], room["partner_cash"], room["public_share"]) == (1500, 1500, 0)
	for row in rows_of(admin, "VA-2025", nature="Figurative"):
		stored = admin.get("Budget Row", row["name"])
		assert stored["valuation_method"] and stored["valuation_basis"], row


@pytest.mark.requirement("VA-13")
def test_a_budget_comes_from_a_spreadsheet(host: Host, admin: Client) -> None:
	"""Six rows of a whole agreement, one of which does not add up: it is told, mended and taken."""
	if not host.is_banco:
		pytest.skip("the preview of a bench names no fields to map")
	new = accounts(host, admin, {"A1": 900, "A2": 100.01})
	fields = [
		"action",
		"code",
		"cost_category",
		"description",
		"brought_by",
		"nature",
		"quantity",
		"unit_value",
	]
	fields += ["public_share", "partner_cash", "partner_in_kind", "activity"]
	table = [
		[new.action("A1"), "PER-01", "PERSONALE", "Operatori", "Ente pubblico", "Contanti", "24", "25,00", "600,00", "", "", "Sportello"],
		[new.action("A1"), "SER-01", "SERVIZI", "Consulenze", "Ente pubblico", "Contanti", "3", "100,00", "300,00", "", "", "Mediazione"],
		[new.action("A1"), "CP-01", "BENI", "Stanza", "Partner", "Contanti", "1", "50,00", "", "50,00", "", "Sede"],
		[new.action("A1"), "VOL-01", "VOLONTARI", "Ore", "Partner", "Figurativa", "10", "9,36", "", "", "93,60", "Accoglienza"],
		[new.action("A2"), "PER-01", "PERSONALE", "Operatori", "Ente pubblico", "Contanti", "1", "100,01", "100,01", "", "", "Coordinamento"],
		[new.action("A2"), "PER-02", "PERSONALE", "Operatori", "Partner", "Contanti", "2", "10,00", "", "19,99", "", "Coordinamento"],
	]  # fmt: skip
	client = new.officer
	made = client.insert("Data Import", reference_doctype="Budget Row", import_type="Insert New Records")[
		"name"
	]
	client.update("Data Import", made, submit_after_import=1)
	attach(client, made, [["x"], ["y"]])
	known = {
		field["value"]: field["label"]
		for field in client.call(f"{IMPORT}.get_preview_from_template", data_import=made)["fields"]
	}
	attach(client, made, [[known[field] for field in fields], *table])
	client.call(f"{IMPORT}.form_start_import", data_import=made)
	status = client.call(f"{IMPORT}.get_import_status", data_import_name=made)
	assert (status["status"], status["success"], status["failed"]) == ("Partial Success", 5, 1)
	reply = client.http.get(
		f"/api/method/{IMPORT}.download_errored_template", params={"data_import_name": made}
	)
	kept = list(csv.reader(io.StringIO(client.check(reply).content.decode("utf-8-sig")), delimiter=";"))
	assert len(kept) == 2 and "19,99" in kept[1][-1] and "20,00" in kept[1][-1]
	kept[1][9 + len(kept[1]) - len(kept[0])] = "20,00"
	attach(client, made, kept)
	client.call(f"{IMPORT}.form_start_import", data_import=made)
	assert client.get("Data Import", made)["status"] == "Success"
	status_lines = new.status()
	assert status_lines[""]["planned"] == 900 + 50 + 93.6 + 100.01 + 20
	assert new.status(share="Public")[new.action("A2")]["planned"] == 100.01
	assert client.get("Service Agreement", new.code)["plan_state"] == "To Complete"
	client.update(
		"Budget Row", new.action("A1") + "-VOL-01", valuation_method="Gross Hourly Pay", valuation_basis="C1"
	)
	assert client.get("Service Agreement", new.code)["plan_state"] == "Balanced"


def attach(client: Client, made: str, rows: list[list[str]]) -> None:
	stream = io.StringIO()
	csv.writer(stream, delimiter=";").writerows(rows)
	where = {"doctype": "Data Import", "docname": made, "fieldname": "import_file"}
	reply = client.check(
		client.http.post(
			"/api/method/upload_file", data=where, files={"file": ("piano.csv", stream.getvalue())}
		)
	)
	client.update("Data Import", made, import_file=reply.json()["message"]["file_url"])


@pytest.mark.requirement("VA-16")
def test_a_move_between_actions_is_seen_by_two_people(host: Host, admin: Client) -> None:
	own = accounts(host, admin, {"A1": 1000, "A2": 500})
	staff, rent = own.row("PER-01", 600), own.row("CAN-01", 400, cost_category="CANONI")
	other = own.row("PER-01", 500, "A2")
	free = own.move((staff, -30), (rent, 30))
	assert free["kind"] == "Within Tolerance"
	assert own.officer.act("Budget Reallocation", free["name"], "Record")["version"] == 2

	asked = own.move((other, -100), (staff, 100))
	assert asked["kind"] == "By Approval" and "Record" not in own.officer.actions(
		"Budget Reallocation", asked["name"]
	)
	for attempt in (
		lambda: own.officer.update("Budget Reallocation", asked["name"], docstatus=1),
		lambda: own.officer.update(
			"Budget Reallocation", asked["name"], docstatus=1, workflow_state="In Force", approved_by="x"
		),
		lambda: own.officer.update(
			"Budget Reallocation", asked["name"], docstatus=1, kind="Within Tolerance", prepared_by=admin.user
		),
	):
		with pytest.raises(Refused) as refused:
			attempt()
		assert 400 <= refused.value.status < 500
	assert own.officer.get("Budget Reallocation", asked["name"])["docstatus"] == 0
	own.officer.act("Budget Reallocation", asked["name"], "Propose")
	with pytest.raises(Refused):
		own.officer.act("Budget Reallocation", asked["name"], "Approve")
	approved = own.controller.act("Budget Reallocation", asked["name"], "Approve")
	assert (approved["version"], approved["approved_by"]) == (3, own.controller.user)
	assert [admin.get("Agreement Action", own.action(code))["budget"] for code in ("A1", "A2")] == [1100, 400]
	lines = own.status()
	assert (lines[own.action("A1")]["approved"], lines[own.action("A2")]["reallocated"]) == (1100, -100)
	assert lines[""]["approved"] == lines[""]["planned"] == 1500


@pytest.mark.requirement("VA-16")
def test_an_administrator_does_not_approve_its_own(admin: Client, money: Accounts) -> None:
	lines = [(money.action("A2") + "-PER-01", -1), (money.action("A1") + "-PER-01", 1)]
	made = admin.insert(
		"Budget Reallocation",
		agreement=money.code,
		reason="Prova",
		lines=[{"budget_row": row, "amount": amount, "share": "Public"} for row, amount in lines],
	)
	admin.act("Budget Reallocation", made["name"], "Propose")
	with pytest.raises(Refused):
		admin.act("Budget Reallocation", made["name"], "Approve")
	assert admin.get("Budget Reallocation", made["name"])["docstatus"] == 0


@pytest.mark.requirement("EM-12")
def test_the_action_ends_with_its_fund_by_itself(host: Host, admin: Client, as_user: As) -> None:
	assert admin.get("Agreement Action", "EM-2018-A3")["ends_on_exhaustion"] == 1
	own = accounts(host, admin, {"A3": 300}, A3={"ends_on_exhaustion": 1})
	admin.insert(
		"Eligibility Rule",
		action=own.action("A3"),
		title="Azione aperta",
		met_when="action_open",
		outcome_when_not_met="Refuse",
		message="L'azione è chiusa",
		valid_from="2020-01-01",
	)
	row = own.row("CAN-01", 300, "A3", cost_category="CANONI")
	first = own.commit(row, 299.99)
	assert verdict(admin, own) == "Eligible"
	with pytest.raises(Refused) as refused:
		own.commit(row, 0.02)
	assert "0,01" in refused.value.text
	own.commit(row, 0.01)
	assert admin.get("Agreement Action", own.action("A3"))["exhausted_on"]
	assert verdict(admin, own) == "Not Eligible"
	with pytest.raises(Refused) as refused:
		own.commit(row, 0.01)
	assert "esaurito" in refused.value.text or "used up" in refused.value.text
	own.officer.run("Budget Commitment", first["name"], "release", reason="Economia")
	assert not admin.get("Agreement Action", own.action("A3")).get("exhausted_on")
	assert verdict(admin, own) == "Eligible"
	assert own.status()[own.action("A3")]["left"] == 299.99


def verdict(admin: Client, own: Accounts) -> str:
	"""What the rules say of a case referred today."""
	home = household(admin, PLACE, person(admin, PLACE))["name"]
	made = admin.insert(
		"Referral",
		agreement=own.code,
		action=own.action("A3"),
		municipality=PLACE,
		household=home,
		procedure_type="Eviction for Arrears",
		execution_date="2027-11-30",
	)
	return str(made["eligibility"])


@pytest.mark.requirement("VA-13")
def test_the_last_euros_of_a_row_are_bound_once(host: Host, money: Accounts) -> None:
	"""Eight at the same instant, ten times over: never more than there is, and nothing that fits is refused."""
	row = money.action("A2") + "-PER-01"
	crowd = [Client(host.address, money.officer.user, host.password) for _ in range(8)]
	bound = money.status()[money.action("A2")]["committed"]
	for _round in range(10):
		replies = at_once(
			8,
			lambda number: crowd[number].insert(
				"Budget Commitment", budget_row=row, amount=7, reason="Gara", docstatus=1
			),
		)
		bound += 7 * len(done(replies))
		assert all(400 <= reply.status < 500 for reply in refusals(replies))
		assert money.status()[money.action("A2")]["committed"] == pytest.approx(bound)
	assert bound <= 500 < bound + 7
	for client in crowd:
		client.close()


@pytest.mark.requirement("VA-13")
def test_the_same_request_fifty_times_is_one_commitment(host: Host, money: Accounts) -> None:
	row, request = money.action("A1") + "-PER-01", f"prova-{token()}"
	crowd = [Client(host.address, money.officer.user, host.password) for _ in range(8)]
	replies = at_once(
		50,
		lambda number: crowd[number % 8].insert(
			"Budget Commitment", budget_row=row, amount=5, reason="Doppio", docstatus=1, request_id=request
		),
	)
	assert len(done(replies)) == 1, [str(reply) for reply in refusals(replies)][:3]
	assert len(money.officer.list("Budget Commitment", filters={"request_id": request})) == 1
	assert money.status()[f"{money.action('A1')}/PERSONALE/{row}"]["committed"] == 5


BAD = (
	("Budget Row", "unit_value", -1),
	("Budget Row", "unit_value", 1e308),
	("Budget Row", "unit_value", "1.234,56"),
	("Budget Row", "unit_value", 10.001),
	("Budget Row", "unit_value", "molto"),
	("Budget Row", "quantity", -3),
	("Budget Row", "quantity", 1.005),
	("Budget Row", "public_share", 11),
	("Budget Row", "partner_in_kind", 10),
	("Budget Row", "nature", "Altro"),
	("Budget Row", "code", "a b/c"),
	("Budget Row", "municipality", "Pioltello"),
	("Budget Row", "years", [{"year": 1999, "amount": 10}]),
	("Budget Commitment", "amount", -1),
	("Budget Commitment", "amount", 0),
	("Budget Commitment", "amount", 1e308),
	("Budget Commitment", "amount", 0.005),
	("Budget Commitment", "committed_on", "2999-01-01"),
	("Budget Commitment", "share", "Partner In Kind"),
	("Budget Reallocation", "lines", [{"budget_row": "{row}", "share": "Public", "amount": 1}]),
	("Budget Reallocation", "effective_on", "2999-01-01"),
	("Service Agreement", "own_share_percent", 120),
	("Service Agreement", "cash_limit", -5),
)


@pytest.mark.requirement("VA-13")
@pytest.mark.parametrize(("doctype", "field", "value"), BAD)
def test_bad_input_is_refused_and_changes_nothing(
	admin: Client, money: Accounts, doctype: str, field: str, value: Any
) -> None:
	row = money.action("A1") + "-PER-01"
	if isinstance(value, list):
		value = json.loads(json.dumps(value).replace("{row}", row))
	before = len(admin.list(doctype)), money.status()
	right: dict[str, dict[str, Any]] = {
		"Budget Row": money.row_values(f"X{token()}".upper(), 10),
		"Budget Commitment": {"budget_row": row, "amount": 1, "reason": "Prova", "docstatus": 1},
		"Budget Reallocation": {
			"agreement": money.code,
			"reason": "Prova",
			"lines": [
				{"budget_row": row, "share": "Public", "amount": -1},
				{"budget_row": money.action("A1") + "-CAN-01", "share": "Public", "amount": 1},
			],
		},
	}
	with pytest.raises(Refused) as refused:
		if doctype == "Service Agreement":
			admin.update(doctype, money.code, **{field: value})
		else:
			money.officer.insert(doctype, **{**right[doctype], field: value})
	assert 400 <= refused.value.status < 500 and refused.value.text
	assert (len(admin.list(doctype)), money.status()) == before


@pytest.mark.requirement("BO-05")
def test_who_is_bound_elsewhere_sees_no_row(money: Accounts, as_user: As) -> None:
	other = as_user(who("Finance Officer", "VA-2025"))
	assert not other.list("Budget Row", filters={"agreement": money.code})
	with pytest.raises(Refused) as refused:
		other.insert("Budget Commitment", budget_row=money.action("A1") + "-PER-01", amount=1, reason="x")
	assert refused.value.status in (403, 404)
	asked = json.dumps({"agreement": money.code})
	for name in ("Budget Status", "Budget Versions", "Open Commitments"):
		found = other.call("frappe.desk.query_report.run", report_name=name, filters=asked)
		assert not [line for line in found["result"] if isinstance(line, dict)], name


@pytest.mark.requirement("VA-16")
def test_moves_at_once_share_one_tolerance(host: Host, admin: Client) -> None:
	"""Eight moves of 12.00 recorded at the same instant: three fit into 10 % of 400.00, each is a version of its own."""
	own = accounts(host, admin, {"A1": 1000})
	staff, rent = own.row("PER-01", 600), own.row("CAN-01", 400, cost_category="CANONI")
	crowd = [Client(host.address, own.officer.user, host.password) for _ in range(8)]
	drafts = [own.move((staff, -12), (rent, 12))["name"] for _ in range(8)]
	replies = at_once(
		8, lambda number: crowd[number].act("Budget Reallocation", drafts[number], "Record")["version"]
	)
	assert all(400 <= reply.status < 500 for reply in refusals(replies))
	recorded = own.officer.list("Budget Reallocation", filters={"agreement": own.code, "docstatus": 1})
	assert 1 <= len(recorded) <= 3 and len(set(done(replies))) == len(recorded) == len(done(replies))
	for name in drafts:
		stored = own.officer.get("Budget Reallocation", name)
		if (
			stored["docstatus"] == 0
			and len(own.officer.list("Budget Reallocation", filters={"agreement": own.code, "docstatus": 1}))
			< 3
		):
			own.officer.act("Budget Reallocation", name, "Record")
	lines = own.status()
	assert lines[own.action("A1") + "/CANONI"]["approved"] == 436
	assert lines[""]["approved"] == 1000
	left = next(name for name in drafts if own.officer.get("Budget Reallocation", name)["docstatus"] == 0)
	with pytest.raises(Refused):
		own.officer.act("Budget Reallocation", left, "Record")
	for client in crowd:
		client.close()
