"""A garden whose reports some see in part."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from tests_support import user as new_user

import frappe
from banco import install
from banco.context import Context

HALF = "half@example.org"  # sees the Old Oak only
FULL = "full@example.org"
NEITHER = "neither@example.org"
BOSS = "boss@example.org"


@pytest.fixture(scope="module")
def garden(bench: Any) -> Iterator[Any]:
	"""A site with the tiny app: two oaks and two elms, one user who may see one oak."""
	with pytest.MonkeyPatch.context() as patch:
		from conftest import APPS

		patch.syspath_prepend(str(APPS))
		site = install.new_site("report.localhost", bench, "secret words of mine", force=True)
		install.install_app(site, "tiny_app")
		with site.context():
			for name, kind in (("New Oak", "Oak"), ("Young Ash", "Elm"), ("=Elm()", "Elm")):
				frappe.get_doc(
					{"doctype": "Tree", "tree_name": name, "kind": kind, "planted_on": "2026-03-01"}
				).insert()
			frappe.delete_doc("Tree", "Young Elm")
			for email, roles in (
				(HALF, ["Gardener"]),
				(FULL, ["Gardener"]),
				(NEITHER, []),
				(BOSS, ["System Manager"]),
			):
				new_user(email, roles)
			frappe.get_doc(
				{"doctype": "User Permission", "user": HALF, "allow": "Tree", "for_value": "Old Oak"}
			).insert()
		yield site
		site.close()


@pytest.fixture
def as_user(garden: Any) -> Iterator[Any]:
	"""Act as somebody; what is done is undone."""
	with garden.context(lang="en") as context:

		def become(name: str) -> Context:
			context.set_user(name)
			return context

		yield become
		context.db.rollback()


def names(found: Any) -> list[str]:
	return [row["tree"] for row in found["result"] if not isinstance(row, list)]


def sheet(context: Any) -> Any:
	return openpyxl.load_workbook(io.BytesIO(context.response.filecontent)).worksheets[0]
