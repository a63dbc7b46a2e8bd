"""Leases and subleases over HTTP: a home of 520.00 sublet at 380.00, its updates, deposits and end; the trilocale of
Action 3 (VA-01, EM-08, EM-11).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import httpx
import pytest

from support.client import Client, Refused
from support.host import Host
from support.leases import accepted_case, day, head_lease, sublease, walk
from support.people import who
from support.together import at_once, done, refusals

As = Callable[[str], Client]
TRANSITORY = "Transitorio"
GET_EVENTS = "sostegno_abitare.housing.deadlines.get_events"


@pytest.fixture(scope="module")
def manager(as_user: As) -> Client:
	return as_user(who("Housing Manager", "VA-2025"))


@pytest.fixture(scope="module")
def coordinator(as_user: As) -> Client:
	return as_user(who("Coordinator", "VA-2025"))


@pytest.fixture(scope="module")
def finance(as_user: As) -> Client:
	return as_user(who("Finance Officer", "VA-2025"))


@pytest.fixture
def case(as_user: As) -> str:
	"""A case that the Commission of Valdera accepted, of a household with 1,350.00 net a month."""
	return accepted_case(as_user)


@pytest.mark.requirement("VA-01")
def test_a_home_of_520_is_sublet_at_380_to_a_household_of_1350(
	manager: Client, coordinator: Client, finance: Client, case: str
) -> None:
	head = head_lease(manager)
	made = sublease(manager, head, case)
	assert (made["rent_to_income"], made["affordability"]) == (28.15, "Sustainable")
	assert (made["net_monthly_income"], made["agreement"]) == (1350, "VA-2025")
	running = walk(manager, "Sublease", made["name"])
	assert running["workflow_state"] == "Running"
	assert manager.get("Housing Unit", made["unit"])["workflow_state"] == "Occupied"
	assert running["registration_due"] == day(20)
	assert made["tenant_name"] and made["tenant_name"] not in made["title"]
	assert made["case_code"] in made["title"]
	seen = finance.get("Sublease", made["name"])
	assert seen["monthly_rent"] == 380 and seen["case_code"] == made["case_code"]
	assert (
		not seen.get("tenant_name") and not seen.get("net_monthly_income") and not seen.get("rent_to_income")
	)
	assert made["tenant_name"] not in json.dumps(seen)


@pytest.mark.requirement("VA-01", "EM-08")
def test_a_rent_above_the_sustainable_one_warns_or_stops(manager: Client, admin: Client, case: str) -> None:
	head = head_lease(manager)
	assert sublease(manager, head, case, monthly_rent=405.01)["affordability"] == "Above the Limit"
	admin.update("Service Agreement", "VA-2025", affordability_effect="Block")
	try:
		with pytest.raises(Refused) as refused:
			sublease(manager, head, case, monthly_rent=405.01)
		assert refused.value.kind == "RentNotSustainableError"
		assert sublease(manager, head, case, monthly_rent=405)["affordability"] == "Sustainable"
	finally:
		admin.update("Service Agreement", "VA-2025", affordability_effect="Warn")


@pytest.mark.requirement("VA-01")
def test_a_sublease_cannot_outlive_its_head_lease_nor_an_early_end_of_it(manager: Client, case: str) -> None:
	head = head_lease(manager)
	ends = date.fromisoformat(manager.get("Head Lease", head)["ends_on"])
	with pytest.raises(Refused) as refused:
		sublease(manager, head, case, end_date=str(ends + timedelta(days=1)))
	assert refused.value.kind == "OutsideHeadLeaseError"
	name = sublease(manager, head, case)["name"]
	walk(manager, "Sublease", name)
	with pytest.raises(Refused) as refused:
		manager.update("Head Lease", head, early_end_on=day(60), end_reason="Recesso")
	assert refused.value.kind == "SubleaseOutlivesLeaseError" and name in str(refused.value)
	assert not manager.get("Head Lease", head).get("early_end_on"), "nothing is left half done"
	method = "sostegno_abitare.housing.doctype.head_lease.head_lease.end_early"
	ended = manager.call(method, head_lease=head, last_day=day(60), reason="Recesso del proprietario")
	assert ended == [name]
	assert manager.get("Sublease", name)["ends_on"] == day(60) == manager.get("Head Lease", head)["ends_on"]
	with pytest.raises(Refused) as refused:
		manager.update("Sublease", name, early_end_on=None)
	assert refused.value.kind == "OutsideHeadLeaseError"


@pytest.mark.requirement("VA-01")
def test_what_the_head_lease_does_not_permit_is_not_sublet(manager: Client, case: str) -> None:
	for values, kind in (
		({"sublet_permission": "No"}, "SubletForbiddenError"),
		({"sublet_permission": "Part"}, "SubletForbiddenError"),
	):
		with pytest.raises(Refused) as refused:
			sublease(manager, head_lease(manager, **values), case)
		assert refused.value.kind == kind
	with pytest.raises(Refused) as refused:
		head_lease(manager, lease_type=TRANSITORY)
	assert refused.value.kind == "SubletForbiddenByTypeError", "transitory contracts are not sublet, by law"
	unasked = sublease(manager, head_lease(manager, owner_consent_on=None), case)
	with pytest.raises(Refused) as refused:
		walk(manager, "Sublease", unasked["name"], "Propose", "Sign")
	assert refused.value.kind == "OwnerNotAskedError"


@pytest.mark.requirement("VA-01")
def test_an_update_is_refused_where_the_owner_waived_it(manager: Client) -> None:
	ask = {
		"requested_on": "2026-09-28",
		"effective_from": "2026-10-01",
		"index_from": "2025-08",
		"index_to": "2026-08",
	}
	waived = {"contract_type": "Head Lease", "contract": "DEMO-VA-HL1"}
	with pytest.raises(Refused) as refused:
		manager.insert("Rent Update", **waived, **ask)
	assert refused.value.kind == "UpdateWaivedError"
	done = manager.get("Rent Update", "DEMO-VA-RU1")
	assert (done["change_percent"], done["percent"], done["new_rent"]) == (3.4, 2.55, 615.3)
	head = head_lease(manager, signed_on="2025-09-20", start_date="2025-10-01", istat_clause=0)
	with pytest.raises(Refused) as refused:
		manager.insert("Rent Update", contract_type="Head Lease", contract=head, **ask)
	assert refused.value.kind == "NoUpdateClauseError"


@pytest.mark.requirement("VA-01", "EM-08")
def test_a_deposit_is_three_rents_at_most_and_yields_legal_interest(manager: Client, finance: Client) -> None:
	head = head_lease(manager)
	asked = {"contract_type": "Head Lease", "contract": head, "received_on": day(-400)}
	with pytest.raises(Refused) as refused:
		manager.insert("Security Deposit", **asked, amount=1560.01)
	assert refused.value.kind == "DepositTooHighError"
	made = manager.insert("Security Deposit", **asked, amount=1560)
	assert len(made["interest"]) == 1 and made["interest_total"] == made["interest"][0]["amount"] > 0
	paid = [{**made["interest"][0], "paid_on": day(0)}]
	assert finance.update("Security Deposit", made["name"], interest=paid)["interest_unpaid"] == 0
	report = "Deposits and Interest"
	found = finance.call(
		"frappe.desk.query_report.run", report_name=report, filters=json.dumps({"agreement": "VA-2025"})
	)
	rows = {row["deposit"]: row for row in found["result"] if isinstance(row, dict)}
	assert rows[made["name"]]["amount"] == 1560 and rows["DEMO-VA-SD3"]["amount"] == 760


@pytest.mark.requirement("EM-11", "EM-08")
def test_the_trilocale_of_action_3_is_leased_by_the_operator_who_pays(as_user: As) -> None:
	manager = as_user(who("Housing Manager", "EM-2018"))
	head = manager.get("Head Lease", "DEMO-EM-HL1")
	unit = manager.get("Housing Unit", head["unit"])
	assert (unit["typology"], unit["action"], unit["workflow_state"]) == (
		"Three-Room Flat",
		"EM-2018-A3",
		"Occupied",
	)
	assert head["lessee"] == "Ente gestore Est Milano (demo)" and head["owner_protections"]
	bearers = {row["item"]: row["bearer"] for row in unit["cost_bearers"]}
	assert {bearers[item] for item in ("Rent", "Condominium Charges", "Utilities")} == {head["lessee"]}
	held = manager.get("Sublease", "DEMO-EM-SUB1")
	assert held["monthly_rent"] < head["monthly_rent"] and held["affordability"] == "Sustainable"
	assert (held["action"], held["head_lease"]) == ("EM-2018-A3", head["name"])


@pytest.mark.requirement("VA-01", "EM-08")
def test_deadlines_of_contracts_are_reported_and_in_the_calendar(manager: Client, case: str) -> None:
	head = head_lease(manager)
	name = walk(manager, "Sublease", sublease(manager, head, case)["name"])["name"]
	found = manager.call(
		"frappe.desk.query_report.run",
		report_name="Contract Deadlines",
		filters=json.dumps({"within_days": 365, "include_past": 1}),
	)
	rows = {(row["contract"], row["kind"]): row for row in found["result"] if isinstance(row, dict)}
	assert rows[(name, "Lease Registration")]["days_left"] == 20
	assert rows[(head, "Lease Registration")]["days_left"] < 0
	manager.update("Sublease", name, registered_on=day(0), registration_number="DEMO 1")
	events = manager.call(GET_EVENTS, doctype="Head Lease", start=day(-400), end=day(-300))
	assert [row["day"] for row in events if row["name"] == head] == [day(-370)]
	left = manager.call(GET_EVENTS, doctype="Sublease", start=day(15), end=day(25))
	assert name not in {row["name"] for row in left}, "what is registered is no deadline"
	span = {"doctype": "Head Lease", "start": day(-400), "end": day(-300)}
	for filters, seen in (
		([["Head Lease", "municipality", "=", "Pontedera"]], True),
		([["Head Lease", "municipality", "=", "Calcinaia"]], False),
		([["municipality"]], True),
		({"municipality": "Calcinaia"}, True),
	):
		found = manager.call(GET_EVENTS, **span, filters=json.dumps(filters))
		assert (head in {row["name"] for row in found}) == seen, filters


@pytest.mark.requirement("VA-01")
def test_nonsense_is_refused_and_changes_nothing(manager: Client) -> None:
	head = head_lease(manager)
	before = manager.get("Head Lease", head)
	module = "sostegno_abitare.housing.doctype.head_lease.head_lease"
	for method, asked in (
		(f"{module}.end_early", {"head_lease": head, "last_day": "domani", "reason": "x"}),
		(f"{module}.end_early", {"head_lease": head, "last_day": day(30), "reason": ""}),
		(f"{module}.end_early", {"head_lease": head, "last_day": day(9000), "reason": "x"}),
		(f"{module}.end_early", {"head_lease": "NESSUNA", "last_day": day(30), "reason": "x"}),
		(f"{module}.outliving", {"head_lease": head, "last_day": "domani"}),
		(GET_EVENTS, {"doctype": "User", "start": day(0), "end": day(1)}),
		(GET_EVENTS, {"doctype": "Sublease", "start": "ieri", "end": day(1)}),
	):
		with pytest.raises(Refused) as refused:
			manager.call(method, **asked)
		assert refused.value.status in (404, 417), (method, asked, refused.value.status)
	assert manager.get("Head Lease", head) == before


@pytest.mark.requirement("VA-01", "BO-05")
def test_who_sees_which_contract(as_user: As, manager: Client, coordinator: Client, case: str) -> None:
	name = sublease(manager, head_lease(manager), case)["name"]
	assert coordinator.get("Sublease", name)["tenant_name"]
	assert as_user(who("Social Worker", "Pontedera")).get("Sublease", name)["tenant_name"]
	for outsider in (
		who("Social Worker", "Calcinaia"),
		who("Social Worker", "Segrate"),
		who("Housing Manager", "EM-2018"),
		who("Finance Officer", "EM-2018"),
		who("Public Controller", "VA-2025"),
		who("Front Office Operator", "VA-2025"),
	):
		with pytest.raises(Refused) as refused:
			as_user(outsider).get("Sublease", name)
		assert refused.value.status == 403, outsider
	asked = {"doctype": "Sublease", "start": day(-3000), "end": day(3000)}
	events = as_user(who("Housing Manager", "EM-2018")).call(GET_EVENTS, **asked)
	assert not any(row["name"].startswith("DEMO-VA") for row in events)


@pytest.mark.requirement("VA-01")
def test_cases_to_house_are_offered_by_code_to_who_may_sublet(
	as_user: As, admin: Client, manager: Client, case: str
) -> None:
	method = "sostegno_abitare.housing.doctype.sublease.sublease.cases_to_house"
	found = manager.call(method, head_lease="DEMO-VA-HL1")
	assert case in {row["value"] for row in found}
	name = admin.get("Referral", case)["title"]
	assert name not in json.dumps(found) and not any(row["value"].startswith("DEMO-EM") for row in found)
	for outsider in (who("Finance Officer", "VA-2025"), who("Housing Manager", "EM-2018")):
		with pytest.raises(Refused) as refused:
			as_user(outsider).call(method, head_lease="DEMO-VA-HL1")
		assert refused.value.status == 403


@pytest.mark.requirement("VA-01", "BO-05")
def test_the_sublease_prints_with_names_for_those_who_read_them(manager: Client, finance: Client) -> None:
	params = {"doctype": "Sublease", "name": "DEMO-VA-SUB1", "format": "Sublease Contract", "_lang": "it"}
	sheets = {}
	for client in (manager, finance):
		answer = client.http.get("/printview", params=params)
		assert answer.status_code == 200, answer.text[:300]
		sheets[client.user] = answer.text
	assert "Contratto di sublocazione" in sheets[manager.user] and "380,00" in sheets[manager.user]
	assert "Inquilini (demo) Sara" in sheets[manager.user] and "NQLSRA85C54B392B" in sheets[manager.user]
	assert "Inquilini" not in sheets[finance.user] and "NQLSRA85C54B392B" not in sheets[finance.user]


@pytest.mark.requirement("VA-01")
def test_one_household_gets_a_home_however_many_sign_at_once(
	as_user: As, manager: Client, coordinator: Client, case: str
) -> None:
	head = head_lease(manager)
	names = [sublease(manager, head, case)["name"] for _number in range(4)]
	for name in names:
		walk(manager, "Sublease", name, "Propose")
	replies = at_once(4, lambda number: manager.act("Sublease", names[number], "Sign"))
	assert len(done(replies)) == 1
	assert {refused.kind for refused in refusals(replies)} <= {"UnitTakenAlreadyError", "QueryDeadlockError"}
	states = [
		row["workflow_state"]
		for row in manager.list("Sublease", fields=["workflow_state"], filters={"head_lease": head})
	]
	assert sorted(states) == ["Proposed", "Proposed", "Proposed", "Signed"]


@pytest.mark.requirement("VA-01")
def test_deposits_paid_at_once_stay_within_three_rents(manager: Client) -> None:
	head = head_lease(manager)
	asked = {"contract_type": "Head Lease", "contract": head, "received_on": day(-5), "amount": 520}
	replies = at_once(6, lambda _number: manager.insert("Security Deposit", **asked))
	assert len(done(replies)) == 3
	rows = manager.list("Security Deposit", fields=["amount"], filters={"contract": head})
	assert sum(row["amount"] for row in rows) == 1560


@pytest.mark.requirement("VA-01")
@pytest.mark.bench_defect("without an outgoing e-mail account it sends no notice in the desk either")
def test_who_follows_the_case_is_told_of_an_early_end_by_number_alone(
	as_user: As, admin: Client, manager: Client, coordinator: Client, case: str
) -> None:
	educator = as_user("educatrice.valdera@demo.invalid")
	coordinator.update("Referral", case, case_manager=educator.user)
	made = sublease(manager, head_lease(manager), case)
	walk(manager, "Sublease", made["name"])
	manager.update("Sublease", made["name"], early_end_on=day(30), end_reason="Trasferimento")
	told = admin.list(
		"Notification Log",
		fields=["for_user", "subject", "email_content"],
		filters={"document_type": "Sublease", "document_name": made["name"]},
	)
	assert educator.user in {row["for_user"] for row in told}
	assert not any(made["tenant_name"] in json.dumps(row) for row in told)


@pytest.mark.requirement("VA-01", "BO-05")
def test_the_personal_calendar_holds_the_deadlines_by_number_alone(
	host: Host, manager: Client, case: str
) -> None:
	made = sublease(manager, head_lease(manager), case)
	walk(manager, "Sublease", made["name"])
	feed = manager.insert("Calendar Feed")["name"]
	try:
		address = manager.call("sostegno_abitare.calendar.feed.new_address", feed=feed)
		file = httpx.get(host.address + address).text
		assert f"Registrare il contratto {made['name']}" in file.replace("\r\n ", "")
		assert made["tenant_name"] not in file and "DEMO-EM" not in file
		manager.update("Calendar Feed", feed, leases=0)
		assert made["name"] not in httpx.get(host.address + address).text
	finally:
		manager.delete("Calendar Feed", feed)
