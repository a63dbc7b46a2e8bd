"""Settings of a list and the numbers beside its filters."""

from banco.desk.listview import get_group_by_count, get_list_settings

__all__ = ["get_group_by_count", "get_list_settings"]
