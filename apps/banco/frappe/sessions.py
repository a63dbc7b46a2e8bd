"""Sessions of logged-in users."""

from banco.sessions import get_csrf_token

__all__ = ["get_csrf_token"]
