"""How a user has set up the list of a doctype."""

from banco.desk.user_settings import get, save

__all__ = ["get", "save"]
