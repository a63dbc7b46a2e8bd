"""Calendars."""

from banco.office.figures import get_events

__all__ = ["get_events"]
