"""Test cases for apps, under the names of version 15."""

from banco.testing.case import FrappeTestCase, change_settings

__all__ = ["FrappeTestCase", "change_settings"]
