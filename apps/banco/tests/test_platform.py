"""Templates, jobs, the app's cache, custom fields, error log and defaults of the host."""

from __future__ import annotations

import pytest

import frappe
from banco.errorlog import log_error
from banco.jobs import wait_for_jobs
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields
from frappe.custom.doctype.property_setter.property_setter import make_property_setter

DONE: list[str] = []


def job(word: str) -> None:
	DONE.append(f"{word} as {frappe.session.user}")


def failing_job() -> None:
	frappe.get_doc({"doctype": "Role", "role_name": "Half Done"}).insert()
	raise RuntimeError("the job broke")


@pytest.fixture(autouse=True)
def _no_jobs_done():
	DONE.clear()


def test_templates_escape_and_translate(ctx):
	assert frappe.render_template("{{ x }}", {"x": "<b>"}) == "&lt;b&gt;"
	assert frappe.render_template("{{ frappe.utils.fmt_money(1234.5) }}", {}) == "1.234,50"
	assert frappe.render_template("", {}) == ""
	ctx.lang = "it"
	assert frappe.render_template("{{ _('Open') }}", {}) == "Aperto"


@pytest.mark.parametrize(
	"template",
	[
		"{{ ''.__class__.__mro__ }}",
		"{{ frappe.db.sql('select 1') }}",
		"{{ x.append(1) }}",
		"{{ 'a' * 10**9 }}",
		"{{ range(10**9) | list }}",
		"{{ '%0999999d' % 1 }}",
		"{% include '../../site_config.json' %}",
		"{% include '/etc/passwd' %}",
	],
)
def test_templates_reach_nothing(ctx, template):
	with pytest.raises(Exception, match=r".+"):
		frappe.render_template(template, {"x": []})


def test_jobs_wait_for_the_commit(site):
	with site.context() as context:
		frappe.enqueue(job, word="kept")
		assert DONE == []
		context.db.commit()
		frappe.enqueue("test_platform.job", word="undone")
		context.db.rollback()
		assert frappe.enqueue(lambda: 5, now=True) == 5
	wait_for_jobs(site)
	assert DONE == ["kept as Administrator"]


def test_a_job_that_fails_is_undone_and_recorded(site):
	with site.context():
		frappe.enqueue(failing_job)
	wait_for_jobs(site)
	with site.context() as context:
		assert not context.db.exists("Role", "Half Done")
		name = context.db.get_value("Error Log", {"method": "failing_job"})
		assert "the job broke" in frappe.get_doc("Error Log", name).error
		context.db.delete("Error Log")


def test_the_cache_of_apps(ctx):
	cache = frappe.cache()
	assert cache.get_value("a") is None
	assert cache.get_value("a", lambda: 1) == 1
	assert frappe.cache.get_value("a") == 1
	cache.set_value("mine", 2, user=True)
	assert (cache.get_value("mine"), cache.get_value("mine", user="Administrator")) == (None, 2)
	cache.set_value("short", 3, expires_in_sec=-1)
	assert cache.get_value("short") is None
	cache.hset("h", "k", 4)
	assert cache.hget("h", "k") == 4
	cache.hdel("h", "k")
	cache.delete_value(["a", "b"])
	assert (cache.hget("h", "k"), cache.get_value("a")) == (None, None)


def test_custom_fields_are_made_once_and_kept_in_line(ctx):
	field = {"fieldname": "shoe_size", "fieldtype": "Int", "label": "Shoe Size", "insert_after": "phone"}
	for _ in range(2):
		create_custom_fields({("User", "Role"): [field]})
	assert ctx.db.count("Custom Field", {"fieldname": "shoe_size"}) == 2
	create_custom_fields({"User": {**field, "label": "Size of Shoes"}})
	assert frappe.get_meta("User").get_label("shoe_size") == "Size of Shoes"
	ctx.db.set_value("User", "Guest", "shoe_size", 42)
	assert frappe.get_doc("User", "Guest").shoe_size == 42


def test_property_setters_replace_each_other(ctx):
	for label in ("One", "Two"):
		make_property_setter("User", "bio", "label", label, "Data")
	assert ctx.db.count("Property Setter", {"doc_type": "User", "field_name": "bio"}) == 1
	assert frappe.get_meta("User").get_label("bio") == "Two"


def test_errors_are_kept_with_their_trace(ctx):
	try:
		raise KeyError("inside")
	except KeyError:
		log = log_error("While testing")
	assert log.method == "While testing"
	assert "KeyError: 'inside'" in log.error
	swapped = log_error("Trace\nof two lines", "A title")
	assert (swapped.method, swapped.error) == ("A title", "Trace\nof two lines")
	assert len(log_error("t" * 1000, "x" * 10**6).error) <= 60_000


def test_context_bound_names_follow_the_context(site):
	with site.context(user="Administrator") as context:
		assert frappe.db is context.db
		assert frappe.local is context
		assert frappe.session.user == "Administrator"
		frappe.local.anything = 1
		assert context.anything == 1
		context.db.rollback()
	with pytest.raises(RuntimeError):
		_ = frappe.db


def test_paths_stay_inside(ctx):
	assert frappe.get_site_path("private", "files").startswith(str(ctx.site.path))
	for parts in (("..", "x"), ("/etc/passwd",), ("private", "..", "..", "y")):
		with pytest.raises(frappe.ValidationError):
			frappe.get_site_path(*parts)
	assert frappe.utils.get_url("/app") == "http://localhost:8000/app"
	assert frappe.utils.get_link_to_form("User", "<x>") == (
		'<a href="http://localhost:8000/app/user/%3Cx%3E">&lt;x&gt;</a>'
	)
