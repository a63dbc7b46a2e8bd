"""Reports prepared in the background."""

from banco.office.report.run import make_prepared_report

__all__ = ["make_prepared_report"]
