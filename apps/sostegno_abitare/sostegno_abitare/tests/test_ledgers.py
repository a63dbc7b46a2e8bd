"""The ledgers: written once, taken back by opposite entries, chained, and never below nothing (R22, R45)."""

import contextlib
import io
from typing import Any

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.accountability.doctype.budget_ledger_entry.budget_ledger_entry import LedgerIsFinalError
from sostegno_abitare.funds.doctype.fund_ledger_entry.fund_ledger_entry import FundLedgerIsFinalError
from sostegno_abitare.ledgers import budget, chain, funds, verify
from sostegno_abitare.ledgers.chain import BUDGET, FUND
from sostegno_abitare.ledgers.names import NameInLedgerError
from sostegno_abitare.rules.ledgers import Balance

from .base import AppTestCase
from .factories import ACTION, AGREEMENT, HOME, NEXT
from .ledger_factory import LedgerFactory


class LedgerTestCase(AppTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.make: LedgerFactory = LedgerFactory()

	def entries(self, doctype: str = BUDGET.doctype, **filters: Any) -> list[Any]:
		return frappe.get_all(doctype, filters=filters, fields=["*"], order_by="name asc")


class TestBudgetLedger(LedgerTestCase):
	def test_an_entry_says_what_was_done_and_by_whom(self):
		row, source = self.make.budget_row(), self.make.source()
		[name] = budget.post(source, [self.make.posting(row, "Committed", 1_005, source_row="riga-7")])
		entry = frappe.get_doc(BUDGET.doctype, name)
		self.assertEqual(
			(entry.agreement, entry.action, entry.cost_category, entry.budget_row, entry.municipality),
			(AGREEMENT, ACTION, "PROVA-VOCE", row.name, None),
		)
		self.assertEqual((entry.kind, entry.share, entry.amount), ("Committed", "Public", 10.05))
		self.assertEqual((entry.source_doctype, entry.source_name), ("Cost Category", source.name))
		self.assertEqual((entry.source_row, entry.posted_by), ("riga-7", "Administrator"))
		self.assertEqual(name, BUDGET.name_of(AGREEMENT, chain.counted(BUDGET, AGREEMENT)))

	def test_the_municipality_of_a_posting_goes_before_that_of_the_row(self):
		row = self.make.budget_row(municipality=self.make.municipality(HOME))
		for given, found in ((None, HOME), (self.make.municipality(NEXT), NEXT)):
			posting = self.make.posting(row, "Committed", 1, municipality=given)
			[name] = budget.post(self.make.source(), [posting])
			self.assertEqual(frappe.db.get_value(BUDGET.doctype, name, "municipality"), found)

	def test_nobody_writes_changes_deletes_or_renames_an_entry(self):
		[name, _second] = self.make.spend(self.make.budget_row(), 100)
		doc = frappe.get_doc(BUDGET.doctype, name)
		doc.amount = 2
		self.assertRefused(LedgerIsFinalError, doc.save)
		self.assertRefused(LedgerIsFinalError, frappe.delete_doc, BUDGET.doctype, name)
		self.assertRefused(LedgerIsFinalError, frappe.rename_doc, BUDGET.doctype, name, "altro", force=True)
		self.assertRefused(LedgerIsFinalError, frappe.copy_doc(doc).insert)

	def test_only_what_goes_together_is_posted(self):
		row = self.make.budget_row()
		for kind, share in (("Claimed", "Partner Cash"), ("Bought", "Public"), ("Spent", "Nobody")):
			posting = self.make.posting(row, kind, 1, share)
			self.assertRaises(ValueError, budget.post, self.make.source(), [posting])

	def test_no_money_on_a_draft_or_on_a_row_that_is_not_there(self):
		row = self.make.budget_row("R2")
		frappe.db.set_value("Budget Row", row.name, "docstatus", 0)
		posting = self.make.posting(row, "Committed", 1)
		self.assertRefused(budget.RowNotApprovedError, budget.post, self.make.source(), [posting])
		posting = budget.Posting("Non esiste", "Committed", "Public", 1, getdate())
		self.assertRefused(budget.RowNotApprovedError, budget.post, self.make.source(), [posting])

	def test_the_order_of_the_sums_holds(self):
		row = self.make.budget_row()
		self.make.spend(row, 1_000)
		for kind, cents in (
			("Spent", 1),
			("Claimed", 1_001),
			("Admitted", 1),
			("Cut", 1),
			("Reimbursed", 1),
			("Valued", -1),
			("Spent", -1_001),
			("Committed", -1),
		):
			frappe.db.savepoint("whole")
			posting = self.make.posting(row, kind, cents)
			self.assertRefused(budget.BudgetOrderError, budget.post, self.make.source(), [posting])
			frappe.db.rollback(save_point="whole")
		way = (("Claimed", 1_000), ("Admitted", 900), ("Cut", 100), ("Reimbursed", 900))
		for kind, cents in way:
			budget.post(self.make.source(), [self.make.posting(row, kind, cents)])
		self.assertEqual(
			{kind: self.make.sums(row)[kind] for kind in ("Spent", "Claimed", "Admitted", "Cut")},
			{"Spent": 1_000, "Claimed": 1_000, "Admitted": 900, "Cut": 100},
		)

	def test_reversed_it_is_as_if_it_had_not_been_and_only_once(self):
		row, source = self.make.budget_row(), self.make.source()
		before = self.make.sums(row)
		self.make.spend(row, 700, source)
		gone = budget.reverse(source)
		self.assertEqual(len(gone), 2)
		self.assertEqual(self.make.sums(row), before)
		self.assertEqual(budget.reverse(source), [])
		taken = self.entries(source_name=source.name)
		self.assertEqual([entry.reversal_of for entry in taken[2:]], [entry.name for entry in taken[:2]])
		self.make.spend(row, 300, source)
		self.assertEqual(len(budget.reverse(source)), 2)
		self.assertEqual(self.make.sums(row), before)

	def test_reversed_by_kind_and_day(self):
		row, source = self.make.budget_row(), self.make.source()
		self.make.spend(row, 700, source)
		day = add_days(getdate(), -3)
		[name] = budget.reverse(source, day=day, kinds=["Spent"])
		entry = frappe.get_doc(BUDGET.doctype, name)
		self.assertEqual((entry.kind, entry.amount, getdate(entry.posting_date)), ("Spent", -7, getdate(day)))
		self.assertNotIn("Spent", self.make.sums(row))
		self.assertEqual(self.make.sums(row)["Committed"], 700)

	def test_what_others_stand_on_is_not_reversed(self):
		row, source = self.make.budget_row(), self.make.source()
		self.make.spend(row, 700, source)
		budget.post(self.make.source("Altra"), [self.make.posting(row, "Claimed", 700)])
		self.assertRefused(budget.BudgetOrderError, budget.reverse, source)

	def test_sums_by_whatever_field(self):
		one, two = self.make.budget_row("R1"), self.make.budget_row("R2")
		self.make.spend(one, 10)
		self.make.spend(two, 20)
		found = budget.totals(("budget_row",), kind="Spent", agreement=AGREEMENT)
		self.assertEqual(found, {(one.name,): 10, (two.name,): 20})
		self.assertEqual(budget.totals((), kind="Spent", budget_row=[one.name, two.name]), {(): 30})
		self.assertEqual(budget.totals(("kind",), kind=[]), {})
		self.assertEqual(budget.totals(("municipality",), kind="Spent", municipality=""), {("",): 30})
		self.assertRaises(ValueError, budget.totals, ("name; drop table x",))

	def test_nothing_is_posted_for_nothing(self):
		row = self.make.budget_row()
		before = chain.counted(BUDGET, AGREEMENT)
		self.assertEqual(budget.post(self.make.source(), [self.make.posting(row, "Spent", 0)]), [])
		self.assertEqual(chain.counted(BUDGET, AGREEMENT), before)


class TestFundLedger(LedgerTestCase):
	def post(self, fund: str, kind: str, cents: int, **values: Any) -> list[str]:
		source = values.pop("source", None) or self.make.source()
		return funds.post(source, fund, [funds.Posting(kind, cents, getdate(), **values)])

	def test_what_stands_in_a_fund(self):
		fund = self.make.fund(cents=100_000)
		self.post(fund, "Commitment", 60_000, rent_guarantee="G1")
		self.assertEqual(funds.balance(fund), Balance(100_000, 60_000, 40_000, 0))
		self.post(fund, "Release", 20_000, rent_guarantee="G1")
		self.post(fund, "Disbursement", 20_000, rent_guarantee="G1", repayable=True, case_code="C1")
		self.post(fund, "Disbursement", 5_000)
		self.assertEqual(funds.balance(fund), Balance(75_000, 40_000, 35_000, 20_000))
		self.post(fund, "Repayment", 12_000)
		self.post(fund, "Write-off", 3_000)
		self.assertEqual(funds.balance(fund, current=True), Balance(87_000, 40_000, 47_000, 5_000))
		self.assertEqual(funds.balance(fund, rent_guarantee="G1").committed, 40_000)

	def test_nothing_goes_below_nothing(self):
		fund = self.make.fund(cents=10_000)
		self.post(fund, "Commitment", 6_000, rent_guarantee="G1")
		self.post(fund, "Disbursement", 1_000, repayable=True)
		for kind, cents, values, error in (
			("Disbursement", 3_001, {}, funds.FundExceededError),
			("Commitment", 3_001, {}, funds.FundExceededError),
			("Allocation", -9_999, {}, funds.FundExceededError),
			("Repayment", 1_001, {}, funds.FundOrderError),
			("Write-off", 1_001, {}, funds.FundOrderError),
			("Release", 6_001, {"rent_guarantee": "G1"}, funds.FundOrderError),
			("Release", 1, {"rent_guarantee": "G2"}, funds.FundOrderError),
			("Release", 6_001, {}, funds.FundOrderError),
		):
			frappe.db.savepoint("whole")
			self.assertRefused(error, self.post, fund, kind, cents, **values)
			frappe.db.rollback(save_point="whole")
		self.post(fund, "Disbursement", 3_000)
		self.assertEqual(funds.balance(fund).free, 0)

	def test_a_transfer_is_a_pair_that_sums_to_nothing(self):
		one, two = self.make.fund(cents=500), self.make.fund(NEXT)
		source = self.make.source("Delibera")
		funds.transfer(source, one, two, 200, getdate())
		self.assertEqual((funds.balance(one).balance, funds.balance(two).balance), (300, 200))
		self.assertEqual(funds.totals((), kind="Transfer"), {(): 0})
		self.assertRefused(funds.FundExceededError, funds.transfer, source, one, two, 301, getdate())
		self.assertRaises(ValueError, funds.transfer, source, one, one, 1, getdate())
		self.assertRaises(ValueError, self.post, one, "Transfer", 1)

	def test_reversed_only_once_and_never_below_nothing(self):
		fund, source = self.make.fund(cents=500), self.make.source("Seconda")
		self.post(fund, "Allocation", 300, source=source)
		self.assertEqual(len(funds.reverse(source)), 1)
		self.assertEqual(funds.reverse(source), [])
		self.post(fund, "Allocation", 300, source=source)
		self.post(fund, "Disbursement", 600)
		self.assertRefused(funds.FundExceededError, funds.reverse, source)

	def test_nobody_writes_changes_or_deletes_an_entry(self):
		[name] = self.post(self.make.fund(), "Allocation", 100)
		doc = frappe.get_doc(FUND.doctype, name)
		self.assertEqual((doc.agreement, doc.municipality), (AGREEMENT, HOME))
		doc.amount = 2
		self.assertRefused(FundLedgerIsFinalError, doc.save)
		self.assertRefused(FundLedgerIsFinalError, frappe.delete_doc, FUND.doctype, name)
		self.assertRefused(FundLedgerIsFinalError, frappe.copy_doc(doc).insert)


class TestChains(LedgerTestCase):
	def faults(self) -> list[tuple[str, str]]:
		return [fault for found in verify.chains() for fault in found.faults]

	def run_command(self) -> str:
		with contextlib.redirect_stdout(io.StringIO()) as shown:
			verify.run()
		return shown.getvalue()

	def test_what_was_not_touched_is_sound(self):
		row = self.make.budget_row()
		self.make.spend(row, 100)
		self.make.fund(cents=100)
		self.assertEqual(self.faults(), [])
		shown = self.run_command()
		self.assertIn(chain.head(BUDGET, AGREEMENT), shown)
		self.assertIn(chain.head(FUND, self.make.fund()), shown)
		self.assertTrue(shown.endswith("ok\n"))
		head = chain.head(BUDGET, AGREEMENT)
		self.make.spend(row, 1)
		self.assertNotEqual(chain.head(BUDGET, AGREEMENT), head)

	def test_whatever_is_touched_shows(self):
		row = self.make.budget_row(quantity=2, unit_value=50)
		names = [name for _ in range(3) for name in self.make.spend(row, 100)]
		self.make.fund(cents=100)
		one = {field: "x" for field in BUDGET.texts if field != "agreement"}
		for field, value in {**one, "posting_date": "2020-01-01", "amount": 1.01}.items():
			self.touched(names[2], "changed", lambda f=field, v=value: self.set(names[2], f, v))
		self.touched(names[2], "changed", lambda: self.set(names[2], "posted_at", "2020-01-01 00:00:00"))
		self.touched(names[2], "missing", lambda: frappe.db.delete(BUDGET.doctype, {"name": names[2]}))
		self.touched(names[5], "missing", lambda: frappe.db.delete(BUDGET.doctype, {"name": names[5]}))
		self.touched(names[3], "broken", lambda: self.forge(names[2]))
		[first] = frappe.get_all(FUND.doctype, pluck="name", order_by="name asc", limit_page_length=1)
		for field in ("case_code", "rent_guarantee", "kind", "repayable"):
			self.touched(first, "changed", lambda f=field: self.set(first, f, 1, FUND.doctype), FUND.doctype)

	def test_a_municipality_that_is_named_keeps_its_name(self):
		self.make.fund(cents=100)
		self.assertRefused(
			NameInLedgerError, frappe.rename_doc, "Municipality", HOME, "Altro Comune", force=True
		)
		self.make.municipality(NEXT)
		frappe.rename_doc("Municipality", NEXT, "Altro Comune", force=True)

	def set(self, name: str, field: str, value: Any, doctype: str = BUDGET.doctype) -> None:
		frappe.db.set_value(doctype, name, field, value, update_modified=False)

	def touched(self, name: str, code: str, break_it: Any, doctype: str = BUDGET.doctype) -> None:
		frappe.db.savepoint("whole")
		break_it()
		self.assertIn((name, code), self.faults())
		with self.assertRaises(SystemExit) as ended, contextlib.redirect_stdout(io.StringIO()) as shown:
			verify.run()
		self.assertEqual(ended.exception.code, 1)
		self.assertIn(f"FIRST FAULT {name}", shown.getvalue())
		frappe.db.rollback(save_point="whole")
		self.assertEqual(self.faults(), [])

	def forge(self, name: str) -> None:
		"""A forger who knows the hash: the row is sound in itself, the chain is not."""
		row = frappe.get_doc(BUDGET.doctype, name)
		row.amount = 0.5
		forged = chain.hash_chain.digest(row.previous_hash, chain.said(BUDGET, row.as_dict()))
		frappe.db.set_value(BUDGET.doctype, name, {"amount": 0.5, "hash": forged})
