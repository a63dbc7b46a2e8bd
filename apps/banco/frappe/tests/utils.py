"""Test cases for apps, under the name of version 15."""

from banco.testing.case import FrappeTestCase

__all__ = ["FrappeTestCase"]
