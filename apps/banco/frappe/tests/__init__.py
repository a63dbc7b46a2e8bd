"""Test cases for apps, under the names of version 16."""

from banco.testing.case import IntegrationTestCase, UnitTestCase

__all__ = ["IntegrationTestCase", "UnitTestCase"]
