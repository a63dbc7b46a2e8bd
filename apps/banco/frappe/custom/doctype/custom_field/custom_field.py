"""Helpers for custom fields."""

from banco.customize import create_custom_field, create_custom_fields

__all__ = ["create_custom_field", "create_custom_fields"]
