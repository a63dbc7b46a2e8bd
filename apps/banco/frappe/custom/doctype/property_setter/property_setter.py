"""Helpers for property setters."""

from banco.customize import delete_property_setter, make_property_setter

__all__ = ["delete_property_setter", "make_property_setter"]
