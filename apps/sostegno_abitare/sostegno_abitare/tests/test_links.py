"""Links that other fields are fetched from: not every host checks them, so the app does."""

from typing import Any

import frappe

from .base import AppTestCase
from .factories import ACTION, AGREEMENT, HOME
from .lease_factory import TYPES
from .test_permissions import app_doctypes

NOWHERE = "NON-ESISTE"
CONTRACT = {
	"lease_type": "x",
	"start_date": "2024-01-01",
	"end_date": "2025-12-31",
	"monthly_rent": 1,
}

DESK = {"contact_point": NOWHERE, "municipality": HOME, "full_name": "x", "topic": "Other"}


PLAIN = {
	"Date": "2024-01-01",
	"Datetime": "2024-01-01 10:00:00",
	"Int": 1,
	"Float": 1,
	"Percent": 1,
	"Currency": 1,
	"Dynamic Link": NOWHERE,
}


def filled(meta):
	"""What a doctype must have, with links that lead nowhere; so do those that a field takes its value from."""
	sources = {field.fetch_from.partition(".")[0] for field in meta.fields if field.fetch_from}
	values: dict[str, Any] = {}
	for field in meta.fields:
		if field.fieldtype == "Link" and (field.reqd or field.fieldname in sources):
			values[field.fieldname] = NOWHERE
		elif field.reqd and field.fieldtype == "Table":
			values[field.fieldname] = [filled(frappe.get_meta(field.options))]
		elif field.reqd and field.fieldtype == "Select":
			values[field.fieldname] = next(filter(None, (field.options or "").split("\n")))
		elif field.reqd:
			values[field.fieldname] = PLAIN.get(field.fieldtype, "x")
	return values


class TestSources(AppTestCase):
	def values(self, doctype):
		"""Values of each document that fetches something, naming a source that is not there."""
		self.make.agreement()
		return {
			"Eligibility Rule": {
				"action": NOWHERE,
				"title": "x",
				"met_when": "minors > 0",
				"message": "x",
				"valid_from": "2020-01-01",
			},
			"Assessment": {
				"referral": NOWHERE,
				"assessment_date": "2024-01-01",
				"intervention_hypothesis": "x",
			},
			"Waiting List Entry": {"referral": NOWHERE, "listed_on": "2024-01-01"},
			"PEI": {"referral": NOWHERE, "start_date": "2024-01-01"},
			"PEI Review": {"pei": NOWHERE, "review_date": "2024-01-01"},
			"Diary Entry": {"referral": NOWHERE, "minutes": 10, "kind": "Other", "text": "x"},
			"Group Activity": {
				"agreement": AGREEMENT,
				"topic": "x",
				"kind": "Other",
				"minutes": 10,
				"attendees": [{"referral": NOWHERE}],
			},
			"Work Inclusion Plan": {"referral": NOWHERE, "person": self.make.person().name, "goal": "x"},
			"Network Activation": {
				"referral": NOWHERE,
				"organisation": self.make.organisation(),
				"purpose": "x",
			},
			"Hospitality Agreement": {
				"referral": NOWHERE,
				"unit": self.make.home().name,
				"pei": NOWHERE,
				"start_date": "2024-01-01",
			},
			"Stay": {
				"referral": NOWHERE,
				"unit": self.make.home().name,
				"entry_date": "2024-01-01",
				"planned_exit_date": "2024-02-01",
			},
			"Housing Proposal": {"referral": NOWHERE, "unit": self.make.home().name},
			"Head Lease": {**CONTRACT, "unit": NOWHERE, "property_owner": NOWHERE, "lessee": "x"},
			"Sublease": {
				**CONTRACT,
				"referral": NOWHERE,
				"head_lease": NOWHERE,
				"lease_type": self.lease_type(),
			},
			"Claim Payment": {"claim": NOWHERE, "paid_on": "2024-01-01", "amount": 1},
			"Rent Payment": {
				"contract_type": "Sublease",
				"contract": NOWHERE,
				"amount": 1,
				"allocations": [{"rent_due": NOWHERE, "amount": 1}],
			},
			"Arrears Step": {"sublease": NOWHERE, "step": "Reminder"},
			"Repayment Agreement": {"sublease": NOWHERE, "agreed_on": "2024-01-01"},
			"Indicator Value": {
				"indicator": NOWHERE,
				"period_from": "2024-01-01",
				"period_to": "2024-03-31",
				"value": 1,
				"source": "x",
			},
			"Steering Meeting": {
				"agreement": AGREEMENT,
				"meeting_date": "2024-01-01",
				"attendees": [{"user": NOWHERE, "full_name": "x", "seat": "Other"}],
			},
			"Front Office Contact": {
				**DESK,
				"contact_on": "2024-01-01 10:00:00",
				"channel": "Phone",
				"request": "x",
				"outcome": "Information Given",
			},
			"Front Office Appointment": {**DESK, "starts_on": "2024-01-01 10:00:00", "status": "Took Place"},
			"Help Request": {**DESK, "kind": "Other", "need": "x"},
			"Room Booking": {"room": NOWHERE, "starts_on": "2024-01-01 10:00:00", "purpose": "x"},
			"Budget Row": {
				"action": NOWHERE,
				"code": "X",
				"cost_category": self.category(),
				"description": "x",
				"unit_value": 1,
			},
			"Budget Commitment": {"budget_row": NOWHERE, "amount": 1, "reason": "x"},
			"Volunteer Hours": {
				"volunteer": NOWHERE,
				"budget_row": NOWHERE,
				"date": "2024-01-01",
				"start_time": "10:00",
				"end_time": "11:00",
				"activity": "x",
			},
			"Commission Session": {
				"agreement": AGREEMENT,
				"session_date": "2024-01-01",
				"attendees": [
					{"user": NOWHERE, "full_name": "x", "commission_role": "Other", "municipality": HOME}
				],
			},
		}.get(doctype) or filled(frappe.get_meta(doctype))

	def lease_type(self):
		"""One that is there: a host looks at such a link before the rules do."""
		title, values = next(iter(TYPES.items()))
		known = frappe.db.exists("Lease Type", {"title": title})
		return known or self.make.document("Lease Type", title=title, **values).name

	def category(self):
		return self.make.once("Cost Category", "PROVA", code="PROVA", title="Prova")

	def test_a_missing_source_is_refused(self):
		for doctype in app_doctypes(istable=0):
			meta = frappe.get_meta(doctype)
			tables = [frappe.get_meta(table.options) for table in meta.get_table_fields()]
			if any(field.fetch_from for each in (meta, *tables) for field in each.fields):
				with self.subTest(doctype=doctype), self.assertRaises(frappe.LinkValidationError) as caught:
					self.make.document(doctype, **self.values(doctype))
				self.assertIn(NOWHERE, str(caught.exception))

	def test_a_source_that_is_there_is_fine(self):
		self.assertEqual(self.make.rule("minors > 0").action, ACTION)
