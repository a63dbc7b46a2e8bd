"""Imports of documents from spreadsheets."""

from banco.core.doctype.data_import.data_import import *  # noqa: F403
