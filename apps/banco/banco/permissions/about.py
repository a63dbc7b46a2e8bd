"""Documents about documents (versions, comments): who may not read the one reads nothing of the other."""

from typing import Any

from banco.context import ADMINISTRATOR, current
from banco.errors import DoesNotExistError
from banco.permissions.check import has_permission as may

_FIELDS = {"Version": ("ref_doctype", "docname"), "Comment": ("reference_doctype", "reference_name")}


def list_condition(user: str | None = None, doctype: str = "", **_unused: Any) -> str:
	"""Hook `permission_query_conditions`: in lists stand those of doctypes that the user reads without limits;
	the others are read beside their document.
	"""
	from banco.meta import get_meta
	from banco.query.access import criterion

	db, name = current().db, user or current().user
	if name == ADMINISTRATOR:
		return ""
	field = _FIELDS[doctype][0]
	kinds = [kind for (kind,) in db.fetch(f"select distinct {field} from `tab{doctype}` where {field} > ''")]
	known = [kind for kind in kinds if db.exists("DocType", kind) and may(kind, "read", user=name)]
	free = [db.escape(kind) for kind in known if not criterion(get_meta(kind), name).sql]
	mine = f"`tab{doctype}`.owner = {db.escape(name)} or " if doctype == "Comment" else ""
	return f"({mine}`tab{doctype}`.{field} in ({', '.join(free) or 'null'}))"


def has_permission(doc: Any, user: str | None = None, **_unused: Any) -> bool:
	"""Hook `has_permission`: as the document that it is about."""
	kind, name = (doc.get(field) for field in _FIELDS[doc.doctype])
	if doc.is_new() or not (kind and name):
		return True
	try:
		return bool(may(kind, "read", name, user=user))
	except DoesNotExistError:
		return False
