"""Sessions of logged-in users."""

from banco.sessions import end_sessions as clear_sessions
from banco.sessions import get_csrf_token

__all__ = ["clear_sessions", "get_csrf_token"]
