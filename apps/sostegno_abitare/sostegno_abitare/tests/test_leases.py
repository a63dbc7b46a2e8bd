"""Head leases and subleases: terms, permission, consent, the sustainable rent, ends (VA-01, EM-08, R39-R44)."""

from unittest import mock

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.housing import contracts, lease, lease_states, occupation
from sostegno_abitare.housing.doctype.head_lease import head_lease as h
from sostegno_abitare.housing.doctype.sublease import sublease as s
from sostegno_abitare.rules.lease_terms import last_day
from sostegno_abitare.rules.periods import months_after, months_before

from .base import AppTestCase
from .factories import AGREEMENT, HOME
from .lease_factory import AGREED, FREE, SUBLET, TRANSITORY, LeaseFactory

TODAY = getdate()


class LeaseTestCase(AppTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.make: LeaseFactory = LeaseFactory()
		self.make.terms()


class TestHeadLease(LeaseTestCase):
	def test_the_type_proposes_the_end_and_sets_the_days(self):
		doc = self.make.head_lease("Draft", start_date="2026-03-01", signed_on="2026-02-10")
		self.assertEqual(getdate(doc.end_date), getdate("2030-02-28"))
		self.assertEqual(getdate(doc.ends_on), getdate("2030-02-28"))
		self.assertEqual(getdate(doc.notice_due), getdate("2029-08-28"))
		self.assertEqual(getdate(doc.registration_due), getdate("2026-03-12"))
		self.assertEqual(doc.registration_tax, 124.80)
		self.assertEqual((doc.agreement, doc.municipality), (AGREEMENT, HOME))

	def test_agreed_rent_where_homes_are_short_pays_less_tax_and_the_flat_tax_none(self):
		self.make.municipality(HOME)
		frappe.db.set_value("Municipality", HOME, "high_housing_tension", 1)
		self.assertEqual(self.make.head_lease("Draft", lease_type=AGREED).registration_tax, 87.36)
		flat = self.make.head_lease("Draft", lease_type=AGREED, cedolare_secca=1)
		self.assertEqual((flat.registration_tax, flat.update_waived), (0, 1))

	def test_the_term_is_as_long_as_the_type_asks(self):
		start = months_before(TODAY, 1)
		too_short = add_days(last_day(start, 48), -1)
		self.assertRefused(
			lease.TermOutsideTypeError, self.make.head_lease, start_date=start, end_date=too_short
		)
		too_long = add_days(last_day(start, 18), 1)
		self.assertRefused(
			lease.TermOutsideTypeError,
			self.make.head_lease,
			lease_type=TRANSITORY,
			sublet_permission="No",
			start_date=start,
			end_date=too_long,
		)
		self.make.head_lease(start_date=start, end_date=last_day(start, 48))

	def test_a_type_that_may_not_be_sublet(self):
		self.assertRefused(h.SubletForbiddenByTypeError, self.make.head_lease, "Draft", lease_type=TRANSITORY)
		self.assertRefused(
			lease.TypeNotForThisContractError,
			self.make.head_lease,
			"Draft",
			lease_type=SUBLET,
			end_date=TODAY,
		)

	def test_the_deposit_is_three_monthly_rents_at_most(self):
		self.assertRefused(lease.DepositTooHighError, self.make.head_lease, "Draft", deposit_amount=1560.01)
		self.make.head_lease("Draft", deposit_amount=1560)

	def test_a_lease_has_a_rent(self):
		for rent in (0, -1):
			with self.subTest(rent=rent), self.assertRaises(frappe.ValidationError):
				self.make.head_lease("Draft", monthly_rent=rent)

	def test_a_due_day_that_every_month_has(self):
		for day in (0, 29, -3):
			with self.subTest(day=day):
				self.assertRefused(lease.InvalidDueDayError, self.make.head_lease, "Draft", due_day=day)

	def test_a_home_is_leased_once_at_a_time(self):
		first = self.make.head_lease()
		self.assertRefused(h.UnitLeasedAlreadyError, self.make.head_lease, "Draft", unit=first.unit)
		after = add_days(first.ends_on, 1)
		self.make.head_lease("Draft", unit=first.unit, start_date=after, signed_on=TODAY, end_date=None)

	def test_signed_once_there_is_a_signature_and_running_from_its_first_day(self):
		ahead = add_days(TODAY, 10)
		doc = self.make.head_lease("Proposed", start_date=ahead, signed_on=None)
		self.assertRefused(lease_states.ContractNotSignedError, self.make.act, doc, "Sign")
		doc.reload()
		doc.signed_on = TODAY
		doc.save()
		doc = self.make.act(doc, "Sign")
		self.assertRefused(lease_states.ContractNotStartedError, self.make.act, doc, "Start")

	def test_starts_as_draft(self):
		with self.assertRaises(frappe.ValidationError):
			self.make.head_lease("Draft", workflow_state="Running")

	def test_what_was_signed_stays(self):
		doc = self.make.head_lease("Signed")
		for field, value in (("monthly_rent", 530), ("sublet_permission", "No"), ("istat_clause", 0)):
			with self.subTest(field=field):
				doc.reload()
				doc.set(field, value)
				self.assertRefused(lease_states.SignedContractChangedError, doc.save)
		doc.reload()
		doc.update({"registered_on": TODAY, "registration_number": "TP1/2026/3T/1", "notes": "<p>Letta.</p>"})
		doc.save()
		back = self.make.act(doc, "Send Back")
		back.monthly_rent = 530
		back.save()

	def test_extended_and_ended(self):
		doc = self.make.head_lease()
		self.assertRefused(lease_states.NotExtendedError, self.make.act, doc, "Extend")
		doc.reload()
		doc.extended_to = doc.end_date
		self.assertRefused(lease.ExtensionError, doc.save)
		doc.reload()
		doc.extended_to = months_after(getdate(doc.end_date), 48)
		doc.save()
		doc = self.make.act(doc, "Extend")
		self.assertEqual((doc.workflow_state, getdate(doc.ends_on)), ("Extended", getdate(doc.extended_to)))
		self.assertRefused(lease_states.ContractNotOverError, self.make.act, doc, "End")
		doc.reload()
		doc.early_end_on = TODAY
		doc.save()
		self.assertIsNone(doc.notice_due)
		self.assertRefused(lease_states.ContractNotOverError, self.make.act, doc, "End")
		doc.reload()
		doc.end_reason = "Venduta"
		doc.save()
		self.assertEqual(self.make.act(doc, "End").workflow_state, "Ended")

	def test_what_a_state_asks_for_holds_as_long_as_the_state(self):
		doc = self.make.head_lease()
		doc.extended_to = months_after(getdate(doc.end_date), 48)
		doc.save()
		doc = self.make.act(doc, "Extend")
		doc.extended_to = None
		self.assertRefused(lease_states.NotExtendedError, doc.save)
		doc.reload()
		doc.update({"early_end_on": TODAY, "end_reason": "Venduta"})
		doc.save()
		doc = self.make.act(doc, "End")
		for wrong in ({"early_end_on": None}, {"early_end_on": add_days(TODAY, 1)}, {"end_reason": ""}):
			with self.subTest(wrong=wrong):
				doc.reload()
				doc.update(wrong)
				self.assertRefused(lease_states.ContractNotOverError, doc.save)

	def test_what_was_signed_stays_on_record(self):
		doc = self.make.head_lease("Signed")
		self.assertRefused(lease_states.SignedContractDeletedError, frappe.delete_doc, "Head Lease", doc.name)
		frappe.delete_doc("Head Lease", self.make.head_lease("Proposed").name)

	def test_amounts_and_days_beyond_all_reason_are_refused_in_words(self):
		self.assertRefused(lease.DepositTooHighError, self.make.head_lease, "Draft", deposit_amount=1e308)
		for field in ("start_date", "end_date"):
			for day in ("0001-01-01", "9999-12-31"):
				# To Frappe a day of the year 1 is no day: then it asks for one.
				refused = self.assertRaises((lease.NoDateOfAContractError, frappe.MandatoryError))
				with self.subTest(field=field, day=day), refused:
					self.make.head_lease("Draft", **{field: day})

	def test_only_a_signed_contract_ends_early_and_within_its_term(self):
		doc = self.make.head_lease("Proposed")
		doc.early_end_on = TODAY
		self.assertRefused(lease.EarlyEndError, doc.save)
		doc = self.make.head_lease()
		doc.early_end_on = add_days(doc.start_date, -1)
		self.assertRefused(lease.EarlyEndError, doc.save)


class TestEarlyEnd(LeaseTestCase):
	"""A sublease cannot outlive the head lease, also when the head lease is ended early (R39)."""

	def test_the_head_lease_waits_for_its_subleases(self):
		sublease = self.make.sublease()
		head = frappe.get_doc("Head Lease", sublease.head_lease)
		head.update({"early_end_on": add_days(TODAY, 30), "end_reason": "Recesso"})
		message = self.assertRefused(h.SubleaseOutlivesLeaseError, head.save)
		self.assertIn(sublease.name, message)
		sublease.reload()
		sublease.update({"early_end_on": add_days(TODAY, 30), "end_reason": "Recesso"})
		sublease.save()
		head.reload()
		head.update({"early_end_on": add_days(TODAY, 30), "end_reason": "Recesso"})
		head.save()

	def test_together_in_one_step(self):
		sublease = self.make.sublease()
		day = add_days(TODAY, 30)
		self.assertEqual([row.name for row in h.outliving(sublease.head_lease, str(day))], [sublease.name])
		self.assertEqual(
			h.end_early(sublease.head_lease, str(day), "Recesso del proprietario"), [sublease.name]
		)
		for doctype, name in (("Sublease", sublease.name), ("Head Lease", sublease.head_lease)):
			self.assertEqual(contracts.period_of(doctype, name)[1], day)
		head = frappe.get_doc("Head Lease", sublease.head_lease)
		self.assertRefused(s.OutsideHeadLeaseError, self.make.sublease, "Draft", head=head, start_date=TODAY)

	def test_a_sublease_is_not_brought_back_beyond_an_early_end(self):
		sublease = self.make.sublease()
		h.end_early(sublease.head_lease, str(add_days(TODAY, 30)), "Recesso")
		sublease.reload()
		sublease.early_end_on = None
		self.assertRefused(s.OutsideHeadLeaseError, sublease.save)

	def test_the_head_lease_ends_after_its_subleases(self):
		sublease = self.make.sublease()
		h.end_early(sublease.head_lease, str(TODAY), "Recesso")
		head = frappe.get_doc("Head Lease", sublease.head_lease)
		self.assertRefused(h.SubleaseOutlivesLeaseError, self.make.act, head, "End")
		sublease.reload()
		sublease.destination = "Own Rent"
		sublease.save()
		self.make.act(sublease, "End")
		self.make.act(head, "End")

	def test_the_head_lease_ends_after_the_stays_in_the_home(self):
		head = self.make.head_lease()
		head.update({"early_end_on": TODAY, "end_reason": "Recesso"})
		head.save()
		stay = occupation.Holder("Stay", "ACC-1", head.unit, "N", "Running", months_before(TODAY, 1), None)
		with mock.patch.object(occupation, "holders", return_value=[stay]):
			self.assertRefused(h.GuestsOutliveLeaseError, self.make.act, head, "End")
		self.make.act(head, "End")

	def test_only_with_the_right_on_both(self):
		sublease = self.make.sublease()
		reader = self.make.user("prova.contabile@example.com", "Finance Officer", agreement=AGREEMENT)
		with self.as_user(reader):
			self.assertRefused(frappe.PermissionError, h.end_early, sublease.head_lease, str(TODAY), "No")


class TestContracts(LeaseTestCase):
	def test_rent_and_period(self):
		doc = self.make.sublease()
		start, end = contracts.period_of("Sublease", doc.name)
		self.assertEqual((start, end), (getdate(doc.start_date), getdate(doc.end_date)))
		self.assertEqual(str(contracts.rent_on("Sublease", doc.name, TODAY)), "380")
		self.assertRefused(
			contracts.NotInForceError, contracts.rent_on, "Sublease", doc.name, add_days(end, 1)
		)
		found = contracts.contract("Head Lease", doc.head_lease)
		self.assertEqual((found.side, found.unit, found.due_day), ("Payable", doc.unit, 5))
		self.assertRefused(frappe.DoesNotExistError, contracts.contract, "Sublease", "nessuno")

	def test_many_at_once(self):
		names = {self.make.sublease().name for _number in range(2)}
		found = contracts.contracts("Sublease", {"name": ["in", list(names)]})
		self.assertEqual({row.name for row in found}, names)
		self.assertTrue(all(row.side == "Receivable" and row.referral and row.head_lease for row in found))


class TestTypes(LeaseTestCase):
	def test_the_first_term_lies_between_shortest_and_longest(self):
		for values in (
			{"minimum_months": 12, "maximum_months": 6},
			{"minimum_months": 12, "first_term_months": 6},
			{"maximum_months": 12, "first_term_months": 18},
		):
			with self.subTest(**values), self.assertRaises(frappe.ValidationError):
				self.make.document("Lease Type", title="Prova sbagliata", **values)
		with self.assertRaises(frappe.ValidationError):
			self.make.document("Lease Type", title="Prova oltre", istat_cap_percent=101)
		self.assertTrue(frappe.db.exists("Lease Type", FREE))
