from banco.context import current
from banco.document import Document, get_doc
from banco.messages import throw
from banco.meta import definitions, get_meta
from banco.sandbox import is_valid_expression
from banco.translate import _


class Workflow(Document):
	def validate(self) -> None:
		self._check_states()
		self._check_transitions()

	def on_update(self) -> None:
		self._add_state_field()
		if self.is_active:
			self._retire_others()
			self._place_documents()
		definitions.changed()

	def after_delete(self) -> None:
		definitions.changed()

	def _check_states(self) -> None:
		names = [row.state for row in self.states]
		if len(set(names)) != len(names):
			throw(_("{0}: each state may be listed once").format(self.name))
		if (
			any(int(row.doc_status or 0) for row in self.states)
			and not get_meta(self.document_type).is_submittable
		):
			throw(
				_("{0} cannot be submitted: all states must have document status 0").format(
					self.document_type
				)
			)

	def _check_transitions(self) -> None:
		states = {row.state: int(row.doc_status or 0) for row in self.states}
		for row in self.transitions:
			for state in (row.state, row.next_state):
				if state not in states:
					throw(_("Transition {0}: {1} is not among the states").format(row.idx, _(state)))
			if (states[row.state], states[row.next_state]) not in ((0, 0), (0, 1), (1, 1), (1, 2)):
				throw(
					_("Transition {0}: a document cannot go from {1} to {2}").format(
						row.idx, _(row.state), _(row.next_state)
					)
				)
			if row.condition and (problem := is_valid_expression(row.condition)):
				throw(_("Transition {0}: {1}").format(row.idx, problem))

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
