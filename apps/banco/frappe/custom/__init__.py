"""Customisations: the paths under which apps import their helpers."""
