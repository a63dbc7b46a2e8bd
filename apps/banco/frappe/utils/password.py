"""Public names for passwords and encrypted fields."""

from banco.passwords import check_password, update_password

__all__ = ["check_password", "update_password"]
