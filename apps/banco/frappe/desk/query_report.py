"""Running reports and taking them out."""

from banco.office.report.export import export_report as export_query
from banco.office.report.run import get_script, run

__all__ = ["export_query", "get_script", "run"]
