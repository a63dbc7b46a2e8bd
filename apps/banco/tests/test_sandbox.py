"""The sandbox: what administrators write reaches nothing but what it is given."""

from __future__ import annotations

import pytest

from banco.errors import ValidationError
from banco.sandbox import LONGEST_SOURCE, is_valid_expression, safe_eval
from banco.types import _dict

ESCAPES = [
	"bytes(10**10)",
	"range(10**12)",
	"pow(2, 10**9)",
	"().__class__.__bases__[0].__subclasses__()",
	"(x for x in [1]).gi_frame.f_back.f_globals",
	"frappe.utils.getdate.__globals__",
	"frappe.db.sql('select 1')",
	"frappe.db._items",
	"frappe.utils._items['x']",
	"getattr(frappe, '__class__')",
	"'{0.__class__}'.format(doc)",
	"'{x}'.format_map({'x': 1})",
	"str.format('{0.__class__}', doc)",
	"f'{doc.__class__}'",
	"__import__('os').system('true')",
	"open('/etc/passwd').read()",
	"eval('1')",
	"exec('1')",
	"compile('1', '', 'eval')",
	"globals()",
	"vars(doc)",
	"type(doc).mro()",
	"[c for c in (1).__class__.__base__.__subclasses__()]",
	"(lambda: 0).__code__",
	"breakpoint()",
	"doc['__class__'].x",
]

BOMBS = [
	"'a' * 10**10",
	"10**10 * 'a'",
	"[0] * 10**9",
	"2 ** 10**9",
	"1 << 10**9",
	"'a'.ljust(10**10)",
	"'a'.zfill(10**10)",
	"('a' * 10000).replace('a', 'b' * 10000)",
	"('x' * 10000).join(['a'] * 10000)",
	"'\\t'.expandtabs(10**10)",
	"'%0999999999d' % 1",
	"f'{1:>999999999}'",
	"f'{1:>{10**9}}'",
	"str.ljust('a', 10**10)",
	"((10 ** 1000) ** 1000) ** 1000",
	"1 + " * 20000 + "1",
]


@pytest.mark.parametrize("code", ESCAPES)
def test_no_way_out(code):
	with pytest.raises(
		(ValidationError, NameError, NotImplementedError, TypeError, AttributeError, KeyError)
	):
		safe_eval(code, None, {"doc": _dict(a=1)})


@pytest.mark.parametrize("code", BOMBS)
def test_no_bomb_goes_off(code):
	with pytest.raises(ValidationError):
		safe_eval(code)


@pytest.mark.parametrize(
	("code", "expected"),
	[
		("doc.amount > 100 and doc.status == 'Open'", True),
		("doc.get('missing') is None", True),
		("[row.x for row in doc.rows if row.x > 1]", [2, 3]),
		("sum(row.x for row in doc.rows)", 6),
		("any(row.x == 2 for row in doc.rows)", True),
		("frappe.utils.add_days('2026-01-01', 3)", "2026-01-04"),
		("frappe.utils.date_diff('2026-01-04', doc.date)", 3),
		("frappe._dict(a=1).a", 1),
		("max(1, 2) if doc.amount else 0", 2),
		("'a' + doc.status.lower()", "aopen"),
		("'Op' in doc.status and doc.status.startswith('O')", True),
		("7 % 4 * 2 ** 3", 24),
		("f'{doc.amount} €'", "150 €"),
		("round(10 ** 3 / 7, 2)", 142.86),
		("_('Open')", "Open"),
	],
)
def test_what_conditions_need_works(code, expected):
	rows = [_dict(x=1), _dict(x=2), _dict(x=3)]
	assert (
		safe_eval(code, None, {"doc": _dict(amount=150, status="Open", date="2026-01-01", rows=rows)})
		== expected
	)


def test_long_sources_are_refused():
	assert "characters" in (is_valid_expression("1" * (LONGEST_SOURCE + 1)) or "")
	assert is_valid_expression("doc.x ==") is not None
	assert is_valid_expression("doc.x == 1") is None
