"""Test cases for apps, under the name of version 16."""

from banco.testing.case import IntegrationTestCase

__all__ = ["IntegrationTestCase"]
