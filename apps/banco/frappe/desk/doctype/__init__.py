"""Doctypes of the desk."""
