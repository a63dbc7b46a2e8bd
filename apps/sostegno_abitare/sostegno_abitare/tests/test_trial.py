"""Trying rules and dated values before saving them."""

import json
from typing import Any

import frappe
from sostegno_abitare.administration import trial
from sostegno_abitare.programme.doctype.eligibility_rule.eligibility_rule import InvalidExpressionError

from .base import AppTestCase
from .factories import ACTION, FAR

ELIGIBLE, NOT_ELIGIBLE, INCOMPLETE = "Eligible", "Not Eligible", "Incomplete"


class TestTrial(AppTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.make.agreement()
		self.threshold = self.make.document(
			"Threshold",
			threshold_key="rent_max",
			label="Canone massimo",
			value=500,
			unit="EUR",
			valid_from="2020-01-01",
		)
		self.rule = self.make.rule("monthly_rent <= threshold('rent_max')", message="Canone troppo alto")
		self.case = self.make.referral(monthly_rent=450)

	def form(self, doc: Any, **values: Any) -> str:
		"""The document as the form sends it, with the values on the screen."""
		return json.dumps({**doc.as_dict(), **values}, default=str)

	def counts(self) -> tuple[Any, ...]:
		return (
			frappe.db.get_value("Eligibility Rule", self.rule.name, ["met_when", "modified"]),
			frappe.db.get_value("Threshold", self.threshold.name, ["value", "modified"]),
			frappe.db.get_value("Referral", self.case.name, ["eligibility", "modified"]),
			frappe.db.count("Version"),
			frappe.db.count("Eligibility Check"),
		)

	def test_a_rule_is_tried_beside_the_saved_one(self):
		before = self.counts()
		found = trial.on_case(self.form(self.rule, met_when="monthly_rent <= 400"), self.case.name)
		self.assertEqual(
			(found["stored"], found["before"], found["after"]), (ELIGIBLE, ELIGIBLE, NOT_ELIGIBLE)
		)
		self.assertEqual([(row["before"], row["after"]) for row in found["checks"]], [("Met", "Not Met")])
		self.assertEqual(found["checks"][0]["message"], "Canone troppo alto")
		self.assertEqual([(row["name"], row["value"]) for row in found["facts"]], [("monthly_rent", "450.0")])
		self.assertEqual(self.counts(), before)

	def test_a_dated_value_is_tried_with_the_rules_that_use_it(self):
		before = self.counts()
		other = self.make.rule("household_size > 0")
		found = trial.on_case(self.form(self.threshold, value=440.5), self.case.name)
		self.assertEqual((found["before"], found["after"]), (ELIGIBLE, NOT_ELIGIBLE))
		self.assertEqual([row["title"] for row in found["checks"]], [self.rule.title])
		self.assertNotIn(other.title, json.dumps(found))
		self.assertEqual(self.counts(), before)

	def test_a_new_rule_that_nobody_saved(self):
		new = {
			"doctype": "Eligibility Rule",
			"name": "new-eligibility-rule-1",
			"action": ACTION,
			"enabled": 1,
		}
		new |= {
			"title": "Nuova",
			"valid_from": "2020-01-01",
			"met_when": "reference_age > 99",
			"message": "No",
		}
		found = trial.on_case(json.dumps({**new, "outcome_when_not_met": "Refuse"}), self.case.name)
		self.assertEqual((found["before"], found["after"]), (ELIGIBLE, NOT_ELIGIBLE))

	def test_why_it_has_no_say(self):
		late = self.form(self.rule, valid_from="2999-01-01", enabled=0)
		found = trial.on_case(late, self.case.name)
		self.assertEqual(len(found["notes"]), 2, found["notes"])
		self.assertEqual(found["after"], ELIGIBLE)

	def test_open_cases_that_would_change(self):
		cheap = self.make.referral(monthly_rent=300)
		found = trial.open_cases(self.form(self.threshold, value=400))
		names = [row["referral"] for row in found["changed"]]
		self.assertIn(self.case.name, names)
		self.assertNotIn(cheap.name, names)
		row = next(row for row in found["changed"] if row["referral"] == self.case.name)
		self.assertEqual((row["before"], row["after"]), (ELIGIBLE, NOT_ELIGIBLE))
		self.assertEqual(trial.open_cases(self.form(self.threshold))["changed"], [])
		rule = self.form(self.rule, met_when="monthly_rent <= 400")
		self.assertEqual({row["referral"] for row in trial.open_cases(rule)["changed"]}, {self.case.name})

	def test_a_decided_case_does_not_change(self):
		frappe.db.set_value("Referral", self.case.name, "workflow_state", "Accepted")
		self.assertEqual(trial.open_cases(self.form(self.threshold, value=1))["changed"], [])
		found = trial.on_case(self.form(self.threshold, value=1), self.case.name)
		self.assertTrue(found["notes"])

	def test_what_agrees_with_saving(self):
		"""What was shown is what comes of saving."""
		for expression in (
			"monthly_rent <= 400",
			"arrears > 1 and tenure == 'Owned'",
			"net_monthly_income > 10",
			"True",
		):
			shown = trial.on_case(self.form(self.rule, met_when=expression), self.case.name)["after"]
			frappe.db.savepoint("tried")
			rule = frappe.get_doc("Eligibility Rule", self.rule.name)
			rule.met_when = expression
			rule.save()
			case = frappe.get_doc("Referral", self.case.name)
			case.save()
			self.assertEqual(case.eligibility, shown, expression)
			frappe.db.rollback(save_point="tried")

	def test_bad_expressions_are_refused_as_on_saving(self):
		self.assertRefused(
			InvalidExpressionError,
			trial.on_case,
			self.form(self.rule, met_when="__import__('os')"),
			self.case.name,
		)
		self.assertRefused(frappe.MandatoryError, trial.open_cases, self.form(self.rule, met_when=""))
		for given in ("{}", '{"doctype": "User"}', "[]"):
			self.assertRefused(frappe.ValidationError, trial.open_cases, given)

	def test_only_those_who_write_rules_and_read_the_case(self):
		form = self.form(self.rule)
		with self.as_user(
			self.make.user("assistente@example.org", "Social Worker", municipality="Comune di Prova")
		):
			self.assertRefused(frappe.PermissionError, trial.on_case, form, self.case.name)
			self.assertRefused(frappe.PermissionError, trial.open_cases, form)
		self.make.document("Custom DocPerm", parent="Eligibility Rule", role="Coordinator", read=1, write=1)
		frappe.clear_cache(doctype="Eligibility Rule")
		with self.as_user(
			self.make.user("altrove@example.org", "Coordinator", municipality=self.make.municipality(FAR))
		):
			self.assertRefused(frappe.PermissionError, trial.on_case, form, self.case.name)
			self.assertEqual(trial.open_cases(self.form(self.rule, met_when="False"))["changed"], [])

	def test_special_category_data_are_not_told(self):
		special = self.form(self.rule, met_when="not asylum_applicant")
		with self.as_user(self.make.user("programma@example.org", "Programme Administrator")):
			self.assertRefused(trial.ReservedTrialError, trial.on_case, special, self.case.name)
			self.assertRefused(trial.ReservedTrialError, trial.open_cases, special)
			self.assertTrue(trial.on_case(self.form(self.rule), self.case.name)["facts"])
		self.rule.met_when = "asylum_applicant or monthly_rent <= threshold('rent_max')"
		self.rule.title = "Criterio da non dire"
		self.rule.save()
		with self.as_user("programma@example.org"):
			text = json.dumps(trial.on_case(self.form(self.threshold, value=1), self.case.name))
			self.assertNotIn("Criterio da non dire", text)
			self.assertNotIn("asylum_applicant", text)
