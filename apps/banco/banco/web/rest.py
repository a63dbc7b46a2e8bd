"""The routes of the REST API, versions 1 and 2: a route and a verb become an action."""

from collections.abc import Callable
from typing import Any

from banco.calling import call_for_client, resolve
from banco.context import Context, current
from banco.desk.form_load import readable_meta
from banco.errors import DoesNotExistError
from banco.meta import get_meta
from banco.modules import doctype_module
from banco.translate import _
from banco.types import _dict
from banco.web import documents
from banco.web.actions import Action, Route
from banco.web.incoming import as_mapping
from banco.web.registry import check_call
from banco.web.request import Request

# Methods that clients call by a short name.
SHORT_NAMES = {
	"ping": "frappe.handler.ping",
	"upload_file": "frappe.handler.upload_file",
	"download_file": "frappe.handler.download_file",
	"run_doc_method": "frappe.handler.run_doc_method",
	"runserverobj": "frappe.handler.run_doc_method",
}


def action_of(context: Context, request: Request, route: Route) -> Action:
	"""The action that a request asks for.

	Raises DoesNotExistError when the route does not answer to the verb, PermissionError or ValidationError
	when the method may not be called so.
	"""
	found = _BUILDERS[route.kind](context, request, route)
	if found is not None:
		return found
	error = DoesNotExistError(_("{0} does not answer to {1}.").format(request.path, request.method))
	if route.kind == "list":
		error.http_status_code = 405
	raise error


def _method(context: Context, request: Request, route: Route) -> Action:
	path = SHORT_NAMES.get(route.method, route.method)
	overrides = context.site.hooks.get("override_whitelisted_methods")
	if overrides and path in overrides:
		path = overrides[path][-1]
	return _call(context, request, resolve(path), path)


def _doctype_method(context: Context, request: Request, route: Route) -> Action:
	meta = get_meta(route.doctype)
	path = f"{doctype_module(meta.name, meta.module)}.{route.method}"
	return _call(context, request, resolve(path), path)


def _call(context: Context, request: Request, function: Callable[..., Any], path: str) -> Action:
	reading = check_call(function, request.method, path).reads or request.is_reading
	arguments = context.form_dict
	return Action(lambda: call_for_client(function, arguments), not reading, refuse_writes=request.is_reading)


def _list(context: Context, request: Request, route: Route) -> Action | None:
	doctype, arguments = route.doctype, context.form_dict
	if request.is_reading:
		return Action(lambda: documents.rows(doctype, arguments, tells_next=route.version == 2), key="data")
	if request.method == "POST":
		data = _document_of(arguments)
		return Action(lambda: documents.shown(documents.create(doctype, data), nulls=False), True, "data")
	return None


def _document(context: Context, request: Request, route: Route) -> Action | None:
	doctype, name, arguments = route.doctype, route.name, context.form_dict
	method = arguments.get("run_method") if route.version == 1 else None
	if method and (request.is_reading or request.method == "POST"):
		return _document_method(context, request, Route("", 1, doctype, name, str(method)))
	if request.is_reading:
		return Action(lambda: documents.shown(documents.readable(doctype, name), nulls=False), key="data")
	if request.method == "PUT" or (request.method == "PATCH" and route.version == 2):
		data = _document_of(arguments)
		return Action(
			lambda: documents.shown(documents.update(doctype, name, data), nulls=False), True, "data"
		)
	if request.method == "DELETE":
		return Action(lambda: documents.delete(doctype, name), True, "data", 202)
	return None


def _document_method(context: Context, request: Request, route: Route) -> Action | None:
	if not (request.is_reading or request.method == "POST"):
		return None
	arguments = _dict((key, value) for key, value in context.form_dict.items() if key != "run_method")

	def run() -> Any:
		doc = documents.readable(route.doctype, route.name, "read" if request.is_reading else "write")
		result = documents.call_method(doc, route.method, arguments, request.method)
		if route.version == 2:
			current().response.docs.append(documents.shown(doc))
		return result

	return Action(run, not request.is_reading, "data", refuse_writes=request.is_reading)


def _meta(context: Context, request: Request, route: Route) -> Action | None:
	if not request.is_reading:
		return None

	return Action(lambda: readable_meta(route.doctype).as_dict())


def _count(context: Context, request: Request, route: Route) -> Action | None:
	if not request.is_reading:
		return None
	return Action(lambda: documents.count(route.doctype, context.form_dict))


def _document_of(arguments: _dict) -> dict[str, Any]:
	"""The document of a request: its arguments, or the JSON under `data` that older clients send."""
	if set(arguments) == {"data"}:
		return as_mapping(arguments["data"])
	return {key: value for key, value in arguments.items() if key != "data"}


_BUILDERS: dict[str, Callable[[Context, Request, Route], Action | None]] = {
	"method": _method,
	"doctype method": _doctype_method,
	"list": _list,
	"document": _document,
	"document method": _document_method,
	"meta": _meta,
	"count": _count,
}
