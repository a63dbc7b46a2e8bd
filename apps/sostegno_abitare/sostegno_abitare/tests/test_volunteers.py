"""Volunteers: the register, their hours, who confirms them, what they are worth (R10-R13, R15, VA-11)."""

from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.access import documents
from sostegno_abitare.accountability import people, row_links, spans, valuation
from sostegno_abitare.accountability.doctype.pay_scale import pay_scale as scales
from sostegno_abitare.accountability.doctype.registered_volunteer import registered_volunteer as register
from sostegno_abitare.accountability.doctype.volunteer_hours import volunteer_hours as entries
from sostegno_abitare.ledgers import budget
from sostegno_abitare.programme.amounts import AmountError

from .base import AppTestCase
from .factories import FAR
from .people_factory import NEW, OLD, PeopleFactory, fiscal_code


class PeopleTestCase(AppTestCase):
	def setUp(self):
		super().setUp()
		self.make: PeopleFactory = PeopleFactory()

	def valued(self, row=None):
		"""Cents valued on the row in kind."""
		found = budget.totals(("budget_row",), kind="Valued", budget_row=row or self.make.in_kind())
		return sum(found.values())


class TestRegister(PeopleTestCase):
	def test_nobody_is_paid_and_volunteers_for_one_body(self):
		self.make.staff(1, left_on=add_days(getdate(), -100))
		self.assertRefused(people.PaidAndVolunteerError, self.make.volunteer, 1)
		self.make.volunteer(1, registered_on=add_days(getdate(), -99))
		self.make.volunteer(2)
		self.assertRefused(people.PaidAndVolunteerError, self.make.staff, 2)
		self.make.staff(2, organisation=self.make.organisation("Altro ente"))

	def test_once_in_the_register_of_an_agreement(self):
		self.make.volunteer(1)
		self.assertRefused(people.RegisteredTwiceError, self.make.volunteer, 1)

	def test_a_wrong_fiscal_code(self):
		code = fiscal_code(1)
		wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
		self.assertRefused(people.WrongFiscalCodeError, self.make.volunteer, 1, fiscal_code=wrong)
		self.assertEqual(self.make.volunteer(1, fiscal_code=code.lower()).fiscal_code, code)

	def test_a_login_is_one_persons(self):
		user = self.make.volunteer_user()
		self.make.volunteer(1, user=user)
		self.assertRefused(people.LoginOfAnotherError, self.make.volunteer, 2, user=user)

	def test_a_row_that_holds_nothing_in_kind(self):
		row = self.make.row_in_kind(
			"C1", brought_by="Public Authority", nature="Cash", partner_in_kind=0, public_share=1000
		)
		self.assertRefused(row_links.NotInKindError, self.make.volunteer, 1, budget_row=row.name)

	def test_hours_stay_within_the_register(self):
		volunteer = self.make.volunteer(1)
		self.make.hours(volunteer, back=5)
		for field, value in (
			("left_on", add_days(getdate(), -6)),
			("insured_to", add_days(getdate(), -6)),
			("registered_on", add_days(getdate(), -4)),
			("insured_from", add_days(getdate(), -4)),
		):
			doc = frappe.get_doc("Registered Volunteer", volunteer.name)
			doc.set(field, value)
			self.assertRefused(register.HoursOutsideRegisterError, doc.save)
		volunteer.reload()
		volunteer.left_on = add_days(getdate(), -5)
		volunteer.save()

	def test_who_gave_hours_stays(self):
		volunteer = self.make.volunteer(1)
		self.make.hours(volunteer)
		self.assertRefused(register.VolunteerHasHoursError, volunteer.delete)
		volunteer.fiscal_code = fiscal_code(9)
		self.assertRefused(register.VolunteerHasHoursError, volunteer.save)


class TestEntries(PeopleTestCase):
	def setUp(self):
		super().setUp()
		self.volunteer = self.make.volunteer(1)

	def test_what_the_register_proposes(self):
		doc = self.make.hours(self.volunteer)
		self.assertEqual(
			(doc.activity, doc.budget_row, doc.hours), ("Accompagnamento", self.make.in_kind(), 2.0)
		)
		self.assertEqual(doc.action, frappe.db.get_value("Budget Row", doc.budget_row, "action"))

	def test_hours_that_nobody_worked_yet(self):
		tomorrow = add_days(getdate(), 1)
		self.assertRefused(spans.WorkInFutureError, self.make.hours, self.volunteer, date=tomorrow)

	def test_times_that_are_none(self):
		for start, end in (("9:00", "9:00"), ("09:00", "9.00")):
			self.assertRefused(
				spans.WrongSpanError, self.make.hours, self.volunteer, start_time=start, end_time=end
			)
		with self.assertRaises(frappe.ValidationError):
			self.make.hours(self.volunteer, start_time="nove")

	def test_the_night_when_clocks_change(self):
		doc = self.make.hours(
			self.make.volunteer(2, registered_on="2025-01-01", insured_from="2025-01-01"),
			date="2025-10-25",
			start_time="22:00",
			end_time="6:00",
		)
		self.assertEqual((doc.minutes, doc.hours), (540, 9.0))

	def test_not_in_two_places(self):
		self.make.hours(self.volunteer)
		self.make.hours(self.volunteer, start_time="11:00", end_time="12:00")
		for start, end in (("10:59", "11:30"), ("8:00", "9:01"), ("9:30", "10:00"), ("8:00", "13:00")):
			self.assertRefused(
				spans.OverlappingHoursError, self.make.hours, self.volunteer, start_time=start, end_time=end
			)
		yesterday = {"back": 2, "start_time": "23:00", "end_time": "9:30"}
		self.assertRefused(spans.OverlappingHoursError, self.make.hours, self.volunteer, **yesterday)

	def test_not_in_two_registers(self):
		other = self.make.volunteer(1, organisation=self.make.organisation("Altro ente"))
		self.make.hours(self.volunteer)
		self.assertRefused(spans.OverlappingHoursError, self.make.hours, other)
		self.make.hours(self.make.volunteer(2))

	def test_the_most_of_a_day(self):
		self.make.threshold(entries.MOST_A_DAY, 6)
		self.make.hours(self.volunteer, end_time="14:00")
		self.assertRefused(
			spans.TooManyHoursError, self.make.hours, self.volunteer, start_time="14:00", end_time="16:00"
		)
		self.make.hours(self.volunteer, start_time="14:00", end_time="15:00")

	def test_outside_register_insurance_or_agreement(self):
		late = add_days(getdate(), -10)
		for number, field, error in (
			(2, "registered_on", entries.NotRegisteredError),
			(3, "insured_from", entries.NotInsuredError),
		):
			volunteer = self.make.volunteer(number, **{field: late})
			self.assertRefused(error, self.make.hours, volunteer, back=11)
			self.make.hours(volunteer, back=10)
		self.assertRefused(
			entries.NotInsuredError, self.make.hours, self.make.volunteer(4, insured_from=None)
		)
		early = self.make.volunteer(5, registered_on="2018-01-01", insured_from="2018-01-01")
		self.assertRefused(entries.OutsideAgreementError, self.make.hours, early, date="2019-12-31")

	def test_a_municipality_of_no_agreement(self):
		with self.assertRaises(frappe.ValidationError):
			self.make.hours(self.volunteer, municipality=self.make.municipality(FAR))

	def test_the_same_request_once(self):
		self.make.hours(self.volunteer, request_id="abc")
		with self.assertRaises(frappe.ValidationError):
			self.make.hours(self.volunteer, request_id="abc", back=3)


class TestConfirmation(PeopleTestCase):
	def test_nobody_confirms_the_own_hours(self):
		keeper = self.make.keeper()
		volunteer = self.make.volunteer(1, user=keeper)
		with self.as_user(keeper):
			doc = self.make.hours(volunteer)
			self.assertRefused(entries.OwnConfirmationError, self.make.act, doc, "Confirm")
		self.assertEqual(self.make.act(doc, "Confirm").confirmed_by, "Administrator")

	def test_hours_that_the_volunteer_did_not_sign(self):
		doc = self.make.hours(self.make.volunteer(1), register_sheet=None)
		self.assertRefused(entries.NoRegisterEntryError, self.make.act, doc, "Confirm")
		user = self.make.volunteer_user()
		volunteer = self.make.volunteer(2, user=user)
		with self.as_user(user):
			own = frappe.get_doc(
				{
					"doctype": "Volunteer Hours",
					"volunteer": volunteer.name,
					"date": add_days(getdate(), -1),
					"start_time": "9:00",
					"end_time": "10:00",
				}
			).insert()
		self.assertEqual(self.make.act(own, "Confirm").workflow_state, "Confirmed")

	def test_who_entered_and_confirmed_is_not_written_by_hand(self):
		doc = self.make.hours(self.make.volunteer(1), "Confirmed")
		doc.update({"entered_by": "Guest", "confirmed_by": "Guest"})
		doc.save()
		self.assertEqual((doc.entered_by, doc.confirmed_by), (doc.owner, frappe.session.user))

	def test_what_is_confirmed_stays(self):
		doc = self.make.hours(self.make.volunteer(1), "Confirmed")
		doc.end_time = "10:00"
		self.assertRefused(entries.ConfirmedHoursError, doc.save)
		doc.reload()
		self.assertRefused(entries.ConfirmedHoursError, doc.delete)
		doc = self.make.act(doc, "Send Back")
		self.assertFalse(doc.confirmed_by)
		doc.end_time = "10:00"
		doc.save()
		self.assertEqual(doc.hours, 1.0)

	def test_a_new_entry_is_not_confirmed(self):
		with self.assertRaises(frappe.ValidationError):
			self.make.hours(self.make.volunteer(1), workflow_state="Confirmed")


class TestValue(PeopleTestCase):
	def test_the_rate_of_the_day(self):
		volunteer = self.make.volunteer(1)
		old = self.make.hours(volunteer, "Valued", date=add_days(NEW, -1))
		new = self.make.hours(volunteer, "Valued", date=NEW, end_time="10:20")
		self.assertEqual((old.rate, old.value, old.rate_from), (10.0, 20.0, getdate(OLD)))
		self.assertEqual((new.rate, new.value, new.rate_from), (12.0, 16.0, getdate(NEW)))
		self.assertEqual(self.valued(), 3600)
		self.make.act(new, "Take Back")
		self.assertEqual(self.valued(), 2000)

	def test_with_the_added_months(self):
		volunteer = self.make.volunteer(1)
		self.make.valuing(rate_basis="With Added Months")
		doc = self.make.hours(volunteer, "Valued", date=NEW, end_time="10:00")
		self.assertEqual((doc.basis, doc.value), ("With Added Months", 13.53))  # 1,980 x 13.5 / 1,976

	def test_no_rate_no_value(self):
		volunteer = self.make.volunteer(1)
		for values, terms in (
			({"pay_level": None}, {}),
			({"pay_level": "Z9"}, {}),
			({}, {"pay_scale": None}),
		):
			frappe.db.set_value("Registered Volunteer", volunteer.name, {"pay_level": "C1", **values})
			self.make.valuing(**terms)
			doc = self.make.hours(volunteer, "Confirmed")
			self.assertRefused(valuation.NoRateForHoursError, self.make.act, doc, "Give Value")
			frappe.delete_doc("Volunteer Hours", self.make.act(doc, "Send Back").name)
		self.assertEqual(self.valued(), 0)

	def test_no_row_no_value(self):
		doc = self.make.hours(self.make.volunteer(1), "Confirmed")
		doc.budget_row = None
		doc.save()
		self.assertRefused(entries.NoBudgetRowError, self.make.act, doc, "Give Value")

	def test_what_a_claim_reports_stays(self):
		doc = self.make.hours(self.make.volunteer(1), "Valued")
		doc.db_set("claim", "RC-1")
		self.assertRefused(entries.ReportedHoursError, self.make.act, doc, "Take Back")


class TestScale(PeopleTestCase):
	def change(self, **values):
		"""The scale with its rates as changed: row number -> fields, or none to take it away."""
		doc = frappe.get_doc("Pay Scale", self.make.scale().name)
		for number, fields in values.pop("rows", {}).items():
			if fields is None:
				doc.remove(doc.rates[number])
			else:
				doc.rates[number].update(fields)
		for row in values.pop("new", []):
			doc.append("rates", row)
		doc.update(values)
		doc.save()
		return doc

	def test_what_hours_were_valued_by_stays(self):
		volunteer = self.make.volunteer(1)
		doc = self.make.hours(volunteer, "Valued", date=add_days(NEW, -10))
		rate = {"level": "C1", "monthly_base": 1}
		for values in (
			{"rows": {0: {"monthly_base": 1651}}},
			{"rows": {0: {"added_monthly": 1}}},
			{"rows": {0: {"valid_from": add_days(OLD, 1)}}},
			{"rows": {0: {"level": "C2"}}},
			{"rows": {0: None}},
			{"divisor": 173},
			{"new": [{**rate, "valid_from": add_days(NEW, -10)}]},
		):
			self.assertRefused(scales.RateInUseError, self.change, **values)
		self.change(rows={1: {"monthly_base": 2000}}, new=[{**rate, "valid_from": add_days(NEW, -9)}])
		self.make.act(doc, "Take Back")
		self.change(rows={0: {"monthly_base": 1651}})
		self.assertEqual(frappe.db.get_value("Volunteer Hours", doc.name, "value"), 20.0)

	def test_a_level_has_one_rate_from_a_day(self):
		rate = {"level": "c1 ", "valid_from": NEW, "monthly_base": 1}
		self.assertRefused(scales.RepeatedRateError, self.change, new=[rate])

	def test_amounts_that_are_none(self):
		for amount in (0, -1, 1e308, 1650.001, float("nan")):
			self.assertRefused(AmountError, self.change, rows={0: {"monthly_base": amount}})
		for values in ({"divisor": 0}, {"months": 11}, {"yearly_hours": -5}):
			self.assertRefused(AmountError, self.change, **values)

	def test_the_hours_pay_is_shown(self):
		row = self.make.scale().rates[0]
		self.assertEqual((row.hourly_base, row.hourly_with_added), (10.0, 11.27))


class TestOwnRows(PeopleTestCase):
	def setUp(self):
		super().setUp()
		self.user, self.other_user = self.make.volunteer_user(), self.make.volunteer_user("altra")
		self.mine = self.make.volunteer(1, user=self.user)
		self.other = self.make.volunteer(2, user=self.other_user)
		self.hours = {doc.name: self.make.hours(doc) for doc in (self.mine, self.other)}

	def seen(self, user, doctype="Volunteer Hours"):
		with self.as_user(user):
			return set(frappe.get_list(doctype, pluck="name"))

	def test_a_volunteer_sees_the_own_rows_without_a_bond(self):
		self.assertEqual(self.seen(self.user), {self.hours[self.mine.name].name})
		self.assertEqual(self.seen(self.user, "Registered Volunteer"), {self.mine.name})
		with self.as_user(self.user):
			theirs = frappe.get_doc("Volunteer Hours", self.hours[self.other.name].name)
			self.assertFalse(frappe.has_permission("Volunteer Hours", "read", doc=theirs))

	def test_a_bond_opens_no_others_rows_to_a_volunteer(self):
		self.make.user(self.user, agreement=self.mine.agreement)
		self.assertEqual(self.seen(self.user), {self.hours[self.mine.name].name})
		self.assertEqual(self.seen(self.user, "Registered Volunteer"), {self.mine.name})

	def test_a_coordinator_of_volunteers_sees_the_agreement(self):
		both = {doc.name for doc in self.hours.values()}
		self.assertTrue(both <= self.seen(self.make.keeper()))
		self.make.agreement("PROVA2")
		self.assertFalse(both & self.seen(self.make.keeper("PROVA2")))

	def test_nobody_enters_hours_for_another(self):
		with self.as_user(self.user):
			doc = frappe.get_doc(
				{
					"doctype": "Volunteer Hours",
					"volunteer": self.other.name,
					"date": add_days(getdate(), -4),
					"start_time": "9:00",
					"end_time": "10:00",
				}
			)
			self.assertRaises(frappe.PermissionError, doc.insert)
			own = frappe.get_doc("Volunteer Hours", self.hours[self.mine.name].name)
			own.volunteer = self.other.name
			self.assertRaises(frappe.PermissionError, own.save)
			self.assertRaises(
				frappe.PermissionError,
				frappe.get_doc("Volunteer Hours", self.hours[self.other.name].name).save,
			)

	def test_an_own_entry_is_one_whose_link_leads_to_the_user(self):
		values = {"doctype": "Volunteer Hours", "date": getdate(), "start_time": "9:00", "end_time": "10:00"}
		with patch.object(documents, "_names_what_is_open", return_value=True):
			for volunteer, expected in ((self.mine, True), (self.other, False)):
				doc = frappe.get_doc({**values, "volunteer": volunteer.name})
				self.assertEqual(documents.allowed(doc, "create", self.user), expected)

	def test_who_is_named_by_a_row_reads_it_and_no_more(self):
		for writing, expected in ((False, True), (True, False)):
			seen = documents.may_see("Registered Volunteer", self.mine.name, self.user, writing)
			self.assertEqual(seen, expected)
		self.assertTrue(
			documents.may_see("Volunteer Hours", self.hours[self.mine.name].name, self.user, True)
		)

	def test_a_volunteer_writes_the_own_entry_but_not_the_register(self):
		with self.as_user(self.user):
			own = frappe.get_doc("Volunteer Hours", self.hours[self.mine.name].name)
			own.end_time = "10:00"
			own.save()
			self.assertEqual(own.hours, 1.0)
			mine = frappe.get_doc("Registered Volunteer", self.mine.name)
			mine.insured_to = getdate() + timedelta(900)
			self.assertRaises(frappe.PermissionError, mine.save)
