"""A small site for the tests of storage, queries and permissions: towns, and cases with people.

The doctypes are made in memory, so that these tests need neither an app nor an installation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from banco.context import Context, use
from banco.errors import DoesNotExistError
from banco.meta.meta import Meta
from banco.site import Site
from banco.storage import schema
from banco.storage.database import Database
from banco.storage.pool import Pool

READER = {"role": "Reader", "read": 1, "write": 1, "create": 1}
PERMISSIONS = [READER, {"role": "Keeper", "read": 1}, {"role": "Keeper", "permlevel": 1, "read": 1}]


def field(fieldname: str, fieldtype: str = "Data", **more: Any) -> dict[str, Any]:
	"""A field as a doctype's JSON has it."""
	return {"fieldname": fieldname, "fieldtype": fieldtype, "label": fieldname.title(), **more}


def link(fieldname: str, options: str, **more: Any) -> dict[str, Any]:
	return field(fieldname, "Link", options=options, **more)


def checks(*fieldnames: str) -> list[dict[str, Any]]:
	return [field(fieldname, "Check") for fieldname in fieldnames]


def doctype(name: str, *fields: dict[str, Any], **more: Any) -> Meta:
	"""A doctype that Readers may read at level 0 and Keepers at level 1 too, unless `more` says otherwise."""
	return Meta({"name": name, "module": "Test", "fields": list(fields), "permissions": PERMISSIONS} | more)


def doctypes() -> dict[str, Meta]:
	"""The doctypes of the site by name, made anew."""
	case_fields = (
		field("title"),
		link("town", "Town"),
		field("status", "Select", options="Open\nClosed"),
		field("amount", "Currency"),
		field("size", "Int"),
		field("day", "Date"),
		field("seen", "Datetime"),
		field("secret", permlevel=1),
		field("people", "Table", options="Case Person"),
		field("password", "Password"),
		link("item", "Catalogue"),
	)
	person_fields = (field("person"), link("town", "Town"), field("age", "Int"), field("health", permlevel=1))
	permission_fields = (field("user"), field("allow"), field("for_value"), field("applicable_for"))
	found = (
		doctype("Town", field("region"), field("budget", "Currency", permlevel=1)),
		doctype("Case Person", *person_fields, istable=1, permissions=[]),
		doctype("Case", *case_fields, search_fields="title"),
		doctype("Note", field("text"), permissions=[{"role": "Reader", "read": 1, "if_owner": 1}]),
		doctype(
			"Catalogue", field("title"), field("price"), field("people", "Table", options="Case Person"),
			permissions=[{"role": "Reader", "select": 1}],
		),
		doctype("Board", field("text"), issingle=1),
		doctype("Role", *checks("disabled")),
		doctype("User", field("user_type"), field("full_name"), permissions=[]),
		doctype("Has Role", field("role"), istable=1, permissions=[]),
		doctype("User Permission", *permission_fields, *checks("apply_to_all_doctypes", "is_default", "hide_descendants")),
		doctype(
			"DocShare", field("user"), field("share_doctype"), field("share_name"),
			*checks("everyone", "read", "write", "submit", "share"),
		),
	)  # fmt: skip
	return {meta.name: meta for meta in found}


class World:
	"""The site, its apps' permission hooks, and shortcuts to fill it."""

	def __init__(self, site: Site, hooks: dict[str, Any]) -> None:
		self.site = site
		self.hooks = hooks

	def as_user(self, user: str, write: bool = False) -> Any:
		return self.site.context(user=user, write=write)

	def insert(self, doctype: str, *rows: dict[str, Any]) -> None:
		"""Put rows straight into a table; what every row needs is filled in."""
		with self.as_user("Administrator", write=True) as context:
			for index, row in enumerate(rows):
				filled = {"owner": "Administrator", "creation": "2026-01-01", **row}
				filled.setdefault("modified", f"2026-01-01 10:00:00.{index:06d}")
				context.db.bulk_insert(doctype, list(filled), [list(filled.values())])

	def person(self, case: str, name: str, **values: Any) -> None:
		row = {"parent": case, "parenttype": "Case", "parentfield": "people", "idx": 1, **values}
		self.insert("Case Person", {"name": name, **row})

	def user(self, name: str, *roles: str, towns: tuple[str, ...] = ()) -> None:
		self.insert("User", {"name": name, "user_type": "System User"})
		for role in roles:
			row = {"parent": name, "parenttype": "User", "parentfield": "roles", "role": role}
			self.insert("Has Role", {"name": f"{name}-{role}", **row})
		for town in towns:
			self.restrict(name, "Town", town)

	def restrict(self, user: str, allow: str, value: str, **more: Any) -> None:
		row = {"user": user, "allow": allow, "for_value": value, "apply_to_all_doctypes": 1, **more}
		self.insert("User Permission", {"name": f"{user}-{allow}-{value}", **row})

	def share(self, user: str, doctype: str, name: str, **rights: int) -> None:
		row = {"user": user, "share_doctype": doctype, "share_name": name, "read": 1, **rights}
		self.insert("DocShare", {"name": f"{user}-{name}", **row})


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
	pool = Pool(tmp_path / "site.db")
	yield pool
	pool.close()


@pytest.fixture
def db(pool: Pool) -> Iterator[Database]:
	"""A session that writes, on a database with nothing but the system tables."""
	db = Database(pool)
	schema.create_system_tables(db)
	db.commit()
	yield db
	db.close()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
	(tmp_path / "unit").mkdir()
	(tmp_path / "unit" / "site_config.json").write_text(json.dumps({"language": "en"}))
	site = Site("unit", tmp_path)
	hooks: dict[str, Any] = {}
	known = doctypes()

	def load_meta(name: str) -> Meta:
		if name not in known:
			raise DoesNotExistError(f"DocType {name} not found")
		return known[name]

	frozen = SimpleNamespace(get=lambda key, app=None: hooks.get(key, {}), apps=("frappe",))
	monkeypatch.setattr(Site, "hooks", frozen)
	monkeypatch.setattr("banco.meta.load.load_meta", load_meta)
	db = Database(site.pool)
	with use(Context(site, db, user="Administrator")):
		schema.create_system_tables(db)
		for meta in known.values():
			schema.sync(db, meta)
		db.commit()
	db.close()
	made = World(site, hooks)
	made.insert("Role", *({"name": role} for role in ("Reader", "Keeper", "Other")))
	yield made
	site.close()
