"""The check of money finds what breaks the bank's rules, and nothing where all is well."""

import frappe
from sostegno_abitare.funds.bank import matching

from .bank_factory import BankFactory, told
from .rent_factory import month
from .test_integrity import IntegrityTestCase


class TestRulesOfTheBank(IntegrityTestCase):
	def test_statements_movements_and_orders(self):
		make = BankFactory()
		make.terms()
		account = make.account()
		sublease = make.sublease(start_date=month(6), due_day=5)
		[due] = make.asked(sublease, 1)
		[row] = make.movements(account, told(38_000, text=due.payment_reference))
		matching.confirm(row.name)
		row.reload()
		payment = row.matches[0].made
		self.assertEqual(self.codes(), set())
		self.broken(
			"bank-statements",
			row.statement,
			lambda: self.set("Bank Statement", row.statement, "closing_balance", 380.01),
		)
		self.broken("bank-matched", row.name, lambda: self.set("Bank Movement", row.name, "amount", 379.99))
		self.broken(
			"bank-registered",
			row.name,
			lambda: frappe.db.set_value("Bank Match", row.matches[0].name, "made", "RP-none"),
		)
		self.assertTrue(payment)
		for name in ("a", "b"):
			item = {"doctype": "Payment Batch Item", "parent": name, "parenttype": "Payment Batch"}
			values = {
				"name": f"voce-{name}",
				"parentfield": "items",
				"status": "Waiting",
				"source_type": "Expense",
				"source": "E-1",
				"amount": 1,
			}
			frappe.get_doc({**item, **values}).db_insert()
		self.assertEqual(self.names("bank-ordered"), {"E-1"})
