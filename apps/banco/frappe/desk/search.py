"""Finding the document that a Link field shall point to."""

from banco.desk.search import get_link_title, search_link

__all__ = ["get_link_title", "search_link"]
