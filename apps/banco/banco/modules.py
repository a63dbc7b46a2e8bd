"""Apps, their modules and the Python that belongs to a doctype: names to packages, files and objects."""

import importlib
import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from banco.context import current
from banco.errors import AppNotInstalledError, ValidationError

CORE_APP = "frappe"
_CORE_PACKAGE = "banco"


def scrub(text: str) -> str:
	"""The form of a doctype's or module's name that files and Python use: "PEI Goal" -> "pei_goal"."""
	return text.replace(" ", "_").replace("-", "_").lower()


def package_of(app: str) -> str:
	"""The Python package of an app; the app called "frappe" is Banco's own core."""
	return _CORE_PACKAGE if app == CORE_APP else app


def make_importable(sites_path: Path) -> None:
	"""Put the bench's app folders on the import path, unless the app is installed already."""
	apps = sites_path.parent / "apps"
	for folder in sorted(apps.iterdir()) if apps.is_dir() else ():
		if (folder / folder.name).is_dir() and importlib.util.find_spec(folder.name) is None:
			sys.path.append(str(folder))
			importlib.invalidate_caches()


def import_app(app: str) -> ModuleType:
	"""The package of an app. Raises AppNotInstalledError when Python cannot find it."""
	try:
		return importlib.import_module(package_of(app))
	except ModuleNotFoundError as error:
		raise AppNotInstalledError(
			f"App {app!r} is not in this bench: no Python package of that name"
		) from error


def app_path(app: str, *parts: str) -> Path:
	"""A path inside the app's package folder. A part that climbs out of it raises ValidationError."""
	return _inside(Path(str(import_app(app).__file__)).parent, parts)


def module_names(app: str) -> tuple[str, ...]:
	"""The modules an app declares in its `modules.txt`, in its order."""
	file = app_path(app, "modules.txt")
	if not file.is_file():
		return ()
	return tuple(line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip())


def module_apps() -> dict[str, str]:
	"""Which app each module of the current site belongs to."""
	site = current().site
	kept = site.cache.map("module_apps")
	known: dict[str, str] | None = kept.get(site.apps)
	if known is None:
		# Kept whole: a module missing from a half-made one would lose its doctypes their controllers.
		known = kept[site.apps] = {module: app for app in site.apps for module in module_names(app)}
	return known


def module_app(module: str) -> str:
	"""The app of a module; a module made on the site itself belongs to no app and counts as the core's."""
	return module_apps().get(module, CORE_APP)


def module_package(module: str, app: str | None = None) -> str:
	"""The Python package of a module: "Intake" -> "sostegno_abitare.intake"."""
	return f"{package_of(app or module_app(module))}.{scrub(module)}"


def doctype_module(doctype: str, module: str, suffix: str = "") -> str:
	"""The Python module of a doctype's controller: `<app>.<module>.doctype.<name>.<name><suffix>`."""
	name = scrub(doctype)
	return f"{module_package(module)}.doctype.{name}.{name}{suffix}"


def doctype_folder(doctype: str, module: str) -> Path:
	"""The folder with a doctype's JSON, controller and client script."""
	return app_path(module_app(module), scrub(module), "doctype", scrub(doctype))


def load_doctype_module(doctype: str, module: str, suffix: str = "") -> ModuleType | None:
	"""Import a doctype's Python module, or None when the doctype has none.

	An import that fails inside that module is raised, not taken for an absent controller.
	"""
	path = doctype_module(doctype, module, suffix)
	try:
		return importlib.import_module(path)
	except ModuleNotFoundError as error:
		if error.name and (path == error.name or path.startswith(f"{error.name}.")):
			return None
		raise


def documents_of(app: str, kind: str) -> Iterator[tuple[str, dict[str, Any], Path]]:
	"""The records of a kind ("doctype", "workspace", "report" ...) that an app carries as JSON files.

	Yields (module, record, file) in module order, then by folder name.
	"""
	for module in module_names(app):
		base = app_path(app, scrub(module), kind)
		for folder in sorted(base.iterdir()) if base.is_dir() else ():
			file = folder / f"{folder.name}.json"
			if file.is_file():
				yield module, read_json(file), file


def read_json(file: Path) -> Any:
	"""A JSON file's content. Raises ValidationError naming the file when it is not valid."""
	try:
		return json.loads(file.read_text(encoding="utf-8"))
	except ValueError as error:
		raise ValidationError(f"{file} is not valid JSON: {error}") from error


def get_attr(path: str) -> Any:
	"""The object at a dotted path, e.g. a hook's function or "frappe.db.exists".

	Raises ValidationError naming what is missing; an import that fails inside a module is raised as it is.
	"""
	parts = path.split(".")
	if not all(part.isidentifier() for part in parts) or len(parts) < 2:
		raise ValidationError(f"{path!r} is not a dotted path to a function")
	found: Any = None
	for count in range(len(parts) - 1, 0, -1):
		name = ".".join(parts[:count])
		try:
			found = importlib.import_module(name)
			break
		except ModuleNotFoundError as error:
			if not error.name or not f"{name}.".startswith(f"{error.name}."):
				raise
	else:
		raise ValidationError(f"No module {parts[0]!r} for {path!r}")
	for place in range(count, len(parts)):
		if not hasattr(found, parts[place]):
			raise ValidationError(f"{'.'.join(parts[:place])} has no {parts[place]!r}")
		found = getattr(found, parts[place])
	return found


def _inside(base: Path, parts: tuple[str, ...]) -> Path:
	path = base.joinpath(*parts).resolve()
	if not path.is_relative_to(base.resolve()):
		raise ValidationError(f"{'/'.join(parts)} lies outside {base.name}")
	return path
