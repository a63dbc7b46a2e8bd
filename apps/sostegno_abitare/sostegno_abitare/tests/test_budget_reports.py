"""What the reports of the budget say: equal to the ledger to the cent, whatever is asked for.

requirement: EM-13, VA-13, VA-15, VA-16
"""

from typing import Any

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.accountability import commitments, plan_sheet
from sostegno_abitare.accountability.report.budget_status import budget_status
from sostegno_abitare.accountability.report.budget_versions import budget_versions
from sostegno_abitare.accountability.report.open_commitments import open_commitments
from sostegno_abitare.ledgers import budget as ledger
from sostegno_abitare.rules.ledgers import COMMITTED, PLANNED, SPENT

from .budget_factory import A1, A2
from .factories import AGREEMENT, HOME, NEXT
from .test_budget_moves import CommitmentTestCase


class TestBudgetStatus(CommitmentTestCase):
	def status(self, **filters):
		_columns, rows, message, chart, summary = budget_status.execute({"agreement": AGREEMENT, **filters})
		self.chart, self.message, self.figures = (
			chart,
			message,
			{row["label"]: row["value"] for row in summary},
		)
		return rows

	def at(self, rows, *path):
		return next((row for row in rows if row["node"] == "/".join((AGREEMENT, *path))), None)

	def test_every_level_is_the_sum_of_the_one_below_and_of_the_ledger(self):
		source = self.make.source()
		self.make.spend(self.rows["staff"], 12_345, source)
		self.make.bind(self.rows["rent"], 700)
		ledger.post(source, [self.make.posting(self.rows["hours"], "Valued", 1_001, "Partner In Kind")])
		rows = self.status()
		for field in ("planned", "approved", "committed", "spent", "valued", "left"):
			for depth in range(3):
				for line in (row for row in rows if row["indent"] == depth):
					below = [row for row in rows if row["parent_node"] == line["node"]]
					self.assertAlmostEqual(line[field], sum(row[field] for row in below), places=6)
		for kind in (PLANNED, COMMITTED, SPENT):
			cents = sum(ledger.totals((), agreement=AGREEMENT, kind=kind).values())
			self.assertEqual(round(self.at(rows)[kind.lower()] * 100), cents)
		staff = self.at(rows, A1, "STAFF", self.rows["staff"].name)
		self.assertEqual((staff["approved"], staff["spent"], staff["left"]), (300, 123.45, 176.55))
		self.assertEqual(staff["activity"], "Attività di prova")
		hours = self.at(rows, A1, "STAFF", self.rows["hours"].name)
		self.assertEqual((hours["valued"], hours["left"]), (10.01, 69.99))
		self.assertEqual(self.figures["Spent"], 123.45)
		self.assertEqual(self.chart["data"]["labels"], [A1, A2])
		self.assertIsNone(self.message)

	def test_filters(self):
		self.make.bind(self.rows["staff"], 100, municipality=HOME, day=add_days(getdate(), -400))
		self.make.bind(self.rows["staff"], 200, municipality=NEXT)
		self.assertEqual(self.at(self.status(municipality=HOME))["committed"], 1)
		self.assertEqual(self.at(self.status(year=getdate().year))["committed"], 2)
		self.assertEqual(self.at(self.status(from_date=add_days(getdate(), -1)))["committed"], 2)
		self.assertEqual(self.at(self.status(share="Partner In Kind"))["planned"], 80)
		self.assertEqual(self.at(self.status(nature="Figurative"))["planned"], 80)
		self.assertEqual(self.at(self.status(brought_by="Partner"))["planned"], 130)
		self.assertEqual(self.at(self.status(action=A2))["planned"], 400)
		self.assertIsNone(self.at(self.status(action=A2), A1))
		self.assertEqual(self.at(self.status(cost_category="RENT"))["planned"], 250)

	def test_what_the_plan_lacks_is_said(self):
		self.rows["second"].cancel()
		self.status()
		self.assertIn(A2, self.message)

	def test_how_the_limits_are_kept_is_said(self):
		frappe.db.set_value(
			"Service Agreement",
			AGREEMENT,
			{"own_share_percent": 5, "figurative_counts": 1, "indirect_cap_percent": 7},
		)
		self.status()
		for amount in ("130,00", "80,00", "56,50", "73,50"):
			self.assertIn(amount, self.message)
		sheet = plan_sheet.sa_budget_plan(AGREEMENT)
		self.assertEqual((len(sheet["limits"]), sheet["lacking"]), (2, []))
		self.assertEqual(
			[sheet["sums"][field] for field in ("public", "partner_cash", "partner_in_kind", "approved")],
			[1_000, 50, 80, 1_130],
		)
		self.assertEqual([len(action["rows"]) for action in sheet["actions"]], [5, 1])
		self.assertEqual(
			{row["name"] for row in sheet["valued"]}, {self.rows[key].name for key in ("room", "hours")}
		)

	def test_each_reader_gets_the_rows_of_its_bonds(self):
		with self.as_user(self.controller()):
			self.assertEqual(self.at(self.status())["planned"], 1_130)
		with self.as_user(self.user("Public Controller", "altrove")):
			frappe.db.delete("User Permission", {"user": "altrove@prova.invalid"})
			self.assertEqual(self.status(), [])
			self.assertEqual(set(self.figures.values()), {0})


class TestBudgetVersions(CommitmentTestCase):
	def versions(self, **filters: Any):
		columns, rows, message, chart, summary = budget_versions.execute({"agreement": AGREEMENT, **filters})
		return columns, {row["budget_row"]: row for row in rows}, message, chart, summary

	def test_versions_stand_beside_one_another(self):
		self.move(("staff", -20), ("rent", 20), submit=True)
		gone = self.move(("staff", -1), ("helpers", 1), submit=True)
		self.approve(self.move(("second", -10), ("staff", 10)))
		_columns, rows, message, chart, summary = self.versions()
		staff = rows[self.rows["staff"].name]
		self.assertEqual([staff[f"v{number}"] for number in (1, 2, 3, 4)], [300, 280, 279, 289])
		self.assertEqual((staff["difference"], round(staff["percent"], 2)), (-11, -3.67))
		for number in (1, 2, 3, 4):
			self.assertAlmostEqual(sum(row[f"v{number}"] for row in rows.values()), 1_130)
		self.assertEqual(len(chart["data"]["datasets"]), 4)
		self.assertEqual([figure["value"] for figure in summary], [4, 1_130, 1_130])
		self.assertEqual(message.count("<br>"), 2)
		self.assertEqual(gone.version, 3)

	def test_a_cancelled_version_is_none(self):
		self.move(("staff", -20), ("rent", 20), submit=True).cancel()
		_columns, rows, _message, chart, _summary = self.versions()
		self.assertEqual(rows[self.rows["staff"].name]["v1"], 300)
		self.assertNotIn("v2", rows[self.rows["staff"].name])
		self.assertIsNone(chart)
		self.assertEqual(budget_versions.execute({})[1], [])


class TestOpenCommitments(CommitmentTestCase):
	def test_what_is_left_of_each(self):
		used, freed, late = self.commit(amount=50), self.commit(amount=20), self.commit(amount=10)
		frappe.db.set_value("Budget Commitment", late.name, "until", add_days(getdate(), -3))
		freed.release("Economia")
		row, day = self.rows["staff"].name, getdate()
		ledger.post(
			self.make.source(),
			[
				ledger.Posting(row, COMMITTED, "Public", 3_000, day),
				*commitments.use(used.name, row, "Public", 3_000, day),
			],
		)
		found = {line["commitment"]: line for line in open_commitments.execute({"with_closed": 1})[1]}
		self.assertEqual(
			[(found[doc.name]["used"], found[doc.name]["left"]) for doc in (used, freed, late)],
			[(30, 20), (0, 0), (0, 10)],
		)
		self.assertEqual(found[late.name]["days_late"], 3)
		self.assertEqual(len(open_commitments.execute({"agreement": AGREEMENT})[1]), 2)
