"""Rules of doctypes changed without code, and that nobody shuts the administrators out."""

from __future__ import annotations

from typing import Any

import pytest
from documents_support import CLERK, MANAGER, doctype, field, new, role
from tests_support import user

import frappe
from banco.context import Context
from frappe.core.page.permission_manager.permission_manager import add, get_permissions, remove, reset, update

CLERK_USER, ADMIN_USER = "clerk@example.com", "admin@example.com"


@pytest.fixture(autouse=True)
def _site(ctx: Context) -> None:
	role("Clerk")
	doctype("Flat", field("title"), field("health", permlevel=1), permissions=[CLERK, MANAGER])
	user(CLERK_USER, ["Clerk"])
	user(ADMIN_USER, ["System Manager"])
	frappe.set_user(ADMIN_USER)


def rules(**asked: Any) -> set[tuple[str, int, int]]:
	return {(row["role"], row["permlevel"] or 0, row["delete"] or 0) for row in get_permissions(**asked)}


def may(right: str) -> bool:
	return bool(frappe.has_permission("Flat", right, user=CLERK_USER))


def test_a_rule_changes_at_once_and_goes_back_to_the_standard(ctx: Context) -> None:
	assert not may("delete") and all(row["is_standard"] for row in get_permissions("Flat"))
	update("Flat", "Clerk", 0, "delete", 1)
	assert may("delete") and rules(doctype="Flat") == {("Clerk", 0, 1), ("System Manager", 0, 1)}
	assert not any(row["is_standard"] for row in get_permissions("Flat"))
	update("Flat", "Clerk", 0, "delete", 0)
	update("Flat", "Clerk", 0, "if_owner", 1)
	assert not may("delete")
	update("Flat", "Clerk", 0, "read", 0, if_owner=1)
	assert not may("read")
	reset("Flat")
	assert may("read") and all(row["is_standard"] for row in get_permissions("Flat"))


def test_a_level_is_opened_by_a_rule_of_its_own(ctx: Context) -> None:
	name = new("Flat", title="a", health="h").insert(ignore_permissions=True).name
	frappe.set_user(CLERK_USER)
	doc = frappe.get_doc("Flat", name)
	doc.apply_fieldlevel_read_permissions()
	assert not doc.health
	frappe.set_user(ADMIN_USER)
	add("Flat", "Clerk", 1)
	with pytest.raises(frappe.ValidationError):
		add("Flat", "Clerk", 1)
	assert ("Flat", 1) in {(row["parent"], row["permlevel"]) for row in get_permissions(role="Clerk")}
	frappe.db.set_value("Flat", name, "health", "h")
	frappe.set_user(CLERK_USER)
	doc = frappe.get_doc("Flat", name)
	doc.apply_fieldlevel_read_permissions()
	assert doc.health == "h"
	frappe.set_user(ADMIN_USER)
	remove("Flat", "Clerk", 1)
	assert rules(doctype="Flat") == {("Clerk", 0, 0), ("System Manager", 0, 1)}


def test_the_last_rule_stays(ctx: Context) -> None:
	remove("Flat", "Clerk", 0)
	with pytest.raises(frappe.ValidationError):
		remove("Flat", "System Manager", 0)


@pytest.mark.parametrize("right", ["", "owner", "read`=1; --", "role", "__class__", "permlevel"])
def test_only_rights_are_given(ctx: Context, right: str) -> None:
	with pytest.raises(frappe.ValidationError):
		update("Flat", "Clerk", 0, right, 1)


@pytest.mark.parametrize(
	"act",
	[
		lambda: get_permissions("Flat"),
		lambda: add("Flat", "Clerk", 1),
		lambda: update("Flat", "Clerk", 0, "delete", 1),
		lambda: remove("Flat", "Clerk", 0),
		lambda: reset("Flat"),
	],
)
def test_nobody_else_may(ctx: Context, act: Any) -> None:
	for name in (CLERK_USER, "Guest"):
		frappe.set_user(name)
		with pytest.raises(frappe.PermissionError):
			act()


@pytest.mark.parametrize(
	"act",
	[
		lambda: update("User", "System Manager", 0, "write", 0),
		lambda: update("DocType", "System Manager", 0, "if_owner", 1),
		lambda: remove("User", "System Manager", 0),
		lambda: new("Custom DocPerm", parent="User", role="Clerk", read=1).insert(),
	],
)
def test_administrators_keep_what_administers_the_system(ctx: Context, act: Any) -> None:
	with pytest.raises(frappe.ValidationError):
		act()


def test_rules_of_the_system_can_be_widened_and_reset(ctx: Context) -> None:
	add("User", "Clerk", 0)
	assert frappe.has_permission("User", "read", user=CLERK_USER)
	reset("User")
	assert {row["role"] for row in get_permissions("User")} == {"System Manager", "Desk User"}


def test_the_last_administrator_stays_one(ctx: Context) -> None:
	frappe.set_user("Administrator")
	for spoil in (
		_without_roles,
		lambda doc: doc.update({"enabled": 0}).save(),
		lambda doc: doc.delete(),
	):
		ctx.db.savepoint("before")
		with pytest.raises(frappe.ValidationError):
			spoil(frappe.get_doc("User", ADMIN_USER))
		ctx.db.rollback(save_point="before")
	frappe.get_doc("User", ADMIN_USER).update({"last_name": "New"}).save()
	user("second@example.com", ["System Manager"])
	_without_roles(frappe.get_doc("User", ADMIN_USER))
	frappe.get_doc("User", ADMIN_USER).delete()
	frappe.get_doc("User", "Administrator").save()


def _without_roles(doc: Any) -> None:
	doc.roles = []
	doc.save()
