"""Taking an action of a workflow on a document."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from banco.context import current
from banco.document import store
from banco.document.base import BaseDocument
from banco.document.locking import same_moment
from banco.document.problems import shown
from banco.errors import TimestampMismatchError, ValidationError, WorkflowTransitionError
from banco.messages import throw
from banco.translate import _
from banco.types import _dict
from banco.workflow import decide
from banco.workflow.decide import Workflow
from banco.workflow.load import workflow_of
from banco.workflow.soundness import WAYS


def get_transitions(doc: Any, workflow: Any = None, raise_exception: bool = False) -> list[_dict]:
	"""The transitions that the user may take with a stored document (a document, its dict or its JSON).

	Raises PermissionError for a document that the user may not read.
	"""
	document = doc if isinstance(doc, BaseDocument) else _fresh(doc)
	if document is None or document.is_new():
		return []
	document.check_permission("read")
	found = workflow_of(document.doctype)
	if found is None:
		return []
	return [_dict(row) for row in allowed(document, found)]


def apply_workflow(doc: Any, action: str) -> Any:
	"""Take an action on a document, as it is stored, and return it in its new state.

	Raises WorkflowTransitionError for an action that the user may not take in the present state,
	ValidationError when the one who made the document may not approve it, TimestampMismatchError when `doc`
	is a form older than the document.
	"""
	document = doc.load_from_db() if isinstance(doc, BaseDocument) else _fresh(doc)
	workflow = workflow_of(document.doctype) if document is not None else None
	if document is None or workflow is None:
		throw(_("There is no workflow to apply here"), WorkflowTransitionError)
	document.check_permission("read")  # the refusal of an action tells the state
	row = _chosen(document, workflow, action)
	before, after = int(document.docstatus), workflow.state(row.next_state) or _dict()
	way = WAYS.get((before, int(after.doc_status or 0)))
	if way is None:
		throw(
			_("A document cannot go from {0} to {1}").format(_(row.state), _(row.next_state)),
			WorkflowTransitionError,
		)
	document.set(workflow.state_field, row.next_state)
	if after.update_field:
		document.set(after.update_field, after.update_value)
	document.flags.in_workflow_action = True
	getattr(document, way)()
	document.flags.in_workflow_action = None
	document.add_comment("Workflow", _(row.next_state))
	return document


def allowed(document: Any, workflow: Workflow) -> list[_dict]:
	"""The rows of the transitions that the user may take."""
	roles, is_own, holds = _facts(document)
	return decide.offered(workflow, state_of(document, workflow), roles, is_own, holds)


def state_of(document: Any, workflow: Workflow) -> str:
	"""The state a document is in; the first of its standing for one older than the workflow."""
	return document.get(workflow.state_field) or workflow.first_state(int(document.docstatus))


def _chosen(document: Any, workflow: Workflow, action: str) -> _dict:
	roles, is_own, holds = _facts(document)
	state = state_of(document, workflow)
	rows = [row for row in decide.possible(workflow, state, roles, holds) if row.action == action]
	for row in rows:
		if row.allow_self_approval or not is_own:
			return row
	if rows:
		throw(
			_("You made this document: somebody else has to take the action {0}").format(_(action)),
			ValidationError,
			_("Self approval is not allowed"),
		)
	throw(
		_("{0} is not a valid action in state {1}, or you lack the role for it").format(
			shown(_(action)), _(state)
		),
		WorkflowTransitionError,
		_("Not a valid Workflow Action"),
	)


def _facts(document: Any) -> tuple[Any, bool, decide.Asked]:
	from banco.permissions import get_roles

	who = current().user
	return get_roles(who), document.owner == who, lambda condition: _holds(condition, document)


def _holds(condition: str, document: Any) -> bool:
	from banco.sandbox import safe_eval

	try:
		return bool(safe_eval(condition, None, {"doc": document.as_dict()}))
	except Exception:
		# What cannot be decided is not offered: a broken condition must open no door.
		logging.getLogger(__name__).exception("Condition of a workflow failed: %s", condition)
		return False


def _fresh(doc: Any) -> Any:
	values = _parsed(doc) if isinstance(doc, str) else doc
	if not isinstance(values, Mapping) or not isinstance(values.get("doctype"), str):
		throw(_("A document must be sent as a JSON object."), ValidationError)
	if values.get("__islocal") or not values.get("name"):
		return None
	document = store.load(values["doctype"], values["name"])
	given = values.get("modified")
	if given and not same_moment(given, document.modified):
		throw(
			_("{0} {1} has been changed after you opened it: reload it").format(
				_(document.doctype), document.name
			),
			TimestampMismatchError,
			_("Document Changed"),
		)
	return document


def _parsed(text: str) -> Any:
	try:
		return json.loads(text)
	except ValueError:
		return None
