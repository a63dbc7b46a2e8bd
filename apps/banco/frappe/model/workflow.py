"""`frappe.model.workflow`."""

from banco.whitelist import whitelist
from banco.workflow import apply_workflow, get_transitions, get_workflow, get_workflow_name

whitelist(reads=True)(get_transitions)
whitelist(methods=["POST", "PUT"])(apply_workflow)

__all__ = ["apply_workflow", "get_transitions", "get_workflow", "get_workflow_name"]
