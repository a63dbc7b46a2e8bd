"""Taking a configuration out and in: what the file says, what is refused, and all or nothing."""

import json
from typing import Any

import frappe
from sostegno_abitare.administration import transfer
from sostegno_abitare.administration.export import export
from sostegno_abitare.administration.incoming import ConfigurationFileError
from sostegno_abitare.administration.transferable import GROUPS, KINDS

from .base import AppTestCase

STATE = {
	"doctype": "Workflow State",
	"name": "Stato arrivato da un file",
	"workflow_state_name": "Stato arrivato da un file",
}


def text(*records: Any) -> str:
	return json.dumps(list(records))


class TestTransfer(AppTestCase):
	def rows(self, *records: Any, **options: Any) -> list[dict[str, Any]]:
		return transfer.preview(text(*records), **options)["rows"]

	def status(self, *records: Any, **options: Any) -> str:
		return self.rows(*records, **options)[0]["status"]

	def test_what_comes_out_goes_in_as_the_same(self):
		self.make.rule("isee <= threshold('isee_prova')")
		self.make.document(
			"Threshold",
			threshold_key="isee_prova",
			label="Prova",
			value=9.5,
			unit="EUR",
			valid_from="2018-01-01",
		)
		out = export()
		doctypes = [record["doctype"] for record in json.loads(out["content"])]
		self.assertEqual(doctypes, sorted(doctypes, key=list(KINDS).index))
		self.assertLessEqual({"Workflow", "Workflow State", "Threshold", "Eligibility Rule"}, set(doctypes))
		rows = transfer.preview(out["content"])["rows"]
		self.assertEqual(
			{row["status"] for row in rows}, {"Same"}, [r for r in rows if r["status"] != "Same"]
		)
		self.assertEqual(export()["content"], out["content"])

	def test_the_file_holds_nothing_that_changes_from_site_to_site(self):
		record = json.loads(export("Workflow")["content"])[0]
		for key in ("owner", "creation", "modified", "modified_by", "docstatus", "idx"):
			self.assertNotIn(key, record)
			self.assertNotIn(key, record["states"][0])
		self.assertNotIn("name", record["states"][0])

	def test_the_form_offers_what_can_be_exported(self):
		offered = frappe.get_meta("Configuration Transfer").get_field("document_type").options.split("\n")
		self.assertEqual(offered, ["", *GROUPS, *KINDS])
		self.assertEqual(sorted(doctype for group in GROUPS.values() for doctype in group), sorted(KINDS))
		self.make.rule("household_size > 0")
		found = {record["doctype"] for record in json.loads(export("Customisations")["content"])}
		self.assertLessEqual({"Workflow", "Role"}, found)
		self.assertNotIn("Eligibility Rule", found)
		found = {record["doctype"] for record in json.loads(export("Rules and Dated Values")["content"])}
		self.assertLessEqual(found, {"Threshold", "Eligibility Rule", "Capacity Scheme"})
		self.assertRefused(frappe.ValidationError, export, "User")

	def test_changed_since(self):
		self.assertEqual(export(changed_since="2999-01-01")["count"], 0)
		self.make.document("Workflow State", workflow_state_name="Stato recente")
		found = json.loads(export("Workflow State", str(frappe.utils.nowdate()))["content"])
		self.assertIn("Stato recente", [record["name"] for record in found])

	def test_a_new_state_of_the_workflow_arrives(self):
		workflow = next(r for r in json.loads(export("Workflow")["content"]) if r["document_type"] == "PEI")
		workflow["states"].append({"state": STATE["name"], "doc_status": "0", "allow_edit": "All"})
		workflow["transitions"].append(
			{"state": "Draft", "action": "Propose", "next_state": STATE["name"], "allowed": "Coordinator"}
		)
		rows = self.rows(workflow, STATE)
		self.assertEqual([row["status"] for row in rows], ["New", "Changed"])
		self.assertTrue(any("Stato arrivato da un file" in line for line in rows[1]["differences"]))
		done = transfer.apply(text(workflow, STATE))
		self.assertEqual(done["applied"], 2, done)
		stored = frappe.get_doc("Workflow", workflow["name"])
		self.assertEqual(stored.states[-1].state, STATE["name"])
		self.assertEqual(self.status(workflow), "Same")

	def test_nothing_is_written_by_a_preview(self):
		self.rows(STATE)
		self.assertFalse(frappe.db.exists("Workflow State", STATE["name"]))

	def test_one_bad_record_and_nothing_is_kept(self):
		bad = {
			"doctype": "Threshold",
			"name": "THR-9001",
			"threshold_key": "Non Va",
			"label": "x",
			"value": 1,
		}
		done = transfer.apply(text(STATE, {**bad, "unit": "EUR", "valid_from": "2020-01-01"}))
		self.assertEqual(done["applied"], 0)
		row = next(row for row in done["rows"] if row["name"] == "THR-9001")
		self.assertIn("small letters", row["problem"])
		self.assertFalse(frappe.db.exists("Workflow State", STATE["name"]))

	def test_what_was_kept_already_is_taken_back(self):
		"""Where a change of the tables commits, as on MariaDB: here by hand."""
		changed = frappe.get_doc("Workflow State", "Draft")
		record = {**STATE, "style": "Info"}
		entries = transfer._plan(
			text(record, {**STATE, "name": "Draft", "workflow_state_name": "Draft", "style": "Danger"}),
			None,
			0,
		)[1]
		before = {entry.name: transfer._stored(entry) for entry in entries}
		for entry in entries:
			transfer._write(entry)
		for entry in reversed(entries):
			transfer._take_back(entry, before[entry.name])
		self.assertFalse(frappe.db.exists("Workflow State", STATE["name"]))
		self.assertEqual(frappe.db.get_value("Workflow State", "Draft", "style") or "", changed.style or "")

	def test_a_series_does_not_give_a_brought_name_again(self):
		made = self.make.document(
			"Threshold", threshold_key="prova_a", label="A", value=1, unit="EUR", valid_from="2020-01-01"
		)
		number = int(made.name[4:]) + 1
		brought: dict[str, Any] = {
			"doctype": "Threshold",
			"name": f"THR-{number:04d}",
			"threshold_key": "prova_b",
			"label": "B",
		}
		done = transfer.apply(text({**brought, "value": 1, "unit": "EUR", "valid_from": "2020-01-01"}))
		self.assertEqual(done["applied"], 1, done)
		after = self.make.document(
			"Threshold", threshold_key="prova_c", label="C", value=1, unit="EUR", valid_from="2020-01-01"
		)
		self.assertEqual(after.name, f"THR-{number + 1:04d}")

	def test_rights_are_known_by_what_they_say_not_by_their_names(self):
		first = self.make.document("Custom DocPerm", parent="Threshold", role="Volunteer", read=1)
		record: dict[str, Any] = {
			"doctype": "Custom DocPerm",
			"name": "altro",
			"parent": "Threshold",
			"role": "Volunteer",
		}
		record |= {"permlevel": 0, "if_owner": 0, "read": 1}
		self.assertEqual(self.status(record), "Same")
		done = transfer.apply(text({**record, "write": 1}))
		self.assertEqual(done["applied"], 1)
		self.assertEqual(frappe.db.get_value("Custom DocPerm", first.name, "write"), 1)

	def test_a_right_has_one_name_on_every_site(self):
		self.make.document("Custom DocPerm", parent="Threshold", role="Volunteer", read=1)
		rows = [
			row for row in json.loads(export("Custom DocPerm")["content"]) if row["parent"] == "Threshold"
		]
		frappe.db.delete("Custom DocPerm", {"parent": "Threshold"})
		self.make.document("Custom DocPerm", parent="Threshold", role="Volunteer", read=1)
		again = [
			row for row in json.loads(export("Custom DocPerm")["content"]) if row["parent"] == "Threshold"
		]
		self.assertEqual(rows, again)
		self.assertEqual(len(rows), 1)

	def test_hostile_records_are_refused(self):
		hostile: tuple[Any, ...] = (
			{"doctype": "User", "name": "x@example.org", "email": "x@example.org"},
			{"doctype": "DocShare", "name": "x", "user": "x@example.org"},
			{"doctype": "File", "name": "x", "file_url": "/etc/passwd"},
			{"doctype": "Configuration Change", "name": "CC-000000001"},
			{"doctype": "Referral", "name": "X"},
			{"doctype": "DocType", "name": "Referral", "custom": 0},
			{"doctype": "Nope", "name": "X"},
			{"doctype": ["Role"], "name": "X"},
			{"doctype": "Role", "name": ""},
			{"doctype": "Role", "name": {"x": 1}},
			{"doctype": "Role", "name": "x" * 200},
			{**STATE, "owner": "Administrator"},
			{**STATE, "modified_by": "Administrator"},
			{**STATE, "docstatus": 1},
			{**STATE, "flags": {"ignore_permissions": 1}},
			{**STATE, "__islocal": 1},
			{**STATE, "style": {"a": 1}},
			{**STATE, "altro": {"a": 1}},
			{"doctype": "Workflow", "name": "X", "states": "x"},
			{"doctype": "Workflow", "name": "X", "states": [{"owner": "x"}]},
			{"doctype": "Client Script", "name": "X", "dt": "Referral", "script": "alert(1)"},
			{"doctype": "Custom Field", "name": "X", "dt": "Person", "depends_on": "eval:fetch('//x')"},
			{
				"doctype": "Custom Field",
				"name": "X",
				"dt": "Person",
				"options": "<img src=x onerror=alert(1)>",
			},
			{"doctype": "Property Setter", "name": "X", "value": " eval:1"},
			"Role",
			None,
			[],
		)
		for record in hostile:
			row = self.rows(record)[0]
			self.assertEqual(row["status"], "Not Taken", record)
			self.assertTrue(row["problem"])
			self.assertEqual(transfer.apply(text(record))["applied"], 0)

	def test_files_that_are_none(self):
		for content in (
			"x",
			"[]",
			"3",
			'"x"',
			"[1" * 50000,
			'[{"a": NaN}]',
			"[" + "{}," * 6000 + "{}]",
			" " * 6_000_000,
		):
			self.assertRefused(ConfigurationFileError, transfer.preview, content)

	def test_scripts_where_they_are_allowed(self):
		script = {
			"doctype": "Client Script",
			"name": "Prova di script",
			"dt": "Referral",
			"view": "Form",
			"script": "1",
		}
		self.assertEqual(self.status(script), "Not Taken")
		self.assertEqual(self.status(script, allow_scripts=1), "New")
		with self.as_user(self.make.user("programma@example.org", "Programme Administrator")):
			self.assertRefused(frappe.PermissionError, transfer.preview, text(script), allow_scripts=1)

	def test_never_more_than_the_user_may(self):
		with self.as_user(self.make.user("programma@example.org", "Programme Administrator")):
			self.assertEqual(self.status(STATE), "Not Taken")
			right = {
				"doctype": "Custom DocPerm",
				"name": "x",
				"parent": "Person",
				"role": "Volunteer",
				"read": 1,
			}
			self.assertEqual(transfer.apply(text(right))["applied"], 0)
			threshold: dict[str, Any] = {
				"doctype": "Threshold",
				"name": "THR-9002",
				"threshold_key": "prova_z",
				"label": "x",
			}
			threshold |= {"value": 1, "unit": "EUR", "valid_from": "2020-01-01"}
			self.assertEqual(transfer.apply(text(threshold))["applied"], 1)
			self.assertNotIn("Custom Field", export()["content"])
		with self.as_user(self.make.user("coordina@example.org", "Coordinator")):
			for call in (transfer.preview, transfer.apply, lambda *_: export()):
				self.assertRefused(frappe.PermissionError, call, text(STATE))

	def test_another_file_than_the_one_looked_at(self):
		seen = transfer.preview(text(STATE))["digest"]
		self.assertRefused(
			frappe.ValidationError, transfer.apply, text({**STATE, "style": "Info"}), digest=seen
		)
