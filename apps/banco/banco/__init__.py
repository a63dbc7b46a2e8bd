"""Banco: a small single-process host for Frappe apps, on SQLite."""

__version__ = "0.1.0"
