import frappe
from frappe.tests.utils import FrappeTestCase


class TestTree(FrappeTestCase):
	def test_planting(self):
		frappe.get_doc({"doctype": "Tree", "tree_name": "Seen Only Here"}).insert()
		self.assertTrue(frappe.db.exists("Tree", "Seen Only Here"))
		self.assertTrue(frappe.flags.in_test)

	def test_rows_of_the_class_are_still_there(self):
		self.assertTrue(frappe.db.exists("Tree", "Seen Only Here"))


class TestAnother(FrappeTestCase):
	def test_rolled_back(self):
		self.assertFalse(frappe.db.exists("Tree", "Seen Only Here"))
