"""A service like Valdera's, made anew for a story of its own: the five lines with their budgets to the cent, the
rows of the plan as the fixtures tell them, and the people who keep the money, each with a login.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from support.cases import token
from support.client import Client
from support.host import REPO, Host

LINES = {
	"L1": Decimal("270000.00"),
	"L2": Decimal("105000.00"),
	"L3": Decimal("30000.00"),
	"L4": Decimal("30000.00"),
	"L5": Decimal("15000.00"),
}
PLACES = ("Bientina", "Buti", "Calcinaia", "Capannoli", "Casciana Terme Lari", "Palaia", "Pontedera")
AUTHORITY, PARTNER = "Unione Valdera", "Ente partner Valdera (demo)"
PAY_SCALE = "CCNL Cooperative sociali (T151)"
CUP = "J49J21000990001"
PEOPLE = {
	"finance": "Finance Officer",
	"second": "Finance Officer",
	"coordinator": "Coordinator",
	"controller": "Public Controller",
	"member": "Commission Member",
	"manager": "Housing Manager",
	"volunteering": "Volunteer Coordinator",
	"volunteer": "Volunteer",
}
_FIXTURES = REPO / "fixtures" / "valdera"
_ROW_FIELDS = [
	"code",
	"cost_category",
	"description",
	"brought_by",
	"nature",
	"unit",
	"valuation_method",
	"valuation_basis",
	"activity",
]


@dataclass
class Service:
	"""The agreement's code, and a client for each of the PEOPLE."""

	code: str
	clients: dict[str, Client]

	def __getattr__(self, person: str) -> Client:
		try:
			return self.clients[person]
		except KeyError:
			raise AttributeError(person) from None

	def line(self, line: str) -> str:
		return f"{self.code}-{line}"

	def row(self, row: str) -> str:
		"""The name of a budget row, from its line and code: `row("L2-PER-01")`."""
		return f"{self.code}-{row}"


def service(admin: Client, host: Host) -> Service:
	"""The agreement, active, with its lines and people, and no row of its plan yet."""
	code = f"VQ-{token().upper()}"
	admin.insert(
		"Service Agreement",
		code=code,
		title=f"Housing sociale, trimestre di prova {code} (demo)",
		authority=AUTHORITY,
		partner=PARTNER,
		start_date="2025-01-01",
		end_date="2027-12-31",
		total_amount=450000,
		vat_regime="Contribution, out of VAT scope",
		cup=CUP,
		vat_claimable="Where Not Recoverable",
		pay_scale=PAY_SCALE,
		rate_basis="Base Pay",
		figurative_counts=1,
		voucher_grace_days=60,
		second_approver_above=500,
		advance_percent=20,
		municipalities=[{"municipality": place} for place in PLACES],
		quorum=[{"commission_role": "Coordinator", "required_count": 1}],
	)
	for row in table("30_agreement_action"):
		admin.insert(
			"Agreement Action",
			agreement=code,
			code=row["code"],
			title=row["title"],
			accepts_referrals=int(row["accepts_referrals"]),
			budget=float(LINES[row["code"]]),
			start_date=row["start_date"],
			end_date=row["end_date"],
		)
	admin.update("Service Agreement", code, status="Active")
	return Service(code, {person: _login(admin, host, code, person, role) for person, role in PEOPLE.items()})


def _login(admin: Client, host: Host, code: str, person: str, role: str) -> Client:
	email = f"{person}.{code.lower()}@demo.invalid"
	admin.insert(
		"User",
		email=email,
		first_name=f"{person.title()} {code} (demo)",
		new_password=host.password,
		roles=[{"role": role}],
		send_welcome_email=0,
	)
	if role != "Volunteer":
		admin.insert("User Permission", user=email, allow="Service Agreement", for_value=code)
	return host.client(email)


def plan_rows(code: str) -> Iterator[dict[str, object]]:
	"""The rows of Valdera's plan, for another agreement's lines: values of Budget Row."""
	for row in table("700_budget_row"):
		yield {
			**{field: row[field] for field in _ROW_FIELDS},
			"action": row["action"].replace("VA-2025", code),
			"quantity": float(amount(row["quantity"])),
			"unit_value": float(amount(row["unit_value"])),
		}


def table(name: str) -> list[dict[str, str]]:
	"""A table of Valdera's fixtures."""
	with (_FIXTURES / f"{name}.csv").open(encoding="utf-8-sig", newline="") as opened:
		return list(csv.DictReader(opened, delimiter=";"))


def amount(text: str) -> Decimal:
	"""An amount as the fixtures write it: 450,00."""
	return Decimal(text.replace(".", "").replace(",", "."))
