"""Search over the documents of all doctypes."""

from banco.search import search

__all__ = ["search"]
