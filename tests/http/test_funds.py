"""Guarantee funds over HTTP: never below nothing however many pay at once, each month paid by one alone, codes and
no names for finance, and a published list that leads to nobody (VA-06, R45-R49, R53).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from support import funds
from support.cases import fiscal_code, token
from support.client import Client, Refused
from support.host import Host
from support.quarter import Service, service
from support.rents import month, report
from support.together import at_once, done, refusals

As = Callable[[str], Client]
PLACE, NEXT, OUTSIDE = "Pontedera", "Casciana Terme Lari", "Capannoli"
TODAY = date.today()
CLIENTS, ROUNDS = 8, 6
DISBURSEMENT = "Guarantee Disbursement"


@pytest.fixture(scope="module")
def valdera(admin: Client, host: Host) -> Service:
	return service(admin, host)


@pytest.fixture(scope="module")
def pontedera(valdera: Service) -> str:
	return funds.fund(valdera, PLACE, 20_000)


@pytest.fixture(scope="module")
def casciana(valdera: Service) -> str:
	return funds.fund(valdera, NEXT, 1_000)


@pytest.fixture(scope="module")
def crowd(host: Host) -> list[Client]:
	"""Eight sessions of one user, as on eight machines."""
	return [host.fresh_client("Administrator") for _ in range(CLIENTS)]


def cents(amount: Any) -> int:
	return round(float(amount) * 100)


@pytest.mark.requirement("VA-06")
def test_the_last_euros_of_a_fund_are_paid_once(
	valdera: Service, admin: Client, casciana: str, crowd: list[Client]
) -> None:
	"""Eight payments of 300.00 are approved at once on 1,000.00: three are."""
	payee = funds.owner(valdera)
	asked = [
		funds.support(valdera, funds.case(valdera, admin, NEXT), NEXT, 300, property_owner=payee)
		for _ in range(CLIENTS)
	]
	replies = at_once(
		CLIENTS, lambda number: crowd[number].act(DISBURSEMENT, asked[number], "Approve")["name"]
	)
	assert len(done(replies)) == 3, [refused.text for refused in refusals(replies)]
	assert {refused.kind for refused in refusals(replies)} == {"FundExceededError"}
	assert funds.stands(admin, casciana) == (1_000, 900, 0)
	assert {admin.get(DISBURSEMENT, name)["workflow_state"] for name in asked} == {"Approved", "Checked"}
	for name in done(replies):
		valdera.controller.act(DISBURSEMENT, str(name), "Send Back")
	assert funds.stands(admin, casciana) == (1_000, 0, 0)


@pytest.mark.requirement("VA-06")
def test_the_same_repayment_sent_fifty_times_is_one(
	valdera: Service, admin: Client, pontedera: str, crowd: list[Client]
) -> None:
	paid = funds.support(valdera, funds.case(valdera, admin, PLACE), PLACE, 400, "Paid")
	before = funds.stands(admin, pontedera)
	values = {"disbursement": paid, "paid_on": str(TODAY), "amount": 50, "request_id": f"prova-{token()}"}

	def send(number: int) -> str:
		return str(crowd[number % CLIENTS].insert("Guarantee Repayment", docstatus=1, **values)["name"])

	replies = at_once(50, send)
	assert len(done(replies)) == 1, [refused.text for refused in refusals(replies)][:3]
	assert {refused.status for refused in refusals(replies)} <= {409, 417}
	after = funds.stands(admin, pontedera)
	assert (after[0] - before[0], before[2] - after[2]) == (50, 50)


@pytest.mark.requirement("VA-06")
def test_no_more_comes_back_than_was_paid_however_many_repay(
	valdera: Service, admin: Client, pontedera: str, crowd: list[Client]
) -> None:
	paid = funds.support(valdera, funds.case(valdera, admin, PLACE), PLACE, 400, "Paid")
	before = funds.stands(admin, pontedera)
	values = {"disbursement": paid, "paid_on": str(TODAY), "amount": 150}
	replies = at_once(
		CLIENTS, lambda number: crowd[number].insert("Guarantee Repayment", docstatus=1, **values)["name"]
	)
	assert len(done(replies)) == 2, [refused.text for refused in refusals(replies)]
	assert {refused.kind for refused in refusals(replies)} <= {"OverReceivableError", "FundOrderError"}
	assert before[2] - funds.stands(admin, pontedera)[2] == 300
	admin.insert("Guarantee Repayment", docstatus=1, **{**values, "amount": 100})
	assert admin.get(DISBURSEMENT, paid)["workflow_state"] == "Settled"


@pytest.mark.requirement("VA-06", "VA-03")
def test_a_month_is_covered_by_one_alone_written_at_the_same_instant(
	valdera: Service, admin: Client, pontedera: str, crowd: list[Client]
) -> None:
	"""Two payments of the fund and two requests for a regional notice, about one month of one rent."""
	point = admin.insert(
		"Contact Point",
		point_name=f"Sportello {token()}",
		kind="Desk",
		agreement=valdera.code,
		municipality=PLACE,
		address="via della Prova 1",
	)["name"]
	winners = []
	for _round in range(ROUNDS):
		registration = f"TZE 3T n. {token()}"
		code = fiscal_code("1980-05-10", "F")
		referral = funds.case(valdera, admin, PLACE, fiscal_code=code)
		name = funds.guarantee(valdera, referral, PLACE, lease_registration=registration)
		fund_pays = {"heading": "Rent", "rent_guarantee": name, "months": funds.months(3)}
		notice = {
			"kind": "Eviction Prevention Notice",
			"contact_point": point,
			"full_name": "Persona Prova (demo)",
			"privacy_notice_given": 1,
			"need": "Sfratto",
			"months": [{"month": str(month(3)), "amount": 50}],
		}
		writes: list[tuple[str, dict[str, Any]]] = [
			(DISBURSEMENT, fund_pays),
			("Help Request", {**notice, "fiscal_code": code}),
			(DISBURSEMENT, fund_pays),
			("Help Request", {**notice, "lease_registration": registration.lower()}),
		]

		def write(number: int, writes: list[tuple[str, dict[str, Any]]] = writes) -> str:
			doctype, values = writes[number]
			return str(crowd[number].insert(doctype, **values)["doctype"])

		replies = at_once(len(writes), write)
		# The two requests share neither person nor lease as they are written: both may stand without the fund.
		winners.append(sorted(done(replies)))
		assert winners[-1] in ([DISBURSEMENT], ["Help Request"], ["Help Request"] * 2), winners[-1]
		assert {refused.kind for refused in refusals(replies)} <= {"MonthTakenError"}
		for doctype, values in writes[:2]:
			if doctype not in done(replies):
				with pytest.raises(Refused) as refused:
					admin.insert(doctype, **values)
				assert refused.value.kind == "MonthTakenError"


@pytest.mark.requirement("VA-06")
def test_a_municipality_that_has_not_joined_is_refused_with_what_it_can_do(
	valdera: Service, admin: Client, pontedera: str
) -> None:
	referral = funds.case(valdera, admin, OUTSIDE)
	with pytest.raises(Refused) as refused:
		funds.guarantee(valdera, referral, OUTSIDE)
	assert refused.value.kind == "NotJoinedError" and OUTSIDE in refused.value.text
	with pytest.raises(Refused) as refused:
		funds.support(valdera, referral, OUTSIDE, 100)
	assert refused.value.kind == "NotJoinedError"
	funds.fund(valdera, OUTSIDE, 500)
	funds.support(valdera, referral, OUTSIDE, 100)


@pytest.mark.requirement("VA-06", "BO-05")
def test_finance_and_controller_read_codes_and_no_social_text(
	valdera: Service, admin: Client, pontedera: str
) -> None:
	word, surname = f"Canarino{token()}", f"Cognome{token()} (demo)"
	referral = funds.case(valdera, admin, PLACE, last_name=surname)
	name = funds.guarantee(valdera, referral, PLACE, social_reason=word)
	paid = funds.support(valdera, referral, PLACE, 1_500, "Paid", social_reason=word)
	assert valdera.coordinator.get(DISBURSEMENT, paid)["social_reason"] == word
	for client in (valdera.finance, valdera.controller):
		shown: list[Any] = [client.get("Rent Guarantee", name), client.get(DISBURSEMENT, paid)]
		shown += client.list(DISBURSEMENT, filters={"name": paid}, fields=["*"])
		shown += client.list("Rent Guarantee", filters={"name": name}, fields=["*"])
		shown.append(
			client.http.get(
				"/printview", params={"doctype": "Rent Guarantee", "name": name, "format": "Guarantee Letter"}
			).text
		)
		for title in ("Guarantee Fund Ledger", "Fund Repayments Due", "Published Contributions"):
			shown.append(report(client, title, agreement=valdera.code))
		text = json.dumps(shown, default=str)
		assert word not in text and surname.split(" ")[0] not in text
		assert shown[1]["case_code"] in text and shown[1]["payee_iban"] == funds.IBAN
		for field in ("social_reason", "tenant_name"):
			with pytest.raises(Refused):
				client.list("Rent Guarantee", filters={field: ["like", f"%{word[:4]}%"]})


@pytest.mark.requirement("VA-06", "BO-03")
def test_the_published_list_leads_to_nobody(valdera: Service, admin: Client, pontedera: str) -> None:
	referral = funds.case(valdera, admin, PLACE)
	payee = funds.owner(valdera)
	first = funds.support(valdera, referral, PLACE, 700, "Paid", property_owner=payee)
	small = funds.support(valdera, funds.case(valdera, admin, PLACE), PLACE, 900, "Paid")
	known = {name: admin.get(DISBURSEMENT, name) for name in (first, small)}
	rows, _total = report(valdera.controller, "Published Contributions", agreement=valdera.code)
	assert not {doc["public_code"] for doc in known.values()} & {row["code"] for row in rows}
	second = admin.get(
		DISBURSEMENT, funds.support(valdera, referral, PLACE, 301, "Paid", property_owner=payee)
	)
	assert second["public_code"] == known[first]["public_code"], "one code for a household in a year"
	rows, _total = report(valdera.controller, "Published Contributions", agreement=valdera.code)
	[row] = [row for row in rows if row["code"] == second["public_code"]]
	assert (row["amount"], row["payments"], row["municipality"]) == (1_001, 2, PLACE)
	text = json.dumps(row)
	for hidden in (first, second["name"], second["case_code"], referral, second["household"]):
		assert hidden not in text
	assert second["case_code"].removeprefix("C-") not in second["public_code"]


@pytest.mark.requirement("VA-06", "BO-03")
def test_the_reports_add_up_to_the_ledger(valdera: Service, admin: Client, pontedera: str) -> None:
	balance, ready, back = funds.stands(admin, pontedera)
	rows, _total = report(valdera.finance, "Situation of the Funds", agreement=valdera.code)
	[row] = [row for row in rows if row["fund"] == pontedera]
	assert [cents(row[name]) for name in ("balance", "ready", "free", "receivable")] == [
		cents(balance),
		cents(ready),
		cents(balance - ready),
		cents(back),
	]
	rows, _total = report(valdera.finance, "Guarantee Fund Ledger", fund=pontedera)
	assert Decimal(str(rows[-1]["balance"])) == balance and Decimal(str(rows[-1]["ready"])) == ready
	since = str(TODAY - timedelta(2))
	later, _total = report(valdera.finance, "Guarantee Fund Ledger", fund=pontedera, from_date=since)
	assert later[-1]["balance"] == rows[-1]["balance"]
	due, _total = report(valdera.finance, "Fund Repayments Due", agreement=valdera.code, municipality=PLACE)
	assert sum(cents(row["left"]) for row in due) == cents(back)


@pytest.mark.requirement("VA-06")
@pytest.mark.parametrize(
	"amount", [-1, 0.001, 1e308, "1.234,56", "1,234.56", "NaN", "Infinity", 0, 10_000_000_000]
)
def test_bad_amounts_are_refused_and_leave_nothing(
	valdera: Service, admin: Client, casciana: str, amount: Any
) -> None:
	before = admin.list("Fund Allocation", filters={"fund": casciana}, limit_page_length=0)
	with pytest.raises(Refused) as refused:
		funds.allocate(valdera, casciana, amount)
	assert refused.value.status == 417 and refused.value.text
	assert admin.list("Fund Allocation", filters={"fund": casciana}, limit_page_length=0) == before


@pytest.mark.requirement("VA-06", "BO-05")
def test_evidence_chosen_before_the_first_save_opens_to_who_decides(
	valdera: Service, admin: Client, pontedera: str
) -> None:
	name = funds.guarantee(valdera, funds.case(valdera, admin, PLACE), PLACE)
	sent = valdera.finance.http.post(
		"/api/method/upload_file",
		files={"file": ("diffida.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")},
		data={"is_private": "1"},
	)
	url = sent.json()["message"]["file_url"]
	assert valdera.controller.http.get(url).status_code == 403
	values = {"heading": "Rent", "rent_guarantee": name, "months": funds.months(3), "evidence": url}
	made = valdera.finance.insert(DISBURSEMENT, **values)["name"]
	assert valdera.controller.http.get(url).status_code == 200
	[file] = admin.list("File", filters={"file_url": url}, fields=["attached_to_name", "attached_to_field"])
	assert (file["attached_to_name"], file["attached_to_field"]) == (made, "evidence")
	assert valdera.volunteer.http.get(url).status_code == 403
	# Naming the file of somebody else opens it to nobody.
	theirs = funds.guarantee(valdera, funds.case(valdera, admin, PLACE), PLACE)
	other = valdera.coordinator.insert(
		DISBURSEMENT, **{**values, "rent_guarantee": theirs, "months": funds.months(2)}
	)["name"]
	[file] = admin.list("File", filters={"file_url": url}, fields=["attached_to_name"])
	assert file["attached_to_name"] == made != other


@pytest.mark.requirement("VA-06", "BO-05")
def test_ledger_and_claims_are_nobodys_to_write(valdera: Service, admin: Client, pontedera: str) -> None:
	row = admin.list("Fund Ledger Entry", filters={"fund": pontedera}, limit_page_length=1)[0]["name"]
	claim = admin.list("Arrears Month Claim", limit_page_length=1)[0]["name"]
	for client in (valdera.finance, valdera.controller, admin):
		for doctype, name, values in (
			("Fund Ledger Entry", row, {"amount": 1}),
			("Arrears Month Claim", claim, {"covered_by": "X"}),
		):
			with pytest.raises(Refused) as refused:
				client.update(doctype, name, **values)
			assert refused.value.status in (403, 417)
			with pytest.raises(Refused):
				client.delete(doctype, name)
