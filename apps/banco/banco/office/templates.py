"""Texts made from templates: Jinja in a sandbox, for prints and messages that administrators write.

A template reads what its reader may read, and changes nothing. It calls only what the tables below name or an
app's hook `jinja` adds; its steps and its text are limited, as it runs in a process that serves everybody.
Values are escaped unless they are markup already (what an editor's field gives when formatted).
"""

import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from functools import lru_cache, wraps
from inspect import getmembers, isfunction, ismodule
from typing import Any

from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import do_batch, do_round
from jinja2.loaders import FunctionLoader
from jinja2.runtime import LoopContext, Macro, Undefined, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace, htmlsafe_json_dumps
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from banco.context import current
from banco.document.base import BaseDocument
from banco.errors import BancoError, ValidationError
from banco.messages import throw
from banco.meta.definitions import recall
from banco.meta.field import Field
from banco.meta.meta import Meta
from banco.modules import app_path, get_attr
from banco.sandbox import GUARDED_OPERATORS, UTILS
from banco.translate import _
from banco.types import _dict

MOST_STEPS = 200_000  # turns of loops and calls
LONGEST_TEXT = 20_000_000  # characters that come out, those put into variables included

# What stands under `frappe` and `frappe.utils`; "name=other" is `other` by the public `name`.
_FRAPPE = {
	"banco.translate": "_",
	"banco.public": "as_json parse_json",
	"banco.formatting": "format_value format=format_value",
	"banco.messages": "bold",
	"banco.meta": "get_meta",
	"banco.office.templates": "get_doc get_list get_all=get_list render_template",
}
_UTILS = {**UTILS, "banco.formatting": "fmt_money format_value formatdate", "banco.values": "get_fullname"}
# Methods that may be called; of plain values all but those that make a small text a huge one.
_METHODS: dict[type, str] = {
	BaseDocument: "as_dict get get_formatted is_new",
	Meta: "get get_field get_fields get_label get_table_fields get_title_field has_field",
	Field: "get items keys values",
}
_PLAIN = (str, Markup, int, float, list, tuple, dict, _dict, date, datetime, time, timedelta)
_GROWING = "center expandtabs format_map join ljust replace rjust to_bytes translate zfill".split()  # noqa: SIM905
_GROWING_FILTERS = ("center", "format", "indent", "pprint", "replace", "slice", "wordwrap", "xmlattr")
_OF_TEXT = (
	"capitalize", "e", "escape", "forceescape", "lower", "striptags", "string", "title", "trim", "truncate",
	"upper", "urlencode", "urlize", "wordcount",
)  # fmt: skip
MOST_PLACES = 20  # that numbers are rounded to
MOST_IN_A_BATCH = 1000
_GLOBALS = ("range", "dict", "cycler", "joiner", "namespace")
_OF_JINJA = (Cycler, Joiner, LoopContext, Macro, Namespace, Undefined)
_WIDTH = re.compile(r"\{[^{}]*:[^}]*(?:\{|\d{4})")  # of a place in a format, given by a value or huge
_ASKED = re.compile("as_list|(or_)?filters|fields|(group|order)_by|limit(_page_length)?|parent_doctype|pluck")

_used: ContextVar[list[int]] = ContextVar("banco_template_used")  # steps, characters


def render(text: str, context: Mapping[str, Any] | None = None) -> str:
	"""The text that a template gives with these values.

	Raises ValidationError naming the line of the template that is wrong or goes too far; PermissionError and
	the like pass through when what it reads is not the user's to read.
	"""
	return _rendered(lambda: _compiled(_environment(), text), context or {})


def render_template(
	template: str, context: Mapping[str, Any] | None = None, is_path: Any = None, safe_render: bool = True
) -> str:
	"""The same for a template's text, or for a file `templates/….html` of an app."""
	by_path = re.fullmatch(r"[\w./-]+\.html", template) if is_path is None else is_path
	if not by_path:
		return render(template, context)
	return _rendered(lambda: _environment().get_template(template), context or {})


# -- what templates read


def get_doc(doctype: str, name: Any = None) -> Any:
	"""A document as its reader may see it. Raises DoesNotExistError, PermissionError."""
	from banco.web.documents import readable

	doc = readable(doctype, doctype if name is None else name)
	doc.apply_fieldlevel_read_permissions()
	return doc


def get_list(doctype: str, **options: Any) -> Any:
	"""Rows that the user may read, see `frappe.get_list`; by its documented options only."""
	from banco.query.listing import get_list

	return get_list(doctype, **{key: value for key, value in options.items() if _ASKED.fullmatch(key)})


def get_value(doctype: str, filters: Any, fieldname: Any = "name", as_dict: bool = False) -> Any:
	"""Values of the first document that the user may read with these filters (or this name), or None."""
	fields = [fieldname] if isinstance(fieldname, str) else list(fieldname)
	wanted = filters if isinstance(filters, dict | list) else {"name": filters}
	rows = get_list(doctype, fields=fields, filters=wanted, limit=1, as_list=not as_dict)
	alone = rows and len(fields) == 1 and not as_dict
	return (rows[0][0] if alone else rows[0]) if rows else None


# -- the sandbox


class _Environment(ImmutableSandboxedEnvironment):
	intercepted_binops = frozenset(GUARDED_OPERATORS)

	def __init__(self, apps: tuple[str, ...], jinja: Mapping[str, Any]) -> None:
		super().__init__(autoescape=True, loader=FunctionLoader(_reader(apps)), finalize=_counted)
		for name in _GROWING_FILTERS:
			del self.filters[name]
		self.filters |= {"batch": _batched, "join": _joined, "len": len, "round": _rounded}
		self.filters |= {name: _weighed(self.filters[name]) for name in _OF_TEXT}
		self.filters |= {"tojson": _weighed(_json), **_hooked(jinja.get("filters") or ())}
		self.globals = {name: self.globals[name] for name in _GLOBALS} | _hooked(jinja.get("methods") or ())
		utils, names = _named(_UTILS), _named(_FRAPPE)
		database = {"get_value": get_value, "get_list": get_list, "get_all": get_list}
		self.globals |= {"_": _, "nowdate": utils["nowdate"]}
		tables = (self.globals, utils, names, database)
		self.allowed = {self.step, self.tilde} | {value for table in tables for value in table.values()}
		self.globals["frappe"] = names | {"utils": utils, "db": database}

	def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
		tree: nodes.Template = _Counting().visit(super()._parse(source, name, filename))
		return tree

	def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
		return bool(value is _ or super().is_safe_attribute(obj, attr, value))

	def is_safe_callable(self, obj: Any) -> bool:
		owner, name = _method(obj)
		if isinstance(obj, _OF_JINJA) or isinstance(owner, _OF_JINJA):
			return True
		for kind, names in _METHODS.items():
			if isinstance(owner, kind):
				return name in names.split()
		return name not in _GROWING if type(owner) in _PLAIN else obj in self.allowed

	def call(self, context: Any, obj: Any, *args: Any, **kwargs: Any) -> Any:
		_use(1, 0)
		owner, name = _method(obj)
		if not self.is_safe_callable(obj):
			raise SecurityError(_("{0} may not be called from a template").format(name or type(obj).__name__))
		if name == "format" and _WIDTH.search(str(owner)):
			_use(0, LONGEST_TEXT)
		return context.call(obj, *args, **kwargs)

	def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
		return GUARDED_OPERATORS[operator](left, right)

	def tilde(self, *parts: Any) -> str:
		"""What `a ~ b` gives."""
		return _joined(parts)

	def step(self, length: int) -> str:
		"""Called at each turn of a loop, with the length of the text that stands in it."""
		_use(1, length)
		return ""


class _Counting(NodeTransformer):
	"""Has the turns of loops counted, and joins of text guarded."""

	def visit_For(self, node: nodes.For) -> nodes.Node:
		self.generic_visit(node)
		length = sum(len(data.data) for data in node.find_all(nodes.TemplateData))
		node.body.insert(0, nodes.Output([_call("step", [nodes.Const(length)], node)], lineno=node.lineno))
		return node

	def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
		self.generic_visit(node)
		return _call("tilde", node.nodes, node)


def _call(name: str, arguments: list[nodes.Expr], place: nodes.Node) -> nodes.Call:
	call = nodes.Call(nodes.EnvironmentAttribute(name), arguments, [], None, None, lineno=place.lineno)
	call.environment = place.environment
	return call


def _environment() -> _Environment:
	site = current().site
	return recall("templates", "jinja", lambda _key: _Environment(site.apps, site.hooks.get("jinja")))


@lru_cache(maxsize=256)
def _compiled(environment: _Environment, text: str) -> Template:
	return environment.from_string(text)


def _rendered(find: Callable[[], Template], context: Mapping[str, Any]) -> str:
	token = _used.set(_used.get([]) or [0, 0])  # a template within a template uses up the same
	try:
		return find().render(context)
	except Exception as error:
		line, known = _line(error), isinstance(error, BancoError)
		if known and not (line and type(error) is ValidationError):
			raise
		throw(_("Line {0} of the template: {1}").format(line or "?", error))
	finally:
		_used.reset(token)


def _line(error: Exception) -> int | None:
	if isinstance(error, TemplateSyntaxError):
		return error.lineno
	places = traceback.extract_tb(error.__traceback__)
	return next((place.lineno for place in reversed(places) if place.filename == "<template>"), None)


def _use(steps: int, length: int) -> None:
	used = _used.get()
	used[0] += steps
	used[1] += length
	if used[0] > MOST_STEPS or used[1] >= LONGEST_TEXT:
		raise SecurityError(_("The template does not come to an end, or its text is too long"))


def _counted(value: Any) -> Any:
	if _used.get([]):
		_weigh(value)
	return "" if value is None else value


def _weigh(value: Any) -> None:
	"""Count the text that a value becomes, before it is made."""
	if isinstance(value, str):
		_use(0, len(value))
	elif isinstance(value, list | tuple | dict):
		for item in value.items() if isinstance(value, dict) else value:
			_use(0, 4)
			_weigh(item)


def _weighed(function: Callable[..., Any]) -> Callable[..., Any]:
	@wraps(function)
	def weighed(*values: Any, **options: Any) -> Any:
		for value in values:
			_weigh(value)
		return function(*values, **options)

	return weighed


def _batched(value: Iterable[Any], linecount: int, fill_with: Any = None) -> Any:
	return do_batch(value, min(linecount, MOST_IN_A_BATCH), fill_with)


def _rounded(value: float, precision: int = 0, method: Any = "common") -> float:
	return do_round(value, max(min(precision, MOST_PLACES), -MOST_PLACES), method)


def _json(value: Any) -> Markup:
	return htmlsafe_json_dumps(value)


def _method(obj: Any) -> tuple[Any, str]:
	function = getattr(obj, "__wrapped__", obj)
	return getattr(function, "__self__", None), str(getattr(function, "__name__", ""))


def _joined(value: Iterable[Any], d: str = "") -> str:
	parts = list(value)
	_weigh(parts)
	_use(0, len(d) * len(parts))
	return markup_join(part for place, item in enumerate(parts) for part in ((d, item) if place else (item,)))


def _named(table: Mapping[str, str]) -> _dict:
	"""The functions that a table names, by their public names."""
	found = _dict()
	for module, names in table.items():
		for name, _equals, other in (entry.partition("=") for entry in names.split()):
			found[name] = get_attr(f"{module}.{other or name}")
	return found


def _hooked(paths: Iterable[str]) -> dict[str, Any]:
	"""The functions that apps add: at a dotted path, or all those of a module."""
	found: dict[str, Any] = {}
	for target in map(get_attr, paths):
		found |= dict(getmembers(target, isfunction)) if ismodule(target) else {target.__name__: target}
	return found


def _reader(apps: tuple[str, ...]) -> Callable[[str], str | None]:
	def read(name: str) -> str | None:
		for app in apps:
			path = name.removeprefix(f"{app}/")
			if path.startswith("templates/") and path.endswith(".html"):
				file = app_path(app, path)
				if file.is_file() and file.resolve().is_relative_to(app_path(app, "templates")):
					return file.read_text(encoding="utf-8")
		return None

	return read
