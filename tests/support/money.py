"""An agreement with its own money and people, as its authority would set it up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from support.cases import token
from support.client import Client
from support.host import Host

PLACE = "Segrate"
YEAR = 2026


@dataclass
class Accounts:
	"""An agreement, with a finance officer and a public controller bound to it."""

	code: str
	officer: Client
	controller: Client

	def action(self, code: str) -> str:
		return f"{self.code}-{code}"

	def row(self, code: str, amount: float, action: str = "A1", **values: Any) -> str:
		"""A submitted budget row of one unit; gives its name."""
		made = self.officer.insert("Budget Row", **self.row_values(code, amount, action, **values))
		self.officer.update("Budget Row", made["name"], docstatus=1)
		return str(made["name"])

	def row_values(self, code: str, amount: float, action: str = "A1", **values: Any) -> dict[str, Any]:
		return {
			"action": self.action(action),
			"code": code,
			"cost_category": "PERSONALE",
			"description": f"Voce {code} (demo)",
			"activity": "Attività di prova",
			"quantity": 1,
			"unit_value": amount,
			**values,
		}

	def commit(self, row: str, amount: float, submit: bool = True, **values: Any) -> dict[str, Any]:
		"""A commitment of the officer."""
		return self.officer.insert(
			"Budget Commitment",
			budget_row=row,
			amount=amount,
			reason="Ordine di prova",
			docstatus=int(submit),
			**values,
		)

	def move(self, *lines: tuple[str, float], **values: Any) -> dict[str, Any]:
		"""A draft reallocation of public money: (row, more or less)."""
		rows = [{"budget_row": row, "amount": amount, "share": "Public"} for row, amount in lines]
		return self.officer.insert(
			"Budget Reallocation", agreement=self.code, reason="Prova", lines=rows, **values
		)

	def status(self, **filters: Any) -> dict[str, dict[str, Any]]:
		"""The report Budget Status, line by line, by its node without the agreement."""
		asked = json.dumps({"agreement": self.code, **filters})
		found = self.controller.call(
			"frappe.desk.query_report.run", report_name="Budget Status", filters=asked
		)
		lines = [line for line in found["result"] if isinstance(line, dict)]
		return {line["node"].removeprefix(self.code).lstrip("/"): line for line in lines}


def accounts(host: Host, admin: Client, budgets: dict[str, float], **values: Any) -> Accounts:
	"""An active agreement with an action for each budget, in Segrate. Values named as an action's code go to it."""
	code = f"SOLDI-{token().upper()}"
	actions = {name: values.pop(name, {}) for name in budgets}
	admin.insert(
		"Service Agreement",
		code=code,
		title=f"Accordo {code} (demo)",
		authority="Distretto Sociale Est Milano",
		start_date=f"{YEAR}-01-01",
		end_date=f"{YEAR + 2}-12-31",
		total_amount=sum(budgets.values()),
		vat_regime="Contribution, out of VAT scope",
		municipalities=[{"municipality": PLACE}],
		quorum=[{"commission_role": "Coordinator", "required_count": 1}],
		**values,
	)
	for name, budget in budgets.items():
		admin.insert(
			"Agreement Action",
			agreement=code,
			code=name,
			title=f"Azione {name}",
			budget=budget,
			**actions[name],
		)
	admin.update("Service Agreement", code, status="Active")
	return Accounts(
		code,
		person(host, admin, "Finance Officer", code),
		person(host, admin, "Public Controller", code),
	)


def person(host: Host, admin: Client, role: str, code: str) -> Client:
	"""A user of a role, bound to the agreement and logged in."""
	email = f"{role.split()[0].lower()}.{token()}@demo.invalid"
	admin.insert(
		"User",
		email=email,
		first_name=f"{role} (demo)",
		send_welcome_email=0,
		new_password=host.password,
		roles=[{"role": role}],
	)
	admin.insert("User Permission", user=email, allow="Service Agreement", for_value=code)
	return Client(host.address, email, host.password)
