"""Assignments of a document."""

from banco.desk.assign_to import add, add_multiple, close, get, remove

__all__ = ["add", "add_multiple", "close", "get", "remove"]
