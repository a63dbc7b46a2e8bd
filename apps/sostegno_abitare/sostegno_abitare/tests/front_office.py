"""A contact point with its operator, for the tests of the front office."""

from datetime import datetime
from typing import Any

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, add_months, get_first_day, getdate, now_datetime
from sostegno_abitare.access.roles import COORDINATOR, FRONT_OFFICE_OPERATOR, SOCIAL_WORKER

from .base import AppTestCase
from .factories import AGREEMENT, HOME, NEXT

CODE = "RSSMRA85T10A562S"  # the example of the tax agency, of nobody


class FrontOfficeCase(AppTestCase):
	"""The desk of HOME, an operator and a coordinator of the agreement, a social worker next door."""

	def setUp(self) -> None:
		super().setUp()
		self.make.agreement()
		self.operator = self.make.user(
			"prova.sportello@example.com", FRONT_OFFICE_OPERATOR, agreement=AGREEMENT
		)
		self.colleague = self.make.user(
			"prova.sportello2@example.com", FRONT_OFFICE_OPERATOR, agreement=AGREEMENT
		)
		self.coordinator = self.make.user("prova.coord@example.com", COORDINATOR, agreement=AGREEMENT)
		self.worker = self.make.user("prova.as@example.com", SOCIAL_WORKER, municipality=HOME)
		self.neighbour = self.make.user("prova.as2@example.com", SOCIAL_WORKER, municipality=NEXT)
		self.point = self.contact_point().name

	def contact_point(self, name: str = "Sportello di prova", **values: Any) -> Any:
		defaults = {"kind": "Desk", "agreement": AGREEMENT, "municipality": HOME, "address": "via di Prova 4"}
		return self.make.document("Contact Point", **{**defaults, **values, "point_name": name})

	def room(self, name: str = "Stanza di prova", **values: Any) -> Any:
		defaults = {"use": "Public Desk", "agreement": AGREEMENT, "seats": 6, "reserved": 1}
		return self.make.document("Service Room", **{**defaults, **values, "room_name": name})

	def insert(self, user: str, doctype: str, **values: Any) -> Any:
		"""Inserts a document with the user's own rights."""
		with self.as_user(user):
			return frappe.get_doc({"doctype": doctype, **values}).insert()

	def contact(self, user: str | None = None, **values: Any) -> Any:
		defaults = {
			"contact_point": self.point,
			"contact_on": str(now_datetime()),
			"channel": "At the Desk",
			"full_name": "Ada Prova (demo)",
			"phone": "0587 000000",
			"topic": "Eviction or Arrears",
			"request": "Ha ricevuto lo sfratto",
			"outcome": "Request Opened",
		}
		return self.insert(user or self.operator, "Front Office Contact", **{**defaults, **values})

	def at(self, hour: int, minute: int = 0, days: int = 3) -> str:
		"""An hour of a day to come."""
		day = getdate(add_days(getdate(), days))
		return str(datetime(day.year, day.month, day.day, hour, minute))

	def appointment(self, hour: int, minute: int = 0, *, user: Any = None, **values: Any) -> Any:
		defaults = {
			"starts_on": self.at(hour, minute),
			"contact_point": self.point,
			"full_name": "Ada Prova (demo)",
			"topic": "ERP Form",
		}
		return self.insert(user or self.operator, "Front Office Appointment", **{**defaults, **values})

	def booking(self, room: str, hour: int, length: int = 1, user: str | None = None, **values: Any) -> Any:
		defaults = {
			"room": room,
			"starts_on": self.at(hour),
			"ends_on": self.at(hour + length),
			"purpose": "Riunione di prova",
		}
		return self.insert(user or self.operator, "Room Booking", **{**defaults, **values})

	def notice(self, title: str = "Avviso di prova", **values: Any) -> Any:
		defaults = {
			"authority": "Regione di prova",
			"opens_on": add_days(getdate(), -60),
			"closes_on": add_days(getdate(), 60),
			"max_amount": 8000,
			"max_months": 12,
			"isee_limit": 20000,
			"ise_limit": 35000,
			"answer_days": 60,
		}
		return self.make.document("Regional Notice", **{**defaults, **values, "title": title})

	def request(self, state: str = "Opened", user: str | None = None, **values: Any) -> Any:
		"""An eviction-prevention request with all it needs, brought to a state by the actions of the workflow."""
		if not frappe.db.exists("Regional Notice", "Avviso di prova"):
			self.notice()
		defaults = {
			"kind": "Eviction Prevention Notice",
			"contact_point": self.point,
			"full_name": "Ada Prova (demo)",
			"fiscal_code": CODE,
			"privacy_notice_given": 1,
			"need": "Sfratto per morosità incolpevole",
			"arrears": 3000,
			"owner_name": "Proprietario Prova (demo)",
			"lease_registration": "Ufficio di prova, 2022, 3T, 1",
			"regional_notice": "Avviso di prova",
			"requested_amount": 3000,
		}
		user = user or self.operator
		doc = self.insert(user, "Help Request", **{**defaults, **values})
		for action in {"Opened": (), "Sent": ("Send",), "Granted": ("Send", "Grant")}[state]:
			if action == "Grant":
				doc = self.change(doc, user, granted_amount=2000)
			doc = self.act(doc, action, user)
		return doc

	def change(self, doc: Any, user: str | None = None, **values: Any) -> Any:
		"""Saves changes with the user's own rights."""
		with self.as_user(user or self.operator):
			found = frappe.get_doc(doc.doctype, doc.name)
			found.update(values)
			return found.save()

	def act(self, doc: Any, action: str, user: str | None = None) -> Any:
		with self.as_user(user or self.operator):
			return apply_workflow(frappe.get_doc(doc.doctype, doc.name), action)

	def month(self, back: int, amount: float = 500, **values: Any) -> dict[str, Any]:
		"""A row of a month so many months ago."""
		return {"month": get_first_day(add_months(getdate(), -back)), "amount": amount, **values}
