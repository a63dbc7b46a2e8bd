"""The active workflow of a doctype."""

from typing import Any

from banco.context import current
from banco.meta.definitions import recall
from banco.workflow.decide import Workflow


def workflow_of(doctype: str) -> Workflow | None:
	"""The active workflow of a doctype, or None."""
	found = recall("workflows", doctype, _load)
	return found if isinstance(found, Workflow) else None


def get_workflow_name(doctype: str) -> str | None:
	"""The name of the active workflow of a doctype, or None."""
	found = workflow_of(doctype)
	return found.name if found else None


def get_workflow(doctype: str) -> Any:
	"""The Workflow document that is active on a doctype. Raises DoesNotExistError without one."""
	from banco.document.cache import get_cached_doc

	return get_cached_doc("Workflow", get_workflow_name(doctype) or doctype)


def _load(doctype: str) -> Workflow | str:
	db = current().db
	if not db.table_exists("Workflow"):
		return "none"
	rows = db.fetch(
		"select name from `tabWorkflow` where document_type = ? and is_active = 1 order by modified desc limit 1",
		(doctype,),
	)
	if not rows:
		return "none"
	from banco.document import store

	doc = store.load("Workflow", rows[0][0])
	states = tuple(row.as_dict() for row in doc.states)
	return Workflow(
		doc.name, doctype, doc.workflow_state_field, states, tuple(row.as_dict() for row in doc.transitions)
	)
