"""Who took data out of the site."""

from banco.core.doctype.access_log.access_log import make_access_log

__all__ = ["make_access_log"]
