"""Who was called in for which household, and the personal way to work."""

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.programme.validity import DatesOutOfOrderError
from sostegno_abitare.social_support import case_dates
from sostegno_abitare.social_support.doctype.network_activation import network_activation as network
from sostegno_abitare.social_support.doctype.work_inclusion_plan import work_inclusion_plan as work

from .support import SupportTestCase


class TestNetworkActivation(SupportTestCase):
	"""requirement: EM-14"""

	def ask(self, **values):
		defaults = {
			"referral": self.referral.name,
			"organisation": self.make.organisation("UOIL di prova", "Employment Service"),
			"purpose": "Ricerca di lavoro",
			"asked_on": add_days(getdate(), -5),
		}
		with self.as_user(self.educator):
			return frappe.get_doc({"doctype": "Network Activation", **defaults, **values}).insert()

	def test_an_answer_has_its_day(self):
		made = self.ask()
		self.assertEqual((made.asked_by, made.result), (self.educator, "Pending"))
		made.result = "Given"
		self.assertRefused(network.ResultUndatedError, made.save)
		made.reload()
		made.result = "Given"
		made.result_on = getdate()
		made.save()
		self.assertRefused(network.ResultUndatedError, self.ask, result_on=getdate())

	def test_days_in_order(self):
		for error, values in (
			(case_dates.FutureDateError, {"asked_on": add_days(getdate(), 1)}),
			(case_dates.BeforeReferralError, {"asked_on": add_days(getdate(), -21)}),
			(DatesOutOfOrderError, {"result": "Refused", "result_on": add_days(getdate(), -6)}),
		):
			with self.subTest(error=error):
				self.assertRefused(error, self.ask, **values)


class TestWorkInclusionPlan(SupportTestCase):
	"""requirement: VA-05"""

	def plan(self, user=None, **values):
		person = frappe.db.get_value("Referral", self.referral.name, "reference_person")
		defaults = {
			"referral": self.referral.name,
			"person": person,
			"goal": "Lavoro in cucina",
			"start_date": self.since,
			"steps": [{"kind": "Orientation", "step_date": self.since, "outcome": "Done"}],
		}
		with self.as_user(user or self.educator):
			return frappe.get_doc({"doctype": "Work Inclusion Plan", **defaults, **values}).insert()

	def test_of_a_member_of_the_household(self):
		stranger = self.make.person(first_name="Estranea")
		self.assertRefused(work.NotInHouseholdError, self.plan, user="Administrator", person=stranger.name)
		self.assertIn(self.plan().person, work.members(self.referral.name))

	def test_one_under_way_for_a_person(self):
		first = self.plan(status="Active")
		self.assertIn(first.name, self.assertRefused(work.AnotherPlanError, self.plan))
		first.update({"status": "Completed", "ended_on": getdate(), "outcome": "Job Found"})
		first.save()
		self.plan()

	def test_steps_in_time(self):
		def step(day, outcome):
			return [{"kind": "Job Interview", "step_date": day, "outcome": outcome}]

		for day, outcome in ((add_days(self.since, -1), "Planned"), (add_days(getdate(), 1), "Positive")):
			self.assertRefused(work.StepDateError, self.plan, steps=step(day, outcome))
		self.plan(steps=step(add_days(getdate(), 1), "Planned"))

	def test_active_with_steps_ended_with_an_outcome(self):
		self.assertRefused(work.PlanWithoutStepsError, self.plan, status="Active", steps=[])
		self.assertRefused(work.OutcomeMissingError, self.plan, status="Interrupted", ended_on=getdate())
		self.assertRefused(work.OutcomeMissingError, self.plan, status="Completed", outcome="Job Found")

	def test_others_do_not_learn_who_is_in_the_household(self):
		with self.as_user(self.other), self.assertRaises(frappe.PermissionError):
			work.members(self.referral.name)

	def test_resources_are_of_the_agreement(self):
		def step(agreement):
			self.make.agreement(agreement)
			resource = self.make.document(
				"Job Resource",
				title="Corso di prova",
				kind="Training Course",
				organisation=self.make.organisation(),
				agreement=agreement,
				valid_from=self.since,
				last_checked_on=getdate(),
			)
			return [{"kind": "Training Course", "step_date": self.since, "job_resource": resource.name}]

		self.assertRefused(work.ResourceOfOtherAgreementError, self.plan, steps=step("PROVA2"))
		self.assertTrue(self.plan(steps=step("PROVA")).steps[0].job_resource)
