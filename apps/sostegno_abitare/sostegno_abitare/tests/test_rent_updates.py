"""Updates of rents by the ISTAT index, and deposits with their interest (VA-01, R41, R43)."""

from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.housing import contracts, lease, lease_states
from sostegno_abitare.housing.doctype.istat_index import istat_index as i
from sostegno_abitare.housing.doctype.rent_update import rent_update as u
from sostegno_abitare.housing.doctype.security_deposit import security_deposit as d
from sostegno_abitare.housing.doctype.sublease.sublease import RentNotSustainableError
from sostegno_abitare.rules.periods import months_after, months_before

from .lease_factory import LeaseFactory
from .test_leases import LeaseTestCase

TODAY = getdate()
FIRST_OF_NEXT = months_after(TODAY.replace(day=1), 1)
YEAR_AGO, LAST_MONTH = months_before(TODAY.replace(day=1), 13), months_before(TODAY.replace(day=1), 1)
SINCE = months_before(TODAY.replace(day=1), 12)


class UpdateTestCase(LeaseTestCase):
	make: LeaseFactory

	def setUp(self) -> None:
		super().setUp()
		self.first = self.make.index(YEAR_AGO, 120.0)
		self.last = self.make.index(LAST_MONTH, 121.7)

	def update(self, contract: Any, submit: bool = False, **values: Any) -> Any:
		defaults = {"requested_on": TODAY, "index_from": self.first, "index_to": self.last}
		doc = self.make.document(
			"Rent Update",
			**{**defaults, **values, "contract_type": contract.doctype, "contract": contract.name},
		)
		if submit:
			doc.submit()
		return doc


class TestRentUpdate(UpdateTestCase):
	def test_three_quarters_of_the_change_from_the_month_after_the_request(self):
		lease_of_520 = self.make.head_lease(start_date=SINCE)
		doc = self.update(lease_of_520, submit=True)
		self.assertEqual((doc.change_percent, doc.cap_percent, doc.percent), (1.4, 75, 1.05))
		self.assertEqual((doc.old_rent, doc.new_rent), (520, 525.46))
		self.assertEqual(getdate(doc.effective_from), FIRST_OF_NEXT)
		self.assertEqual((doc.title, doc.unit), (lease_of_520.title, lease_of_520.unit))
		before, after = (
			contracts.rent_on("Head Lease", lease_of_520.name, day)
			for day in (FIRST_OF_NEXT - timedelta(days=1), FIRST_OF_NEXT)
		)
		self.assertEqual((str(before), str(after)), ("520", "525.46"))

	def test_a_draft_changes_no_rent_and_a_cancelled_one_gives_it_back(self):
		head = self.make.head_lease(start_date=SINCE)
		doc = self.update(head)
		self.assertEqual(str(contracts.rent_on("Head Lease", head.name, FIRST_OF_NEXT)), "520")
		doc.submit()
		doc.cancel()
		self.assertEqual(str(contracts.rent_on("Head Lease", head.name, FIRST_OF_NEXT)), "520")

	def test_while_it_holds_the_signature_stands(self):
		head = self.make.head_lease("Signed", start_date=SINCE)
		doc = self.update(head, submit=True)
		self.assertRefused(lease_states.UpdatedContractSentBackError, self.make.act, head, "Send Back")
		doc.cancel()
		head.reload()
		self.assertEqual(self.make.act(head, "Send Back").workflow_state, "Proposed")

	def test_refused_without_the_clause(self):
		head = self.make.head_lease(start_date=SINCE, istat_clause=0)
		self.assertRefused(u.NoUpdateClauseError, self.update, head)

	def test_refused_where_the_owner_waived_it(self):
		waived = self.make.head_lease(start_date=SINCE, update_waived=1)
		self.assertRefused(u.UpdateWaivedError, self.update, waived)
		flat = self.make.head_lease(start_date=SINCE, cedolare_secca=1)
		self.assertRefused(u.UpdateWaivedError, self.update, flat)

	def test_not_retroactive(self):
		head = self.make.head_lease(start_date=SINCE)
		for day in (TODAY, add_days(TODAY, -40)):
			self.assertRefused(u.RetroactiveUpdateError, self.update, head, effective_from=day)

	def test_once_a_year(self):
		self.assertRefused(
			u.UpdateTooSoonError, self.update, self.make.head_lease(start_date=add_days(TODAY, -30))
		)
		head = self.make.head_lease(start_date=SINCE)
		self.update(head, submit=True)
		day = months_after(FIRST_OF_NEXT, 3)
		self.assertRefused(u.UpdateTooSoonError, self.update, head, effective_from=day)

	def test_the_cap_is_that_of_the_type(self):
		head = self.make.head_lease(start_date=SINCE)
		frappe.db.set_value("Lease Type", head.lease_type, "istat_cap_percent", 100)
		self.assertEqual(self.update(head).new_rent, 527.28)

	def test_prices_that_fell_change_nothing(self):
		head = self.make.head_lease(start_date=SINCE)
		fallen = self.make.index(months_before(LAST_MONTH, 1), 119.0)
		self.assertRefused(u.NoRiseError, self.update, head, index_to=fallen)

	def test_indices_in_order_and_of_linked_bases(self):
		head = self.make.head_lease(start_date=SINCE)
		self.assertRefused(u.IndexMonthsError, self.update, head, index_from=self.last, index_to=self.first)
		other = self.make.index(LAST_MONTH, 100.4, base_year=2025)
		self.assertRefused(u.IndexMonthsError, self.update, head, index_to=other)
		linked = self.make.index(LAST_MONTH, 100.4, base_year=2025, linked_base=2015, link_coefficient=1.214)
		self.assertEqual(self.update(head, index_to=linked).change_percent, 1.6)

	def test_one_update_from_a_day_whatever_the_type_says(self):
		head = self.make.head_lease(start_date=SINCE)
		self.update(head, submit=True)
		frappe.db.set_value("Lease Type", head.lease_type, "update_months", 0)
		ahead = self.make.index(months_before(LAST_MONTH, 1), 123.0)
		again = {"index_from": ahead, "effective_from": FIRST_OF_NEXT}
		self.assertRefused(u.LaterUpdateError, self.update, head, **again)

	def test_the_last_one_is_cancelled_first(self):
		head = self.make.head_lease(start_date=SINCE)
		first = self.update(head, submit=True)
		later = months_after(FIRST_OF_NEXT, 12)
		ahead = self.make.index(months_after(LAST_MONTH, 11), 123.0)
		second = self.update(head, submit=True, effective_from=later, index_from=self.last, index_to=ahead)
		self.assertEqual(second.old_rent, 525.46)
		self.assertRefused(u.LaterUpdateError, first.cancel)
		second.cancel()
		first.reload()
		first.cancel()

	def test_no_rise_of_prices_counts_twice(self):
		head = self.make.head_lease(start_date=SINCE)
		self.update(head, submit=True)
		later = months_after(FIRST_OF_NEXT, 12)
		ahead = self.make.index(months_after(LAST_MONTH, 11), 123.0)
		self.assertRefused(
			u.IndexMonthsError, self.update, head, effective_from=later, index_from=self.first, index_to=ahead
		)

	def test_a_contract_that_is_signed_and_in_force(self):
		self.assertRefused(
			u.ContractNotActiveError, self.update, self.make.head_lease("Proposed", start_date=SINCE)
		)
		head = self.make.head_lease(start_date=SINCE)
		after = add_days(head.ends_on, 1)
		self.assertRefused(u.ContractNotActiveError, self.update, head, effective_from=after)

	def test_the_rent_of_a_household_stays_sustainable(self):
		head = self.make.head_lease(start_date=months_before(SINCE, 1))
		sublease = self.make.sublease(head=head, start_date=SINCE, monthly_rent=404)
		self.update(sublease)
		self.assertIn("30", self.messages())
		self.make.blocks()
		self.assertRefused(RentNotSustainableError, self.update, sublease)

	def test_a_used_index_stays(self):
		self.update(self.make.head_lease(start_date=SINCE), submit=True)
		index = frappe.get_doc("ISTAT Index", self.first)
		index.value = 119.0
		self.assertRefused(i.IndexInUseError, index.save)

	def test_an_index_is_of_a_month_and_above_zero(self):
		name = self.make.index(getdate("1990-05-17"), 100.5)
		self.assertEqual(getdate(frappe.db.get_value("ISTAT Index", name, "month")), getdate("1990-05-01"))
		month = getdate("1990-06-01")
		self.assertRefused(i.InvalidIndexError, self.make.index, month, 0)
		self.assertRefused(i.InvalidIndexError, self.make.index, month, 100, linked_base=1985)


class TestDeposit(LeaseTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.make.rates((2.5, "2000-01-01", "2019-12-31"), (2, "2020-01-01", None))

	def test_interest_of_each_year_that_ended(self):
		received = add_days(months_before(TODAY, 24), -5)
		doc = self.make.deposit(self.make.head_lease(), 1000, received)
		self.assertEqual([row.amount for row in doc.interest], [20, 20])
		self.assertEqual((doc.interest_total, doc.interest_unpaid, doc.side), (40, 40, "Paid to the Owner"))
		self.assertEqual(getdate(doc.next_interest_on), months_after(getdate(received), 36))
		doc.interest[0].paid_on = TODAY
		doc.save()
		self.assertEqual((doc.interest_total, doc.interest_unpaid), (40, 20))

	def test_what_is_no_contract_is_refused(self):
		"""The choices of a field are looked at after the rules, which read columns that only contracts have."""
		values = {"contract_type": "Housing Unit", "contract": self.make.head_lease().unit}
		for doctype in ("Security Deposit", "Rent Update"):
			with self.assertRaises(contracts.NoContractError):
				frappe.get_doc({"doctype": doctype, "amount": 1, "requested_on": TODAY, **values}).insert()

	def test_the_daily_job_writes_the_year_that_ended(self):
		doc = self.make.deposit(self.make.head_lease(), 1000, add_days(TODAY, -300))
		self.assertEqual(doc.interest, [])
		late = {"received_on": months_before(TODAY, 12), "next_interest_on": TODAY}
		frappe.db.set_value("Security Deposit", doc.name, late)
		d.write_due_interest()
		doc.reload()
		self.assertEqual([row.amount for row in doc.interest], [20])
		d.write_due_interest()
		doc.reload()
		self.assertEqual(len(doc.interest), 1)

	def test_no_rate_no_interest_and_it_says_so(self):
		self.make.rates((2, "2000-01-01", str(add_days(TODAY, -30))))
		doc = self.make.deposit(self.make.head_lease(), 1000, months_before(TODAY, 13))
		self.assertEqual(len(doc.interest), 1)
		doc = self.make.deposit(self.make.head_lease(), 1000, months_before(TODAY, 12))
		self.assertEqual(doc.interest, [])
		self.assertIn("legal_interest_percent", self.messages())

	def test_interest_is_not_written_by_hand(self):
		doc = self.make.deposit(self.make.head_lease(), 1000, months_before(TODAY, 13))
		doc.interest[0].amount = 99
		self.assertRefused(d.DepositChangedError, doc.save)
		doc.reload()
		doc.append("interest", {"period_from": TODAY, "period_to": TODAY, "amount": 5})
		self.assertRefused(d.DepositChangedError, doc.save)
		doc.reload()
		doc.amount = 900
		self.assertRefused(d.DepositChangedError, doc.save)

	def test_three_rents_with_all_deposits_of_the_contract(self):
		head = self.make.head_lease()
		self.make.deposit(head, 1000)
		self.assertRefused(lease.DepositTooHighError, self.make.deposit, head, 560.01)
		self.make.deposit(head, 560)
		self.assertRefused(d.NoAmountError, self.make.deposit, self.make.head_lease(), 0)

	def test_returned_whole_with_the_interest_of_the_last_months(self):
		half = self.make.deposit(self.make.sublease(), 1140, add_days(TODAY, -73))
		short = {"returned_on": TODAY, "returned_amount": 1000, "kept_amount": 139.99, "kept_reason": "Spese"}
		half.update(short)
		self.assertRefused(d.DepositNotSettledError, half.save)
		half.reload()
		half.update({"returned_on": TODAY, "returned_amount": 1000, "kept_amount": 140})
		self.assertRefused(d.DepositNotSettledError, half.save)
		half.reload()
		half.update(
			{
				"returned_on": TODAY,
				"returned_amount": 1000,
				"kept_amount": 140,
				"kept_reason": "Una mensilità di spese",
			}
		)
		half.save()
		year = months_after(add_days(TODAY, -73), 12) - add_days(TODAY, -73)
		self.assertEqual(half.interest_total, round(1140 * 0.02 * 73 / year.days, 2))
		self.assertEqual((half.status, half.next_interest_on), ("Returned", None))
		half.reload()
		half.returned_amount = 900
		self.assertRefused(d.DepositChangedError, half.save)

	def test_a_return_noted_late_bears_interest_until_its_day(self):
		received, back = months_before(TODAY, 25), add_days(months_before(TODAY, 13), 73)
		doc = self.make.deposit(self.make.sublease(), 1000, received)
		self.assertEqual([row.amount for row in doc.interest], [20, 20])
		doc.update({"returned_on": back, "returned_amount": 1000})
		doc.save()
		days = months_after(received, 24) - months_after(received, 12)
		self.assertEqual([row.amount for row in doc.interest], [20, round(20 * 73 / days.days, 2)])
		self.assertEqual(getdate(doc.interest[1].period_to), add_days(back, -1))
		doc.save()
		self.assertEqual(len(doc.interest), 2)

	def test_not_before_interest_that_was_paid(self):
		doc = self.make.deposit(self.make.sublease(), 1000, months_before(TODAY, 25))
		doc.interest[1].paid_on = TODAY
		doc.save()
		doc.update({"returned_on": months_before(TODAY, 12), "returned_amount": 1000})
		self.assertRefused(d.DepositNotSettledError, doc.save)

	def test_nothing_in_the_future(self):
		ahead = add_days(TODAY, 1)
		self.assertRefused(d.FutureDepositError, self.make.deposit, self.make.head_lease(), 100, ahead)
		doc = self.make.deposit(self.make.head_lease(), 100)
		doc.update({"returned_on": add_days(TODAY, -1), "returned_amount": 100})
		self.assertRefused(d.FutureDepositError, doc.save)
