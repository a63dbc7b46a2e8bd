"""Who is logged in."""

from banco.login import LoginManager
from banco.web.methods import get_logged_user

__all__ = ["LoginManager", "get_logged_user"]
