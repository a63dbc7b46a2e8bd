"""Every text a user can read has its Italian."""

import ast
import csv
import json
import re
import unittest
from collections.abc import Iterator
from pathlib import Path

import sostegno_abitare
from sostegno_abitare.access.roles import ALL_ROLES
from sostegno_abitare.administration.report.who_sees_what.who_sees_what import RIGHT_LABELS
from sostegno_abitare.administration.words import SENTENCES
from sostegno_abitare.housing.matching import MESSAGES
from sostegno_abitare.intake.report.eviction_deadlines.eviction_deadlines import BANDS, LATER
from sostegno_abitare.intake.report.waiting_list_by_need.waiting_list_by_need import NOT_ASSESSED
from sostegno_abitare.ledgers.invariants import REGISTRY
from sostegno_abitare.programme.doctype.eligibility_rule.eligibility_rule import KINDS
from sostegno_abitare.rules.expressions import USAGE
from sostegno_abitare.rules.facts import FACTS
from sostegno_abitare.setup.install import WORKFLOWS

APP = Path(sostegno_abitare.__file__).parent
LABELS = ("label", "description")
JS_TEXT = re.compile(r"__\(\s*([\"'`])((?:(?!\1).)*)\1")
WORKSPACE_ROWS = ("links", "shortcuts", "number_cards", "charts", "quick_lists")
TEMPLATE_TEXT = re.compile(r'\b_\("([^"]+)"\)')
QUERY_LABEL = re.compile(r'as "([^":]+):')
TRANSLATED = ("_", "_lt", "_translated")


def italian() -> dict[str, str]:
	with (APP / "translations" / "it.csv").open(encoding="utf-8", newline="") as file:
		return {row[0]: row[1] for row in csv.reader(file) if row}


def texts_of_python() -> Iterator[str]:
	for path in APP.rglob("*.py"):
		for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
			if (
				isinstance(node, ast.Call)
				and getattr(node.func, "id", getattr(node.func, "attr", "")) in TRANSLATED
			):
				if (
					node.args
					and isinstance(node.args[0], ast.Constant)
					and isinstance(node.args[0].value, str)
				):
					yield node.args[0].value


def texts_of_scripts() -> Iterator[str]:
	for path in APP.rglob("*.js"):
		for _quote, text in JS_TEXT.findall(path.read_text(encoding="utf-8")):
			yield text


def texts_of_templates() -> Iterator[str]:
	for path in APP.rglob("*.html"):
		yield from TEMPLATE_TEXT.findall(path.read_text(encoding="utf-8"))


def texts_of_doctypes() -> Iterator[str]:
	for path in APP.glob("*/doctype/*/*.json"):
		doctype = json.loads(path.read_text(encoding="utf-8"))
		yield doctype["name"]
		for field in doctype["fields"]:
			yield from (field[key] for key in LABELS if field.get(key))
			if field["fieldtype"] == "Select":
				yield from (option for option in field["options"].split("\n") if option)
		for row in (*doctype.get("links", ()), *doctype.get("states", ())):
			yield from (row[key] for key in ("group", "title") if row.get(key))


def texts_of_data() -> Iterator[str]:
	yield from ALL_ROLES
	yield from (fact.label for fact in FACTS)
	yield from KINDS.values()
	yield from USAGE.values()
	yield from (invariant.title for invariant in REGISTRY)
	yield from (*RIGHT_LABELS.values(), *SENTENCES.values(), *MESSAGES.values())
	yield from (*(band for _last, band in BANDS), LATER, NOT_ASSESSED)
	for workflow in WORKFLOWS:
		yield from (state.name for state in workflow.states)
		yield from (transition.action for transition in workflow.transitions)
	yield from (APP / "modules.txt").read_text(encoding="utf-8").split("\n")
	for kind in ("print_format", "notification", "number_card", "dashboard_chart", "workspace"):
		for path in APP.glob(f"*/{kind}/*/*.json"):
			record = json.loads(path.read_text(encoding="utf-8"))
			yield from (record[key] for key in ("name", "label", "chart_name", "title") if record.get(key))
			yield from TEMPLATE_TEXT.findall(record.get("subject") or "")
	for path in APP.glob("*/report/*/*.json"):
		report = json.loads(path.read_text(encoding="utf-8"))
		yield report["name"]
		yield from QUERY_LABEL.findall(report.get("query") or "")
	for path in APP.glob("*/workspace/*/*.json"):
		workspace = json.loads(path.read_text(encoding="utf-8"))
		yield from (row["label"] for table in WORKSPACE_ROWS for row in workspace[table])
		for block in json.loads(workspace["content"]):
			if block["type"] == "header":
				yield re.sub(r"<[^>]*>", "", block["data"]["text"])


class TestTranslations(unittest.TestCase):
	def test_every_text_has_its_italian(self):
		known = italian()
		texts = {
			*texts_of_python(),
			*texts_of_scripts(),
			*texts_of_templates(),
			*texts_of_doctypes(),
			*texts_of_data(),
		} - {""}
		self.assertEqual(sorted(text for text in texts if not known.get(text)), [])

	def test_placeholders_are_kept(self):
		for source, translation in italian().items():
			self.assertEqual(
				sorted(re.findall(r"\{\d\}", source)), sorted(re.findall(r"\{\d\}", translation)), source
			)

	def test_no_text_twice(self):
		with (APP / "translations" / "it.csv").open(encoding="utf-8", newline="") as file:
			sources = [row[0] for row in csv.reader(file) if row]
		self.assertEqual(len(sources), len(set(sources)))

	def test_the_readers_find_texts(self):
		for found in (
			texts_of_python,
			texts_of_scripts,
			texts_of_templates,
			texts_of_doctypes,
			texts_of_data,
		):
			self.assertGreater(len(set(found())), 5, found.__name__)
