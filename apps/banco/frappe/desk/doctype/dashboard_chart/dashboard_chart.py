"""Figures of the home pages."""

from banco.office.figures import get

__all__ = ["get"]
