"""Notices, home pages, cards and charts: what they name is there, and they show no more than their readers see."""

import json
import re
from pathlib import Path
from unittest import TestCase

import frappe
import sostegno_abitare
from sostegno_abitare.access import OPEN
from sostegno_abitare.access import roles as r
from sostegno_abitare.access.roles import ALL_ROLES

from .access import AccessTestCase
from .factories import AGREEMENT

APP = Path(sostegno_abitare.__file__).parent
# What a notice may say: codes, days, places. No name, no text of the case (art. 9: e-mail is no place for it).
SAYABLE = {
	"name", "municipality", "execution_date", "session_date", "start_time", "place", "review_date", "end_date", "asked_on",
	"pei", "ends_on", "sublease", "deadline", "meeting_date", "next_steering_on", "registration_due", "notice_due", "early_end_on",
	"next_step_on", "answer_by", "contact_point", "answer_due_on", "last_checked_on", "room", "workflow_state",
	"findings",
}  # fmt: skip
NOT_OURS = {"Access Log"}


def records(kind):
	return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(APP.glob(f"*/{kind}/*/*.json"))]


class TestNotices(TestCase):
	"""requirement: BO-05"""

	def test_every_message_names_the_case_by_its_code_alone(self):
		for notice in records("notification"):
			texts = [notice["subject"], notice["message"]]
			said = set(re.findall(r"doc\.(\w+)", " ".join(texts)))
			self.assertLessEqual(said, SAYABLE, notice["name"])
			self.assertFalse(notice["attach_print"], notice["name"])

	def test_the_message_lies_beside_the_record(self):
		for path in APP.glob("*/notification/*/*.json"):
			message = json.loads(path.read_text(encoding="utf-8"))["message"]
			self.assertEqual(path.with_suffix(".html").read_text(encoding="utf-8"), message, path.name)
			self.assertTrue(path.with_suffix(".py").is_file(), path.name)

	def test_who_is_told_is_a_user_of_the_document(self):
		"""By role alone, people of the other service would be told: of what is open to them all, they may be."""
		for notice in records("notification"):
			meta = frappe.get_meta(notice["document_type"])
			if notice["document_type"] in OPEN:
				continue
			for row in notice["recipients"]:
				self.assertEqual(set(row), {"receiver_by_document_field"}, notice["name"])
				field, _comma, table = row["receiver_by_document_field"].partition(",")
				holder = frappe.get_meta(meta.get_field(table).options) if table else meta
				self.assertEqual(holder.get_field(field).options, "User", notice["name"])

	def test_dates_fields_and_states_exist(self):
		from sostegno_abitare.setup.install import WORKFLOWS

		states = {state.name for workflow in WORKFLOWS for state in workflow.states}
		for notice in records("notification"):
			meta = frappe.get_meta(notice["document_type"])
			for key in ("date_changed", "value_changed"):
				if notice.get(key):
					self.assertTrue(meta.get_field(notice[key]), notice["name"])
			chosen = {
				o for f in meta.fields if f.fieldtype == "Select" for o in (f.options or "").split("\n")
			}
			named = set(re.findall(r'"([^"]+)"', notice["condition"]))
			self.assertLessEqual(named, states | chosen, notice["name"])

	def test_evictions_are_told_a_month_two_weeks_and_three_days_ahead(self):
		days = {
			row["days_in_advance"]
			for row in records("notification")
			if row.get("date_changed") == "execution_date"
		}
		self.assertEqual(days, {30, 15, 3})


class TestHomePages(TestCase):
	def test_what_a_page_shows_is_there(self):
		known = {
			kind: {row["name"] for row in records(kind)}
			for kind in ("number_card", "dashboard_chart", "report")
		}
		for page in records("workspace"):
			self.assertLessEqual(
				{row["number_card_name"] for row in page["number_cards"]}, known["number_card"]
			)
			self.assertLessEqual({row["chart_name"] for row in page["charts"]}, known["dashboard_chart"])
			for row in (*page["links"], *page["shortcuts"]):
				if "Report" in (row.get("link_type"), row["type"]):
					self.assertIn(row["link_to"], known["report"])
				elif row["type"] in ("Link", "DocType") and row["link_to"] not in NOT_OURS:
					self.assertTrue(frappe.get_meta(row["link_to"]).module, row["link_to"])

	def test_every_block_names_a_row_of_the_page(self):
		tables = {
			"number_card": ("number_cards", "number_card_name"),
			"chart": ("charts", "chart_name"),
			"quick_list": ("quick_lists", "quick_list_name"),
			"shortcut": ("shortcuts", "shortcut_name"),
			"card": ("links", "card_name"),
		}
		for page in records("workspace"):
			blocks = json.loads(page["content"])
			self.assertEqual(len({block["id"] for block in blocks}), len(blocks))
			for block in blocks:
				if block["type"] in tables:
					table, key = tables[block["type"]]
					labels = {row["label"] for row in page[table]}
					self.assertIn(block["data"][key], labels, page["name"])

	def test_a_page_stands_in_a_module_that_its_readers_see(self):
		"""A host hides a page whose module holds nothing for the user."""
		for page in records("workspace"):
			readable = {
				row.role
				for doctype in frappe.get_all(
					"DocType", filters={"module": page["module"], "istable": 0}, pluck="name"
				)
				for row in frappe.get_meta(doctype).permissions
				if row.read
			}
			roles = {row["role"] for row in page["roles"]} or set(ALL_ROLES) - {r.VOLUNTEER}
			self.assertLessEqual(roles, readable, page["name"])

	def test_the_readers_of_a_page_may_read_what_its_cards_count(self):
		counted = {row["name"]: row["document_type"] for row in records("number_card")}
		for page in records("workspace"):
			for role in {row["role"] for row in page["roles"]}:
				for card in page["number_cards"]:
					rows = frappe.get_meta(counted[card["number_card_name"]]).permissions
					named = any(row.read and row.role == role for row in rows)
					self.assertTrue(named, f"{page['name']}: {role} {card['number_card_name']}")

	def test_filters_have_four_parts_and_known_fields(self):
		for record in (*records("number_card"), *records("dashboard_chart")):
			for key in ("filters_json", "dynamic_filters_json"):
				rows = json.loads(record[key])
				for doctype, field, _operator, _value in rows if isinstance(rows, list) else ():
					known = {"name", "docstatus", *(df.fieldname for df in frappe.get_meta(doctype).fields)}
					self.assertIn(field, known, record["name"])


class TestCoordinator(AccessTestCase):
	def test_cases_follow_the_coordinator_of_their_agreement(self):
		user = self.coordinator()
		agreement = frappe.get_doc("Service Agreement", AGREEMENT)
		agreement.coordinator = user
		agreement.save()
		self.assertEqual(frappe.db.get_value("Referral", self.home.name, "coordinator"), user)
		self.assertEqual(self.make.referral("Draft").coordinator, user)

	def test_a_session_is_called_by_its_day(self):
		session = self.make.session()
		self.assertEqual(session.title, f"{frappe.utils.formatdate(session.session_date)} {AGREEMENT}")
