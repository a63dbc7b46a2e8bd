"""Templates: what they read, what they may not do, and what their errors say."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from documents_support import case_doctypes, new

import frappe
from banco.context import Context
from banco.errors import PermissionError, ValidationError
from banco.office.templates import render, render_template

RICH = "<p>Two <strong>rooms</strong><script>alert(1)</script></p>"


@pytest.fixture(autouse=True)
def _doctypes(ctx: Context) -> None:
	case_doctypes()


def case(**values: Any) -> Any:
	return new(
		"Case", **{"title": "<b>A</b>", "rows": [{"item": "one", "quantity": 1234.5}], **values}
	).insert()


@pytest.mark.parametrize(
	("template", "text"),
	[
		("{{ doc.title }}", "&lt;b&gt;A&lt;/b&gt;"),
		("{{ doc.get('title')|e }}", "&lt;b&gt;A&lt;/b&gt;"),
		("{{ doc.get_formatted('amount') }}", "€ 1.234,57"),
		("{{ doc.get_formatted('day') }}", "31/01/2026"),
		("{{ frappe.format(doc.day, {'fieldtype': 'Date'}) }}", "31/01/2026"),
		("{{ frappe.format_value('a\nb<', 'Small Text') }}", "a<br>b&lt;"),
		("{% for row in doc.rows %}{{ loop.index }}{{ row.item }}{% endfor %}", "1one"),
		("{{ doc.rows[0].get_formatted('quantity') }}", "1.234,50"),
		("{{ frappe.utils.formatdate(doc.day, 'd MMMM yyyy') }}", "31 January 2026"),
		("{{ _('Case') }} {{ frappe._('Case') }}", "Case Case"),
		("{{ doc.nothing }}{{ doc.key and doc.key.x }}", ""),
		("{{ 'a' ~ doc.size ~ 'b' }}", "a0b"),
		(
			"{% set ns = namespace(n=0) %}{% for i in range(4) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}",
			"6",
		),
		("{{ '{} and {}'.format('<', 2) }}", "&lt; and 2"),
		("{{ 'Year 2026: {0}, {1:>3}'.format(1, 2) }}", "Year 2026: 1,   2"),
		("{{ ['a', '<']|join(', ') }}", "a, &lt;"),
		("{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m('<') }}", "[&lt;]"),
		("{{ doc.meta.get_label('title') }}", "Title"),
		("{{ frappe.get_all('Case', fields=['title'])|length }}", "1"),
		("{{ frappe.db.get_value('Case', doc.name, 'amount') }}", "1234.57"),
		("{{ doc.name in frappe.get_list('Case', pluck='name') }}", "True"),
	],
)
def test_reads_and_formats(ctx: Context, template: str, text: str) -> None:
	assert render(template, {"doc": case(amount=1234.567, day="2026-01-31")}) == text


def test_text_from_an_editor_is_markup_without_scripts(ctx: Context) -> None:
	assert render("{{ frappe.format(text, 'Text Editor') }}", {"text": RICH}) == (
		"<p>Two <strong>rooms</strong></p>"
	)
	assert "&lt;p&gt;" in render("{{ text }}", {"text": RICH})


@pytest.mark.parametrize(
	"stored", ["{{7*7}}", "{{frappe.db.sql('select 1')}}", "{% for x in y %}", "<img src=x onerror=y>"]
)
def test_what_a_field_holds_is_no_template(ctx: Context, stored: str) -> None:
	shown = render("{{ doc.title }}", {"doc": case(title=stored)})
	assert "<img" not in shown
	assert shown.replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">") == stored


@pytest.mark.parametrize(
	"template",
	[
		"{{ frappe.db.sql('select 1') }}",
		"{{ frappe.db.set_value('Case', doc.name, 'title', 'x') }}",
		"{{ frappe.delete_doc('Case', doc.name) }}",
		"{{ doc.save() }}",
		"{{ doc.db_set('title', 'x') }}",
		"{{ doc.delete() }}",
		"{{ doc.set('title', 'x') }}",
		"{{ doc.rows.append(1) }}",
		"{{ doc.flags.update({'ignore_permissions': 1}) }}",
		"{{ doc.rows[0].parent_doc.save() }}",
		"{{ doc.__class__.__mro__ }}",
		"{{ ''.__class__.__mro__[1].__subclasses__() }}",
		"{{ doc.__dict__.update({}) }}",
		"{{ (doc.get).__func__.__globals__ }}",
		"{{ frappe._.__globals__ }}",
		"{{ _.__globals__['current'] }}",
		"{{ '{0.__class__.__mro__}'.format(doc) }}",
		"{{ cycler.__init__.__globals__.os.popen('id').read() }}",
		"{{ (1).__class__ }}",
		"{{ self._TemplateReference__context.environment.allowed }}",
		"{% include '/etc/passwd' %}",
		"{% include '../hooks.py' %}",
		"{% include 'templates/../hooks.py' %}",
		"{% include 'templates/../../../etc/passwd.html' %}",
		"{% import 'os' as os %}",
		"{{ frappe.get_attr('os.system')('id') }}",
		"{{ frappe.utils.get_attr }}{{ frappe.utils.get_attr('os') }}",
	],
)
def test_reaches_nothing_else(ctx: Context, template: str) -> None:
	doc = case()
	# What is out of reach is an error, or reads as nothing.
	with suppress(ValidationError):
		assert not render(template, {"doc": doc})
	assert ctx.db.get_value("Case", doc.name, "title") == "<b>A</b>"


@pytest.mark.parametrize(
	"name", ["__class__", "__globals__", "__init__", "__subclasses__", "_meta", "_before"]
)
def test_shows_no_inner_attributes(ctx: Context, name: str) -> None:
	for thing in ("doc", "doc.get", "''", "frappe", "frappe._", "range", "cycler", "doc.rows"):
		with pytest.raises(ValidationError, match=name):
			render(f"{{{{ {thing}.{name}.x }}}}", {"doc": case()})
		with pytest.raises(ValidationError, match=name):
			render(f"{{{{ ({thing}|attr('{name}')).x }}}}", {"doc": case()})


@pytest.mark.parametrize(
	"template",
	[
		"{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
		"{% set r = range(99999)|list %}{% for a in r %}{% for b in r %}{% endfor %}{% endfor %}",
		"{{ range(10**9) }}",
		"{{ 'a' * 10**9 }}",
		"{{ 10**(10**9) }}",
		"{{ '%1000000000d' % 1 }}",
		"{{ '{:1000000000}'.format(1) }}",
		"{{ '{:{}}'.format(1, 10**9) }}",
		"{{ 'a'.ljust(10**9) }}",
		"{{ 'a'|center(1000000000) }}",
		"{{ '%1000000000d'|format(1) }}",
		"{% set ns = namespace(x='a' * 1000) %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
		"{% set ns = namespace(x='a' * 1000) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
		"{% set ns = namespace(x='a' * 1000) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x]|join %}{% endfor %}",
		"{% set ns = namespace(x='a' * 1000) %}{% for i in range(60) %}{% set ns.x %}{{ ns.x }}{{ ns.x }}{% endset %}{% endfor %}",
		"{% set ns = namespace(x='a' * 1000) %}{% for i in range(60) %}{% set ns.x = ns.x.replace('a', ns.x) %}{% endfor %}",
		"{{ ['a' * 900000] * 1000 }}",
		"{{ (['a' * 900000] * 1000)|string|length }}",
		"{{ (['a' * 900000] * 1000) ~ '' }}",
		"{{ (['a' * 900000] * 1000)|tojson }}",
		"{{ [1]|tojson(indent=10**9) }}",
		"{{ [1]|slice(10**9)|list }}",
		"{{ (1).to_bytes(10**9, 'big')|length }}",
		"{% set t = '{' ~ '% for i in range(9999) %' ~ '}{' ~ '% endfor %' ~ '}' %}"
		"{% for i in range(9999) %}{{ frappe.render_template(t) }}{% endfor %}",
		"{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
		"{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
	],
)
def test_comes_to_an_end(ctx: Context, template: str) -> None:
	with pytest.raises(ValidationError):
		render(template)


@pytest.mark.parametrize(
	"template",
	[
		"{{ [1]|batch(10**8, 'x')|first|length == 1000 }}",
		"{{ 1|round(10**6, 'ceil') == 1 }}",
		"{{ frappe.utils.fmt_money(1, 10**8)|length < 30 }}",
	],
)
def test_what_asks_for_too_much_gets_less(ctx: Context, template: str) -> None:
	assert render(template) == "True"


@pytest.mark.parametrize(
	("template", "line"),
	[
		("a\n{{ b", 2),
		("a\n\n{% for %}", 3),
		("a\n{{ 1 / 0 }}", 2),
		("a\n\n{{ b.c.d }}", 3),
		("\n{% if x %}", 2),
	],
)
def test_says_which_line_is_wrong(ctx: Context, template: str, line: int) -> None:
	ctx.lang = "it"
	with pytest.raises(ValidationError, match=f"Riga {line} del modello: "):
		render(template)


def test_reads_as_its_reader(ctx: Context) -> None:
	doc = case()
	frappe.get_doc({"doctype": "User", "email": "none@example.org", "first_name": "N"}).insert()
	ctx.set_user("none@example.org")
	for template in (
		"{{ frappe.get_doc('Case', name).title }}",
		"{{ frappe.get_list('Case') }}",
		"{{ frappe.get_all('Case', ignore_permissions=True) }}",
		"{{ frappe.get_all('Case', user='Administrator') }}",
		"{{ frappe.db.get_value('Case', name, 'title') }}",
	):
		with pytest.raises(PermissionError):
			render(template, {"name": doc.name})


def test_leaves_out_values_of_levels_above_the_readers(ctx: Context) -> None:
	doc, clerk = case(secret="hidden-words"), {"doctype": "Has Role", "role": "Clerk"}
	frappe.get_doc(
		{"doctype": "User", "email": "clerk@example.org", "first_name": "C", "roles": [clerk]}
	).insert()
	asked = (
		"{{ frappe.get_doc('Case', name).secret }}{{ frappe.get_all('Case', fields=['title', 'secret']) }}"
	)
	assert "hidden-words" in render(asked, {"name": doc.name})
	ctx.set_user("clerk@example.org")
	shown = render(asked, {"name": doc.name})
	assert "&lt;b&gt;A" in shown
	assert "hidden-words" not in shown
	with pytest.raises(PermissionError):
		render(
			"{{ frappe.db.get_value('Case', name, 'secret') or frappe.get_list('Case', filters={'secret': 'x'}) }}",
			{},
		)


def test_knows_files_of_the_templates_folders_only(ctx: Context) -> None:
	with pytest.raises(ValidationError):
		render_template("templates/none.html")
	assert render_template("a.html {{ 1 + 1 }}") == "a.html 2"
