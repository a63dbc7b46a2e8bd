"""Homes to live in together, and households on their way into them, for tests."""

from typing import Any

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, add_months, getdate

from .base import AppTestCase
from .factories import ACTION

MEN = (
	{"alternative": 1, "guest_category": "Adult Man", "places_to": 4, "minimum_age": 18, "maximum_age": 65},
)
MOTHERS = (
	{"alternative": 1, "guest_category": "Mother with Children", "places_to": 3},
	{"alternative": 2, "guest_category": "Mother with Children", "places_to": 2},
	{
		"alternative": 2,
		"guest_category": "Adult Woman",
		"places_from": 2,
		"places_to": 3,
		"minimum_age": 18,
	},
)


def today(days: int = 0) -> str:
	return str(add_days(getdate(), days))


class StayTestCase(AppTestCase):
	"""Makes homes, cases that may enter them, agreements and stays."""

	def shared(self, places: tuple[dict[str, Any], ...] = MOTHERS, **values: Any) -> Any:
		"""An available home for more than one household."""
		self.make.agreement()
		number = frappe.db.count("Capacity Scheme")
		scheme = self.make.document(
			"Capacity Scheme",
			title=f"Schema di prova {number}",
			action=ACTION,
			valid_from="2020-01-01",
			places=[dict(place) for place in places],
		)
		return self.make.home("Available", is_shared=1, capacity_scheme=scheme.name, **values)

	def mother(self, *children: int) -> Any:
		"""A household of a woman and children of these ages."""
		people = [self.make.person(first_name="Madre")]
		people += [
			self.make.person(first_name=f"Figlio {age}", birth_date=str(add_months(getdate(), -12 * age - 1)))
			for age in children or (4,)
		]
		return self.make.household(*people)

	def alone(self, sex: str = "Female", age: int = 40) -> Any:
		"""A household of one."""
		born = str(add_months(getdate(), -12 * age - 1))
		return self.make.household(self.make.person(sex=sex, birth_date=born))

	def accepted(self, household: Any = None, day: str | None = None) -> tuple[Any, Any]:
		"""A case accepted by the Commission and its PEI, validated and signed; all on the day (40 days ago)."""
		day = day or today(-40)
		household = household or self.mother()
		case = self.make.referral("To Commission", household=household.name)
		pei = apply_workflow(self.make.pei(case, start_date=day, review_date=today(60)), "Propose")
		self.make.session(
			{"kind": "Placement", "referral": case.name, "outcome": "Accepted"},
			{"kind": "PEI Validation", "pei": pei.name, "referral": case.name, "outcome": "Validated"},
			session_date=day,
		).submit()
		pei = frappe.get_doc("PEI", pei.name)
		pei.signed_on = day
		pei.save()
		return case, apply_workflow(pei, "Activate")

	def agreed(self, home: Any, case: Any, pei: Any, **values: Any) -> Any:
		"""A hospitality agreement, signed 35 days ago."""
		defaults = {"start_date": today(-35), "signed_on": today(-35), "monthly_contribution": 80}
		return self.make.document(
			"Hospitality Agreement",
			**{**defaults, **values, "referral": case.name, "unit": home.name, "pei": pei.name},
		)

	def stay(self, home: Any, household: Any = None, state: str = "Draft", **values: Any) -> Any:
		"""A stay brought to a state, with all its papers; entry 30 days ago, planned exit in 150 days."""
		case, pei = self.accepted(household)
		agreement = self.agreed(home, case, pei)
		defaults = {"entry_date": today(-30), "planned_exit_date": today(150)}
		doc = self.make.document(
			"Stay",
			**{
				**defaults,
				**values,
				"referral": case.name,
				"unit": home.name,
				"hospitality_agreement": agreement.name,
			},
		)
		return self.bring(doc, state)

	def bring(self, stay: Any, state: str) -> Any:
		"""Takes a draft stay on to a state."""
		for action in ("Propose", "Sign", "Enter")[: ("Draft", "Proposed", "Signed", "Running").index(state)]:
			stay = apply_workflow(frappe.get_doc("Stay", stay.name), action)
		return frappe.get_doc("Stay", stay.name)

	def decided(self, stay: Any, kind: str, day: str, outcome: str = "Accepted", **values: Any) -> Any:
		"""A submitted session that decided on a stay."""
		row = {"kind": kind, "stay": stay.name, "referral": stay.referral, "new_end_date": day}
		session = self.make.session({**row, "outcome": outcome, "reason": "Motivo di prova", **values})
		session.submit()
		stay.reload()
		return session

	def discharged(self, stay: Any, day: str, destination: str = "Own Rent") -> Any:
		"""A stay that ended on the day."""
		stay.update({"exit_date": day, "destination": destination})
		stay.save()
		return apply_workflow(stay, "Discharge")

	def state_of(self, home: Any) -> str:
		return frappe.db.get_value("Housing Unit", home.name, "workflow_state")

	def without_workflow(self) -> None:
		"""Puts the workflow of stays aside: what must hold holds without it."""
		workflow = frappe.get_doc("Workflow", {"document_type": "Stay", "is_active": 1})
		workflow.is_active = 0
		workflow.save()
