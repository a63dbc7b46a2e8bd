"""Workspaces."""

from banco.desk.workspaces import get_desktop_page, get_workspace_sidebar_items

__all__ = ["get_desktop_page", "get_workspace_sidebar_items"]
