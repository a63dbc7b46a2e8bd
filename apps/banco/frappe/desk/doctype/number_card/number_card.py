"""Figures of the home pages."""

from banco.office.figures import get_result

__all__ = ["get_result"]
