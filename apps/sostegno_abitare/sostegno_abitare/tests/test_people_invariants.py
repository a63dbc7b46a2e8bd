"""What the nightly check says of hours and goods, each broken behind the documents' backs; and the printed register."""

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.access.roles import PUBLIC_CONTROLLER
from sostegno_abitare.accountability.attendance_sheet import sa_attendance
from sostegno_abitare.ledgers.invariants import REGISTRY
from sostegno_abitare.programme.validity import DatesOutOfOrderError

from .factories import AGREEMENT
from .test_volunteers import PeopleTestCase

OURS = ("hours-apart", "hours-unpaid", "hours-value", "in-kind-posted", "resources-whole")


class TestInvariants(PeopleTestCase):
	def setUp(self):
		super().setUp()
		self.volunteer = self.make.volunteer(1)
		self.first = self.make.hours(self.volunteer, "Valued", back=3)
		self.second = self.make.hours(self.volunteer, "Valued", back=2)
		self.expect({})

	def expect(self, found):
		"""The names that each of our checks finds."""
		checks = {rule.code: {row.name for row in rule.check()} for rule in REGISTRY if rule.code in OURS}
		self.assertEqual(set(checks), set(OURS))
		self.assertEqual({code: names for code, names in checks.items() if names}, found)

	def test_two_places_at_once(self):
		self.second.db_set({"date": self.first.date, "start_time": "10:59", "end_time": "12:59"})
		self.expect({"hours-apart": {self.second.name}})

	def test_paid_and_volunteering(self):
		other = self.make.volunteer(2)
		staff = self.make.staff(3)
		frappe.db.set_value("Staff Member", staff.name, "fiscal_code", other.fiscal_code)
		self.expect({})
		hours = self.make.hours(self.make.volunteer(4))
		frappe.db.set_value("Volunteer Hours", hours.name, "volunteer", other.name)
		self.expect({"hours-unpaid": {hours.name}})

	def test_a_value_that_the_rate_does_not_give(self):
		self.first.db_set("value", 24.01)
		self.expect({"hours-value": {self.first.name}, "in-kind-posted": {self.first.name}})

	def test_a_rate_that_the_scale_does_not_give(self):
		scale = self.make.scale()
		frappe.db.set_value("Pay Rate", scale.rates[1].name, "monthly_base", 2000)
		self.expect({"hours-value": {self.first.name, self.second.name}})

	def test_what_no_ledger_holds(self):
		frappe.db.delete("Budget Ledger Entry", {"source_name": self.first.name})
		self.expect({"in-kind-posted": {self.first.name}})

	def test_more_than_whole(self):
		room = self.make.document(
			"Structural Resource", resource_name="Furgone", kind="Vehicle", organisation=self.make.partner()
		)
		made = [
			self.make.document(
				"In-Kind Contribution",
				budget_row=self.make.in_kind(),
				resource=room.name,
				description="Furgone",
				period_from="2025-01-01",
				period_to="2025-01-31",
				method="Depreciation",
				basis="Prova",
				document="/private/files/x.pdf",
				unit_value=1,
				share_of_use=50,
			)
			for _number in range(2)
		]
		for doc in made:
			doc.submit()
		self.expect({})
		made[0].db_set("share_of_use", 50.01)
		self.expect({"resources-whole": {made[1].name}})


class TestRegister(PeopleTestCase):
	def setUp(self):
		super().setUp()
		user = self.make.volunteer_user()
		self.mine, self.other = self.make.volunteer(1, user=user), self.make.volunteer(2)
		with self.as_user(user):
			self.make.hours(self.mine, back=3, register_sheet=None)
		self.make.hours(self.other, "Confirmed", back=2, end_time="11:30")
		self.make.hours(self.other, back=40)

	def register(self, **values):
		days = {"from_date": add_days(getdate(), -10), "to_date": getdate()}
		return self.make.document("Attendance Register", **{"agreement": AGREEMENT, **days, **values})

	def test_a_sheet_for_each_volunteer(self):
		sheets = {sheet["volunteer"]: sheet for sheet in sa_attendance(self.register(with_blank_rows=3))}
		mine, other = sheets[self.mine.name], sheets[self.other.name]
		self.assertEqual((mine["name"], mine["hours"], mine["blank"]), (self.mine.volunteer_name, "2:00", 3))
		self.assertTrue(mine["entries"][0]["own_login"])
		self.assertFalse(mine["entries"][0]["confirmed"])
		[entry] = other["entries"]
		self.assertEqual((entry["hours"], entry["signed"], other["hours"]), ("2:30", "Foglio 1", "2:30"))
		self.assertTrue(entry["confirmed"])

	def test_one_volunteer_alone(self):
		found = sa_attendance(self.register(volunteer=self.other.name))
		self.assertEqual([sheet["volunteer"] for sheet in found], [self.other.name])

	def test_who_needs_no_names_reads_none(self):
		register = self.register()
		user = self.make.user("controllo.registro@example.com", PUBLIC_CONTROLLER, agreement=AGREEMENT)
		with self.as_user(user):
			self.assertEqual({sheet["name"] for sheet in sa_attendance(register)}, {""})

	def test_a_period_that_ends_before_it_starts(self):
		self.assertRefused(DatesOutOfOrderError, self.register, to_date=add_days(getdate(), -11))
