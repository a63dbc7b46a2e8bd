"""What can be wrong in a file, said so that whoever edits the file can mend it."""

from __future__ import annotations

from dataclasses import dataclass

import frappe
from frappe import _


@dataclass(frozen=True)
class Problem:
	"""One fault: `file` relative to the folder given, `row` as a spreadsheet counts it (the header is 1)."""

	file: str
	reason: str
	row: int | None = None
	field: str | None = None

	def __str__(self) -> str:
		if self.row is None:
			return f"{self.file}: {self.reason}"
		if self.field is None:
			return _("{0}, row {1}: {2}").format(self.file, self.row, self.reason)
		return _("{0}, row {1}, column {2}: {3}").format(self.file, self.row, self.field, self.reason)


class LoadError(frappe.ValidationError):
	"""Nothing of the service was loaded. `problems` are the faults, in the order of files and rows."""

	SHOWN = 20

	def __init__(self, *problems: Problem, service: str = "") -> None:
		self.problems = problems
		lines = (
			[_("{0}: nothing was loaded, mend the files and try again").format(service)] if service else []
		)
		lines += [str(problem) for problem in problems[: self.SHOWN]]
		if len(problems) > self.SHOWN:
			lines.append(_("and {0} more").format(len(problems) - self.SHOWN))
		super().__init__("\n".join(lines))
