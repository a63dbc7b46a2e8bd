"""The rows of a list."""

from banco.desk.reportview import delete_items, get, get_count, get_list

__all__ = ["delete_items", "get", "get_count", "get_list"]
