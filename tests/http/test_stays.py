"""Stays in the shared homes of Est Milano: papers, places, who sees whom. Their whole course is told in
test_story_est_milano.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.cases import household, person, placement
from support.client import Client, Refused, document_path
from support.host import Host
from support.people import who
from support.stays import AGREEMENT, PIOLTELLO, SEGRATE, Staff, day
from support.together import at_once, done, refusals

As = Callable[[str], Client]


@pytest.fixture(scope="module")
def staff(as_user: As, admin: Client) -> Staff:
	return Staff.of(as_user, admin)


@pytest.mark.requirement("EM-09")
def test_the_two_homes_have_their_own_titles_and_cost_bearers(staff: Staff) -> None:
	"""The flat of Pioltello is lent for free, the property of Segrate is managed: ordinary maintenance to the
	operator, utilities to the Comune di Pioltello (R37).
	"""
	pioltello, segrate = (staff.manager.get("Housing Unit", f"DEMO-EM-U{number}") for number in (1, 2))
	assert (pioltello["occupancy_title"], segrate["occupancy_title"]) == ("Free Loan", "Managed")
	assert (pioltello["capacity_scheme"], segrate["capacity_scheme"]) == (PIOLTELLO, SEGRATE)
	bearers = {row["item"]: row["bearer"] for row in segrate["cost_bearers"]}
	assert bearers["Utilities"] == "Comune di Pioltello"
	assert bearers["Ordinary Maintenance"] == "Ente gestore Est Milano (demo)"


@pytest.mark.requirement("EM-10")
@pytest.mark.parametrize("missing", ["decision", "pei", "agreement"])
def test_no_entry_without_the_papers(staff: Staff, missing: str) -> None:
	home, family = staff.home(), staff.family(6)
	if missing == "decision":
		case = staff.referred(family)
		name = staff.stay(home, case, None, entry_date=day())
	else:
		case, pei = staff.admitted(family, on=day(-10))
		signed = {"start_date": day(-10), "signed_on": day(-10) if missing == "pei" else None}
		agreement = staff.agreed(home, case, pei, **signed)
		name = staff.stay(home, case, agreement, entry_date=day(-10 if missing == "agreement" else -12))
	if missing == "pei":  # signed two days after the entry
		staff.educator.update("Stay", name, entry_date=day(-12))
	staff.educator.act("Stay", name, "Propose")
	with pytest.raises(Refused) as refused:
		staff.educator.act("Stay", name, "Sign")
	assert refused.value.kind == "EntryPapersMissingError"
	assert staff.manager.get("Housing Unit", home)["workflow_state"] == "Available"


@pytest.mark.requirement("EM-09")
def test_pioltello_takes_men_from_18_to_65(staff: Staff) -> None:
	home = staff.home(PIOLTELLO)
	staff.enter(staff.proposed(home, staff.family(sex="Male")))
	case, pei = staff.admitted(staff.family())
	woman = staff.stay(home, case, staff.agreed(home, case, pei))
	with pytest.raises(Refused) as refused:
		staff.educator.act("Stay", woman, "Propose")
	assert refused.value.kind == "NoPlaceError"


@pytest.mark.requirement("EM-09")
def test_twenty_at_once_for_the_last_place(host: Host, staff: Staff) -> None:
	"""Whoever comes first gets it; nobody shares it, whatever the instant."""
	scheme = staff.admin.insert(
		"Capacity Scheme",
		title=f"Un posto {day()} {staff.home()}",
		action="EM-2018-A2",
		municipality="Segrate",
		valid_from="2018-03-01",
		places=[{"alternative": 1, "guest_category": "Adult Woman", "places_to": 1}],
	)
	home = staff.home(capacity_scheme=scheme["name"])
	names = [staff.proposed(home, staff.family()) for _number in range(20)]
	educators = [host.fresh_client(str(staff.educator.user)) for _number in range(20)]
	replies = at_once(20, lambda number: educators[number].act("Stay", names[number], "Sign")["name"])
	assert len(done(replies)) == 1, done(replies)
	# A database that locks row by row may tell a loser of a deadlock instead.
	assert {refused.kind for refused in refusals(replies)} <= {"NoPlaceError", "QueryDeadlockError"}
	signed = staff.educator.names("Stay", filters={"unit": home, "workflow_state": "Signed"})
	assert signed == set(done(replies))
	managers = [host.fresh_client(str(staff.manager.user)) for _number in range(5)]
	replies = at_once(5, lambda number: managers[number].act("Stay", next(iter(signed)), "Enter")["name"])
	assert len(done(replies)) == 1
	assert staff.manager.get("Housing Unit", home)["workflow_state"] == "Occupied"


@pytest.mark.requirement("EM-09", "BO-05")
def test_who_sees_whom(as_user: As, staff: Staff) -> None:
	someone = person(staff.worker, "Segrate", last_name="Canarino5521 (demo)")
	home = staff.home()
	name = staff.proposed(home, household(staff.worker, "Segrate", someone))
	staff.enter(name)
	agreement = staff.educator.get("Stay", name)["hospitality_agreement"]
	for reader in (staff.educator, staff.manager, staff.worker, staff.coordinator):
		assert "Canarino5521" in reader.get("Stay", name)["guest_name"], reader.user
	for other in (
		as_user(who("Social Worker", "Pioltello")),
		as_user(who("Housing Manager", "VA-2025")),
		as_user(who("Coordinator", "VA-2025")),
		as_user(who("Finance Officer", AGREEMENT)),
	):
		for doctype, document in (("Stay", name), ("Hospitality Agreement", agreement)):
			assert other.http.get(document_path(doctype, document)).status_code in (403, 404), other.user
		listed = other.http.get(document_path("Stay"), params={"fields": '["*"]', "limit_page_length": 0})
		assert "Canarino5521" not in listed.text and name not in listed.text, other.user
	member = staff.member.http.get(document_path("Stay", name))
	assert member.status_code == 200 and "Canarino5521" not in member.text, "on the agenda, without names"
	assert "Canarino5521" not in str(report(staff.manager, "Free Places", agreement=AGREEMENT))
	assert "Canarino5521" not in str(report(staff.manager, "Occupancy and Void Days", agreement=AGREEMENT))


@pytest.mark.requirement("EM-10")
def test_the_agreement_prints_in_italian(host: Host, staff: Staff) -> None:
	case, pei = staff.admitted(staff.family(4))
	agreement = staff.agreed(staff.home(), case, pei)
	asked = {"doc": "Hospitality Agreement", "name": agreement, "print_format": "Hospitality Agreement"}
	html = staff.educator.call("frappe.www.printview.get_html_and_style", **asked)["html"]
	for text in ("Accordo di ospitalità", "Silenzio dalle 22", "Manutenzione ordinaria", "80,00"):
		assert text in html
	if not host.is_banco:
		return  # the bench at hand has no program that makes a PDF
	pdf = staff.educator.http.get(
		"/api/method/frappe.utils.print_format.download_pdf",
		params={"doctype": "Hospitality Agreement", "name": agreement, "format": "Hospitality Agreement"},
	)
	assert pdf.content.startswith(b"%PDF")


@pytest.mark.requirement("EM-09")
def test_a_refused_case_gets_no_place(staff: Staff) -> None:
	home, case = staff.home(), staff.referred(staff.family(3))
	staff.decide(placement(case, "Refused", reason="Prova"), on=day())
	with pytest.raises(Refused) as refused:
		staff.stay(home, case, None)
	assert refused.value.kind == "CaseNotForStayError"


def report(client: Client, name: str, **filters: object) -> list[dict[str, object]]:
	answer = client.call("frappe.desk.query_report.run", report_name=name, filters=filters)
	return [row for row in answer["result"] if isinstance(row, dict)]
