"""People received at the front office of Valdera, made over HTTP as its operator makes them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from support.cases import fiscal_code, surname, token
from support.client import Client, Refused
from support.people import who

POINT, ON_CALL = "DEMO Sportello casa – Pontedera", "DEMO Sportello a chiamata – Capannoli"
NOTICE = "DEMO Avviso prevenzione sfratti Toscana"
OPERATOR = who("Front Office Operator", "VA-2025")
TODAY = date.today()
RUN = "frappe.desk.query_report.run"


def moment(hour: int, minute: int = 0, shift: int = 0) -> str:
	"""An hour of a day to come; a test that runs again on the same site draws another day."""
	return f"{TODAY + timedelta(days=shift or 40 + secrets.randbelow(4000))} {hour:02}:{minute:02}:00"


def contact(client: Client, **values: Any) -> dict[str, Any]:
	defaults = {
		"contact_on": f"{TODAY - timedelta(1)} 10:00:00",
		"contact_point": POINT,
		"municipality": "Pontedera",
		"channel": "At the Desk",
		"full_name": f"Ada {surname()}",
		"phone": "0587 555 9999",
		"topic": "Eviction or Arrears",
		"request": "Ha ricevuto lo sfratto",
		"outcome": "Request Opened",
	}
	return client.insert("Front Office Contact", **{**defaults, **values})


def appointment(client: Client, starts_on: str, **values: Any) -> dict[str, Any]:
	defaults = {
		"contact_point": POINT,
		"municipality": "Pontedera",
		"full_name": f"Ada {surname()}",
		"topic": "ERP Form",
	}
	return client.insert("Front Office Appointment", starts_on=starts_on, **{**defaults, **values})


def request(client: Client, **values: Any) -> dict[str, Any]:
	defaults = {
		"kind": "Eviction Prevention Notice",
		"contact_point": POINT,
		"municipality": "Pontedera",
		"full_name": f"Ada {surname()}",
		"fiscal_code": fiscal_code("1980-05-10", "F"),
		"privacy_notice_given": 1,
		"need": "Morosità incolpevole",
		"arrears": 1500,
		"owner_name": "Proprietaria (demo)",
		"lease_registration": f"TZE 3T {token()}",
		"regional_notice": NOTICE,
		"requested_amount": 1500,
	}
	return client.insert("Help Request", **{**defaults, **values})


def months_ago(number: int) -> str:
	index = TODAY.year * 12 + TODAY.month - 1 - number
	return str(date(index // 12, index % 12 + 1, 1))


def refused(status: int, call: Callable[[], object]) -> Refused:
	with pytest.raises(Refused) as caught:
		call()
	assert caught.value.status == status, caught.value
	return caught.value


def report(client: Client, name: str, **filters: Any) -> dict[str, Any]:
	return dict(client.call(RUN, report_name=name, filters=json.dumps(filters)))


def rows_of(result: dict[str, Any]) -> list[dict[str, Any]]:
	return [row for row in result["result"] if isinstance(row, dict)]
