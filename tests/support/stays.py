"""Brings households to the door of a shared home of Est Milano, each step by who does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from support.cases import assessment, commission, eviction, household, person, placement, plan, session_of
from support.client import Client
from support.people import who

ACTION, AGREEMENT = "EM-2018-A2", "EM-2018"
SEGRATE = "Segrate – immobile in gestione"
PIOLTELLO = "Pioltello – appartamento in comodato"


def day(days: int = 0) -> str:
	"""A day so many days from today."""
	return str(date.today() + timedelta(days=days))


@dataclass
class Staff:
	"""Who works on a stay: the worker who refers, the educator, the coordinator, the Commission, who runs the
	homes, who keeps the money, who administers.
	"""

	worker: Client
	educator: Client
	coordinator: Client
	member: Client
	manager: Client
	finance: Client
	admin: Client

	@classmethod
	def of(cls, as_user: Callable[[str], Client], admin: Client) -> Staff:
		return cls(
			as_user(who("Social Worker", "Segrate")),
			as_user(who("Case Manager", AGREEMENT)),
			as_user(who("Coordinator", AGREEMENT)),
			as_user(who("Commission Member", AGREEMENT)),
			as_user(who("Housing Manager", AGREEMENT)),
			as_user(who("Finance Officer", AGREEMENT)),
			admin,
		)

	def home(self, scheme: str = SEGRATE, **values: Any) -> str:
		"""A home under the scheme, ready to be lived in; gives its name."""
		place = "Segrate" if scheme == SEGRATE else "Pioltello"
		defaults = {
			"agreement": AGREEMENT,
			"action": ACTION,
			"municipality": place,
			"address": "via della Prova 7",
			"typology": "Four-Room Flat or Larger",
			"occupancy_title": "Managed",
			"title_from": "2018-03-01",
			"is_shared": 1,
			"capacity_scheme": scheme,
			"house_rules": "<p>Silenzio dalle 22.</p>",
			"cost_bearers": [
				{"item": "Utilities", "bearer": "Comune di Pioltello"},
				{"item": "Ordinary Maintenance", "bearer": "Ente gestore Est Milano (demo)"},
			],
		}
		owner = self.manager.insert(
			"Property Owner",
			owner_name="Proprietà (demo)",
			kind="Municipality or Public Body",
			agreement=AGREEMENT,
		)
		made = self.manager.insert("Housing Unit", **{**defaults, **values, "property_owner": owner["name"]})
		for action in ("Agree", "Make Available"):
			self.manager.act("Housing Unit", made["name"], action)
		return str(made["name"])

	def family(self, *ages: int, sex: str = "Female") -> dict[str, Any]:
		"""A household of an adult and children of these ages."""
		people = [person(self.worker, "Segrate", sex=sex)]
		people += [
			person(self.worker, "Segrate", birth_date=day(-365 * age - 30), sex="Male") for age in ages
		]
		return household(self.worker, "Segrate", *people)

	def referred(self, home: dict[str, Any]) -> str:
		"""A case before the Commission, assigned to the educator; gives its name."""
		values = {
			"referral_date": day(-60),
			"tenure": "Guest of Relatives or Friends",
			"procedure_type": "None",
			**dict.fromkeys(("notice_date", "validation_date", "execution_date")),
		}
		name = str(eviction(self.worker, "Segrate", ACTION, home=home, **values)["name"])
		self.worker.act("Referral", name, "Refer")
		self.coordinator.update("Referral", name, case_manager=self.educator.user)
		self.educator.insert("Assessment", referral=name, **{**assessment(), "assessment_date": day(-50)})
		self.educator.act("Referral", name, "Assess")
		self.coordinator.act("Referral", name, "Send to Commission")
		return name

	def decide(self, *decisions: dict[str, Any], on: str) -> str:
		"""A submitted session of the Commission; gives its name."""
		table = commission(self.worker, self.coordinator, str(self.member.user))
		name = session_of(self.coordinator, AGREEMENT, table, *decisions, session_date=on)
		self.member.update("Commission Session", name, docstatus=1)
		return name

	def admitted(self, home: dict[str, Any], on: str | None = None) -> tuple[str, str]:
		"""A case that the Commission accepted, and its PEI, validated and signed that day (40 days ago)."""
		on = on or day(-40)
		case = self.referred(home)
		values = {"start_date": on, "review_date": day(60)}
		pei = str(self.educator.insert("PEI", referral=case, **plan(**values))["name"])
		self.educator.act("PEI", pei, "Propose")
		validation = {"kind": "PEI Validation", "referral": case, "pei": pei, "outcome": "Validated"}
		self.decide(placement(case), validation, on=on)
		self.educator.update("PEI", pei, signed_on=on)
		self.educator.act("PEI", pei, "Activate")
		return case, pei

	def agreed(self, unit: str, case: str, pei: str, **values: Any) -> str:
		"""A signed hospitality agreement; gives its name."""
		defaults = {"start_date": day(-38), "signed_on": day(-38), "monthly_contribution": 80}
		made = self.educator.insert(
			"Hospitality Agreement", **{**defaults, **values, "referral": case, "unit": unit, "pei": pei}
		)
		return str(made["name"])

	def stay(self, unit: str, case: str, agreement: str | None, **values: Any) -> str:
		"""A stay in draft, entry 30 days ago; gives its name."""
		defaults = {"entry_date": day(-30), "planned_exit_date": day(120)}
		made = self.educator.insert(
			"Stay",
			**{**defaults, **values, "referral": case, "unit": unit, "hospitality_agreement": agreement},
		)
		return str(made["name"])

	def proposed(self, unit: str, home: dict[str, Any], **values: Any) -> str:
		"""A stay with all its papers, proposed."""
		case, pei = self.admitted(home)
		name = self.stay(unit, case, self.agreed(unit, case, pei), **values)
		self.educator.act("Stay", name, "Propose")
		return name

	def enter(self, name: str) -> None:
		"""The household signs, and comes in: the keys are handed over by who runs the home."""
		self.educator.act("Stay", name, "Sign")
		self.manager.act("Stay", name, "Enter")
