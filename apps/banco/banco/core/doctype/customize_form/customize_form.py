"""Changing a doctype without code: what is asked of its form becomes Custom Fields and Property Setters."""

import json
import re
import unicodedata
from typing import Any

from banco.context import current
from banco.document import Document, delete_doc, get_doc
from banco.document.problems import shown
from banco.messages import throw
from banco.meta import fieldtypes, get_meta
from banco.meta.load import read_definition
from banco.meta.meta import Meta
from banco.numbers import cint
from banco.query import get_all
from banco.text import cstr
from banco.translate import _
from banco.whitelist import whitelist

# Types that hold values alike: a field may change within its row.
_PLAIN = fieldtypes.TEXT - fieldtypes.LINKS - fieldtypes.MARKUP - {"Password", "JSON", "Geolocation"}
ALIKE = (_PLAIN, fieldtypes.MARKUP, fieldtypes.DECIMALS | {"Int"}, {"Section Break", "Tab Break"})
_POINTERS = ("Link", "Table", "Table MultiSelect", "Dynamic Link")


class CustomizeForm(Document):
	@whitelist()
	def fetch_to_customize(self) -> None:
		"""Fill in the settings and fields of the doctype named in `doc_type`, as they are in force."""
		meta = self._customized()
		self.update({name: meta.get(name) for name in offered("Customize Form")})
		names = [field.fieldname for field in get_meta("Customize Form Field").plan.fields]
		self.set("fields", [{name: field.get(name) for name in names} for field in meta.fields])

	@whitelist(methods=["POST"])
	def save_customization(self) -> None:
		"""Put the form's settings and fields in force for everybody.

		Raises ValidationError for what cannot be: a standard field removed, a type that would lose values.
		"""
		meta, standard = self._customized(), Meta(read_definition(self.doc_type) or {})
		for row in self.fields:
			row.fieldname = row.fieldname or _fieldname(cstr(row.label or row.fieldtype))
			_check(row, meta.get_field(row.fieldname), standard.has_field(row.fieldname))
		order = [row.fieldname for row in self.fields]
		for gone in (field for field in meta.fields if field.fieldname not in order):
			if standard.has_field(gone.fieldname) or gone.is_system_generated:
				throw(_("{0} is a standard field: hide it instead of removing it").format(_label(gone)))
			delete_doc("Custom Field", f"{self.doc_type}-{gone.fieldname}")
		self.flags.known = set(get_all("Property Setter", filters={"doc_type": self.doc_type}, pluck="name"))
		properties = offered("Customize Form Field")
		for before, row in zip(("", *order), self.fields, strict=False):
			usual = standard.get_field(row.fieldname)
			if usual is not None:
				self._set(properties, row, usual, row.fieldname)
				continue
			key = {"dt": self.doc_type, "fieldname": row.fieldname}
			values = {name: row.get(name) for name in properties} | {"insert_after": before}
			_save("Custom Field", f"{self.doc_type}-{row.fieldname}", key, values)
		self._set(offered("Customize Form"), self, standard)
		usual_order = [field.fieldname for field in standard.fields]
		is_usual = [name for name in order if standard.has_field(name)] == usual_order
		self._set({"field_order": "Data"}, {"field_order": None if is_usual else json.dumps(order)}, {})
		self.fetch_to_customize()

	@whitelist(methods=["POST"])
	def reset_to_defaults(self) -> None:
		"""Undo the changes to standard settings and fields; fields that were added stay."""
		self._customized()
		for name in get_all("Property Setter", filters={"doc_type": self.doc_type}, pluck="name"):
			delete_doc("Property Setter", name)
		self.fetch_to_customize()

	def _customized(self) -> Meta:
		self.check_permission("write")
		return customizable(cstr(self.doc_type))

	def _set(self, properties: dict[str, str], wanted: Any, standard: Any, field: str = "") -> None:
		"""A Property Setter for each property that differs from the standard, and none for the others."""
		for name, kind in properties.items():
			clean = cint if kind in ("Check", "Int") else cstr
			value, setter = clean(wanted.get(name)), f"{self.doc_type}-{field or 'main'}-{name}"
			if value != clean(standard.get(name)):
				key = {"doc_type": self.doc_type, "field_name": field or None, "property": name}
				key["doctype_or_field"] = "DocField" if field else "DocType"
				_save("Property Setter", setter, key, {"property_type": kind, "value": cstr(value)})
			elif setter in self.flags.known:
				delete_doc("Property Setter", setter)


def _save(doctype: str, name: str, key: dict[str, Any], values: dict[str, Any]) -> None:
	"""Save what changed: a customisation that stays as it is leaves no trace in the log."""
	is_known = current().db.exists(doctype, name)
	doc = get_doc(doctype, name) if is_known else get_doc({"doctype": doctype, **key})
	if not is_known or any(cstr(doc.get(key) or "") != cstr(value or "") for key, value in values.items()):
		doc.update(values).save()


def _check(row: Any, now: Any, is_standard: bool) -> None:
	if row.hidden and cint(row.reqd) and not row.default:
		throw(
			_("{0} is hidden and mandatory: nobody could fill it in, give it a default").format(_label(row))
		)
	if now is not None and row.fieldtype != now.fieldtype:
		check_type(now, cstr(row.fieldtype))
	elif is_standard and row.fieldtype in _POINTERS and cstr(row.options) != cstr(now.options):
		throw(_("{0} is a standard field: what it points to cannot be changed").format(_label(row)))


def customizable(doctype: str) -> Meta:
	"""The doctype's meta. Raises ValidationError for those that the system itself stands on."""
	meta = get_meta(doctype)
	if meta.issingle or (meta.module == "Core" and not meta.custom):
		throw(_("{0} belongs to the system itself and cannot be customised").format(_(meta.name)))
	return meta


def check_type(field: Any, wanted: str) -> None:
	"""Raises ValidationError where a field's values would be lost as another type."""
	if wanted != field.fieldtype and not any({wanted, field.fieldtype} <= kinds for kinds in ALIKE):
		text = _("{0} cannot become {2}: the values kept as {1} would be lost. Add a new field instead")
		throw(text.format(_label(field), _(field.fieldtype), shown(_(wanted))))


def offered(doctype: str) -> dict[str, str]:
	"""What can be customised, with its type: the editable fields of the form itself."""
	return {f.fieldname: f.fieldtype for f in get_meta(doctype).plan.fields if not f.read_only}


def _fieldname(label: str) -> str:
	"""A field's name from its label, told apart from those that the app may bring one day."""
	plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
	return "custom_" + re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:50]


def _label(field: Any) -> str:
	return shown(_(cstr(field.label or field.fieldname)))
