"""What the hooks call; each call is noted, so that tests see the order."""

import frappe

CALLS: list[str] = []


def before_install():
	CALLS.append(f"before_install {frappe.db.exists('DocType', 'Tree')}")


def after_install():
	CALLS.append(f"after_install {frappe.db.exists('DocType', 'Tree')}")
	plant("Old Oak", kind="Oak", rows=[{"note": "hollow"}])


def before_migrate():
	CALLS.append("before_migrate")


def after_migrate():
	CALLS.append("after_migrate")


def before_tests():
	CALLS.append("before_tests")


def note_tree(doc, method=None):
	CALLS.append(f"{method} {doc.name}")


def greet(name, times=1):
	return f"Hello {name}" * times


def plant(name, **values):
	frappe.get_doc({"doctype": "Tree", "tree_name": name, **values}).insert()


def fail():
	frappe.throw("No such luck")
