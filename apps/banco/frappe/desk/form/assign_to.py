"""Assignments of a document."""

from banco.office.assign_to import add, add_multiple, close, get, remove

__all__ = ["add", "add_multiple", "close", "get", "remove"]
