"""Jinja templates, of apps and of administrators, always in the sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import BaseLoader, Template, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from banco.context import current
from banco.errors import ValidationError
from banco.modules import app_path
from banco.sandbox import LONGEST_SOURCE, operate, sandbox_names

_PATH_ENDINGS = (".html", ".txt", ".md", ".xml", ".jinja")


class _Environment(ImmutableSandboxedEnvironment):
	intercepted_binops = frozenset(("*", "**", "%"))

	def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
		return operate(operator, left, right)


class _AppLoader(BaseLoader):
	"""Templates inside the installed apps' packages, the app installed last first."""

	def get_source(self, environment: Any, template: str) -> tuple[str, str, Any]:
		for app in reversed(current().site.apps):
			inner = template.removeprefix(f"{app}/")
			for candidate in {inner, template}:
				file = _file_in(app, candidate)
				if file is not None:
					modified = file.stat().st_mtime
					return (
						file.read_text(encoding="utf-8"),
						str(file),
						lambda: file.stat().st_mtime == modified,
					)
		raise TemplateNotFound(template)


def render_template(
	template: str,
	context: Mapping[str, Any] | None = None,
	is_path: bool | None = None,
	safe_render: bool = True,
) -> str:
	"""A template (its text, or the path of a file inside an app) with the names of `context` filled in.

	Values are escaped for HTML. Raises ValidationError for a template that is too long.
	"""
	if not template:
		return ""
	return get_template(template, is_path).render(dict(context or {}))


def get_template(template: str, is_path: bool | None = None) -> Template:
	"""The compiled template of a path inside an app, or of a text."""
	environment = _environment()
	if is_path or (is_path is None and template.endswith(_PATH_ENDINGS) and "\n" not in template):
		return environment.get_template(template)
	if len(template) > LONGEST_SOURCE:
		raise ValidationError(f"A template may have at most {LONGEST_SOURCE} characters")
	return environment.from_string(template)


def _environment() -> _Environment:
	memo = current().memo
	found = memo.get("jinja")
	if found is None:
		found = memo["jinja"] = _Environment(loader=_AppLoader(), autoescape=True)
		found.globals.update(sandbox_names())
		_add_from_hooks(found)
	return found


def _add_from_hooks(environment: _Environment) -> None:
	from banco.modules import get_attr

	hook = current().site.hooks.get("jinja")
	for kind, target in (("methods", environment.globals), ("filters", environment.filters)):
		for path in hook.get(kind, ()):
			function = get_attr(path)
			target[function.__name__] = function


def _file_in(app: str, template: str) -> Any:
	try:
		file = app_path(app, template)
	except ValidationError:
		return None
	return file if file.is_file() else None
