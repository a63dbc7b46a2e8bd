"""`frappe.types`: names for the annotations of controllers; they carry no behaviour."""

from __future__ import annotations

import datetime
from typing import Any

from banco.types import _dict


class _Meta(type):
	def __getitem__(cls, item: Any) -> Any:
		return Any


class _Subscripted(metaclass=_Meta):
	"""`DF.Table[Row]`, `DF.Literal["a", "b"]`."""


class DF:
	"""The Python type of each field type."""

	Attach = AttachImage = Autocomplete = Barcode = Code = Color = Data = DynamicLink = str
	HTMLEditor = Icon = Link = LongText = MarkdownEditor = Password = Phone = ReadOnly = Select = str
	Signature = SmallText = Text = TextEditor = str
	Check = Int = LongInt = int
	Currency = Duration = Float = Percent = Rating = float
	Date = datetime.date | str
	Datetime = datetime.datetime | str
	Time = datetime.timedelta | str
	JSON = Geolocation = dict | list | str
	Table = TableMultiSelect = Literal = _Subscripted


__all__ = ["DF", "_dict"]
