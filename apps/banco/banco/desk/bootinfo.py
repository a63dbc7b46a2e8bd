"""What the desk needs at its start, filtered by what the user may see."""

from importlib import import_module
from typing import Any

from banco import __version__
from banco.context import current
from banco.desk.scripts import text_hash
from banco.desk.workspaces import workspaces
from banco.meta import get_meta
from banco.meta.meta import Meta
from banco.modules import package_of
from banco.office.places import tiles
from banco.permissions import RIGHTS, get_role_permissions, get_roles, get_user_permissions
from banco.sessions import get_csrf_token, idle_seconds
from banco.settings import system_setting, time_zone
from banco.translate import _, messages
from banco.types import _dict
from banco.workflow import get_workflow

_DOCTYPE_KEYS = (
	"name", "module", "issingle", "icon", "title_field", "show_title_field_in_link", "search_fields",
	"is_submittable", "quick_entry", "track_changes", "allow_rename", "in_create",
)  # fmt: skip
_SETTINGS = (
	"number_format", "date_format", "time_format", "float_precision", "currency_precision", "currency",
	"first_day_of_the_week", "country",
)  # fmt: skip
MEGABYTE = 1024 * 1024


def for_guest() -> dict[str, Any]:
	"""What the login page needs."""
	return {"user": {"name": "Guest"}, "csrf_token": get_csrf_token(), **_common()}


def for_user() -> dict[str, Any]:
	"""The user, what they may do with which doctype, the workspaces, and how numbers and dates are written."""
	names = current().db.fetch("select name from `tabDocType` where coalesce(istable, 0) = 0 order by name")
	metas = [get_meta(name) for (name,) in names]
	rights = {meta.name: get_role_permissions(meta) for meta in metas}
	seen = [meta for meta in metas if rights[meta.name].read or rights[meta.name].select]
	pages = workspaces()
	return {
		"user": _user(),
		"user_defaults": _user_defaults(),
		"csrf_token": get_csrf_token(),
		**_common(),
		**{key: system_setting(key) for key in _SETTINGS},
		"time_zone": time_zone(),
		"session_seconds": int(idle_seconds()),
		"max_file_size": int(system_setting("max_file_size")) * MEGABYTE,
		"can": {right: [meta.name for meta in metas if rights[meta.name][right]] for right in RIGHTS},
		"doctypes": [_doctype(meta) for meta in seen],
		"workspaces": pages,
		"modules": sorted({meta.module for meta in seen if meta.module}),
		"workflows": [_workflow(meta) for meta in seen if meta.get_workflow()],
		"workflow_state_styles": dict(
			current().db.fetch("select name, coalesce(style, '') from `tabWorkflow State`")
		),
		"installed_apps": list(current().site.apps),
		"versions": _versions(),
		**tiles(current().conf),
		"default_page": pages[0]["name"] if pages else None,
		"developer_mode": int(bool(current().conf.developer_mode)),
	}


def _common() -> dict[str, Any]:
	context = current()
	titles = context.site.hooks.get("app_title")
	return {
		"lang": context.lang,
		"translations_hash": text_hash("".join(messages(context.lang).values())),
		"sitename": context.site.name,
		"app_title": titles[-1] if titles else "Banco",
	}


def _user() -> dict[str, Any]:
	context = current()
	fields = ["full_name", "email", "user_image", "language", "user_type"]
	row = context.db.get_value("User", context.user, fields, as_dict=True) or _dict()
	return {
		"name": context.user,
		"full_name": row.full_name or context.user,
		"email": row.email,
		"image": row.user_image,
		"language": row.language or context.lang,
		"user_type": row.user_type,
		"roles": list(get_roles()),
	}


def _user_defaults() -> dict[str, Any]:
	"""What links of a new document begin with: the user's only permitted value per doctype, or the default
	one.
	"""
	found = {}
	for doctype, entries in get_user_permissions().items():
		values = {entry.doc for entry in entries if entry.is_default} or {entry.doc for entry in entries}
		if len(values) == 1:
			found[doctype] = values.pop()
	return found


def _doctype(meta: Meta) -> dict[str, Any]:
	data = {key: meta.get(key) for key in _DOCTYPE_KEYS if meta.get(key)}
	data["label"] = _(meta.name)
	if meta.get_workflow():
		data["has_workflow"] = 1
	return data


def _workflow(meta: Meta) -> dict[str, Any]:
	workflow = get_workflow(meta.name)
	return {
		"name": workflow.name,
		"document_type": workflow.document_type,
		"workflow_state_field": workflow.workflow_state_field,
		"states": [
			_picked(row, "state", "doc_status", "allow_edit", "is_optional_state") for row in workflow.states
		],
		"transitions": [
			_picked(row, "state", "action", "next_state", "allowed") for row in workflow.transitions
		],
	}


def _picked(row: Any, *keys: str) -> dict[str, Any]:
	return {key: row.get(key) for key in keys}


def _versions() -> dict[str, str]:
	found = {app: getattr(import_module(package_of(app)), "__version__", "") for app in current().site.apps}
	return {**found, "frappe": __version__}
