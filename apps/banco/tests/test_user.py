from __future__ import annotations

import pytest
from tests_support import user

import frappe


def test_named_by_the_address_in_lower_case(ctx):
	assert user("  Ada.Lovelace@Example.ORG ").name == "ada.lovelace@example.org"


@pytest.mark.parametrize("address", ["nothing", "a b@c.it", "<script>@x.it", ""])
def test_addresses_refused(ctx, address):
	with pytest.raises((frappe.ValidationError, frappe.NameError)):
		user(address)


def test_full_name_and_roles_once(ctx):
	doc = user(
		"a@example.org",
		first_name="Ada",
		last_name="Byron",
		roles=["System Manager", "System Manager", "All"],
	)
	assert doc.full_name == "Ada Byron"
	assert [row.role for row in doc.roles] == ["System Manager"]
	assert "System Manager" in frappe.get_roles("a@example.org")
	user("other@example.org", roles=["System Manager"])
	doc.set("roles", [])
	doc.save()
	assert "System Manager" not in frappe.get_roles("a@example.org")


def test_a_user_reads_and_changes_their_own_record_but_not_their_rights(ctx):
	user("a@example.org", first_name="Ada")
	user("b@example.org")
	frappe.set_user("a@example.org")
	own = frappe.get_doc("User", "a@example.org")
	own.check_permission("write")
	own.first_name = "Augusta"
	own.user_type = "Website User"
	own.append("roles", {"role": "System Manager"})
	own.save()
	frappe.set_user("Administrator")
	stored = frappe.get_doc("User", "a@example.org")
	assert (stored.first_name, stored.user_type, stored.roles) == ("Augusta", "System User", [])
	frappe.set_user("a@example.org")
	with pytest.raises(frappe.PermissionError):
		frappe.get_doc("User", "b@example.org").check_permission("read")
	assert "b@example.org" in frappe.get_list("User", pluck="name")  # to choose them in a link
	assert "mobile_no" not in frappe.get_list("User", fields=["name", "mobile_no"])[0]


def test_disabling_and_deleting_standard_users(ctx):
	admin = frappe.get_doc("User", "Administrator")
	admin.enabled = 0
	with pytest.raises(frappe.ValidationError):
		admin.save()
	with pytest.raises(frappe.ValidationError):
		frappe.delete_doc("User", "Guest")


def test_a_manager_does_not_change_administrator(ctx):
	user("m@example.org", roles=["System Manager"])
	frappe.set_user("m@example.org")
	admin = frappe.get_doc("User", "Administrator")
	admin.new_password = "four unlikely words"
	with pytest.raises(frappe.PermissionError):
		admin.save()


def test_settings_are_checked_and_take_effect(ctx):
	settings = frappe.get_doc("System Settings")
	settings.time_zone = "Europe/Nowhere"
	with pytest.raises(frappe.ValidationError):
		settings.save()
	settings.reload()
	settings.rounding_method = "Banker's Rounding"
	settings.save()
	assert frappe.utils.flt(2.5, 0) == 2.0
	settings.rounding_method = "Commercial Rounding"
	settings.save()
	assert frappe.utils.flt(2.5, 0) == 3.0


def test_tasks_are_seen_by_those_concerned(ctx):
	for name in ("a@example.org", "b@example.org", "c@example.org"):
		user(name)
	frappe.set_user("a@example.org")
	frappe.get_doc({"doctype": "ToDo", "description": "x", "allocated_to": "b@example.org"}).insert()
	assert len(frappe.get_list("ToDo")) == 1
	frappe.set_user("b@example.org")
	assert len(frappe.get_list("ToDo")) == 1
	frappe.set_user("c@example.org")
	assert frappe.get_list("ToDo") == []
