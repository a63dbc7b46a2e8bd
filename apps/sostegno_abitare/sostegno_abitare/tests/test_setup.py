"""Set-up: makes what is missing, never touches what an administrator changed."""

import frappe
from sostegno_abitare.access.roles import ALL_ROLES
from sostegno_abitare.funds.doctype.guarantee_disbursement import states as disbursement_states
from sostegno_abitare.housing.doctype.housing_unit import states as unit_states
from sostegno_abitare.housing.doctype.stay import states as stay_states
from sostegno_abitare.housing.doctype.unit_scouting import states as scouting_states
from sostegno_abitare.intake.doctype.referral import states as referral_states
from sostegno_abitare.setup import install, workflows, workflows_of_housing
from sostegno_abitare.setup.logs import LOGS, ensure_log_readers
from sostegno_abitare.setup.settings import ensure_settings, is_untouched
from sostegno_abitare.social_support.doctype.pei import states as pei_states

from .base import AppTestCase

WORKFLOWS = install.WORKFLOWS


class TestSetup(AppTestCase):
	def test_roles_of_the_desk_are_there(self):
		for role in ALL_ROLES:
			self.assertEqual(frappe.db.get_value("Role", role, "desk_access"), 1, role)

	def test_workflows_are_there_with_states_and_actions(self):
		for data in WORKFLOWS:
			workflow = frappe.get_doc("Workflow", {"document_type": data.doctype})
			self.assertEqual(workflow.workflow_state_field, "workflow_state")
			for state in workflow.states:
				self.assertTrue(frappe.db.exists("Workflow State", state.state))
			for transition in workflow.transitions:
				self.assertTrue(frappe.db.exists("Workflow Action Master", transition.action))

	def test_running_again_changes_nothing(self):
		counted = ("Role", "Workflow", "Workflow State", "Workflow Action Master", "Workflow Transition")
		before = {doctype: frappe.db.count(doctype) for doctype in counted}
		install.after_migrate()
		install.after_install()
		self.assertEqual({doctype: frappe.db.count(doctype) for doctype in counted}, before)

	def test_programme_administrators_read_the_logs_and_change_none(self):
		for log in LOGS:
			rights = {
				row.role: row
				for row in frappe.get_all("Custom DocPerm", filters={"parent": log}, fields=["*"])
			}
			self.assertEqual(set(rights), {"System Manager", "Programme Administrator"})
			for row in rights.values():
				self.assertEqual((row.read, row.export), (1, 1))
			row = rights["Programme Administrator"]
			self.assertFalse(row.write or row.create or row.get("delete"))

	def test_rights_on_logs_that_an_administrator_set_stay(self):
		frappe.db.delete("Custom DocPerm", {"parent": "Access Log", "role": "Programme Administrator"})
		ensure_log_readers()
		rows = frappe.get_all("Custom DocPerm", filters={"parent": "Access Log"}, pluck="role")
		self.assertEqual(rows, ["System Manager"])

	def test_what_an_administrator_changed_stays(self):
		workflow = frappe.get_doc("Workflow", {"document_type": "Referral"})
		workflow.transitions = workflow.transitions[:1]
		workflow.is_active = 0
		workflow.save()
		frappe.db.set_value("Role", "Volunteer", "desk_access", 0)
		install.ensure()
		workflow = frappe.get_doc("Workflow", {"document_type": "Referral"})
		self.assertEqual((len(workflow.transitions), workflow.is_active), (1, 0))
		self.assertEqual(frappe.db.count("Workflow", {"document_type": "Referral"}), 1)
		self.assertEqual(frappe.db.get_value("Role", "Volunteer", "desk_access"), 0)


class TestSettings(AppTestCase):
	def test_only_an_own_and_untouched_site_becomes_italian(self):
		own = {"frappe", "sostegno_abitare"}
		self.assertTrue(is_untouched(own, {}))
		self.assertFalse(is_untouched(own, {"time_zone": "Europe/Paris"}))
		self.assertFalse(is_untouched({*own, "erpnext"}, {}))

	def test_chosen_settings_stay(self):
		frappe.db.set_single_value(
			"System Settings", {"time_zone": "Europe/Paris", "number_format": "#,###.##"}
		)
		ensure_settings()
		self.assertEqual(frappe.db.get_single_value("System Settings", "number_format"), "#,###.##")

	def test_untouched_settings_become_italian(self):
		frappe.db.set_single_value("System Settings", {"time_zone": None, "number_format": "#,###.##"})
		frappe.clear_cache(doctype="System Settings")
		if set(frappe.get_installed_apps()) == {"frappe", "sostegno_abitare"}:
			ensure_settings()
			self.assertEqual(frappe.db.get_single_value("System Settings", "number_format"), "#.###,##")
			self.assertEqual(frappe.db.get_single_value("System Settings", "time_zone"), "Europe/Rome")


class TestWorkflowData(AppTestCase):
	def test_every_state_is_reached_or_decided(self):
		decided = {
			"Referral": set(referral_states.DECISIONS),
			"PEI": {"Validated"},
			"Housing Unit": set(unit_states.FOLLOWING),
			"Stay": {"Extended"},
			"Volunteer Hours": {"Reported"},
			"Guarantee Disbursement": set(disbursement_states.FOLLOWING),
			"Reimbursement Claim": {"Paid"},
		}
		for data in WORKFLOWS:
			states = {state.name for state in data.states}
			reached = (
				{transition.next_state for transition in data.transitions}
				| decided.get(data.doctype, set())
				| {data.states[0].name}
			)
			self.assertEqual(states, reached)
			self.assertLessEqual({transition.state for transition in data.transitions}, states)

	def test_no_action_enters_a_decision_state(self):
		entered = {transition.next_state for data in WORKFLOWS for transition in data.transitions}
		self.assertFalse(entered & {*referral_states.DECISIONS, "Validated", *unit_states.FOLLOWING})
		stay = next(data for data in WORKFLOWS if data.doctype == "Stay")
		self.assertNotIn("Extended", {transition.next_state for transition in stay.transitions})

	def test_guards_name_states_of_the_workflow(self):
		for data, rules in (
			(workflows.REFERRAL, referral_states.RULES),
			(workflows.PEI, pei_states.RULES),
			(workflows_of_housing.HOUSING_UNIT, unit_states.RULES),
			(workflows_of_housing.UNIT_SCOUTING, scouting_states.RULES),
			(workflows_of_housing.STAY, stay_states.RULES),
		):
			self.assertLessEqual(set(rules), {state.name for state in data.states})
