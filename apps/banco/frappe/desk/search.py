"""Finding the document that a Link field shall point to."""

from banco.desk.search import get_link_title, search_link
from banco.whitelist import validate_and_sanitize_search_inputs

__all__ = ["get_link_title", "search_link", "validate_and_sanitize_search_inputs"]
