"""Documents for tests, made one by one with sensible values; a test names only what it is about.

All names, places and codes are invented.
"""

from typing import Any

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, add_months, getdate
from sostegno_abitare.housing.doctype.housing_unit.states import move

HOME = "Comune di Prova"
NEXT = "Comune di Prova Vicino"
FAR = "Comune di Prova Lontano"
AGREEMENT = "PROVA"
ACTION = f"{AGREEMENT}-A1"
AREA_PLAN, MUNICIPALITY, COORDINATOR = "Area Plan Office", "Municipality", "Coordinator"
QUORUM = ((AREA_PLAN, 0), (MUNICIPALITY, 1), (COORDINATOR, 0))


class Factory:
	"""Makes documents; what others lean on (agreement, action, municipalities) is made on first use."""

	def document(self, doctype: str, **values: Any) -> Any:
		"""Inserts a document of any doctype."""
		return frappe.get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True)

	def once(self, doctype: str, name: str, **values: Any) -> str:
		"""Inserts a document unless there is one of that name; gives the name."""
		if not frappe.db.exists(doctype, name):
			self.document(doctype, **values)
		return name

	def municipality(self, name: str = HOME, region: str = "Lombardia", **values: Any) -> str:
		return self.once("Municipality", name, municipality_name=name, region=region, province="MI", **values)

	def organisation(self, name: str = "Ente di Prova", kind: str = "Social District") -> str:
		return self.once("Network Organisation", name, organisation_name=name, kind=kind)

	def draft_agreement(self, code: str = AGREEMENT, **values: Any) -> Any:
		places = [self.municipality(HOME), self.municipality(NEXT)]
		defaults = {
			"title": f"Accordo di prova {code}",
			"code": code,
			"authority": self.organisation(),
			"start_date": "2020-01-01",
			"end_date": add_months(getdate(), 24),
			"total_amount": 1000.10,
			"vat_regime": "Price, VAT excluded",
			"municipalities": [{"municipality": place} for place in places],
			"quorum": [
				{"commission_role": role, "required_count": 1, "from_referring_municipality": own}
				for role, own in QUORUM
			],
		}
		return self.document("Service Agreement", **{**defaults, **values})

	def action(
		self, code: str = "A1", agreement: str = AGREEMENT, budget: float = 1000.10, **values: Any
	) -> Any:
		defaults = {"title": f"Azione {code}", "budget": budget, "agreement": agreement, "code": code}
		return self.document("Agreement Action", **{**defaults, **values})

	def agreement(self, code: str = AGREEMENT, **values: Any) -> str:
		"""An active agreement with one action, A1."""
		if not frappe.db.exists("Service Agreement", code):
			agreement = self.draft_agreement(code, **values)
			self.action(agreement=code)
			agreement.status = "Active"
			agreement.save()
		return code

	def property_owner(self, name: str = "Proprietaria di Prova", **values: Any) -> Any:
		self.agreement(values.get("agreement") or AGREEMENT)
		defaults = {"kind": "Private Person", "agreement": AGREEMENT}
		return self.document("Property Owner", **{**defaults, **values, "owner_name": name})

	def home(self, state: str = "Scouted", **values: Any) -> Any:
		"""A home of HOME brought to a state: by the actions of the workflow, or as if something had happened."""
		self.agreement(values.get("agreement") or AGREEMENT)
		bearer = self.organisation()
		defaults = {
			"agreement": AGREEMENT,
			"action": ACTION,
			"municipality": HOME,
			"address": "via di Prova 1",
			"typology": "Three-Room Flat",
			"surface": 75,
			"occupancy_title": "Head Lease",
			"title_from": "2020-01-01",
			"monthly_rent": 500,
			"cost_bearers": [
				{"item": item, "bearer": bearer} for item in ("Rent", "Utilities", "Ordinary Maintenance")
			],
		}
		owner = values.pop("property_owner", None) or self.property_owner().name
		doc = self.document("Housing Unit", **{**defaults, **values, "property_owner": owner})
		for action in {"Scouted": [], "Agreed": ["Agree"]}.get(state, ["Agree", "Make Available"]):
			doc = apply_workflow(frappe.get_doc("Housing Unit", doc.name), action)
		if state not in ("Scouted", "Agreed", "Available"):
			move(doc.name, state)
		return frappe.get_doc("Housing Unit", doc.name)

	def scouting(self, state: str = "Contacted", **values: Any) -> Any:
		"""A home looked for, visited and with every term, brought to a state by the actions of the workflow."""
		self.agreement(values.get("agreement") or AGREEMENT)
		defaults = {
			"agreement": AGREEMENT,
			"action": ACTION,
			"municipality": HOME,
			"address": "via di Prova 9",
			"typology": "Two-Room Flat",
			"owner_name": "Offerente di Prova",
			"asked_rent": 600,
			"agreed_rent": 550,
			"occupancy_title": "Head Lease",
			"title_from": getdate(),
			"contacts": [{"contact_date": getdate(), "kind": "Visit", "outcome": "Buono stato"}],
		}
		doc = self.document("Unit Scouting", **{**defaults, **values})
		path = ["Visit", "Negotiate", "Agree"]
		reached = {"Contacted": 0, "Visited": 1, "Negotiating": 2, "Agreed": 3}[state]
		for action in path[:reached]:
			doc = apply_workflow(frappe.get_doc("Unit Scouting", doc.name), action)
		return frappe.get_doc("Unit Scouting", doc.name)

	def rule(self, met_when: str, action: str = ACTION, **values: Any) -> Any:
		self.agreement()
		defaults = {
			"title": f"Regola: {met_when}"[:140],
			"message": "Requisito non soddisfatto.",
			"valid_from": "2020-01-01",
			"outcome_when_not_met": "Refuse",
		}
		return self.document(
			"Eligibility Rule", **{**defaults, **values, "met_when": met_when, "action": action}
		)

	def threshold(self, key: str, value: float, **values: Any) -> Any:
		defaults = {"label": key, "unit": "Number", "valid_from": "2020-01-01"}
		return self.document("Threshold", **{**defaults, **values, "threshold_key": key, "value": value})

	def person(self, last_name: str = "Prova", first_name: str = "Ada", **values: Any) -> Any:
		defaults = {
			"birth_date": "1985-05-05",
			"sex": "Female",
			"residence_municipality": self.municipality(values.get("residence_municipality") or HOME),
		}
		return self.document(
			"Person", **{**defaults, **values, "last_name": last_name, "first_name": first_name}
		)

	def household(self, *persons: Any, **values: Any) -> Any:
		"""A household; the first person is the reference."""
		persons = persons or (self.person(),)
		members = [
			{"person": person.name, "is_reference": int(index == 0)} for index, person in enumerate(persons)
		]
		defaults = {
			"residence_municipality": self.municipality(values.get("residence_municipality") or HOME),
			"members": members,
		}
		return self.document("Household", **{**defaults, **values})

	def referral_values(self, **values: Any) -> dict[str, Any]:
		self.agreement(values.get("agreement") or AGREEMENT)
		defaults = {
			"agreement": AGREEMENT,
			"action": ACTION,
			"municipality": HOME,
			"referral_date": getdate(),
			"procedure_type": "Eviction for Arrears",
			"execution_date": add_months(getdate(), 4),
		}
		household = values.get("household") or self.household().name
		return {**defaults, **values, "household": household}

	def referral(self, state: str = "Draft", **values: Any) -> Any:
		"""A referral brought to the state by the actions of the workflow and, for decisions, by a session."""
		doc = self.document("Referral", **self.referral_values(**values))
		return self.bring(doc, state)

	def bring(self, referral: Any, state: str) -> Any:
		"""Takes a draft referral on to a state."""
		path = ["Refer", "Assess", "Send to Commission"]
		reached = {"Draft": 0, "Received": 1, "Assessed": 2}.get(state, 3)
		for action in path[:reached]:
			if action == "Assess":
				self.assessment(referral)
			referral = apply_workflow(frappe.get_doc("Referral", referral.name), action)
		if state in ("Accepted", "Waiting", "Refused"):
			self.decide(referral, state)
		return frappe.get_doc("Referral", referral.name)

	def bring_on(self, referral: Any) -> Any:
		"""Puts an assessed referral before the Commission."""
		return apply_workflow(frappe.get_doc("Referral", referral.name), "Send to Commission")

	def assessment(self, referral: Any, **values: Any) -> Any:
		defaults = {"assessment_date": getdate(), "intervention_hypothesis": "Ipotesi di prova"}
		return self.document("Assessment", **{**defaults, **values, "referral": referral.name})

	def attendees(self, municipality: str = HOME, absent: tuple[str, ...] = ()) -> list[dict[str, Any]]:
		"""A complete Commission for cases of the municipality, with some roles absent."""
		return [
			{
				"full_name": f"Componente {role}",
				"commission_role": role,
				"municipality": municipality if role == MUNICIPALITY else None,
				"present": int(role not in absent),
			}
			for role, _own in QUORUM
		]

	def session(self, *decisions: dict[str, Any], **values: Any) -> Any:
		"""A session with a full Commission, not submitted."""
		defaults = {"agreement": AGREEMENT, "session_date": getdate(), "attendees": self.attendees()}
		return self.document("Commission Session", **{**defaults, **values, "decisions": list(decisions)})

	def decide(self, referral: Any, outcome: str, **values: Any) -> Any:
		"""A submitted session that decided on one referral."""
		decision = {
			"kind": "Placement",
			"referral": referral.name,
			"outcome": outcome,
			"reason": "Motivo di prova",
			**values,
		}
		session = self.session(decision, attendees=self.attendees(referral.municipality))
		session.submit()
		return session

	def pei_values(self, referral: Any, **values: Any) -> dict[str, Any]:
		defaults = {
			"start_date": getdate(),
			"review_date": add_days(getdate(), 60),
			"committed_hours": 40,
			"goals": [{"area": "Housing", "goal": "Trovare casa", "expected_result": "Contratto registrato"}],
			"commitments": [
				{"party": "Household", "commitment": "Cercare lavoro"},
				{"party": "Service", "commitment": "Accompagnare alle visite"},
			],
		}
		return {**defaults, **values, "referral": referral.name}

	def pei(self, referral: Any, state: str = "Draft", **values: Any) -> Any:
		"""A PEI, proposed or validated by a session where asked."""
		doc = self.document("PEI", **self.pei_values(referral, **values))
		if state in ("Proposed", "Validated"):
			doc = apply_workflow(doc, "Propose")
		if state == "Validated":
			session = self.session(
				{"kind": "PEI Validation", "pei": doc.name, "referral": referral.name, "outcome": "Validated"}
			)
			session.submit()
		return frappe.get_doc("PEI", doc.name)

	def user(
		self, email: str, *roles: str, municipality: str | None = None, agreement: str | None = None
	) -> str:
		"""A user with roles, bound to a municipality or an agreement where given."""
		if not frappe.db.exists("User", email):
			self.document(
				"User",
				email=email,
				first_name=email.split("@")[0],
				send_welcome_email=0,
				roles=[{"role": role} for role in roles],
			)
		for allow, value in (("Municipality", municipality), ("Service Agreement", agreement)):
			bond = {"user": email, "allow": allow, "for_value": value}
			if value and not frappe.db.exists("User Permission", bond):
				self.document("User Permission", **bond)
		return email
