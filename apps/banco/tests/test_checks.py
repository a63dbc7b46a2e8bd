"""What a document must meet before it is written; and what bad input gets: a clear error, and no change."""

from __future__ import annotations

from typing import Any

import pytest
from documents_support import case_doctypes, doctype, field, new, refused

import frappe
from banco.context import Context

ROW = {"item": "one"}


@pytest.fixture(autouse=True)
def _doctypes(ctx: Context) -> None:
	case_doctypes()
	new("Town", town_name="Rho", region="Milano").insert()


def case(**values: Any) -> Any:
	return new("Case", **{"title": "A", **values})


# -- mandatory


@pytest.mark.parametrize("title", [None, "", "  ", "\n"])
def test_a_missing_value_is_named(ctx: Context, title: Any) -> None:
	error = refused(ctx, frappe.MandatoryError, lambda: case(title=title, rows=[{}]).insert())
	assert "Title" in str(error) and "Item" in str(error) and error.fieldnames == ["title", "item"]
	assert [entry.fieldname for entry in ctx.message_log] == ["title", "item"]
	assert (ctx.message_log[1].parentfield, ctx.message_log[1].idx) == ("rows", 1)


def test_markup_without_text_is_empty_and_zero_is_a_value(ctx: Context) -> None:
	doctype(
		"Form",
		field("body", "Text Editor", reqd=1),
		field("n", "Int", reqd=1),
		field("t", "Table", options="Case Row", reqd=1),
	)
	form = {"body": "<p>x</p>", "n": 0, "t": [ROW]}
	new("Form", **form).insert()
	broken: dict[str, Any]
	for broken in ({"body": "<p> <br></p>"}, {"n": None}, {"t": []}):
		refused(ctx, frappe.MandatoryError, lambda broken=broken: new("Form", **{**form, **broken}).insert())
	new("Form", **{**form, "body": '<p><img src="data:image/png;base64,x"></p>'}).insert()
	new("Form").insert(ignore_mandatory=True)


def test_conditions_are_asked_on_the_server(ctx: Context) -> None:
	case(status="Closed").insert()
	error = refused(ctx, frappe.MandatoryError, lambda: case(status="Closed", rows=[ROW]).insert())
	assert error.fieldnames == ["reason", "note"]
	case(status="Closed", reason="x", rows=[{**ROW, "note": "y"}]).insert()


# -- types, options, lengths, signs


@pytest.mark.parametrize(
	("fieldname", "value"),
	[
		("amount", "many"),
		("amount", "1,5"),
		("amount", "1e999"),
		("amount", "NaN"),
		("amount", float("inf")),
		("amount", "1234567890123.4567"),
		("amount", [1]),
		("amount", {"a": 1}),
		("share", "x"),
		("size", "x"),
		("size", 2**31),
		("size", 10**30),
		("urgent", "maybe"),
		("day", "31/01/2026"),
		("day", "2026-02-30"),
		("day", "tomorrow"),
		("day", 20260131),
		("seen", 5.0),
		("hour", True),
		("day", ["2026-01-31"]),
		("seen", "2026-01-31 25:00:00"),
		("hour", "26:00:00"),
		("data", "a\0b"),
		("title", ["a"]),
		("title", {"a": "b"}),
		("notes", ("a",)),
	],
)
def test_a_wrong_type_is_refused(ctx: Context, fieldname: str, value: Any) -> None:
	label = fieldname.title()
	error = refused(
		ctx,
		frappe.DataError if fieldname not in ("title", "notes", "data") else frappe.ValidationError,
		lambda: case(**{fieldname: value}).insert(),
	)
	assert label in str(error) and error.fieldname == fieldname and len(str(error)) < 300
	if fieldname == "amount":
		return
	doc = case().insert()
	doc.set(fieldname, value)
	refused(ctx, type(error), doc.save)


@pytest.mark.parametrize(
	("fieldname", "given", "seen"),
	[
		("day", "2026-01-31", "2026-01-31"),
		("day", "20260131", "2026-01-31"),
		("day", "2026-01-31T10:00:00", "2026-01-31"),
		("day", "", None),
		("seen", "2026-01-31 10:20:30", "2026-01-31 10:20:30"),
		("seen", "2026-01-31", "2026-01-31 00:00:00.000000"),
		("seen", "2026-01-31T10:20:30.5", "2026-01-31 10:20:30.500000"),
		("seen", "2026-01-31T10:20:30Z", "2026-01-31 11:20:30.000000"),
		("seen", "2026-07-31T10:20:30+05:00", "2026-07-31 07:20:30.000000"),
		("hour", "7:05:00", "07:05:00"),
	],
)
def test_dates_reach_controllers_in_one_form(
	ctx: Context, monkeypatch: pytest.MonkeyPatch, fieldname: str, given: str, seen: str | None
) -> None:
	from banco.document import Document

	met: list[Any] = []
	monkeypatch.setattr(Document, "validate", lambda self: met.append(self.get(fieldname)), raising=False)
	case(**{fieldname: given}).insert()
	assert met == [seen]


@pytest.mark.parametrize(
	("value", "stored"), [("5", 5), (" 5 ", 5), ("", 0), (None, 0), (True, 1), (5.0, 5), ("-0", 0)]
)
def test_whole_numbers(ctx: Context, value: Any, stored: int) -> None:
	assert frappe.db.get_value("Case", case(size=value).insert().name, "size") == stored


@pytest.mark.parametrize("value", [2.5, "2.5", "1e-3", float("nan")])
def test_a_fraction_is_no_whole_number(ctx: Context, value: Any) -> None:
	refused(ctx, frappe.DataError, lambda: case(size=value).insert())


@pytest.mark.parametrize(
	("value", "stored"),
	[(1.005, 1.01), (2.675, 2.68), ("0.1", 0.1), (-0.0, 0), (1e-9, 0), (9999999999999.99, 9999999999999.99)],
)
def test_money_is_rounded_half_up_to_its_precision(ctx: Context, value: Any, stored: float) -> None:
	doc = case(amount=value).insert()
	assert doc.amount == stored == frappe.db.get_value("Case", doc.name, "amount")


def test_rows_are_checked_like_documents(ctx: Context) -> None:
	error = refused(ctx, frappe.DataError, lambda: case(rows=[ROW, {**ROW, "quantity": "x"}]).insert())
	assert "row 2" in str(error) and (error.fieldname, error.parentfield, error.idx) == (
		"quantity",
		"rows",
		2,
	)


@pytest.mark.parametrize("status", ["Shut", "open", 5, "Open\nClosed"])
def test_an_option_that_is_not_offered_is_refused(ctx: Context, status: Any) -> None:
	assert "Open" in str(refused(ctx, frappe.ValidationError, lambda: case(status=status).insert()))


def test_lengths(ctx: Context) -> None:
	case(title="x" * 140).insert()
	error = refused(ctx, frappe.CharacterLengthExceededError, lambda: case(title="x" * 141).insert())
	assert "141" in str(error)
	long = "x" * 10_000_000
	for act in (lambda: case(title=long).insert(), lambda: new("Town", town_name=long).insert(set_name=long)):
		with pytest.raises(frappe.ValidationError) as caught:
			act()
		assert len(str(caught.value)) < 300
	assert len(frappe.get_doc("Case", case(notes="x" * 100_000).insert().name).notes) == 100_000


@pytest.mark.parametrize(
	("options", "good", "bad"),
	[
		("Email", "Anna <a.b@example.org>", ["anna", "a@b", "a b@c.it", "x" * 100 + "@example.org, no"]),
		("Phone", "+39 02 123456", ["call me", "1" * 60, "<b>"]),
		("URL", "https://example.org/x?y=1", ["example.org", "javascript:x", "https://"]),
	],
)
def test_addresses(ctx: Context, options: str, good: str, bad: list[str]) -> None:
	doctype("Card", field("address", options=options))
	assert new("Card", address=good).insert().address == good and new("Card", address="").insert()
	for value in bad:
		with pytest.raises(frappe.ValidationError, match="Address"):
			new("Card", address=value).insert()


def test_negative_amounts_are_refused(ctx: Context) -> None:
	refused(ctx, frappe.NonNegativeError, lambda: case(amount=-0.01).insert())


# -- text as it was written


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x\udfffy", "\u202elive", "a\u2066b"])
def test_characters_no_text_can_have_are_refused(ctx: Context, text: str) -> None:
	for values in (
		{"title": text},
		{"notes": text},
		{"rows": [{"item": text}]},
		{"story": f"<p>{text}</p>"},
		{"code": text},
	):
		with pytest.raises(frappe.ValidationError):
			case(**values).insert()
	with pytest.raises(frappe.ValidationError):
		case(town=text).insert()
	with pytest.raises(frappe.NameError):
		new("Town", town_name="x").insert(set_name=text)
	assert not frappe.db.count("Case")


@pytest.mark.parametrize(
	"text",
	[
		"<b>bold</b>",
		"<script>alert(1)</script>",
		"מגדל",
		"😀",
		"a'b\"c`d",
		"%s %(x)s {0}",
		"'; drop table tabCase; --",
		"{{ 7*7 }}",
	],
)
def test_other_text_is_kept_to_the_letter(ctx: Context, text: str) -> None:
	doc = case(title=text, notes=text, code=text, rows=[{"item": text}]).insert()
	stored = frappe.get_doc("Case", doc.name)
	assert (stored.title, stored.notes, stored.code, stored.rows[0].item) == (text, text, text, text)
	with pytest.raises(frappe.ValidationError) as caught:
		case(status=text).insert()
	assert "<script" not in str(caught.value) and "<b>bold" not in str(caught.value)


def test_markup_is_sanitised_where_it_is_rendered(ctx: Context) -> None:
	story = (
		'<p onclick="x()" style="color: red; position: fixed">a<script>x()</script><iframe src="//x"></iframe>'
		'<a href="javascript:x()">b</a><a href="https://x.it">c</a><img src="data:image/png;base64,AA" onerror="x()">'
		'<a href="data:text/html,x">d</a></p>'
	)
	clean = case(story=story).insert().story
	assert "color:red" in clean.replace(" ", "") and "https://x.it" in clean and "data:image/png" in clean
	for word in ("onclick", "onerror", "script", "iframe", "position", "data:text"):
		assert word not in clean


# -- unique, constant


def test_unique_values(ctx: Context) -> None:
	first = case(code="c").insert()
	case(code="").insert()
	case(code=None).insert()
	error = refused(ctx, frappe.UniqueValidationError, lambda: case(code="C").insert())
	assert "Code" in str(error) and error.fieldname == "code"
	first.reload().save()


def test_a_taken_name_is_a_duplicate(ctx: Context) -> None:
	refused(ctx, frappe.DuplicateEntryError, lambda: new("Town", town_name="Rho").insert())
	refused(ctx, frappe.DuplicateEntryError, lambda: new("Role", role_name="System Manager").insert())
	again = new("Town", town_name="Rho")
	assert again.insert(ignore_if_duplicate=True) is again and not ctx.message_log[1:]


def test_what_is_set_once_stays(ctx: Context) -> None:
	doc = case().insert()
	doc.once = "a"
	doc.save()
	doc.save()
	doc.once = "b"
	refused(ctx, frappe.CannotChangeConstantError, doc.save)
