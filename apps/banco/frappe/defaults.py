"""Defaults of the site and of users."""

from banco.settings import (
	get_global_default,
	get_user_default,
	set_global_default,
	set_user_default,
)

__all__ = ["get_global_default", "get_user_default", "set_global_default", "set_user_default"]
