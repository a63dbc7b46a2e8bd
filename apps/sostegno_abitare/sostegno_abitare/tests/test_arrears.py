"""Arrears: the ladder of steps, repayment agreements, and the two reports to the cent (VA-01)."""

import frappe
from frappe.utils import add_days, add_months, getdate
from sostegno_abitare.housing import arrears
from sostegno_abitare.housing.doctype.arrears_ladder.arrears_ladder import RungTwiceError
from sostegno_abitare.housing.doctype.arrears_step import arrears_step as a
from sostegno_abitare.housing.doctype.repayment_agreement import repayment_agreement as ra
from sostegno_abitare.housing.report.arrears_ageing import arrears_ageing
from sostegno_abitare.housing.report.rent_roll import rent_roll
from sostegno_abitare.housing.report.repayment_plans import repayment_plans
from sostegno_abitare.programme.validity import DatesOutOfOrderError

from .factories import AGREEMENT
from .rent_factory import month
from .test_rents import RentTestCase


class ArrearsTestCase(RentTestCase):
	def in_arrears(self, *back: int):
		"""A sublease with unpaid months."""
		sublease = self.sublease()
		self.make.asked(sublease, *(back or (3, 2)))
		return sublease

	def steps(self, sublease):
		return frappe.get_all(
			"Arrears Step", filters={"sublease": sublease.name}, fields=["*"], order_by="creation asc"
		)


class TestSteps(ArrearsTestCase):
	def test_the_ladder_asks_for_a_step_once(self):
		self.make.ladder()
		arrears.ask_for_steps()  # what the site itself is owed
		sublease = self.in_arrears(2)
		self.assertEqual(arrears.ask_for_steps(), 1)
		[step] = self.steps(sublease)
		days = (getdate() - month(2).replace(day=5)).days
		self.assertEqual((step.step, step.status, step.days_overdue), ("Meeting", "Due", days))
		self.assertEqual((step.arrears_amount, step.months_unpaid), (420, 1))
		self.assertEqual((step.referral, step.agreement), (sublease.referral, AGREEMENT))
		self.assertEqual(arrears.ask_for_steps(), 0)

	def test_nothing_is_asked_for_where_nothing_is_overdue(self):
		self.make.ladder()
		arrears.ask_for_steps()  # what the site itself is owed
		sublease = self.in_arrears(2)
		self.make.payment(sublease, 420)
		self.assertEqual(arrears.ask_for_steps(), 0)

	def test_a_kept_agreement_stops_the_ladder_and_a_broken_one_does_not(self):
		self.make.ladder()
		arrears.ask_for_steps()  # what the site itself is owed
		sublease = self.in_arrears(2)
		self.make.plan(sublease, instalment_count=2, first_instalment_on=add_days(getdate(), 5))
		self.assertEqual(arrears.ask_for_steps(), 0)
		frappe.db.set_value("Repayment Instalment", {"idx": 1}, "due_date", add_days(getdate(), -20))
		frappe.db.set_value("Arrears Step", {"sublease": sublease.name}, "status", "Done")
		owed = set(frappe.get_all("Rent Due", filters={"contract": sublease.name}, pluck="name"))
		self.assertFalse(owed & arrears.in_kept_agreements(getdate()))

	def test_a_step_by_hand_needs_arrears(self):
		sublease = self.sublease()
		self.assertRefused(
			a.NoArrearsError, self.make.document, "Arrears Step", sublease=sublease.name, step="Reminder"
		)

	def test_a_step_done_says_when_and_takes_its_deadline_from_the_ladder(self):
		self.make.ladder()
		values = {"sublease": self.in_arrears().name, "step": "Reminder", "status": "Done"}
		self.assertRefused(a.StepNotDatedError, self.make.document, "Arrears Step", **values)
		self.assertRefused(
			a.StepInFutureError,
			self.make.document,
			"Arrears Step",
			**values,
			step_date=add_days(getdate(), 1),
		)
		self.assertRefused(
			DatesOutOfOrderError,
			self.make.document,
			"Arrears Step",
			**values,
			step_date=getdate(),
			deadline=add_days(getdate(), -1),
		)
		step = self.make.document("Arrears Step", **values, step_date=getdate())
		self.assertEqual(getdate(step.deadline), add_days(getdate(), 15))

	def test_the_arrears_of_a_step_stay_as_they_were(self):
		sublease = self.in_arrears(3, 2)
		step = self.make.document("Arrears Step", sublease=sublease.name, step="Reminder")
		self.make.payment(sublease, 840)
		step.reload()
		step.outcome = "Ha pagato"
		step.save()
		self.assertEqual((step.arrears_amount, step.months_unpaid), (840, 2))

	def test_a_ladder_has_each_step_and_each_day_once(self):
		self.make.ladder()
		for step, days in (("Reminder", 11), ("Repayment Agreement", 10)):
			with self.subTest(step=step):
				self.assertRefused(
					RungTwiceError,
					self.make.document,
					"Arrears Ladder",
					step=step,
					days_overdue=days,
					agreement=AGREEMENT,
				)


class TestRepayment(ArrearsTestCase):
	def test_it_covers_what_is_overdue_and_adds_up(self):
		sublease = self.in_arrears(3, 2, 1)
		self.make.payment(sublease, 100)
		plan = self.make.plan(sublease, instalment_count=7, first_instalment_on=add_months(getdate(), 1))
		self.assertEqual(([row.open_amount for row in plan.dues], plan.total), ([320, 420, 420], 1160))
		self.assertEqual(round(sum(row.amount for row in plan.instalments) * 100), 116_000)
		[step] = self.steps(sublease)
		self.assertEqual((step.step, step.status, step.repayment_agreement), (
			"Repayment Agreement", "Done", plan.name,
		))  # fmt: skip

	def test_instalments_that_do_not_add_up(self):
		sublease = self.in_arrears()
		day = add_days(getdate(), 10)
		for amount in (839.99, 840.01):
			with self.subTest(amount=amount):
				self.assertRefused(
					ra.InstalmentsDoNotAddUpError,
					self.make.plan,
					sublease,
					instalments=[{"due_date": day, "amount": amount}],
				)
		self.assertRefused(ra.InstalmentsDoNotAddUpError, self.make.plan, sublease)
		for dates in ((day, day), (day, add_days(day, -1)), (add_days(getdate(), -1), day)):
			with self.subTest(dates=dates):
				self.assertRefused(
					ra.InstalmentDateError,
					self.make.plan,
					sublease,
					instalments=[{"due_date": when, "amount": 420} for when in dates],
				)

	def test_a_due_is_repaid_by_one_agreement(self):
		sublease = self.in_arrears()
		values = {"instalment_count": 2, "first_instalment_on": add_days(getdate(), 5)}
		first = self.make.plan(sublease, **values)
		self.assertRefused(ra.DueInOtherAgreementError, self.make.plan, sublease, **values)
		first.cancel()
		self.assertEqual([step.status for step in self.steps(sublease)], ["Dropped"])
		self.make.plan(sublease, **values)

	def test_without_open_dues_there_is_nothing_to_repay(self):
		sublease, other = self.sublease(), self.in_arrears()
		self.assertRefused(ra.NothingToRepayError, self.make.plan, sublease)
		[foreign, *_rest] = self.make.dues_of(other)
		self.assertRefused(
			ra.NothingToRepayError, self.make.plan, sublease, dues=[{"rent_due": foreign.name}]
		)

	def test_whether_it_is_kept_follows_from_the_payments(self):
		sublease = self.in_arrears()
		first = add_days(getdate(), 5)
		plan = self.make.plan(sublease, instalment_count=2, first_instalment_on=first)
		for day, state in ((first, "Kept"), (add_days(first, 1), "Late"), (add_days(first, 11), "Broken")):
			self.assertEqual(arrears.standing(plan, getdate(day)).state, state)
		paid = self.make.payment(sublease, 420)
		self.assertEqual(arrears.standing(plan, getdate(add_days(first, 11))).state, "Kept")
		self.make.payment(sublease, 420)
		self.assertEqual(arrears.standing(plan, getdate(add_days(first, 11))).state, "Completed")
		paid.cancel()
		self.assertEqual(arrears.standing(plan, getdate(add_days(first, 365))).state, "Broken")
		self.assertEqual((plan.how_it_stands()["paid"], plan.how_it_stands()["state"]), (420, "Kept"))

	def test_what_is_taken_back_was_not_paid(self):
		sublease = self.in_arrears()
		first = add_days(getdate(), 5)
		plan = self.make.plan(sublease, instalment_count=2, first_instalment_on=first)
		self.make.payment(sublease, 100)
		last = self.make.dues_of(sublease)[-1]
		sublease.reload()
		sublease.update({"early_end_on": add_days(last.period_from, 9), "end_reason": "Trasferimento"})
		sublease.save()
		off = -round(sum(row.amount for row in self.make.dues_of(sublease) if row.adjusts) * 100)
		self.assertGreater(off, 0)
		plan.reload()
		found = arrears.standing(plan, getdate(add_days(first, 1)))
		self.assertEqual((found.paid, found.left), (10_000, 84_000 - off - 10_000))
		self.assertEqual((found.state, found.behind), ("Late", 32_000))
		_columns, [row], *_more = repayment_plans.execute({"agreement": AGREEMENT})
		self.assertEqual([row["paid"], row["taken"]], [100, off / 100])
		self.make.payment(sublease, found.left / 100)
		self.assertEqual(arrears.standing(plan, getdate(add_days(first, 400))).state, "Completed")


class TestReports(ArrearsTestCase):
	def roll(self, **filters):
		columns, rows, _message, chart, figures = rent_roll.execute({"agreement": AGREEMENT, **filters})
		self.assertTrue({"unit", "head_rent", "margin"} <= {column["fieldname"] for column in columns})
		return rows, chart, {figure["label"]: figure["value"] for figure in figures}

	def ageing(self, **filters):
		return arrears_ageing.execute({"agreement": AGREEMENT, **filters})

	def test_the_rent_roll_of_a_month(self):
		sublease = self.sublease()
		self.make.run(1)
		self.make.payment(sublease, 100)
		rows, chart, figures = self.roll(month=month(1))
		[row] = [row for row in rows if row["unit"] == sublease.unit]
		self.assertEqual((row["head_rent"], row["subrent"], row["margin"]), (520, 420, -100))
		self.assertEqual((row["arrears"], row["owed"], row["cases"]), (320, 520, sublease.case_code))
		self.assertEqual(figures["Margin"], round(sum(row["margin"] for row in rows), 2))
		self.assertEqual(len(chart["data"]["datasets"]), 3)
		early, _chart, _figures = self.roll(month=month(1), as_of=month(1))
		[row] = [row for row in early if row["unit"] == sublease.unit]
		self.assertEqual((row["subrent"], row["arrears"], row["owed"]), (420, 0, 0))

	def test_cents_add_up_over_many_homes(self):
		for number in range(3):
			self.make.asked(self.sublease(monthly_rent=100.1 + number / 100, monthly_charges=0.03), 1)
		rows, _chart, figures = self.roll(month=month(1))
		self.assertEqual(figures["Subrent"], 300.42)
		self.assertEqual(sum(round(row["subrent"] * 100) for row in rows), 30_042)

	def test_arrears_by_age(self):
		self.make.ladder()
		sublease = self.in_arrears(3, 1, 0, -1)
		self.make.payment(sublease, 20)
		self.make.payment(sublease, 7.5, on_account=1)
		columns, rows, _message, chart, figures = self.ageing(bounds="30, 60")
		[row] = [row for row in rows if row["contract"] == sublease.name]
		late = [
			(month(back).replace(day=5), cents) for back, cents in ((3, 400), (1, 420), (0, 420), (-1, 420))
		]
		ages = [0, 0, 0]
		for day, amount in late:
			days = (getdate() - day).days
			if days > 0:
				ages[0 if days <= 30 else 1 if days <= 60 else 2] += amount
		self.assertEqual([row["age_0"], row["age_1"], row["age_2"]], ages)
		self.assertEqual((row["arrears"], row["not_due"], row["credit"]), (sum(ages), 1660 - sum(ages), 7.5))
		self.assertEqual(row["case_code"], sublease.case_code)
		self.assertTrue(row["next_step"])
		self.assertIn("age_2", [column["fieldname"] for column in columns])
		self.assertEqual(sum(chart["data"]["datasets"][0]["values"]), figures[1]["value"])

	def test_ages_that_make_no_sense(self):
		for bounds in ("60, 30", "a", "0, 5", "30, 30", "-1", "1,2,3,4,5,6,7"):
			with self.subTest(bounds=bounds):
				self.assertRefused(arrears_ageing.InvalidBoundsError, self.ageing, bounds=bounds)

	def test_both_show_what_their_reader_may_see(self):
		sublease = self.sublease()
		self.make.run(1)
		mine = self.make.user("prova.gestore@example.com", "Housing Manager", agreement=AGREEMENT)
		theirs = self.make.user("prova.altro@example.com", "Housing Manager")
		for user, seen in ((mine, True), (theirs, False)):
			with self.subTest(user=user), self.as_user(user):
				rows, _chart, figures = self.roll(month=month(1))
				self.assertEqual([row["unit"] for row in rows], [sublease.unit] if seen else [])
				self.assertEqual(list(figures.values())[3], 420 if seen else 0)
				_columns, rows, *_more = self.ageing()
				self.assertEqual([row["contract"] for row in rows], [sublease.name] if seen else [])

	def test_how_the_plans_stand(self):
		first = add_days(getdate(), 5)
		subs = [self.in_arrears(), self.in_arrears()]
		plans = [self.make.plan(sub, instalment_count=2, first_instalment_on=first) for sub in subs]
		self.make.payment(subs[0], 420.5)
		day = add_days(first, 1)
		_columns, rows, _message, chart, figures = repayment_plans.execute(
			{"agreement": AGREEMENT, "as_of": day}
		)
		shown = [(row["plan"], row["state"], row["paid"], row["behind"], row["left"]) for row in rows]
		self.assertEqual(
			shown, [(plans[1].name, "Late", 0, 420, 840), (plans[0].name, "Kept", 420.5, 0, 419.5)]
		)
		self.assertEqual([figure["value"] for figure in figures], [2, 1680, 420.5, 420, 0])
		self.assertEqual(sum(chart["data"]["datasets"][0]["values"]), 2)
		_columns, rows, *_more = repayment_plans.execute(
			{"agreement": AGREEMENT, "as_of": day, "state": "Late"}
		)
		self.assertEqual([row["plan"] for row in rows], [plans[1].name])
		plans[1].cancel()
		_columns, rows, *_more = repayment_plans.execute({"agreement": AGREEMENT, "as_of": day})
		self.assertEqual([row["plan"] for row in rows], [plans[0].name])
