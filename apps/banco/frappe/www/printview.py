"""Printed pages."""

from banco.office.printing.pages import get_html_and_style

__all__ = ["get_html_and_style"]
