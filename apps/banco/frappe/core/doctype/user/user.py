"""Users, and what they do with their own account."""

from banco.accounts.account import generate_keys
from banco.accounts.recovery import reset_password, test_password_strength, update_password
from banco.core.doctype.user.user import User

__all__ = ["User", "generate_keys", "reset_password", "test_password_strength", "update_password"]
