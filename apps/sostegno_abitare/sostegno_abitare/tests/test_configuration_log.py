"""The log of configuration changes: what it keeps, in which words, and that nobody tampers with it unseen."""

import json
from typing import Any

import frappe
from sostegno_abitare.administration.changes import differences
from sostegno_abitare.administration.doctype.configuration_change.configuration_change import (
	ConfigurationLogIsFinalError,
	hash_of,
)
from sostegno_abitare.administration.log import LOG, read_differences, verify
from sostegno_abitare.administration.state import MASK
from sostegno_abitare.administration.tracked import TRACKED

from .base import AppTestCase
from .factories import ACTION


class TestConfigurationLog(AppTestCase):
	def last(self, doctype: str, document: str) -> Any:
		filters = {"document_type": doctype, "document": document}
		rows = frappe.get_all(LOG, filters=filters, fields=["*"], order_by="name desc", limit_page_length=1)
		return rows[0] if rows else None

	def state(self, name: str = "Stato di prova") -> Any:
		return self.make.document("Workflow State", workflow_state_name=name, style="Info")

	def test_making_changing_deleting_is_kept(self):
		state = self.state()
		row = self.last("Workflow State", state.name)
		self.assertEqual((row.kind, row.user), ("Insert", "Administrator"))
		state.style = "Danger"
		state.save()
		row = self.last("Workflow State", state.name)
		self.assertEqual(row.kind, "Change")
		self.assertEqual(json.loads(row.differences), {"changed": [["style", "Info", "Danger"]]})
		self.assertEqual(json.loads(row.state)["style"], "Danger")
		state.delete()
		row = self.last("Workflow State", state.name)
		self.assertEqual(row.kind, "Delete")
		self.assertEqual(json.loads(row.state)["style"], "Danger")

	def test_saving_without_a_change_keeps_nothing(self):
		state = self.state()
		before = self.last("Workflow State", state.name).name
		frappe.get_doc("Workflow State", state.name).save()
		self.assertEqual(self.last("Workflow State", state.name).name, before)

	def test_the_sentence_says_it(self):
		self.make.agreement()
		action = frappe.get_doc("Agreement Action", ACTION)
		action.title = "Titolo nuovo"
		action.save()
		row = self.last("Agreement Action", action.name)
		self.assertIn("Titolo nuovo", row.summary)
		self.assertIn(action.name, row.summary)

	def test_rows_of_a_table_are_told_apart_by_what_they_say(self):
		workflow = frappe.get_doc("Workflow", {"document_type": "PEI"})
		self.state("Stato di prova")
		workflow.append("states", {"state": "Stato di prova", "doc_status": "0", "allow_edit": "All"})
		workflow.save()
		found = json.loads(self.last("Workflow", workflow.name).differences)
		self.assertEqual(list(found), ["added"])
		self.assertEqual([row["state"] for _table, row in found["added"]], ["Stato di prova"])
		self.assertIn("Stato di prova", self.last("Workflow", workflow.name).summary)

	def test_a_value_written_alone_is_kept(self):
		state = self.state()
		frappe.get_doc("Workflow State", state.name).db_set("style", "Warning")
		row = self.last("Workflow State", state.name)
		self.assertEqual(json.loads(row.differences), {"changed": [["style", "Info", "Warning"]]})

	def test_a_new_name_is_kept(self):
		profile = self.state()
		frappe.rename_doc("Workflow State", profile.name, "Stato rinominato", force=True)
		row = self.last("Workflow State", "Stato rinominato")
		self.assertEqual(row.kind, "Rename")
		self.assertIn(["name", "Stato di prova", "Stato rinominato"], json.loads(row.differences)["changed"])

	def test_of_users_roles_and_access_are_kept_and_no_secrets(self):
		user = frappe.get_doc(
			{
				"doctype": "User",
				"email": "registro@example.org",
				"first_name": "Registro",
				"send_welcome_email": 0,
				"new_password": "Molto-segreta-77",
				"roles": [{"role": "Case Manager"}],
			}
		).insert()
		user.append("roles", {"role": "Coordinator"})
		user.api_key = "chiave-segreta"
		user.bio = "Testo che non conta"
		user.save()
		rows = frappe.get_all(
			LOG, filters={"document": user.name}, fields=["differences", "state", "summary"]
		)
		text = json.dumps(rows)
		self.assertIn("Coordinator", text)
		self.assertIn(MASK, json.loads(rows[0].state)["api_key"])
		for kept_out in ("Molto-segreta", "chiave-segreta", "non conta"):
			self.assertNotIn(kept_out, text)

	def test_nobody_writes_changes_or_deletes_a_row(self):
		self.state()
		row = frappe.get_doc(LOG, self.last("Workflow State", "Stato di prova").name)
		row.summary = "Altro"
		self.assertRefused(ConfigurationLogIsFinalError, row.save)
		self.assertRefused(ConfigurationLogIsFinalError, row.delete)
		self.assertRefused(ConfigurationLogIsFinalError, frappe.rename_doc, LOG, row.name, "CC-9", force=True)
		forged = frappe.get_doc({"doctype": LOG, "kind": "Change", "document": "X"})
		self.assertRefused(ConfigurationLogIsFinalError, forged.insert)

	def test_tampering_is_found(self):
		for number in range(4):
			self.state(f"Stato {number}")
		self.assertEqual(verify()["problems"], [])
		last = frappe.get_all(LOG, pluck="name", order_by="name desc", limit_page_length=4)
		for break_it in (
			lambda: frappe.db.set_value(LOG, last[2], "summary", "Altro"),
			lambda: frappe.db.set_value(LOG, last[1], "user", "Guest"),
			lambda: frappe.db.set_value(LOG, last[1], "state", "{}"),
			lambda: frappe.db.set_value(LOG, last[1], "changed_at", "2020-01-01 00:00:00"),
			lambda: frappe.db.delete(LOG, {"name": last[1]}),
			lambda: frappe.db.delete(LOG, {"name": last[0]}),
			lambda: self.rewrite(last[1]),
		):
			frappe.db.savepoint("whole")
			break_it()
			found = verify()
			self.assertFalse(found["ok"])
			self.assertTrue(found["problems"])
			frappe.db.rollback(save_point="whole")
		self.assertTrue(verify()["ok"])

	def rewrite(self, name: str) -> None:
		"""A forger who knows the hash: the row is sound in itself, the chain is not."""
		row = frappe.get_doc(LOG, name)
		row.user = "Guest"
		frappe.db.set_value(LOG, name, {"user": "Guest", "hash": hash_of(row, row.previous_hash)})

	def test_only_administrators_verify_and_read(self):
		state = self.state()
		row = self.last("Workflow State", state.name)
		self.assertTrue(read_differences(row.name))
		with self.as_user(self.make.user("registro@example.org", "Coordinator")):
			self.assertRefused(frappe.PermissionError, verify)
			self.assertRefused(frappe.PermissionError, read_differences, row.name)
			self.assertFalse(frappe.has_permission(LOG, "read"))

	def test_hooks_cover_the_table(self):
		events = frappe.get_hooks("doc_events")
		for doctype in TRACKED:
			self.assertIn("sostegno_abitare.administration.log.note_change", events[doctype]["on_change"])

	def test_long_markup_is_kept_as_it_is(self):
		html = "<div onclick='x()'>{{ doc.name }}</div>\n" * 300
		self.make.document(
			"Client Script", name="Prova del registro", dt="Referral", view="Form", script=html
		)
		row = self.last("Client Script", "Prova del registro")
		self.assertEqual(json.loads(row.state)["script"], html)
		self.assertTrue(verify()["ok"])


class TestDifferences(AppTestCase):
	def test_nothing_changed(self):
		self.assertEqual(differences({"a": None, "b": []}, {"a": "", "b": []}), {})

	def test_a_row_that_changed_little_is_a_changed_row(self):
		before = {"rows": [{"a": 1, "b": 2, "c": 3}, {"a": 9, "b": 9, "c": 9}]}
		after = {"rows": [{"a": 9, "b": 9, "c": 9}, {"a": 1, "b": 5, "c": 3}]}
		self.assertEqual(
			differences(before, after),
			{"row_changed": [["rows", 1, {"a": 1, "b": 2, "c": 3}, [["b", 2, 5]]]]},
		)

	def test_other_rows_are_taken_out_and_put_in(self):
		found = differences({"rows": [{"a": 1, "b": 2}]}, {"rows": [{"a": 7, "b": 8}]})
		self.assertEqual(
			found, {"removed": [["rows", {"a": 1, "b": 2}]], "added": [["rows", {"a": 7, "b": 8}]]}
		)
