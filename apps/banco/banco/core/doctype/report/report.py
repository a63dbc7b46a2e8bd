"""A report: a standard one that came with an app, an administrator's query, or anybody's view of a list."""

from typing import Any

from banco.context import ADMINISTRATOR, current
from banco.document import Document
from banco.errors import PermissionError
from banco.messages import throw
from banco.permissions import get_roles, only_for
from banco.permissions import has_permission as may
from banco.translate import _

BUILDER = "Report Builder"


class Report(Document):
	"""A report."""

	def validate(self) -> None:
		if self.is_standard == "Yes":
			throw(_("Standard reports come with an app: save it as one of your own"), PermissionError)
		if self.report_type != BUILDER:
			only_for("System Manager")
		for right in ("read", "report"):
			may(self.ref_doctype, right, throw=True)


def list_condition(user: str | None = None, **_unused: Any) -> str:
	"""One's own reports, those for one of one's roles, and standard or SQL ones that name no role.

	A view of a list stays its maker's until roles are named: its filters may tell whom they look at.
	"""
	name, db = user or current().user, current().db
	if name == ADMINISTRATOR or "System Manager" in get_roles(name):
		return ""
	roles = ", ".join(map(db.escape, get_roles(name)))
	named = "select role from `tabHas Role` where parenttype = 'Report' and parent = `tabReport`.name"
	return (
		f"(`tabReport`.owner = {db.escape(name)} or exists ({named} and role in ({roles})) "
		f"or ((is_standard = 'Yes' or report_type != '{BUILDER}') and not exists ({named})))"
	)


def has_permission(doc: Any, user: str | None = None, **_unused: Any) -> bool:
	"""The same rule for one report."""
	condition = list_condition(user)
	text = f"select 1 from tabReport where name = %s and {condition}"
	return doc.is_new() or not condition or bool(current().db.sql(text, (doc.name,)))
