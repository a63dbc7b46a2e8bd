from __future__ import annotations

import pytest
from tests_support import user

import frappe
from banco.translate import _, lazy

MESSAGE = "{0} is not a valid date: write it as YYYY-MM-DD"


def test_in_the_language_of_the_context(ctx):
	assert _(MESSAGE) == MESSAGE
	ctx.lang = "it"
	assert _(MESSAGE).startswith("{0} non è")
	assert _(MESSAGE, lang="en") == MESSAGE
	assert _("Nobody translated this") == "Nobody translated this"
	assert _("") == ""
	assert _(MESSAGE, "it-CH").startswith("{0} non è")


@pytest.mark.parametrize("lang", ["../../etc/passwd", "xx", "it/../en", ""])
def test_odd_languages_translate_nothing(ctx, lang):
	assert _("Nobody translated this", lang) == "Nobody translated this"


def test_the_sites_own_translation_wins_and_knows_context(ctx):
	def add(text, context=None):
		values = {"language": "it", "source_text": "Open", "translated_text": text, "context": context}
		return frappe.get_doc({"doctype": "Translation", **values}).insert()

	ctx.lang = "it"
	assert _("Open") == "Aperto"
	plain = add("Spalancato")
	add("Scoperto", "garden")
	assert _("Open") == "Spalancato"
	assert _("Open", context="garden") == "Scoperto"
	assert _("Open", context="bank") == "Spalancato"
	plain.delete()
	assert _("Open") == "Aperto"


def test_a_lazy_text_is_translated_when_shown(ctx):
	text = lazy("Open")
	assert str(text) == "Open"
	ctx.lang = "it"
	assert f"{text}" == "Aperto"


def test_a_users_language(ctx):
	user("en@example.org", language="en")
	user("any@example.org")
	frappe.set_user("en@example.org")
	assert ctx.lang == "en"
	frappe.set_user("any@example.org")
	assert ctx.lang == "it"


def test_every_message_of_the_host_is_translated():
	"""What `_()` is given literally in the engine has its line in it.csv."""
	import ast
	from pathlib import Path

	import banco
	from banco.translate import app_messages

	known = app_messages("frappe", "it")
	missing = set()
	for file in Path(banco.__file__).parent.rglob("*.py"):
		for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
			if (
				isinstance(node, ast.Call)
				and getattr(node.func, "id", "") in ("_", "translate")
				and node.args
			):
				text = node.args[0]
				if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value not in known:
					missing.add(text.value)
	assert missing == set()


def test_every_label_of_the_hosts_doctypes_is_translated():
	"""Names, labels, descriptions and choices of the engine's doctypes: a desk shows them all, also those of
	hidden fields (in Customize Form and in the columns of reports).
	"""
	import json
	from pathlib import Path

	import banco
	from banco.translate import app_messages

	known, missing, seen = app_messages("frappe", "it"), {}, 0
	for file in Path(banco.__file__).parent.rglob("doctype/*/*.json"):
		doctype = json.loads(file.read_text(encoding="utf-8"))
		if "fields" not in doctype:
			continue
		seen += 1
		texts = {doctype["name"], *(row.get("group") for row in doctype.get("links", ()))}
		texts |= {row.get("title") for row in doctype.get("states", ())}
		for field in doctype["fields"]:
			texts |= {field.get("label"), field.get("description")}
			if field["fieldtype"] == "Select":
				texts |= set((field.get("options") or "").split("\n"))
		found = {text for text in texts if text and is_words(text) and text not in known}
		if found:
			missing[doctype["name"]] = sorted(found)
	assert missing == {}
	assert seen > 40


def is_words(text):
	"""Whether a text says something in a language: figures and patterns of numbers do not."""
	import re

	return bool(re.search(r"[A-Za-z]{2}", text))
