"""What must hold of claims, each broken on purpose and found."""

import frappe
from sostegno_abitare.ledgers.invariants import REGISTRY

from .factories import AGREEMENT
from .test_claims import ClaimTestCase


class TestIntegrity(ClaimTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.make.vouchers(100, 50, row=self.row)
		self.claim = self.make.claim("Under Control")
		self.make.rule_on(self.claim, "Cut", "1", cut=20, reason="IVA", may_return=1)
		self.make.rule_on(self.claim, "Admitted")
		self.claim = self.make.conclude(self.claim)
		self.make.pay(self.claim, 60)
		self.later = self.make.claim("Submitted")

	def found(self) -> set[str]:
		return {row.code for row in REGISTRY if row.code.startswith("claim-") and list(row.check())}

	def test_a_sound_claim_has_no_findings(self):
		self.assertEqual(self.found(), set())

	def test_each_break_is_found(self):
		name, line = self.claim.name, f"{self.claim.name}-00002"
		for doctype, document, field, value, codes in (
			("Reimbursement Claim", name, "admitted", 1, {"claim-totals", "claim-paid"}),
			("Claim Line", line, "admitted", 49, {"claim-totals", "claim-posted", "claim-decided"}),
			(
				"Claim Line",
				line,
				"claimed",
				51,
				{"claim-totals", "claim-posted", "claim-decided", "claim-frozen"},
			),
			("Claim Line", line, "supplier", "Altri", {"claim-frozen"}),
			("Reimbursement Claim", name, "advance_recovered", 5, {"claim-paid", "claim-advances"}),
		):
			frappe.db.savepoint("whole")
			frappe.db.set_value(doctype, document, field, value)
			self.assertEqual(self.found(), codes, field)
			frappe.db.rollback(save_point="whole")

	def test_a_voucher_claimed_twice_is_found(self):
		[line] = self.make.lines_of(self.later)
		self.assertEqual((line.claimed, AGREEMENT in line.name), (20, True))
		frappe.db.set_value("Claim Line", line.name, "claimed", 20.01)
		self.assertIn("claim-once", self.found())
