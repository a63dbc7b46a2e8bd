"""Doctypes: their fields, permissions and customisations, and how they come into the database."""

from banco.meta.field import Field
from banco.meta.load import get_meta
from banco.meta.meta import Meta

__all__ = ["Field", "Meta", "get_meta"]
