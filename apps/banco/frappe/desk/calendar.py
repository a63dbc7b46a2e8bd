"""Calendars."""

from banco.desk.numbers import get_events

__all__ = ["get_events"]
