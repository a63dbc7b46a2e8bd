"""Makes the people, households and referrals that a test needs, as the social worker would over HTTP."""

from __future__ import annotations

import itertools
import secrets
from typing import Any

from codicefiscale.codicefiscale import encode
from support.client import Client

_counter = itertools.count(1)


def token() -> str:
	"""A word nothing else on the site holds, so that a test may run again on the same site."""
	return secrets.token_hex(4)


def surname() -> str:
	"""A surname no other test or demo case has, marked as a demo one."""
	return f"Prova{token()} (demo)"


def fiscal_code(birth_date: str, sex: str, place: str = "Milano") -> str:
	"""A right codice fiscale of an invented bearer; `sex` is F or M."""
	letters = "".join(secrets.choice("BCDFGLMNPRSTVZ") for _ in range(6))
	return str(encode(lastname=letters[:3], firstname=letters[3:], gender=sex, birthdate=birth_date, birthplace=place))


def person(client: Client, municipality: str, **values: Any) -> dict[str, Any]:
	defaults = {
		"last_name": surname(),
		"first_name": f"Persona {next(_counter)}",
		"birth_date": "1980-05-10",
		"sex": "Female",
		"residence_municipality": municipality,
	}
	return client.insert("Person", **{**defaults, **values})


def household(client: Client, municipality: str, *persons: dict[str, Any], **values: Any) -> dict[str, Any]:
	found = persons or (person(client, municipality),)
	members = [
		{
			"person": row["name"],
			"relationship": "Reference Person" if index == 0 else "Child",
			"is_reference": int(index == 0),
		}
		for index, row in enumerate(found)
	]
	defaults = {
		"residence_municipality": municipality,
		"residence_since": "2010-01-01",
		"members": members,
		"income_declared": 1,
		"net_monthly_income": 900,
		"isee_presented": 1,
		"isee_value": 8000,
		"isee_expiry": "2030-12-31",
	}
	return client.insert("Household", **{**defaults, **values})


def eviction(client: Client, municipality: str, action: str, **values: Any) -> dict[str, Any]:
	"""A referral of a household under eviction, four months before the execution."""
	home = values.pop("home", None) or household(client, municipality)
	defaults = {
		"agreement": action.rsplit("-", 1)[0],
		"action": action,
		"municipality": municipality,
		"origin": "Social Service",
		"referral_date": "2018-03-01",
		"household": home["name"],
		"tenure": "Private Rent",
		"procedure_type": "Eviction for Arrears",
		"notice_date": "2017-10-01",
		"validation_date": "2018-01-15",
		"execution_date": "2018-07-10",
		"arrears": 3200.50,
		"awaiting_stable_solution": 1,
		"accepts_project": 1,
		"needs": "Casa e lavoro",
		"report": "<p>Relazione sociale della prova.</p>",
		"privacy_notice_given": 1,
	}
	return client.insert("Referral", **{**defaults, **values})
