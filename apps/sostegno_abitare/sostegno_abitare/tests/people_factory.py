"""Volunteers, staff, pay scales and rows in kind for tests."""

from typing import Any

from codicefiscale import codicefiscale

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, add_months, getdate
from sostegno_abitare.access.roles import VOLUNTEER, VOLUNTEER_COORDINATOR

from .factories import ACTION, AGREEMENT, Factory

SCALE = "Contratto di prova"
OLD, NEW = add_months(getdate(), -24), add_months(getdate(), -3)
PARTNER = "Cooperativa di Prova"


def fiscal_code(number: int) -> str:
	"""A valid code, another for each number."""
	born = add_days("1960-01-01", number)
	return codicefiscale.encode("Prova", "Persona", "F", str(born), "Milano")


class PeopleFactory(Factory):
	"""The factory, with people and what their hours are worth."""

	def partner(self) -> str:
		return self.organisation(PARTNER, "Third Sector Body")

	def scale(self, *rates: tuple[str, Any, float], name: str = SCALE, **values: Any) -> Any:
		"""A pay scale: level C1, 1,650.00 a month (10.00 an hour), and 1,980.00 (12.00) since three months ago."""
		if frappe.db.exists("Pay Scale", name):
			return frappe.get_doc("Pay Scale", name)
		rows = [
			{"level": level, "valid_from": day, "monthly_base": amount}
			for level, day, amount in rates or (("C1", OLD, 1650), ("C1", NEW, 1980))
		]
		return self.document("Pay Scale", title=name, rates=rows, **values)

	def valuing(self, **values: Any) -> str:
		"""The agreement, with its pay scale."""
		code = self.agreement()
		terms = {"pay_scale": self.scale().name, "rate_basis": "Base Pay", **values}
		frappe.db.set_value("Service Agreement", code, terms)
		return code

	def row_in_kind(self, code: str = "V1", submit: bool = True, **values: Any) -> Any:
		"""A row of the partner's hours, 1,000.00."""
		self.agreement(values.get("agreement") or AGREEMENT)
		category = self.once("Cost Category", "PROVA-VOL", code="PROVA-VOL", title="Volontariato di prova")
		defaults = {
			"action": ACTION,
			"cost_category": category,
			"description": "Ore di volontariato",
			"brought_by": "Partner",
			"organisation": self.partner(),
			"nature": "Figurative",
			"unit": "ore",
			"quantity": 100,
			"unit_value": 10,
			"partner_in_kind": 1000,
			"valuation_method": "Gross Hourly Pay",
		}
		doc = self.document("Budget Row", code=code, **{**defaults, **values})
		if submit:
			doc.submit()
		return doc

	def volunteer(self, number: int = 1, **values: Any) -> Any:
		"""A volunteer of the register since two years ago, insured, of level C1, on a row in kind."""
		self.valuing()
		row = values.pop("budget_row", None) or self.in_kind()
		defaults = {
			"volunteer_name": f"Volontaria {number} di prova",
			"fiscal_code": fiscal_code(number),
			"organisation": self.partner(),
			"agreement": AGREEMENT,
			"registered_on": OLD,
			"insured_from": OLD,
			"pay_level": "C1",
			"activity": "Accompagnamento",
			"budget_row": row,
		}
		return self.document("Registered Volunteer", **{**defaults, **values})

	def in_kind(self) -> str:
		"""The name of the row in kind, made once."""
		return frappe.db.get_value("Budget Row", {"action": ACTION, "code": "V1"}) or self.row_in_kind().name

	def hours(self, volunteer: Any, state: str = "Entered", back: int = 1, **values: Any) -> Any:
		"""Two hours of a volunteer on a morning so many days ago, brought to a state."""
		defaults = {
			"date": add_days(getdate(), -back),
			"start_time": "9:00",
			"end_time": "11:00",
			"register_sheet": "Foglio 1",
		}
		doc = self.document("Volunteer Hours", volunteer=volunteer.name, **{**defaults, **values})
		path = ("Confirm", "Give Value")
		for action in path[: {"Entered": 0, "Confirmed": 1, "Valued": 2}[state]]:
			doc = self.act(doc, action)
		return doc

	def act(self, doc: Any, action: str) -> Any:
		return apply_workflow(frappe.get_doc(doc.doctype, doc.name), action)

	def staff(self, number: int = 50, **values: Any) -> Any:
		"""Somebody paid since two years ago: 32,000.00 a year for 1,600 hours, 20.00 an hour."""
		self.agreement()
		costs = [
			{"year": year, "gross_cost": 32000, "productive_hours": 1600}
			for year in (getdate().year - 1, getdate().year)
		]
		defaults = {
			"staff_name": f"Dipendente {number} di prova",
			"fiscal_code": fiscal_code(number),
			"organisation": self.partner(),
			"agreement": AGREEMENT,
			"hired_on": OLD,
			"weekly_hours": 38,
			"costs": costs,
		}
		return self.document("Staff Member", **{**defaults, **values})

	def volunteer_user(self, name: str = "volontaria") -> str:
		return self.user(f"{name}@example.com", VOLUNTEER)

	def keeper(self, agreement: str = AGREEMENT) -> str:
		"""A coordinator of volunteers of the agreement."""
		self.agreement(agreement)
		return self.user(
			f"referente.{agreement.lower()}@example.com", VOLUNTEER_COORDINATOR, agreement=agreement
		)
