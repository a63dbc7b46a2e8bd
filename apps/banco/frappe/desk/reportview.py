"""The rows of a list, also as a file, and the views of it that are kept."""

from banco.desk.reportview import delete_report, get, get_list, save_report
from banco.office.report.export import export_list as export_query
from banco.web.client import get_count

__all__ = ["delete_report", "export_query", "get", "get_count", "get_list", "save_report"]
