"""Imports of documents from spreadsheets."""

from banco.core.doctype.data_import.data_import import (
	DataImport,
	download_errored_template,
	download_template,
	form_start_import,
	get_import_logs,
	get_import_status,
	get_preview_from_template,
)

__all__ = [
	"DataImport",
	"download_errored_template",
	"download_template",
	"form_start_import",
	"get_import_logs",
	"get_import_status",
	"get_preview_from_template",
]
