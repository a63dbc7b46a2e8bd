"""Prints as PDF."""

from banco.office.printing.pages import download_pdf

download_multi_pdf = download_pdf

__all__ = ["download_multi_pdf", "download_pdf"]
