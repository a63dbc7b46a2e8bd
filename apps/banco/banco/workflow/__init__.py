"""Workflows: the states of a document and who may move it from one to the next, as an administrator set it."""

from banco.workflow.apply import apply_workflow, get_transitions
from banco.workflow.load import get_workflow, get_workflow_name

__all__ = ["apply_workflow", "get_transitions", "get_workflow", "get_workflow_name"]
