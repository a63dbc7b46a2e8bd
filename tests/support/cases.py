"""Makes the people, households and referrals that a test needs, as the social worker would over HTTP."""

from __future__ import annotations

import itertools
import secrets
from typing import Any, Literal

from codicefiscale.codicefiscale import encode

from support.client import Client

_counter = itertools.count(1)


def token() -> str:
	"""A word nothing else on the site holds, so that a test may run again on the same site."""
	return secrets.token_hex(4)


def surname() -> str:
	"""A surname no other test or demo case has, marked as a demo one."""
	return f"Prova{token()} (demo)"


def fiscal_code(birth_date: str, sex: Literal["F", "M"], place: str = "Milano") -> str:
	"""A right codice fiscale of an invented bearer."""
	letters = "".join(secrets.choice("BCDFGLMNPRSTVZ") for _ in range(6))
	return str(
		encode(
			lastname=letters[:3], firstname=letters[3:], gender=sex, birthdate=birth_date, birthplace=place
		)
	)


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


def agreement(admin: Client, programme: Client, places: tuple[str, ...] = ("Segrate",)) -> str:
	"""An active agreement of its own with one action, A1, that admits everybody; gives its code."""
	code = f"PROVA-{token().upper()}"
	admin.insert(
		"Service Agreement",
		code=code,
		title=f"Accordo {code} (demo)",
		authority="Distretto Sociale Est Milano",
		start_date="2018-01-01",
		end_date="2030-12-31",
		total_amount=1000,
		vat_regime="Price, VAT excluded",
		municipalities=[{"municipality": place} for place in places],
		quorum=[{"commission_role": "Coordinator", "required_count": 1}],
	)
	programme.insert("Agreement Action", agreement=code, code="A1", title="Azione di prova", budget=1000)
	programme.update("Service Agreement", code, status="Active")
	return code


def assessment() -> dict[str, Any]:
	"""What the household can count on, what can be activated, and the hypothesis."""
	return {
		"assessment_date": "2018-03-12",
		"own_resources": "Una rete familiare in zona",
		"educational_support": "Accompagnamento alla ricerca di casa",
		"economic_support": "Deposito cauzionale",
		"intervention_hypothesis": "<p>Ricerca di un bilocale a canone concordato.</p>",
		"proposed_hours": 40,
		"needs": [{"area": "Housing", "severity": "High", "description": "Sfratto esecutivo a luglio"}],
	}


def before_commission(worker: Client, coordinator: Client, action: str, **values: Any) -> str:
	"""A referral brought to the Commission's table; gives its name."""
	name = str(eviction(worker, values.pop("municipality", "Segrate"), action, **values)["name"])
	worker.act("Referral", name, "Refer")
	coordinator.insert("Assessment", referral=name, **assessment())
	coordinator.act("Referral", name, "Assess")
	coordinator.act("Referral", name, "Send to Commission")
	return name


def seats(*people: tuple[str, str | None, str], absent: str = "") -> list[dict[str, Any]]:
	"""Attendees from (role, municipality, user), all present but the role named as absent."""
	return [
		{
			"user": user,
			"full_name": user,
			"commission_role": role,
			"municipality": place,
			"present": int(role != absent),
		}
		for role, place, user in people
	]


def session_of(
	coordinator: Client,
	agreement: str,
	attendees: list[dict[str, Any]],
	*decisions: dict[str, Any],
	**values: Any,
) -> str:
	"""A session of the Commission in draft; gives its name."""
	defaults = {"session_date": "2018-03-20", "place": "Ufficio di Piano", "minutes": "<p>Verbale.</p>"}
	made = coordinator.insert(
		"Commission Session",
		agreement=agreement,
		attendees=attendees,
		decisions=list(decisions),
		**{**defaults, **values},
	)
	return str(made["name"])


def placement(referral: str, outcome: str = "Accepted", **values: Any) -> dict[str, Any]:
	return {"kind": "Placement", "referral": referral, "outcome": outcome, "reason": "Prova", **values}


def commission(worker: Client, coordinator: Client, member: str, absent: str = "") -> list[dict[str, Any]]:
	"""The Commission of Est Milano with the worker's municipality, Segrate, at the table."""
	return seats(
		("Area Plan Office", None, member),
		("Municipality", "Segrate", worker.user),
		("Coordinator", None, coordinator.user),
		absent=absent,
	)


def plan(**values: Any) -> dict[str, Any]:
	"""What makes a PEI complete."""
	return {
		"start_date": "2018-04-02",
		"review_date": "2018-07-01",
		"committed_hours": 40,
		"goals": [{"area": "Housing", "goal": "Trovare una casa", "expected_result": "Contratto firmato"}],
		"commitments": [
			{"party": "Household", "commitment": "Visitare gli alloggi proposti"},
			{"party": "Service", "commitment": "Un colloquio alla settimana"},
		],
		"supports": [{"kind": "Educational", "description": "Educatore", "hours": 40}],
		**values,
	}
