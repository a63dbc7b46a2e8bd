"""A month of rent is paid by one alone: a fund, a regional notice, or who rents; whoever comes first (R49)."""

from unittest.mock import patch

import frappe
from frappe.utils import getdate
from sostegno_abitare.community.doctype.help_request import help_request as h
from sostegno_abitare.funds import months, payees, rents
from sostegno_abitare.funds.doctype.arrears_month_claim.arrears_month_claim import (
	ClaimIsWrittenBySystemError,
)
from sostegno_abitare.funds.doctype.guarantee_disbursement import guarantee_disbursement as d
from sostegno_abitare.funds.doctype.rent_guarantee.states import GuaranteeInUseError
from sostegno_abitare.housing import dues
from sostegno_abitare.ledgers import funds

from .factories import HOME
from .front_office import CODE, FrontOfficeCase
from .fund_factory import FundFactory, month

REGISTRATION = "TZE 3T n. 901/2025"
CLAIM = "Arrears Month Claim"


class MonthsTestCase(FrontOfficeCase):
	"""A fund, and a guarantee of a private lease for a household whose reference person has a fiscal code."""

	def setUp(self) -> None:
		super().setUp()
		self.make: FundFactory = FundFactory()
		self.make.terms()
		self.make.people()
		self.make.caps()
		self.make.fund(HOME, 1_000_000)
		self.case = self.make.tenant()
		household = frappe.db.get_value("Referral", self.case.name, "household")
		self.person = months.members_of(household)[0]
		self.guarantee = self.make.guarantee(referral=self.case.name, lease_registration=REGISTRATION)

	def pays(self, *back, **values):
		rows = [self.make.row(number) for number in back]
		return self.make.payment_of(rent_guarantee=self.guarantee.name, months=rows, **values)

	def asks(self, *back, **values):
		"""A request for a regional notice that covers months."""
		known = {"lease_registration": "Altro contratto", "fiscal_code": "MRTMTT91D08F205J", **values}
		return self.request("Granted", months=[self.month(number, 100) for number in back], **known)


class TestPrivateLease(MonthsTestCase):
	def test_what_a_notice_covers_the_fund_does_not_pay(self):
		code = CODE
		frappe.db.set_value("Person", self.person, "fiscal_code", code)
		for known in ({"lease_registration": "tze3t N901/2025"}, {"fiscal_code": code}):
			request = self.asks(3, **known)
			self.assertRefused(months.MonthTakenError, self.pays, 4, 3)
			frappe.delete_doc("Help Request", request.name, force=True)
		self.pays(4, 3)

	def test_what_the_fund_pays_a_notice_does_not_cover(self):
		doc = self.pays(3)
		self.assertRefused(h.MonthTakenError, self.asks, 2, 3, lease_registration=REGISTRATION)
		code = CODE
		frappe.db.set_value("Person", self.person, "fiscal_code", code)
		doc = frappe.get_doc(doc.doctype, doc.name)
		doc.save()  # the person has a code by now
		self.assertRefused(h.MonthTakenError, self.asks, 3, fiscal_code=code)
		doc = self.make.as_user(self.make.controlla, doc, "Reject")
		self.asks(3, lease_registration=REGISTRATION)

	def test_no_month_by_two_payments(self):
		self.pays(3)
		self.assertRefused(months.MonthTakenError, self.pays, 3)
		self.pays(2, deposit_kept=0)

	def test_a_month_that_deposit_and_recoveries_pay_is_not_the_funds(self):
		self.pays(4, 3, recovered=500)
		self.asks(4, lease_registration=REGISTRATION)

	def test_written_at_the_same_instant_they_meet_on_a_key(self):
		with patch.object(rents, "covered_elsewhere", return_value=[]):
			self.pays(3)
			self.assertRefused(months.MonthTakenError, self.pays, 3)
		with patch.object(months, "covered", return_value=[]):
			self.assertRefused(months.MonthTakenError, self.asks, 3, lease_registration=REGISTRATION)
		self.asks(5, lease_registration=REGISTRATION)
		with patch.object(rents, "covered_elsewhere", return_value=[]):
			self.assertRefused(months.MonthTakenError, self.pays, 5)

	def test_a_request_that_covers_nothing_frees_its_months(self):
		request = self.asks(3, lease_registration=REGISTRATION)
		self.assertTrue(frappe.db.exists(CLAIM, {"covered_by": request.name}))
		self.change(request, outcome=self.outcomes()[-1])
		self.act(request, "Close Unsolved")
		self.assertFalse(frappe.db.exists(CLAIM, {"covered_by": request.name}))
		doc = self.pays(3)
		self.assertRefused(h.MonthTakenError, self.act, request, "Take Up Again")
		frappe.delete_doc("Guarantee Disbursement", doc.name)
		self.act(request, "Take Up Again")

	def outcomes(self):
		return frappe.get_meta("Help Request").get_field("outcome").options.split("\n")

	def test_claims_are_not_written_by_hand(self):
		self.pays(3)
		doc = frappe.get_doc(CLAIM, frappe.get_all(CLAIM, pluck="name")[0])
		self.assertRefused(ClaimIsWrittenBySystemError, doc.save)
		self.assertRefused(ClaimIsWrittenBySystemError, frappe.delete_doc, CLAIM, doc.name)


class TestSublease(MonthsTestCase):
	"""The home is the service's own: its dues say what is not paid, and are paid."""

	def setUp(self) -> None:
		super().setUp()
		owner = self.make.owner_with_iban().name
		home = self.make.home("Available", property_owner=owner)
		head = self.make.head_lease(unit=home.name, property_owner=owner)
		self.sublease = self.make.sublease(
			head=head, start_date=month(6), monthly_charges=40, referral=self.make.tenant().name
		)
		self.make.asked(self.sublease, 5, 4, 3, 2)
		self.make.asked(head, 5, 4, 3)
		self.head = head
		self.guarantee = self.make.guarantee(contract_kind="Sublease", sublease=self.sublease.name)

	def pays(self, *back, arrears=420, state="Draft", **values):
		rows = [self.make.row(number, arrears) for number in back]
		return self.make.payment_of(state, rent_guarantee=self.guarantee.name, months=rows, **values)

	def open_of(self, contract):
		return [due.cents for due in dues.open_dues(contract.doctype, contract.name)]

	def test_the_contract_says_rent_owner_and_case(self):
		doc = self.guarantee
		self.assertEqual(
			(doc.referral, doc.municipality, doc.monthly_amount, doc.property_owner),
			(self.sublease.referral, HOME, 420, self.head.property_owner),
		)
		self.assertRefused(
			payees.PayeeError,
			self.make.guarantee,
			contract_kind="Sublease",
			sublease=self.sublease.name,
			owner=self.make.owner_with_iban(name="Altra").name,
		)

	def test_paid_months_are_paid_also_to_the_owner(self):
		doc = self.pays(5, 4, state="Paid")
		self.assertEqual(self.open_of(self.sublease), [0, 0, 42_000, 42_000])
		payment = frappe.get_doc("Rent Payment", doc.rent_payment)
		self.assertEqual((payment.paid_by, payment.amount, payment.unallocated), ("Guarantee Fund", 840, 0))
		head = frappe.get_doc("Rent Payment", doc.head_rent_payment)
		self.assertEqual((head.contract, head.amount), (self.head.name, 840))
		self.assertEqual(self.open_of(self.head), [0, 20_000, 52_000])
		self.assertRefused(rents.FundPaymentKeptError, payment.cancel)
		self.make.as_user(self.make.finanza, doc, "Record Return", returned_on=getdate())
		self.assertEqual(self.open_of(self.sublease), [42_000] * 4)
		self.assertEqual(self.open_of(self.head), [52_000] * 3)

	def test_no_more_than_is_open_of_the_month(self):
		self.make.payment(self.sublease, 400)
		self.assertRefused(d.MonthsError, self.pays, 5)
		self.pays(5, arrears=20)
		self.assertRefused(d.MonthsError, self.pays, 1)  # not asked for yet

	def test_what_was_paid_meanwhile_is_not_approved(self):
		doc = self.pays(5, state="Checked")
		self.make.payment(self.sublease, 100)
		self.assertRefused(d.MonthsError, self.make.as_user, self.make.controlla, doc, "Approve")

	def test_what_comes_too_late_is_a_credit_and_pays_no_month_twice(self):
		doc = self.pays(5, state="Approved")
		self.make.payment(self.sublease, 420)
		doc = self.make.bring_payment_on(doc)
		payment = frappe.get_doc("Rent Payment", doc.rent_payment)
		self.assertEqual((payment.allocated, payment.unallocated), (0, 420))
		self.assertEqual(self.open_of(self.sublease), [0, 42_000, 42_000, 42_000])

	def test_a_notice_on_a_month_that_the_fund_paid_is_refused(self):
		self.pays(5, state="Paid")
		with self.as_user("Administrator"):
			request = frappe.get_doc("Help Request", self.request("Granted").name)
			request.sublease = self.sublease.name
			request.append("months", {"month": month(5), "amount": 100})
			self.assertRefused(h.MonthTakenError, request.save)

	def test_the_deposit_that_was_kept_is_taken_off(self):
		deposit = self.make.deposit(self.sublease, 760, month(5))
		deposit.update(
			{"returned_on": getdate(), "returned_amount": 660, "kept_amount": 100, "kept_reason": "Canoni"}
		)
		deposit.save()
		self.assertRefused(d.DepositKeptError, self.pays, 5, 4)
		doc = self.pays(5, 4, deposit_kept=100)
		self.assertEqual([row.amount for row in doc.months], [320, 420])
		self.pays(3)

	def test_a_guarantee_that_ended_pays_nothing(self):
		doc = self.pays(5, state="Approved")
		self.assertRefused(
			GuaranteeInUseError,
			self.make.as_user,
			self.make.controlla,
			self.guarantee,
			"End Guarantee",
			end_reason="Prova",
		)
		self.make.bring_payment_on(doc)
		self.make.as_user(self.make.controlla, self.guarantee, "End Guarantee", end_reason="Prova")
		self.assertEqual(funds.balance(doc.fund).committed, 270_000)
		self.assertRefused(d.GuaranteeNotGivenError, self.pays, 4)
		self.make.as_user(self.make.finanza, doc, "Record Return", returned_on=getdate())
		self.assertEqual(funds.balance(doc.fund).committed, 270_000)
