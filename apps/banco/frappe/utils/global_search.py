"""Search over the documents of all doctypes."""

from banco.office.search import search

__all__ = ["search"]
