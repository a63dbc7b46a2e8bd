"""Saving a form."""

from banco.desk.form_save import cancel, savedocs

__all__ = ["cancel", "savedocs"]
