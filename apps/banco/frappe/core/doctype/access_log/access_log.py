"""The log of prints and exports."""

from banco.accounts.access_log import make_access_log

__all__ = ["make_access_log"]
