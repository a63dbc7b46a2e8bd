"""The controller of users."""

from banco.core.doctype.user.user import User, generate_keys

__all__ = ["User", "generate_keys"]
