from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from banco.context import ADMINISTRATOR, GUEST, current
from banco.document import Document, get_doc
from banco.messages import msgprint, throw
from banco.meta import get_meta
from banco.permissions import get_roles, has_permission
from banco.web.incoming import as_mapping
from banco.whitelist import whitelist
from banco.workflow.soundness import Known, findings


class Workflow(Document):
	def validate(self) -> None:
		found = findings(self.as_dict(), _known(self))
		if errors := [entry["message"] for entry in found if entry["level"] == "error"]:
			throw("<br>".join(errors))
		for entry in found:
			if self.is_active:
				msgprint(entry["message"], indicator="orange", alert=True)

	def on_update(self) -> None:
		self._add_state_field()
		if self.is_active:
			self._retire_others()
			self._place_documents()

	def _add_state_field(self) -> None:
		if get_meta(self.document_type).has_field(self.workflow_state_field):
			return
		field = {
			"doctype": "Custom Field",
			"dt": self.document_type,
			"fieldname": self.workflow_state_field,
			"label": self.workflow_state_field.replace("_", " ").title(),
			"fieldtype": "Link",
			"options": "Workflow State",
			"hidden": 1,
			"allow_on_submit": 1,
			"no_copy": 1,
			"is_system_generated": 1,
		}
		get_doc(field).insert(ignore_permissions=True)

	def _retire_others(self) -> None:
		current().db.write(
			"update tabWorkflow set is_active = 0 where document_type = ? and name != ?",
			(self.document_type, self.name),
		)

	def _place_documents(self) -> None:
		"""Documents older than the workflow stand in the first state of their standing."""
		placed = set()
		for row in self.states:
			if row.doc_status in placed:
				continue
			placed.add(row.doc_status)
			current().db.write(
				f"update `tab{self.document_type}` set `{self.workflow_state_field}` = ?"
				f" where docstatus = ? and ifnull(`{self.workflow_state_field}`, '') = ''",
				(row.state, int(row.doc_status or 0)),
			)


@whitelist(reads=True)
def soundness(workflow: Any) -> list[dict[str, Any]]:
	"""What is wrong with a workflow as its form has it, saved or not; see `banco.workflow.soundness`."""
	has_permission("Workflow", "write", throw=True)
	values = as_mapping(workflow)
	return findings(values, _known(values)) if values.get("document_type") else []


def _known(workflow: Mapping[str, Any] | Document) -> Known:
	"""What people and documents say about a workflow; documents are asked only where it is in force."""
	db, meta = current().db, get_meta(str(workflow.get("document_type")))
	people: dict[str, list[str]] = defaultdict(list)
	for user in db.get_all(
		"User", filters={"enabled": 1, "name": ["not in", (ADMINISTRATOR, GUEST)]}, pluck="name"
	):
		for role in get_roles(user):
			people[role].append(user)
	field, counts = meta.get_field(str(workflow.get("workflow_state_field"))), {}
	if workflow.get("is_active") and field is not None and field.options == "Workflow State":
		rows = db.fetch(f"select `{field.fieldname}`, count(*) from `tab{meta.name}` group by 1")
		counts = {state: count for state, count in rows if state}
	styles: dict[str, str] = dict(db.fetch("select name, coalesce(style, '') from `tabWorkflow State`"))
	return Known(people, styles, counts, bool(meta.is_submittable))
