"""Workspaces."""

from banco.desk.workspaces import get_workspace_sidebar_items

__all__ = ["get_workspace_sidebar_items"]
