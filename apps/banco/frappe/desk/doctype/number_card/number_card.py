"""Figures of the home pages."""

from banco.desk.numbers import get_result

__all__ = ["get_result"]
