"""Saving, submitting and cancelling from a form."""

from typing import Any

from banco.desk.form_load import respond_with
from banco.document import get_doc
from banco.document.document import Document
from banco.messages import msgprint, throw
from banco.translate import _
from banco.web.incoming import as_mapping, doctype_of, document_data
from banco.whitelist import whitelist
from banco.workflow.load import workflow_of

_DONE = {"Save": "Saved", "Submit": "Submitted", "Update": "Updated", "Cancel": "Cancelled"}


@whitelist(methods=["POST", "PUT"])
def savedocs(doc: Any, action: str) -> None:
	"""Save a form's whole document; `action` is Save, Submit, Update (after submission) or Cancel.

	The reply holds the saved document, its surroundings, and for a new one the name its form had for it.
	"""
	if action not in _DONE:
		throw(_("Unknown action {0}.").format(action[:140]))
	data = as_mapping(doc)
	is_new = bool(data.get("__islocal"))
	document = get_doc(document_data(doctype_of(data), data))
	if is_new and data.get("__newname"):
		document.name = data["__newname"]
	_act(document, action, is_new)
	_finish(document, action, data.get("name") if is_new else None)


@whitelist(methods=["POST", "PUT"])
def cancel(
	doctype: str,
	name: str | int,
	workflow_state_fieldname: str | None = None,
	workflow_state: str | None = None,
) -> None:
	"""Cancel a submitted document."""
	document = get_doc(doctype, name, for_update=True)
	workflow = workflow_of(doctype)
	if workflow is not None and workflow.state_field == workflow_state_fieldname and workflow_state:
		document.set(workflow.state_field, workflow_state)
	document.cancel()
	_finish(document, "Cancel", None)


def _act(document: Document, action: str, is_new: bool) -> None:
	if action == "Submit":
		document.docstatus = 1
	elif action == "Cancel":
		document.docstatus = 2
	if is_new:
		document.insert()
	else:
		document.save()


def _finish(document: Document, action: str, localname: Any) -> None:
	document.run_method("onload")
	respond_with(document, localname=localname)
	msgprint(_(_DONE[action]), indicator="red" if action == "Cancel" else "green", alert=True)
