"""Number, date and table helpers that controllers call on their documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from banco.meta.fieldtypes import DECIMALS
from banco.meta.load import get_meta
from banco.numbers import cint, flt, rounded
from banco.translate import _

if TYPE_CHECKING:
	from banco.document.base import BaseDocument

_OPERATORS = {"=": "equal to", "!=": "different from", ">": "more than", ">=": "at least", "<": "less than"}


def precision(doc: BaseDocument, fieldname: str, parentfield: str | None = None) -> int | None:
	"""See Document.precision."""
	meta = doc._meta
	if parentfield:
		table = meta.get_field(parentfield)
		meta = get_meta(table.options) if table is not None else meta
	field = meta.get_field(fieldname)
	if field is None or field.fieldtype not in DECIMALS:
		return None
	if field.precision not in (None, ""):
		return cint(field.precision)
	from banco.settings import system_setting

	return cint(system_setting("currency_precision" if field.fieldtype == "Currency" else "float_precision"))


def round_floats_in(doc: Any, fieldnames: Any = None, do_not_round_fields: Any = None) -> None:
	"""See Document.round_floats_in."""
	if fieldnames is None:
		fieldnames = [field.fieldname for field in doc.meta.get_fields("Currency", "Float", "Percent")]
	for fieldname in fieldnames:
		if fieldname not in (do_not_round_fields or ()):
			doc.set(fieldname, rounded(flt(doc.get(fieldname)), precision(doc, fieldname) or 0))


def formatted(
	doc: BaseDocument, fieldname: str, of: Any, currency: str | None, absolute: bool, translated: bool
) -> str:
	"""See Document.get_formatted."""
	from banco.formatting import format_value

	value = doc.get(fieldname)
	field = doc._meta.get_field(fieldname)
	if absolute and isinstance(value, int | float):
		value = abs(value)
	if field is not None and field.fieldtype == "Select" and value:
		return _(value, context=doc.doctype)
	text = format_value(value, field, of or doc, currency)
	return _(text) if translated else text
