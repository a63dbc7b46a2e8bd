"""The rows of a list."""

from banco.desk.reportview import get, get_count, get_list

__all__ = ["get", "get_count", "get_list"]
