"""Rents asked for, paid and owed: each month once, every cent somewhere, corrections as rows (VA-01, R49)."""

from unittest.mock import patch

from stdnum import iso11649

import frappe
from frappe.utils import add_days, add_months, getdate
from sostegno_abitare.housing import dues, issuing, running
from sostegno_abitare.housing.doctype.rent_due.rent_due import RentDueIsFinalError, reference_of
from sostegno_abitare.housing.doctype.rent_payment import rent_payment as p
from sostegno_abitare.housing.doctype.rent_run import rent_run as r
from sostegno_abitare.rules.periods import months_before
from sostegno_abitare.rules.schedule import month_end

from .base import AppTestCase
from .factories import AGREEMENT
from .rent_factory import RentFactory, month


class RentTestCase(AppTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.make: RentFactory = RentFactory()
		self.make.terms()

	def sublease(self, **values):
		"""A sublease that began on the first of a month half a year ago, 380.00 and 40.00 of charges."""
		return self.make.sublease(start_date=month(6), **{"monthly_charges": 40, "due_day": 5, **values})


class TestRun(RentTestCase):
	def test_a_run_asks_for_both_sides_once(self):
		sublease = self.sublease()
		run = self.make.run()
		self.assertEqual((run.status, run.contracts, run.dues, run.failures or ""), ("Done", 2, 2, ""))
		[due] = self.make.dues_of(sublease)
		self.assertEqual(
			(due.side, due.kind, due.rent, due.charges, due.amount), ("Receivable", "Rent", 380, 40, 420)
		)
		self.assertEqual((getdate(due.period_from), getdate(due.period_to)), (month(), month_end(month())))
		self.assertEqual(getdate(due.due_date), month().replace(day=5))
		self.assertEqual((due.referral, due.unit, due.rent_run), (sublease.referral, sublease.unit, run.name))
		self.assertEqual(due.case_code, sublease.case_code)
		[head] = self.make.dues_of(frappe.get_doc("Head Lease", sublease.head_lease))
		self.assertEqual((head.side, head.amount, head.referral), ("Payable", 520, None))

	def test_run_twice_it_asks_for_nothing_twice(self):
		sublease = self.sublease()
		self.make.run()
		again = self.make.run()
		self.assertEqual((again.dues, again.adjustments, again.failures or ""), (0, 0, ""))
		again.run_again()
		self.assertEqual(len(self.make.dues_of(sublease)), 1)

	def test_contracts_signed_since_are_asked_for_by_the_second_run(self):
		self.sublease()
		self.make.run()
		later = self.sublease()
		self.assertEqual(self.make.run().dues, 2)
		self.assertEqual(len(self.make.dues_of(later)), 1)

	def test_drafts_and_other_months_are_not_asked_for(self):
		draft = self.make.sublease("Proposed", start_date=month(6))
		ended = self.sublease()
		ended.update({"early_end_on": add_days(month(1), -1), "end_reason": "Casa propria"})
		ended.save()
		self.make.run(1)
		self.assertEqual(self.make.dues_of(draft) + self.make.dues_of(ended), [])

	def test_one_contract_that_fails_does_not_stop_the_others(self):
		broken, sound = self.sublease(), self.sublease()
		frappe.db.set_value("Sublease", broken.name, "start_date", add_days(broken.ends_on, 1))
		made = issuing.issue("Sublease", sorted([broken.name, sound.name]), month())
		self.assertEqual(made.dues, 1)
		frappe.db.set_value("Sublease", broken.name, {"start_date": month(6), "due_day": 31})
		self.assertEqual(issuing.issue("Sublease", [broken.name], month()).failures, [])

	def test_of_a_contract_that_fails_nothing_stays(self):
		broken = self.sublease()
		with patch.object(issuing, "_adjust", side_effect=frappe.ValidationError("Prova")):
			made = issuing.issue("Sublease", [broken.name], month())
		self.assertEqual((made.dues, made.failures), (0, [f"{broken.name}: Prova"]))
		self.assertEqual(self.make.dues_of(broken), [])

	def test_not_for_a_month_far_ahead(self):
		self.make.agreement()
		self.make.run(-1, submit=False)
		self.assertRefused(r.MonthTooFarError, self.make.run, -2)
		self.make.threshold("rent_run_months_ahead", 2, agreement=AGREEMENT)
		self.make.run(-2, submit=False)

	def test_a_run_is_not_cancelled(self):
		self.make.agreement()
		run = self.make.run()
		self.assertRefused(r.RunIsFinalError, run.cancel)

	def test_many_contracts_are_left_to_the_background(self):
		sublease = self.sublease()
		before, running.AT_ONCE = running.AT_ONCE, 1
		try:
			run = self.make.run()
		finally:
			running.AT_ONCE = before
		run.reload()
		self.assertIn(run.status, ("Queued", "Done"))
		if run.status == "Queued":
			running.do(run.name)
			run.reload()
		self.assertEqual((run.status, run.dues), ("Done", 2))
		self.assertEqual(len(self.make.dues_of(sublease)), 1)


class TestDue(RentTestCase):
	def test_a_due_is_written_by_the_system_alone(self):
		[due] = self.make.asked(self.sublease(), 0)
		doc = frappe.get_doc("Rent Due", due.name)
		doc.rent = 1
		self.assertRefused(RentDueIsFinalError, doc.save)
		self.assertRefused(RentDueIsFinalError, frappe.delete_doc, "Rent Due", due.name)
		copy = frappe.copy_doc(doc)
		self.assertRefused(RentDueIsFinalError, copy.insert)

	def test_the_reference_is_one_that_banks_check(self):
		found = self.make.asked(self.sublease(), 2, 1, 0)
		references = [due.payment_reference for due in found]
		self.assertEqual(len(set(references)), 3)
		for due in found:
			self.assertTrue(iso11649.is_valid(due.payment_reference))
			self.assertEqual(due.payment_reference, reference_of(due.name))

	def test_an_early_end_takes_back_what_was_asked_for_later_days(self):
		sublease = self.sublease()
		self.make.asked(sublease, 2, 1, 0)
		last = month(1).replace(day=15)
		sublease.update({"early_end_on": last, "end_reason": "Casa propria"})
		sublease.save()
		rows = self.make.dues_of(sublease)
		self.assertEqual([row.kind for row in rows].count("Adjustment"), 2)
		left = round(38_000 * 15 / month_end(month(1)).day) + round(4_000 * 15 / month_end(month(1)).day)
		self.assertEqual(self.make.open_of(sublease), [42_000, left, 0])
		taken = next(row for row in rows if row.kind == "Adjustment")
		self.assertEqual((getdate(taken.period_from), taken.amount < 0), (add_days(last, 1), True))
		self.assertEqual(issuing.put_right("Sublease", sublease.name), 0)

	def test_a_signature_taken_back_takes_back_the_rents(self):
		sublease = self.make.sublease("Signed", start_date=month(6))
		self.make.asked(sublease, 1)
		self.make.act(sublease, "Send Back")
		self.assertEqual(self.make.open_of(sublease), [0])
		self.make.act(sublease, "Sign")
		self.assertEqual(self.make.open_of(sublease), [38_000])

	def test_the_end_undone_asks_again(self):
		sublease = self.sublease()
		self.make.asked(sublease, 1, 0)
		sublease.update({"early_end_on": month(1), "end_reason": "Casa propria"})
		sublease.save()
		sublease.update({"early_end_on": None, "end_reason": None})
		sublease.save()
		self.assertEqual(self.make.open_of(sublease), [42_000, 42_000])
		self.assertEqual(len(self.make.dues_of(sublease)), 6)

	def test_a_rent_that_rises_corrects_what_was_asked_ahead(self):
		head = self.make.head_lease(start_date=months_before(getdate(), 24))
		first = self.make.index(months_before(month(), 14), 100)
		last = self.make.index(months_before(month(), 2), 101.4)
		self.make.asked(head, 0, -1)
		update = self.make.document(
			"Rent Update",
			contract_type="Head Lease",
			contract=head.name,
			requested_on=getdate(),
			index_from=first,
			index_to=last,
		)
		update.submit()
		self.assertEqual((update.new_rent, getdate(update.effective_from)), (525.46, month(-1)))
		self.assertEqual(self.make.open_of(head), [52_000, 52_546])
		[rise] = [row for row in self.make.dues_of(head) if row.kind == "Adjustment"]
		self.assertEqual((rise.amount, getdate(rise.due_date)), (5.46, month(-1).replace(day=5)))
		update.cancel()
		self.assertEqual(self.make.open_of(head), [52_000, 52_000])
		self.assertEqual(len(self.make.dues_of(head)), 4)


class TestPayment(RentTestCase):
	def test_the_oldest_due_is_paid_first(self):
		sublease = self.sublease()
		dues_made = self.make.asked(sublease, 2, 1, 0)
		paid = self.make.payment(sublease, 500)
		self.assertEqual(
			[(row.rent_due, row.amount) for row in paid.allocations],
			[(dues_made[0].name, 420), (dues_made[1].name, 80)],
		)
		self.assertEqual(self.make.open_of(sublease), [0, 34_000, 42_000])
		self.assertEqual((paid.allocated, paid.unallocated, paid.side), (500, 0, "Receivable"))

	def test_a_draft_pays_nothing_and_a_cancelled_one_no_longer(self):
		sublease = self.sublease()
		self.make.asked(sublease, 0)
		paid = self.make.payment(sublease, 420, submit=False)
		self.assertEqual(self.make.open_of(sublease), [42_000])
		paid.submit()
		self.assertEqual(self.make.open_of(sublease), [0])
		paid.cancel()
		self.assertEqual(self.make.open_of(sublease), [42_000])

	def test_nothing_is_paid_twice(self):
		sublease = self.sublease()
		[due] = self.make.asked(sublease, 0)
		first = self.make.payment(sublease, 420, submit=False, parts=[(due.name, 420)])
		self.make.payment(sublease, 400, parts=[(due.name, 400)], paid_by="Guarantee Fund")
		message = self.assertRefused(p.AllocationError, first.submit)
		self.assertIn("20", message)
		self.assertIn(due.name, message)

	def test_drafts_wait_for_what_is_open_when_they_are_submitted(self):
		sublease = self.sublease()
		self.make.asked(sublease, 1, 0)
		drafts = [self.make.payment(sublease, 420, submit=False) for _number in range(2)]
		self.assertEqual([draft.allocations for draft in drafts], [[], []])
		for draft in drafts:
			draft.submit()
		self.assertEqual(self.make.open_of(sublease), [0, 0])
		shown = self.make.payment(self.sublease(), 1, submit=False)
		self.assertEqual(shown.lay_rest(), 1)

	def test_what_is_laid_wrongly_is_refused(self):
		sublease, other = self.sublease(), self.sublease()
		[due] = self.make.asked(sublease, 0)
		[foreign] = self.make.asked(other, 0)
		for amount, parts in (
			(420, [(due.name, 420.01)]),
			(400, [(due.name, 400.01)]),
			(420, [(foreign.name, 420)]),
			(420, [(due.name, 0)]),
			(420, [(due.name, 420), (due.name, 0.01)]),
		):
			with self.subTest(amount=amount, parts=parts):
				self.assertRefused(p.AllocationError, self.make.payment, sublease, amount, parts=parts)

	def test_an_amount_is_whole_cents_and_more_than_nothing(self):
		sublease = self.sublease()
		for amount in (0, 0.001, 1e308, 10_000_001):
			with self.subTest(amount=amount), self.assertRaises(frappe.ValidationError):
				self.make.payment(sublease, amount)

	def test_money_that_has_not_come(self):
		self.assertRefused(
			p.PaymentInFutureError,
			self.make.payment,
			self.sublease(),
			10,
			payment_date=add_days(getdate(), 1),
		)

	def test_what_is_left_over_pays_what_is_asked_for_later(self):
		sublease = self.sublease()
		self.make.asked(sublease, 1)
		paid = self.make.payment(sublease, 500)
		self.assertEqual(paid.unallocated, 80)
		self.make.asked(sublease, 0)
		self.assertEqual(paid.lay_rest(), 0)
		self.assertEqual(self.make.open_of(sublease), [0, 34_000])
		self.assertEqual(frappe.get_doc("Rent Payment", paid.name).allocated, 500)

	def test_on_account_it_is_laid_on_nothing(self):
		sublease = self.sublease()
		self.make.asked(sublease, 0)
		paid = self.make.payment(sublease, 420, on_account=1)
		self.assertEqual((paid.unallocated, self.make.open_of(sublease)), (420, [42_000]))
		paid.lay_rest()
		self.assertEqual(self.make.open_of(sublease), [0])

	def test_what_was_laid_stays(self):
		sublease = self.sublease()
		self.make.asked(sublease, 1)
		paid = self.make.payment(sublease, 420)
		paid.set("allocations", [])
		with self.assertRaises(frappe.ValidationError):
			paid.save()
		paid = frappe.get_doc("Rent Payment", paid.name)
		paid.allocations[0].amount = 400
		with self.assertRaises(frappe.ValidationError):
			paid.save()
		self.assertEqual(self.make.open_of(sublease), [0])

	def test_a_month_taken_back_once_paid_is_a_credit(self):
		sublease = self.sublease()
		self.make.asked(sublease, 1, 0)
		self.make.payment(sublease, 840)
		sublease.update({"early_end_on": add_days(month(), -1), "end_reason": "Casa propria"})
		sublease.save()
		self.assertEqual(self.make.open_of(sublease), [0, -42_000])
		[row] = dues.open_rows("1=1 and `tabRent Due`.`contract` = '" + sublease.name + "'")
		self.assertEqual(row.cents, -42_000)

	def test_a_credit_is_given_back_and_no_more_than_it(self):
		sublease = self.sublease()
		self.make.asked(sublease, 1, 0)
		self.make.payment(sublease, 840)
		self.assertRefused(p.NoCreditError, self.make.payment, sublease, -0.01)
		sublease.update({"early_end_on": add_days(month(), -1), "end_reason": "Casa propria"})
		sublease.save()
		self.make.payment(sublease, 30, on_account=1)
		self.assertEqual(dues.credit("Sublease", sublease.name), 45_000)
		self.assertRefused(p.NoCreditError, self.make.payment, sublease, -450.01)
		[first, second, *_rest] = self.make.dues_of(sublease)
		for parts in ([(first.name, -1)], [(second.name, -420.01)], [(second.name, 1)]):
			with self.subTest(parts=parts):
				self.assertRefused(p.AllocationError, self.make.payment, sublease, -430, parts=parts)
		back = self.make.payment(sublease, -430)
		self.assertEqual([(row.rent_due, row.amount) for row in back.allocations], [(second.name, -420)])
		self.assertEqual((back.unallocated, self.make.open_of(sublease)), (-10, [0, 0]))
		self.assertEqual(dues.credit("Sublease", sublease.name), 2_000)
		back.cancel()
		self.assertEqual(dues.credit("Sublease", sublease.name), 45_000)

	def test_what_was_given_back_keeps_what_it_came_from(self):
		sublease = self.sublease()
		self.make.asked(sublease, 1)
		ahead = self.make.payment(sublease, 100, on_account=1)
		paid = self.make.payment(sublease, 420)
		back = self.make.payment(sublease, -100)
		self.assertRefused(p.CreditGivenBackError, ahead.cancel)
		paid.cancel()
		back.cancel()
		ahead.reload()
		ahead.cancel()
		self.assertEqual(dues.credit("Sublease", sublease.name), 0)

	def test_nor_is_a_due_left_with_less_than_nothing_paid(self):
		sublease = self.sublease()
		self.make.asked(sublease, 1, 0)
		paid = self.make.payment(sublease, 840)
		sublease.update({"early_end_on": add_days(month(), -1), "end_reason": "Casa propria"})
		sublease.save()
		self.make.payment(sublease, -420)
		self.assertRefused(p.CreditGivenBackError, paid.cancel)

	def test_a_due_laid_on_twice_is_counted_twice(self):
		sublease = self.sublease()
		[due] = self.make.asked(sublease, 1)
		draft = self.make.payment(sublease, 420, submit=False, parts=[(due.name, 100), (due.name, 100)])
		self.assertEqual(draft.lay_rest(), 0)
		self.assertEqual([row.amount for row in draft.allocations], [100, 100, 220])

	def test_the_same_request_is_one_payment(self):
		sublease = self.sublease()
		self.make.payment(sublease, 10, request_id="prova-1")
		with self.assertRaises((frappe.DuplicateEntryError, frappe.ValidationError)):
			self.make.payment(sublease, 10, request_id="prova-1")

	def test_a_head_rent_is_paid_by_the_manager(self):
		sublease = self.sublease()
		head = frappe.get_doc("Head Lease", sublease.head_lease)
		self.make.asked(head, 0)
		paid = self.make.payment(head, 520)
		self.assertEqual((paid.side, paid.paid_by, paid.referral), ("Payable", "Manager", None))
		self.assertEqual(self.make.open_of(head), [0])

	def test_sums_agree_with_payments_as_of_a_day(self):
		sublease = self.sublease()
		self.make.asked(sublease, 1)
		self.make.payment(sublease, 420, payment_date=getdate())
		mine = f"`tabRent Due`.`contract` = {frappe.db.escape(sublease.name)}"
		self.assertEqual(dues.open_rows(mine), [])
		[row] = dues.open_rows(mine, add_months(getdate(), -1))
		self.assertEqual(row.cents, 42_000)
