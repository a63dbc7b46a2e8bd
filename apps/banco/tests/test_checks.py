"""What a document must meet before it is written; and what bad input gets: a clear error, and no change."""

from __future__ import annotations

from typing import Any

import pytest
from documents_support import case_doctypes, doctype, field, new
from tests_support import user

import frappe
from banco.context import Context

ROW = {"item": "one"}


@pytest.fixture(autouse=True)
def _doctypes(ctx: Context) -> None:
	case_doctypes()
	new("Town", town_name="Rho", region="Milano").insert()


def case(**values: Any) -> Any:
	return new("Case", **{"title": "A", **values})


def refused(ctx: Context, error: Any, act: Any) -> Any:
	"""The error that `act` gives: shown once, with a status of the client's, and nothing written."""
	counts = [frappe.db.count(name) for name in ("Case", "Case Row", "Town")]
	ctx.message_log.clear()
	with pytest.raises(error) as caught:
		act()
	assert type(caught.value) is error
	assert ctx.message_log and 400 <= caught.value.http_status_code < 500
	assert [frappe.db.count(name) for name in ("Case", "Case Row", "Town")] == counts
	return caught.value


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


# -- links


def test_links_lead_somewhere(ctx: Context) -> None:
	error = refused(
		ctx, frappe.LinkValidationError, lambda: case(town="Nowhere", rows=[{**ROW, "town": "None"}]).insert()
	)
	assert "Town: Nowhere" in str(error) and "row 1, Town: None" in str(error) and error.fieldname == "town"
	for town in (["Rho"], {"name": "Rho"}, 5, "Rho' or 1=1 --", "x" * 1000):
		with pytest.raises(frappe.ValidationError):
			case(town=town).insert()
	doc = case(town="rho").insert()
	assert doc.town == "Rho" and doc.region == "Milano"
	case(town="Nowhere").insert(ignore_links=True)


def test_a_deleted_link_is_told(ctx: Context) -> None:
	doc = case(town="Rho").insert()
	frappe.db.delete("Town", {"name": "Rho"})
	refused(ctx, frappe.LinkValidationError, doc.save)


def test_links_by_doctype_and_name(ctx: Context) -> None:
	case(kind="Town", thing="Rho").insert()
	case(kind="System Settings", thing="System Settings").insert()
	for values in (
		{"kind": "Town", "thing": "No"},
		{"thing": "Rho"},
		{"kind": "None", "thing": "Rho"},
		{"kind": "Town`", "thing": "x"},
	):
		refused(ctx, frappe.LinkValidationError, lambda values=values: case(**values).insert())


def test_a_cancelled_document_is_no_target(ctx: Context) -> None:
	doctype("Reply", field("case", "Link", options="Case"), is_submittable=1)
	doctype("Remark", field("case", "Link", options="Case"))
	target = case().insert()
	target.submit()
	reply = new("Reply", case=target.name).insert()
	target.cancel()
	refused(ctx, frappe.CancelledLinkError, reply.save)
	new("Remark", case=target.name).insert()


def test_values_are_fetched_from_links(ctx: Context) -> None:
	doc = case(town="Rho", region="typed", own_region="typed").insert()
	assert (doc.region, doc.own_region) == ("Milano", "typed")
	new("Town", town_name="Pisa", region="Toscana").insert()
	doc.town, doc.own_region = "Pisa", ""
	doc.save()
	assert (doc.region, doc.own_region) == ("Toscana", "Toscana")
	doc.town = None
	assert doc.save().region == "Toscana"


def test_links_set_by_the_controller_are_checked_too(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
	from banco.document import Document

	monkeypatch.setattr(
		Document,
		"validate",
		lambda self: self.doctype == "Case" and self.set("town", "Nowhere"),
		raising=False,
	)
	refused(ctx, frappe.LinkValidationError, lambda: case(town="Rho").insert())


# -- defaults


def test_defaults(ctx: Context) -> None:
	doctype(
		"Defaults",
		field("by", default="__user"),
		field("day", "Date", default="Today"),
		field("at", "Datetime", default="now"),
		field("n", "Int", default="7"),
		field("first", "Select", options="A\nB"),
		field("blank", "Select", options="\nA\nB"),
		field("text", default="hello"),
		field("off", "Check", default="1"),
	)
	doc = new("Defaults", off=0, text="").insert()
	stored = frappe.get_doc("Defaults", doc.name)
	assert (stored.by, stored.n, stored.first, stored.blank, stored.text, stored.off) == (
		"Administrator",
		7,
		"A",
		"",
		"",
		0,
	)
	assert stored.day == stored.at.date() == stored.creation.date()
	stored.update({"n": None, "text": None})
	assert stored.save().n == 0 and stored.text is None


# -- permissions and levels


def test_levels_and_rights_of_a_clerk(ctx: Context) -> None:
	user("clerk@example.com", ["Clerk"])
	boss = case(secret="s", rows=[{**ROW, "inner": "i"}]).insert()
	frappe.set_user("clerk@example.com")
	doc = case(secret="forged", rows=[{**ROW, "inner": "forged"}]).insert()
	assert doc.secret is None and doc.rows[0].inner is None
	doc = frappe.get_doc("Case", boss.name)
	doc.title, doc.secret, doc.rows[0].inner = "B", "forged", "forged"
	doc.append("rows", {**ROW, "inner": "forged"})
	doc.save()
	stored = frappe.get_doc("Case", boss.name)
	assert (stored.title, stored.secret, [row.inner for row in stored.rows]) == ("B", "s", ["i", None])
	stored.apply_fieldlevel_read_permissions()
	assert (
		stored.secret is None and "secret" not in stored.as_dict() and "inner" not in stored.as_dict().rows[0]
	)
	town_of = {"doctype": "User Permission", "user": "clerk@example.com", "allow": "Town"}
	frappe.set_user("Administrator")
	new("Town", town_name="Pisa").insert()
	frappe.get_doc({**town_of, "for_value": "Rho"}).insert()
	pisan = case(town="Pisa").insert()
	frappe.set_user("clerk@example.com")
	pisan.reload().town = "Rho"
	with pytest.raises(frappe.PermissionError):
		pisan.save()
	for act in (
		lambda: doc.reload().submit(),
		lambda: doc.reload().delete(),
		lambda: case(docstatus=1).insert(),
	):
		with pytest.raises(frappe.PermissionError):
			act()
	frappe.set_user("Guest")
	for act in (lambda: case().insert(), lambda: doc.reload().save(), lambda: doc.check_permission("read")):
		with pytest.raises(frappe.PermissionError):
			act()
	case(secret="kept").insert(ignore_permissions=True)
	frappe.set_user("Administrator")
	assert frappe.get_doc("Case", boss.name).docstatus == 0
