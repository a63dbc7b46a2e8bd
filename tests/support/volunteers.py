"""Volunteers and their hours, as the coordinator of Valdera and the volunteers enter them over HTTP."""

from __future__ import annotations

from typing import Any

from support.cases import fiscal_code, token
from support.client import Client

AGREEMENT, ROW = "VA-2025", "VA-2025-L2-VOL-01"
PARTNER = "Ente partner Valdera (demo)"


def volunteer(client: Client, **values: Any) -> dict[str, Any]:
	"""Somebody in the register since the agreement began, insured, of level C1."""
	defaults = {
		"volunteer_name": f"Volontaria {token()} (demo)",
		"fiscal_code": fiscal_code("1970-01-01", "F"),
		"organisation": PARTNER,
		"agreement": AGREEMENT,
		"registered_on": "2025-01-10",
		"insured_from": "2025-01-01",
		"insured_to": "2027-12-31",
		"pay_level": "C1",
		"activity": "Sportello di prossimità",
		"budget_row": ROW,
	}
	return client.insert("Registered Volunteer", **{**defaults, **values})


def hours(
	client: Client, who: str, day: str, start: str = "9:00", end: str = "11:00", **more: Any
) -> dict[str, Any]:
	"""Hours of a volunteer, signed for on a sheet of paper."""
	values = {"date": day, "start_time": start, "end_time": end, "register_sheet": "Foglio 1", **more}
	return client.insert("Volunteer Hours", volunteer=who, **values)


def valued_on(client: Client, row: str, **filters: Any) -> int:
	"""Cents that the ledger holds valued on a row of the budget."""
	rows = client.list(
		"Budget Ledger Entry",
		filters={"budget_row": row, "kind": "Valued", **filters},
		fields=["amount"],
		limit_page_length=0,
	)
	return sum(round(each["amount"] * 100) for each in rows)
