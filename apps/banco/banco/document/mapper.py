"""One document made from another by a table of what goes where (`get_mapped_doc`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from banco.document import store
from banco.document.load import get_doc, new_doc
from banco.document.problems import raise_with
from banco.errors import PermissionError, ValidationError
from banco.meta import fieldtypes
from banco.permissions import has_permission
from banco.translate import _

Maps = Mapping[str, Mapping[str, Any]]
_NOT_MAPPED = frozenset((*fieldtypes.STANDARD, *fieldtypes.OF_CHILDREN, "amended_from", "naming_series"))


def get_mapped_doc(
	from_doctype: str,
	from_docname: str,
	table_maps: Maps,
	target_doc: Any = None,
	postprocess: Callable[[Any, Any], Any] | None = None,
	ignore_permissions: bool = False,
	ignore_child_tables: bool = False,
	cached: bool = False,
) -> Any:
	"""A new document (or `target_doc`, added to) with values and rows of `from_doctype` `from_docname`.

	`table_maps`: source doctype -> {doctype, field_map, field_no_map, condition(source row), postprocess(
	source, target, source parent), validation {field: [operator, value]}, filter(source row), add_if_empty,
	ignore}. A row without a map goes to the table of its name. Raises PermissionError, ValidationError.
	"""
	source = store.load(from_doctype, from_docname)
	if not ignore_permissions:
		source.check_permission("read")
	plan = table_maps[from_doctype]
	_validate(source, plan.get("validation") or {})
	if target_doc is None:
		target = new_doc(plan["doctype"])
	else:
		target = get_doc(target_doc) if not isinstance(target_doc, str) else _parsed(target_doc)
	if not ignore_permissions and not has_permission(target.doctype, "create", user=None):
		raise_with(_("You may not create {0}").format(_(target.doctype)), PermissionError, None, {})
	_map_fields(source, target, plan, source)
	if not ignore_child_tables:
		for fieldname in source._meta.plan.tables:
			_map_table(source, target, fieldname, table_maps)
	if postprocess:
		postprocess(source, target)
	target.set_onload("load_after_mapping", True)
	return target


def map_child_doc(
	source: Any, target_parent: Any, table_map: Mapping[str, Any], source_parent: Any = None
) -> Any:
	"""A row of `target_parent` made from one row."""
	fieldname = next(
		name for name, doctype in target_parent._meta.plan.tables.items() if doctype == table_map["doctype"]
	)
	row = target_parent.append(fieldname, {})
	_map_fields(source, row, table_map, source_parent)
	return row


def _map_table(source: Any, target: Any, fieldname: str, table_maps: Maps) -> None:
	doctype = source._meta.plan.tables[fieldname]
	plan = table_maps.get(doctype)
	if plan is None:
		if target._meta.plan.tables.get(fieldname) != doctype or fieldname in _kept_out(source, table_maps):
			return
		plan = {"doctype": doctype}
	if plan.get("ignore"):
		return
	existing = target.get_all_children(plan["doctype"])
	if existing and plan.get("add_if_empty"):
		return
	for row in source.get(fieldname):
		wanted = plan.get("condition")
		unwanted = plan.get("filter")
		if (wanted is None or wanted(row)) and not (unwanted and unwanted(row)):
			map_child_doc(row, target, plan, source)


def _kept_out(source: Any, table_maps: Maps) -> Any:
	return table_maps[source.doctype].get("field_no_map") or ()


def _map_fields(source: Any, target: Any, plan: Mapping[str, Any], source_parent: Any) -> None:
	kept_out = set(plan.get("field_no_map") or ()) | _NOT_MAPPED
	for field in target._meta.plan.fields:
		name = field.fieldname
		theirs = source._meta.get_field(name)
		if name in kept_out or field.no_copy or theirs is None or theirs.no_copy or theirs.is_table:
			continue
		if source.get(name) not in (None, ""):
			target.set(name, source.get(name))
	field_map = plan.get("field_map") or {}
	for theirs, ours in field_map.items() if isinstance(field_map, Mapping) else field_map:
		if source.get(theirs) not in (None, ""):
			target.set(ours, source.get(theirs))
	if plan.get("postprocess"):
		plan["postprocess"](source, target, source_parent)


def _validate(source: Any, rules: Mapping[str, Any]) -> None:
	from banco.values import compare

	for fieldname, (operator, value) in rules.items():
		if not compare(source.get(fieldname), operator, value):
			label = _(source._meta.get_label(fieldname))
			raise_with(
				_("{0} {1}: {2} must be {3} {4}").format(
					_(source.doctype), source.name, label, operator, value
				),
				ValidationError,
				None,
				{"fieldname": fieldname},
			)


def _parsed(text: str) -> Any:
	import json

	return get_doc(json.loads(text))
