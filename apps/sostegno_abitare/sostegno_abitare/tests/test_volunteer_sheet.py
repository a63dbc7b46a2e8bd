"""The sheet of hours: one volunteer's week, or a page of the register; handed in, all or none."""

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.access.documents import may_see
from sostegno_abitare.accountability import spans, volunteering
from sostegno_abitare.accountability.doctype.volunteer_hours_sheet import volunteer_hours_sheet as sheets
from sostegno_abitare.accountability.report.volunteer_hours_done import volunteer_hours_done

from .test_volunteers import PeopleTestCase


class TestSheet(PeopleTestCase):
	def setUp(self):
		super().setUp()
		self.user = self.make.volunteer_user()
		self.mine, self.other = self.make.volunteer(1, user=self.user), self.make.volunteer(2)

	def rows(self, *days, **values):
		defaults = {"start_time": "9:00", "end_time": "11:30", "activity": "Accompagnamento", **values}
		return [{"date": add_days(getdate(), -back), **defaults} for back in days]

	def sheet(self, rows, user=None, submit=True, **values):
		with self.as_user(user or self.user):
			doc = frappe.get_doc({"doctype": "Volunteer Hours Sheet", "entries": rows, **values}).insert()
			if submit:
				doc.submit()
		return doc

	def entered(self, volunteer):
		return frappe.get_all(
			"Volunteer Hours", filters={"volunteer": volunteer.name}, pluck="name", order_by="date asc"
		)

	def test_a_volunteers_week(self):
		doc = self.sheet(self.rows(3, 2, 1))
		self.assertEqual((doc.volunteer, doc.total_hours), (self.mine.name, 7.5))
		self.assertEqual(sorted(row.volunteer_hours for row in doc.entries), sorted(self.entered(self.mine)))
		entry = frappe.get_doc("Volunteer Hours", doc.entries[0].volunteer_hours)
		self.assertEqual((entry.entered_by, entry.workflow_state), (self.user, "Entered"))

	def test_a_page_of_the_register_with_many(self):
		rows = [*self.rows(1, volunteer=self.mine.name), *self.rows(1, volunteer=self.other.name)]
		doc = self.sheet(rows, self.make.keeper(), register_sheet="Foglio 7")
		found = [
			frappe.db.get_value("Volunteer Hours", row.volunteer_hours, ["volunteer", "register_sheet"])
			for row in doc.entries
		]
		self.assertEqual(found, [(self.mine.name, "Foglio 7"), (self.other.name, "Foglio 7")])

	def test_all_or_none(self):
		rows = self.rows(3, 2)
		self.make.hours(self.mine, back=2)
		with self.as_user(self.user):
			doc = self.sheet(rows, submit=False)
			frappe.db.savepoint("whole")
			text = self.assertRefused(spans.OverlappingHoursError, doc.submit)
			frappe.db.rollback(save_point="whole")
		self.assertIn("2", text.split(":")[0])
		self.assertEqual(len(self.entered(self.mine)), 1)

	def test_rows_that_overlap_each_other(self):
		with self.assertRaises(spans.OverlappingHoursError):
			self.sheet(self.rows(2, 2))

	def test_nobody_writes_for_a_volunteer_out_of_sight(self):
		with self.assertRaises(sheets.VolunteerOutOfSightError):
			self.sheet(self.rows(1, volunteer=self.other.name))

	def test_incomplete_rows(self):
		for field in ("start_time", "end_time"):
			with self.assertRaises(sheets.IncompleteRowError):
				self.sheet(self.rows(1, **{field: None}))
		with self.assertRaises(sheets.IncompleteRowError):
			self.sheet(self.rows(1), self.make.keeper())
		with self.assertRaises(spans.WrongSpanError):
			self.sheet(self.rows(1, end_time="9.00"))
		blank = {"start_time": None, "end_time": None, "activity": None}
		with self.assertRaises(sheets.EmptySheetError):
			self.sheet(self.rows(1, **blank))
		self.assertEqual(len(self.sheet([*self.rows(1), *self.rows(2, **blank)]).entries), 1)

	def test_it_is_its_writers_own(self):
		doc = self.sheet(self.rows(1))
		self.assertTrue(may_see("Volunteer Hours Sheet", doc.name, self.user))
		self.assertFalse(may_see("Volunteer Hours Sheet", doc.name, self.make.keeper()))


class TestManyAtOnce(PeopleTestCase):
	def test_each_under_its_own_rules(self):
		keeper = self.make.keeper()
		mine, other = self.make.volunteer(1, user=keeper), self.make.volunteer(2)
		self.make.volunteer(3, pay_level=None)
		own = self.make.hours(mine)
		good = [self.make.hours(other, back=back) for back in (1, 2)]
		unsigned = self.make.hours(other, back=3, register_sheet=None)
		with self.as_user(keeper):
			found = volunteering.confirm({"agreement": mine.agreement})
			self.assertEqual((found["done"], found["left"]), (2, 0))
			self.assertEqual({row["name"] for row in found["refused"]}, {own.name, unsigned.name})
			self.assertTrue(all(row["reason"] for row in found["refused"]))
			later = {"volunteer": other.name, "from_date": str(good[0].date)}
			self.assertEqual(volunteering.give_value(later)["done"], 1)
		states = [frappe.db.get_value("Volunteer Hours", doc.name, "workflow_state") for doc in good]
		self.assertEqual(states, ["Valued", "Confirmed"])
		self.assertEqual(self.valued(), 2400)

	def test_what_is_refused_late_stays_as_it_was(self):
		draft = self.make.row_in_kind("V2", submit=False).name
		doc = self.make.hours(self.make.volunteer(1, budget_row=draft), "Confirmed")
		found = volunteering.give_value({"agreement": doc.agreement})
		self.assertEqual((found["done"], [row["name"] for row in found["refused"]]), (0, [doc.name]))
		doc.reload()
		self.assertEqual((doc.workflow_state, doc.docstatus, doc.value), ("Confirmed", 0, 0))

	def test_nobody_confirms_what_is_out_of_sight(self):
		self.make.hours(self.make.volunteer(1))
		self.make.agreement("PROVA2")
		with self.as_user(self.make.keeper("PROVA2")):
			self.assertEqual(volunteering.confirm({})["done"], 0)
		with self.as_user(self.make.volunteer_user()):
			self.assertEqual(volunteering.confirm({})["done"], 0)


class TestHoursReport(PeopleTestCase):
	def run_report(self, **filters):
		return volunteer_hours_done.execute(filters)

	def test_hours_and_value_by_what_is_asked(self):
		volunteer, other = self.make.volunteer(1), self.make.volunteer(2)
		self.make.hours(volunteer, "Valued")
		self.make.hours(volunteer, "Valued", start_time="14:00", end_time="14:20")
		self.make.hours(other, "Confirmed")
		_columns, rows, _message, _chart, summary = self.run_report(agreement=volunteer.agreement)
		found = {row["key"]: row for row in rows}
		first = found[volunteer.name]
		self.assertEqual(
			(first["entries"], first["days"], first["hours"], first["value"]), (2, 1, 2.33, 28.0)
		)
		self.assertEqual((found[other.name]["valued_hours"], found[other.name]["value"]), (0, 0))
		self.assertEqual([figure["value"] for figure in summary], [4.33, 2.0, 28.0])
		by_row = self.run_report(agreement=volunteer.agreement, group_by="Budget Row")[1]
		self.assertEqual([(row["key"], row["value"]) for row in by_row], [(self.make.in_kind(), 28.0)])
		self.assertEqual(round(by_row[0]["value"] * 100), self.valued())

	def test_a_volunteer_reads_the_own_hours(self):
		user = self.make.volunteer_user()
		mine = self.make.volunteer(1, user=user)
		self.make.hours(mine)
		self.make.hours(self.make.volunteer(2))
		with self.as_user(user):
			self.assertEqual([row["key"] for row in self.run_report()[1]], [mine.name])
