"""A tenancy of Calcinaia, in Unione Valdera: who works on it, and what the reports say of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from support.client import Client
from support.people import who
from support.rents import month, report

AGREEMENT, LINE, PLACE = "VA-2025", "VA-2025-L1", "Calcinaia"
EDUCATOR = "educatrice.valdera@demo.invalid"


class Crew:
	"""Who works on the tenancy."""

	def __init__(self, as_user: Callable[[str], Client]) -> None:
		self.worker = as_user(who("Social Worker", PLACE))
		self.coordinator = as_user(who("Coordinator", AGREEMENT))
		self.member = as_user(who("Commission Member", AGREEMENT))
		self.educator = as_user(EDUCATOR)
		self.manager = as_user(who("Housing Manager", AGREEMENT))
		self.finance = as_user(who("Finance Officer", AGREEMENT))


def rent_roll(client: Client, story: dict[str, Any], **filters: Any) -> dict[str, Any]:
	"""The home's row of last month's rent roll: head_rent, subrent, margin, arrears, owed."""
	rows = report(client, "Rent Roll", agreement=AGREEMENT, month=str(month(1)), **filters)[0]
	[row] = [row for row in rows if row["unit"] == story["Housing Unit"]]
	return {key: row[key] for key in ("head_rent", "subrent", "margin", "arrears", "owed")}


def ageing(client: Client, contract: str, **filters: Any) -> dict[str, Any]:
	"""The contract's row of the ageing of arrears; empty when nothing of it is open."""
	rows = report(client, "Arrears Ageing", agreement=AGREEMENT, **filters)[0]
	return next((row for row in rows if row["contract"] == contract), {})


def standing(crew: Crew, story: dict[str, Any], day: date | None = None) -> tuple[str, float, float]:
	"""State of the plan on a day, what was paid of it and what is missing by then."""
	rows = report(crew.manager, "Repayment Plans", agreement=AGREEMENT, as_of=str(day or date.today()))[0]
	[row] = [row for row in rows if row["plan"] == story["Repayment Agreement"]]
	return row["state"], row["paid"], row["behind"]
