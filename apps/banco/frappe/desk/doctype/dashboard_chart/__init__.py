"""Figures of the home pages."""
