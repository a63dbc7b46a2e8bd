"""A link is shown with the title of what it names: to those who see that document alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.client import Client
from support.people import who

As = Callable[[str], Client]
# Documents of money that finance reads, of the case of a household that it does not (R50).
OF_MONEY = {
	"Sublease": "DEMO-EM-SUB1",
	"Arrears Step": "DEMO-EM-AZ1",
	"Repayment Agreement": "DEMO-EM-RIENTRO1",
	"Security Deposit": "DEMO-EM-SD2",
}


def form(client: Client, doctype: str, name: str) -> str:
	answer = client.http.get(
		"/api/method/frappe.desk.form.load.getdoc", params={"doctype": doctype, "name": name}
	)
	assert answer.status_code == 200, answer.text
	return str(answer.text)


def sheet(client: Client, doctype: str, name: str) -> str:
	asked = {"doc": doctype, "name": name, "print_format": "Standard", "no_letterhead": 1}
	return str(client.call("frappe.www.printview.get_html_and_style", **asked)["html"])


@pytest.mark.requirement("BO-05", "VA-01")
@pytest.mark.parametrize("doctype", sorted(OF_MONEY))
def test_the_title_of_a_case_out_of_sight_names_nobody(admin: Client, as_user: As, doctype: str) -> None:
	name = OF_MONEY[doctype]
	family = admin.get("Sublease", "DEMO-EM-SUB1")["tenant_name"].split()[0]
	finance = as_user(who("Finance Officer", "EM-2018"))
	assert finance.get(doctype, name)["referral"] == "DEMO-EM-61"
	shown = form(finance, doctype, name)
	assert family not in shown and "Vimodrone, via Immaginaria 200" in shown, "the home is in sight"
	assert family not in sheet(finance, doctype, name)
	assert family in form(as_user(who("Coordinator", "EM-2018")), doctype, name)
