"""Figures of the home pages."""

from banco.desk.numbers import get

__all__ = ["get"]
