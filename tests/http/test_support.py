"""The course of a project over HTTP: diary, sheets, groups, reviews, network, work plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from support.cases import before_commission, commission, placement, plan, session_of, token
from support.client import Client, Refused
from support.people import who
from support.together import at_once, done, refusals

As = Callable[[str], Client]
ACTION = "EM-2018-A2"
EDUCATOR, OTHER = who("Case Manager", "EM-2018"), "educatore.estmilano@demo.invalid"
COORDINATOR = who("Coordinator", "EM-2018")


@pytest.fixture(scope="module")
def case(as_user: As) -> dict[str, str]:
	"""A case taken in charge by the educator, with a PEI of two hours that the household signed."""
	worker, coordinator = as_user(who("Social Worker", "Segrate")), as_user(COORDINATOR)
	educator, member = as_user(EDUCATOR), as_user(who("Commission Member", "EM-2018"))
	referral = before_commission(worker, coordinator, ACTION)
	pei = coordinator.insert("PEI", referral=referral, **plan(committed_hours=2, end_date="2019-04-01"))[
		"name"
	]
	coordinator.act("PEI", pei, "Propose")
	table = commission(worker, coordinator, member.user)
	validation = {"kind": "PEI Validation", "referral": referral, "pei": pei, "outcome": "Validated"}
	session = session_of(coordinator, "EM-2018", table, placement(referral), validation)
	member.update("Commission Session", session, docstatus=1)
	coordinator.update("Referral", referral, case_manager=EDUCATOR)
	coordinator.act("Referral", referral, "Take in Charge")
	educator.update("PEI", pei, signed_on=str(date.today()))
	educator.act("PEI", pei, "Activate")
	return {"referral": str(referral), "pei": str(pei)}


def intervention(case: dict[str, str], **values: Any) -> dict[str, Any]:
	defaults = {
		"entry_date": "2018-06-01",
		"minutes": 45,
		"kind": "Interview",
		"text": f"Colloquio {token()}",
	}
	return {**defaults, "referral": case["referral"], "counts_as_educational": 1, **values}


@pytest.mark.requirement("EM-07")
def test_an_intervention_stands_in_the_diary_of_the_case(as_user: As, case: dict[str, str]) -> None:
	educator = as_user(EDUCATOR)
	made = educator.insert("Diary Entry", **intervention(case, start_time="9.30"))
	assert (made["author"], made["pei"], made["start_time"]) == (EDUCATOR, case["pei"], "09:30")
	assert (made["agreement"], made["action"], made["municipality"]) == ("EM-2018", ACTION, "Segrate")
	read = as_user(who("Social Worker", "Segrate")).get("Diary Entry", made["name"])
	assert read["text"] == made["text"]
	for wrong in (
		{"entry_date": str(date.today() + timedelta(days=1))},
		{"entry_date": "2018-02-28"},
		{"minutes": 0},
		{"text": ""},
		{"start_time": "10:00"},
		{"start_time": "dopo pranzo"},
		{"kind": "Passeggiata"},
	):
		with pytest.raises(Refused) as refused:
			educator.insert("Diary Entry", **intervention(case, **wrong))
		assert refused.value.status == 417, wrong


@pytest.mark.requirement("EM-07", "BO-05")
def test_only_the_author_or_a_coordinator_changes_it(as_user: As, case: dict[str, str]) -> None:
	educator, coordinator = as_user(EDUCATOR), as_user(COORDINATOR)
	name = educator.insert("Diary Entry", **intervention(case))["name"]
	for author in (COORDINATOR, OTHER):
		with pytest.raises(Refused) as refused:
			educator.insert("Diary Entry", **intervention(case, author=author))
		assert refused.value.status == 403
	assert coordinator.update("Diary Entry", name, text="Corretto")["author"] == EDUCATOR
	theirs = coordinator.insert("Diary Entry", **intervention(case))["name"]
	with pytest.raises(Refused) as refused:
		educator.update("Diary Entry", theirs, text="Cambiato")
	assert refused.value.status == 403


@pytest.mark.requirement("EM-07", "BO-05")
def test_what_is_reserved_is_for_who_may_read_it(as_user: As, case: dict[str, str]) -> None:
	educator, canary = as_user(EDUCATOR), f"CANARINO{token()}"
	reserved = {"confidentiality": "Reserved", "text": "", "reserved_text": canary}
	name = educator.insert("Diary Entry", **intervention(case, **reserved))["name"]
	assert as_user(who("Social Worker", "Segrate")).get("Diary Entry", name)["reserved_text"] == canary
	programme = as_user(who("Programme Administrator"))
	assert canary not in str(programme.get("Diary Entry", name))
	with pytest.raises(Refused):
		programme.list("Diary Entry", filters={"reserved_text": ["like", f"{canary}%"]})
	for user in (OTHER, who("Social Worker", "Pioltello"), who("Commission Member", "EM-2018")):
		with pytest.raises(Refused) as refused:
			as_user(user).get("Diary Entry", name)
		assert refused.value.status == 403, user
	with pytest.raises(Refused):
		educator.insert("Diary Entry", **intervention(case, confidentiality="Reserved", reserved_text="x"))


@pytest.mark.requirement("EM-07")
def test_one_person_is_in_one_place_however_many_write_at_once(as_user: As, case: dict[str, str]) -> None:
	clients = [as_user(EDUCATOR) for _ in range(6)]
	day = intervention(case, entry_date="2018-06-05", start_time="11:00", minutes=30)
	replies = at_once(6, lambda number: clients[number].insert("Diary Entry", **day))
	assert len(done(replies)) == 1
	assert {refusal.kind for refusal in refusals(replies)} == {"OverlappingEntriesError"}


@pytest.mark.requirement("EM-07")
def test_a_sheet_is_handed_in_whole_or_not_at_all(as_user: As, case: dict[str, str]) -> None:
	educator, mark = as_user(EDUCATOR), token()
	rows = [
		intervention(case, entry_date=f"2018-07-0{day}", text=f"Foglio {day} {mark}", minutes=10 * day)
		for day in range(1, 6)
	]
	sheet = educator.insert("Diary Sheet", entries=[*rows[:4], {**rows[4], "entry_date": "2018-02-01"}])
	assert sheet["total_minutes"] == 150
	with pytest.raises(Refused) as refused:
		educator.update("Diary Sheet", sheet["name"], docstatus=1)
	assert refused.value.status == 417 and "5" in refused.value.text
	assert not educator.list("Diary Entry", filters={"text": ["like", f"%{mark}%"]})
	last = {**sheet["entries"][4], "entry_date": "2018-07-05"}
	educator.update("Diary Sheet", sheet["name"], entries=[*sheet["entries"][:4], last])
	submitted = educator.update("Diary Sheet", sheet["name"], docstatus=1)
	assert mark not in str(submitted)
	assert len(educator.list("Diary Entry", filters={"text": ["like", f"%{mark}%"]})) == 5
	for user in (OTHER, COORDINATOR, who("Programme Administrator")):
		client = as_user(user)
		with pytest.raises(Refused) as refused:
			client.get("Diary Sheet", sheet["name"])
		assert refused.value.status == 403
		for query in ({"doctype": "Diary Sheet"}, {"doctype": "Diary Sheet Row", "parent": "Diary Sheet"}):
			try:
				found = client.call("frappe.client.get_list", fields=["name"], limit_page_length=500, **query)
			except Refused:
				continue
			ours = {sheet["name"], *(row["name"] for row in submitted["entries"])}
			assert not ours & {row["name"] for row in found}, (user, query)


@pytest.mark.requirement("EM-07")
def test_a_sheet_names_no_case_out_of_sight(as_user: As, case: dict[str, str]) -> None:
	with pytest.raises(Refused) as refused:
		as_user(OTHER).insert("Diary Sheet", entries=[intervention(case)])
	assert refused.value.status == 403


@pytest.mark.requirement("EM-10")
def test_a_group_activity_stands_in_each_diary(as_user: As, case: dict[str, str]) -> None:
	coordinator, educator = as_user(COORDINATOR), as_user(EDUCATOR)
	made = coordinator.insert(
		"Group Activity",
		agreement="EM-2018",
		action=ACTION,
		topic=f"Regole della casa {token()}",
		kind="House Rules",
		activity_date="2018-06-20",
		start_time="18:00",
		minutes=60,
		conductor=EDUCATOR,
		attendees=[
			{"referral": case["referral"], "present": 1},
			{"referral": "DEMO-EM-13", "present": 1, "minutes": 30},
			{"referral": "DEMO-EM-09", "present": 0},
		],
	)
	done_by = educator.update("Group Activity", made["name"], docstatus=1)
	written = coordinator.list(
		"Diary Entry",
		filters={"group_activity": made["name"]},
		fields=["referral", "minutes", "author", "kind"],
	)
	assert {(row["referral"], row["minutes"]) for row in written} == {
		(case["referral"], 60),
		("DEMO-EM-13", 30),
	}
	assert {(row["author"], row["kind"]) for row in written} == {(EDUCATOR, "Group Activity")}
	assert "(demo)" not in str([row["case_code"] for row in done_by["attendees"]])
	with pytest.raises(Refused) as refused:
		educator.insert(
			"Group Activity",
			agreement="EM-2018",
			topic="x",
			kind="Other",
			minutes=10,
			attendees=[{"referral": "DEMO-EM-13"}],
		)
	assert refused.value.status == 403
	for role in ("Social Worker", "Housing Manager"):
		reader = as_user(who(role, "Rodano" if role == "Social Worker" else "EM-2018"))
		seen = str(reader.get("Group Activity", made["name"]))
		seen += str(reader.call("frappe.desk.form.load.getdoc", doctype="Group Activity", name=made["name"]))
		assert made["topic"] in seen
		for byte in (case["referral"], "DEMO-EM-13", done_by["attendees"][0]["case_code"]):
			assert byte not in seen, (role, byte)
		try:  # a host may refuse, or leave out the field
			rows = reader.call(
				"frappe.client.get_list",
				doctype="Group Attendee",
				parent="Group Activity",
				fields=["referral"],
			)
		except Refused:
			continue
		assert all(set(row) <= {"name"} for row in rows), rows
	with pytest.raises(Refused) as refused:
		as_user(who("Case Manager", "VA-2025")).get("Group Activity", made["name"])
	assert refused.value.status == 403


@pytest.mark.requirement("EM-05", "EM-07")
def test_the_reports_add_up_the_hours(as_user: As, case: dict[str, str]) -> None:
	educator = as_user(EDUCATOR)
	entries = educator.list(
		"Diary Entry",
		filters={"pei": case["pei"], "counts_as_educational": 1},
		fields=["minutes"],
	)
	minutes = sum(row["minutes"] for row in entries)
	told = educator.call("sostegno_abitare.social_support.doctype.pei.pei.hours_of", pei=case["pei"])
	assert round(told["used"] * 60) == minutes and told["exceeded"] == (minutes > 120)
	rows = educator.call(
		"frappe.desk.query_report.run", report_name="PEI Reviews Due", filters={"within_days": 0}
	)["result"]
	row = next(row for row in rows if isinstance(row, dict) and row.get("pei") == case["pei"])
	assert round(row["used_hours"] * 60) == minutes and row["committed_hours"] == 2
	by_person = educator.call(
		"frappe.desk.query_report.run",
		report_name="Diary Hours by Person and Action",
		filters={"action": ACTION, "author": EDUCATOR},
	)["result"]
	row = next(row for row in by_person if isinstance(row, dict) and row.get("action") == ACTION)
	assert row["worked"] < row["given"] and row["educational"] <= row["given"]
	others = as_user(who("Case Manager", "VA-2025")).call(
		"frappe.desk.query_report.run", report_name="Diary Hours by Person and Action", filters={}
	)["result"]
	assert ACTION not in str(others)
	with pytest.raises(Refused) as refused:
		as_user(OTHER).call("sostegno_abitare.social_support.doctype.pei.pei.hours_of", pei=case["pei"])
	assert refused.value.status == 403


@pytest.mark.requirement("EM-05")
def test_reviews_never_overwrite(as_user: As, case: dict[str, str]) -> None:
	educator, coordinator = as_user(EDUCATOR), as_user(COORDINATOR)
	first = educator.insert("PEI Review", pei=case["pei"], review_date="2018-07-02", summary="<p>Prima</p>")
	assert [row["goal"] for row in first["goals"]] == ["Trovare una casa"]
	assert first["referral"] == case["referral"]
	first = educator.update("PEI Review", first["name"], docstatus=1, next_review_date="2018-10-01")
	assert coordinator.get("PEI", case["pei"])["review_date"] == "2018-10-01"
	with pytest.raises(Refused):
		coordinator.update("PEI Review", first["name"], summary="<p>Riscritta</p>")
	second = educator.insert(
		"PEI Review", pei=case["pei"], review_date="2018-10-01", summary="<p>Seconda</p>", proposal="Extend"
	)
	educator.update("PEI Review", second["name"], docstatus=1)
	assert coordinator.get("PEI", case["pei"])["review_date"] == "2018-12-30"
	assert coordinator.get("PEI Review", first["name"])["summary"] == "<p>Prima</p>"
	with pytest.raises(Refused) as refused:
		educator.update("PEI Review", second["name"], docstatus=2)
	assert refused.value.status == 403
	with pytest.raises(Refused) as refused:
		as_user(OTHER).insert("PEI Review", pei=case["pei"], review_date="2018-11-01", summary="x")
	assert refused.value.status == 403
	with pytest.raises(Refused):
		coordinator.update("PEI", case["pei"], end_date="2020-01-01")


@pytest.mark.requirement("EM-05")
@pytest.mark.bench_defect("without an outgoing e-mail account it sends no notice in the desk either")
def test_a_proposal_is_told_to_the_coordinator(as_user: As, case: dict[str, str]) -> None:
	coordinator = as_user(COORDINATOR)
	review = coordinator.list("PEI Review", filters={"pei": case["pei"], "proposal": "Extend"})[0]["name"]
	told = coordinator.list(
		"Notification Log", filters={"document_name": review}, fields=["for_user", "subject", "email_content"]
	)
	assert [row["for_user"] for row in told] == [COORDINATOR]
	assert case["pei"] in told[0]["subject"] and "Prova" not in str(told)


@pytest.mark.requirement("EM-05", "EM-06")
def test_the_commission_gives_a_project_more_time_and_hours(as_user: As, case: dict[str, str]) -> None:
	worker, coordinator = as_user(who("Social Worker", "Segrate")), as_user(COORDINATOR)
	member = as_user(who("Commission Member", "EM-2018"))
	asked: dict[str, Any] = {"kind": "PEI Extension", "referral": case["referral"], "pei": case["pei"]}
	asked |= {"outcome": "Accepted", "committed_hours": 10, "reason": "Manca ancora la casa"}
	table = commission(worker, coordinator, member.user)
	for wrong in ({"new_end_date": "2019-04-01"}, {}):
		with pytest.raises(Refused) as refused:
			name = session_of(coordinator, "EM-2018", table, {**asked, **wrong}, session_date="2018-10-10")
			member.update("Commission Session", name, docstatus=1)
		assert refused.value.status == 417
	decision = {**asked, "new_end_date": "2019-10-01"}
	session = session_of(coordinator, "EM-2018", table, decision, session_date="2018-10-10")
	member.update("Commission Session", session, docstatus=1)
	pei = coordinator.get("PEI", case["pei"])
	assert (pei["end_date"], pei["committed_hours"]) == ("2019-10-01", 12)
	kept = {key: pei["extensions"][0][key] for key in ("session", "previous_end_date", "added_hours")}
	assert kept == {"session": session, "previous_end_date": "2019-04-01", "added_hours": 10}


@pytest.mark.requirement("EM-05", "EM-07")
def test_a_project_ends_with_its_outcome(as_user: As, case: dict[str, str]) -> None:
	educator, coordinator = as_user(EDUCATOR), as_user(COORDINATOR)
	last = educator.insert(
		"PEI Review", pei=case["pei"], kind="Final", review_date="2019-09-20", summary="<p>Casa trovata</p>"
	)
	educator.update("PEI Review", last["name"], docstatus=1)
	assert not coordinator.get("PEI", case["pei"]).get("review_date")
	with pytest.raises(Refused):
		coordinator.act("PEI", case["pei"], "End Project")
	coordinator.update("PEI", case["pei"], ended_on="2019-09-30", end_reason="Casa a canone concordato")
	assert coordinator.act("PEI", case["pei"], "End Project")["workflow_state"] == "Completed"
	for day, pei in (("2019-09-30", case["pei"]), ("2019-10-01", None)):
		made = educator.insert("Diary Entry", **intervention(case, entry_date=day))
		assert made.get("pei") == pei
	with pytest.raises(Refused) as refused:
		educator.insert("PEI Review", pei=case["pei"], review_date="2019-10-10", summary="x")
	assert refused.value.kind == "PEINotUnderWayError"
	sheet = coordinator.http.get(
		"/printview", params={"doctype": "PEI", "name": case["pei"], "format": "PEI Project", "_lang": "it"}
	).text
	for said in ("Prima", "Seconda", "Casa trovata", "01/10/2019"):
		assert said in sheet, said


@pytest.mark.requirement("EM-14")
def test_who_was_called_in_for_which_household(as_user: As, case: dict[str, str]) -> None:
	educator, worker = as_user(EDUCATOR), as_user(who("Social Worker", "Segrate"))
	asked = {
		"referral": case["referral"],
		"organisation": "UOIL",
		"purpose": "Lavoro",
		"asked_on": "2018-06-04",
	}
	made = educator.insert("Network Activation", **asked)
	assert (made["asked_by"], made["result"]) == (EDUCATOR, "Pending")
	with pytest.raises(Refused) as refused:
		educator.update("Network Activation", made["name"], result="Given")
	assert refused.value.status == 417
	educator.update(
		"Network Activation", made["name"], result="Given", result_on="2018-06-25", answer="Corso"
	)
	rows = worker.call(
		"frappe.desk.query_report.run", report_name="Network Activations", filters={"organisation": "UOIL"}
	)["result"]
	line = next(row for row in rows if isinstance(row, dict) and row.get("referral") == case["referral"])
	assert line["days"] == 21
	others = as_user(who("Social Worker", "Rodano")).call(
		"frappe.desk.query_report.run", report_name="Network Activations", filters={}
	)["result"]
	assert case["referral"] not in str(others)


@pytest.mark.requirement("VA-05")
def test_a_personal_plan_towards_work(as_user: As) -> None:
	educator = as_user(who("Case Manager", "VA-2025"))
	steps = [{"kind": "Training Course", "step_date": "2026-04-01", "outcome": "Positive"}]
	values = {"referral": "DEMO-VA-01", "goal": "Lavoro in mensa", "start_date": "2026-03-20", "steps": steps}
	with pytest.raises(Refused) as refused:
		educator.insert("Work Inclusion Plan", person="DEMO-VA-P43", **values)
	assert refused.value.status == 417 and "DEMO-VA-P43" in refused.value.text
	made = educator.insert("Work Inclusion Plan", person="DEMO-VA-P02", **values)
	with pytest.raises(Refused):
		educator.insert("Work Inclusion Plan", person="DEMO-VA-P02", **values)
	with pytest.raises(Refused):
		educator.update("Work Inclusion Plan", made["name"], status="Completed")
	ended = educator.update(
		"Work Inclusion Plan", made["name"], status="Completed", ended_on="2026-05-04", outcome="Job Found"
	)
	assert ended["status"] == "Completed"
	with pytest.raises(Refused) as refused:
		as_user(who("Social Worker", "Calcinaia")).get("Work Inclusion Plan", made["name"])
	assert refused.value.status == 403
