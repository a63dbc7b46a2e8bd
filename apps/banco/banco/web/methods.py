"""The methods that clients know by a short name: ping, run_doc_method, who is logged in."""

from typing import Any

from banco.context import current
from banco.document import get_doc
from banco.errors import TimestampMismatchError
from banco.messages import throw
from banco.translate import _
from banco.web import documents
from banco.web.incoming import as_mapping, doctype_of, document_data
from banco.web.request import as_json
from banco.whitelist import whitelist


@whitelist(allow_guest=True)
def ping() -> str:
	"""Whether the server answers."""
	return "pong"


@whitelist()
def get_logged_user() -> str:
	"""The name of the user who is asking."""
	return current().user


@whitelist()
def run_doc_method(
	method: str,
	docs: Any = None,
	dt: str | None = None,
	dn: str | int | None = None,
	arg: Any = None,
	args: Any = None,
	document: Any = None,
	kwargs: Any = None,
) -> Any:
	"""Call a whitelisted method of a stored document (`dt`, `dn`) or of a form's document (`docs`).

	A form's document acts with the values it has there, once it is known that nobody changed the stored one
	meanwhile. The document comes back in the reply's `docs`.
	"""
	context = current()
	sent = docs if document is None else document
	verb = context.request.method if context.request else "POST"
	doc = _sent(sent) if sent is not None else _stored(dt, dn)
	result = documents.call_method(doc, method, _arguments(args if kwargs is None else kwargs, arg), verb)
	shown = documents.shown(doc, nulls=False)
	if sent is not None and doc.is_new():
		shown["__islocal"] = 1
	context.response.docs.append(shown)
	return result


def _stored(doctype: str | None, name: Any) -> Any:
	if not doctype:
		throw(_("The document must name its doctype."))
	return documents.readable(doctype, name if name not in (None, "") else doctype)


def _sent(value: Any) -> Any:
	"""The document with the values that a form has: new, or the stored one that nobody changed meanwhile.

	Raises TimestampMismatchError otherwise. What the user may not see stays as it is stored.
	"""
	data = as_mapping(value)
	doctype = doctype_of(data)
	if data.get("__islocal"):
		doc = get_doc(document_data(doctype, data))
		doc.set("__islocal", 1)
		doc.check_permission("create")
		return doc
	doc = documents.readable(doctype, data.get("name") or doctype)
	if str(doc.get("modified") or "") != str(data.get("modified") or ""):
		message = _("{0} {1} has been changed meanwhile: reload it and try again.")
		raise TimestampMismatchError(message.format(_(doctype), doc.name))
	changes = document_data(doctype, data)
	changes.pop("modified", None)
	return doc.update(changes)


def _arguments(args: Any, arg: Any) -> dict[str, Any]:
	given = as_json(args)
	if isinstance(given, dict):
		return given
	if arg not in (None, ""):
		return {"arg": as_json(arg)}
	return {}
