"""Events, innovative projects and surveyed properties (VA-07, VA-08)."""

from typing import Any

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.access import roles as r
from sostegno_abitare.community.doctype.innovative_housing_project import (
	innovative_housing_project as project,
)
from sostegno_abitare.community.doctype.public_event import public_event as event
from sostegno_abitare.community.doctype.surveyed_property import surveyed_property as survey
from sostegno_abitare.community.report.events_and_attendance import events_and_attendance
from sostegno_abitare.community.report.phases_of_the_projects import phases_of_the_projects
from sostegno_abitare.housing.territory import MunicipalityOfOtherAgreementError, OtherAgreementError
from sostegno_abitare.programme.validity import ActionOfOtherAgreementError, InvalidTimeError

from .base import AppTestCase
from .factories import AGREEMENT, FAR, HOME, NEXT

OTHER = "PROVA2"


class CommunityTestCase(AppTestCase):
	def setUp(self):
		super().setUp()
		self.make.agreement()

	def event(self, **values):
		defaults = {
			"title": "Incontro di prova",
			"kind": "Participatory Meeting",
			"agreement": AGREEMENT,
			"municipality": HOME,
			"event_date": add_days(getdate(), -5),
			"duration_minutes": 90,
			"topics": "Abitare",
			"audiences": [{"audience": "Citizens", "expected": 20, "attended": 12}],
		}
		return self.make.document("Public Event", **{**defaults, **values})

	def project(self, **values):
		defaults = {
			"title": "Co-housing di prova",
			"kind": "Co-housing",
			"agreement": AGREEMENT,
			"category_of_need": "Students",
		}
		return self.make.document("Innovative Housing Project", **{**defaults, **values})

	def change(self, doc, **values):
		"""Saves the document as stored, with other values."""
		fresh = frappe.get_doc(doc.doctype, doc.name)
		fresh.update(values)
		return fresh.save()

	def property(self, **values):
		defaults = {
			"agreement": AGREEMENT,
			"municipality": HOME,
			"address": "via di Prova 1",
			"surveyed_on": getdate(),
		}
		return self.make.document("Surveyed Property", **{**defaults, **values})


class TestEvents(CommunityTestCase):
	"""requirement: VA-07"""

	def test_who_came_is_counted_once_the_event_was_held(self):
		doc = self.event()
		self.assertEqual((doc.expected_attendance, doc.attendance, doc.person_hours), (20, 0, 0))
		doc.status = "Took Place"
		doc.append("audiences", {"audience": "Owners", "expected": 5})
		for name, present in (("Uno", 1), ("Due", 1), ("Tre", 0)):
			doc.append("attendees", {"full_name": name, "audience": "Owners", "present": present})
		doc.save()
		self.assertEqual((doc.expected_attendance, doc.attendance, doc.person_hours), (25, 14, 21.0))

	def test_what_an_event_cannot_be(self):
		twice = [{"audience": "Citizens", "attended": 1}] * 2
		names = [{"full_name": name, "audience": "Citizens", "present": 1} for name in "AB"]
		self.make.agreement(OTHER)
		for error, values in (
			(event.RepeatedAudienceError, {"audiences": twice}),
			(
				event.MiscountedAudienceError,
				{"audiences": [{"audience": "Citizens", "attended": 1}], "attendees": names},
			),
			(event.EventNotHeldYetError, {"status": "Took Place", "event_date": add_days(getdate(), 1)}),
			(event.NobodyAttendedError, {"status": "Took Place", "audiences": [{"audience": "Citizens"}]}),
			(event.CancelledWithoutReasonError, {"status": "Cancelled"}),
			(InvalidTimeError, {"start_time": "25:00"}),
			(ActionOfOtherAgreementError, {"action": f"{OTHER}-A1"}),
			(MunicipalityOfOtherAgreementError, {"municipality": self.make.municipality(FAR)}),
		):
			self.assertRefused(error, self.event, **values)
		self.assertEqual(self.event(status="Cancelled", cancel_reason="Neve").attendance, 0)

	def test_the_report_counts_audiences(self):
		self.event(status="Took Place", title="Uno")
		self.event(
			status="Took Place",
			title="Due",
			audiences=[{"audience": "Owners", "attended": 4}, {"audience": "Citizens", "expected": 9}],
			attendees=[{"full_name": "A", "audience": "Citizens", "present": 1}],
			materials=[{"title": "Opuscolo"}],
		)
		self.event(title="Tre", event_date=add_days(getdate(), 5))
		asked = {"agreement": AGREEMENT}
		_columns, rows, _message, chart, figures = events_and_attendance.execute(asked)
		self.assertEqual([row["attendance"] for row in rows], [0, 5, 12])
		self.assertEqual([row["materials"] for row in rows], [0, 1, 0])
		self.assertEqual(chart["data"]["datasets"][0]["values"], [13, 4])
		self.assertEqual([figure["value"] for figure in figures], [2, 1, 17, 25.5])
		owners = events_and_attendance.execute({**asked, "audience": "Owners"})[1]
		self.assertEqual(
			[(row["title"], row["attendance"], row["person_hours"]) for row in owners], [("Due", 4, 6)]
		)
		period = {"from_date": getdate(), "to_date": add_days(getdate(), 9)}
		self.assertEqual(
			[row["title"] for row in events_and_attendance.execute({**asked, **period})[1]], ["Tre"]
		)

	def test_names_of_attendees_are_for_few(self):
		doc = self.event(attendees=[{"full_name": "CANARINO", "audience": "Citizens", "present": 1}])
		for role, reads in ((r.FRONT_OFFICE_OPERATOR, True), (r.FINANCE_OFFICER, False)):
			user = self.make.user(f"eventi.{frappe.scrub(role)}@example.com", role, agreement=AGREEMENT)
			with self.as_user(user):
				found = frappe.get_doc("Public Event", doc.name)
				found.check_permission("read")
				found.apply_fieldlevel_read_permissions()
				self.assertEqual("CANARINO" in str(found.as_dict()), reads, role)

	def test_events_are_seen_by_their_place(self):
		here, there, both = self.event(), self.event(municipality=NEXT), self.event(municipality=None)
		worker = self.make.user("eventi.as@example.com", r.SOCIAL_WORKER, municipality=HOME)
		finance = self.make.user("eventi.conti@example.com", r.FINANCE_OFFICER, agreement=AGREEMENT)
		nobody = self.make.user("eventi.nessuno@example.com", r.FINANCE_OFFICER)
		for user, expected in (
			(worker, {here.name, both.name}),
			(finance, {here.name, there.name, both.name}),
			(nobody, set()),
		):
			with self.as_user(user):
				self.assertEqual(set(frappe.get_list("Public Event", pluck="name")), expected, user)


class TestProjects(CommunityTestCase):
	"""requirement: VA-08"""

	def phases(self, *ends):
		"""Phases of a month, the first begun 60 days ago; `ends` are the days each ended on, in days from today."""
		return [
			{
				"title": f"Fase {index}",
				"planned_start": add_days(getdate(), 30 * index - 60),
				"planned_end": add_days(getdate(), 30 * index - 31),
				"actual_start": add_days(getdate(), end) if end is not None else None,
				"actual_end": add_days(getdate(), end) if end is not None else None,
			}
			for index, end in enumerate(ends)
		]

	def test_phases_say_how_far_it_is(self):
		doc = self.project(phases=self.phases(-40, None))
		self.assertEqual([row.state for row in doc.phases], ["Done", "Late"])
		self.assertEqual(doc.progress, 50)
		self.assertEqual(getdate(doc.start_date), getdate(add_days(getdate(), -60)))
		self.assertEqual(getdate(doc.end_date), getdate(add_days(getdate(), -1)))
		wrong = self.phases(None)
		wrong[0]["planned_end"] = add_days(getdate(), -90)
		self.assertRefused(project.PhaseDatesError, self.project, phases=wrong)

	def test_resources_to_the_cent(self):
		doc = self.project(
			estimated_cost=100.30,
			resources=[
				{"kind": "Money", "description": "a", "amount": 33.10, "state": "Assured"},
				{"kind": "Staff", "description": "b", "amount": 33.10, "state": "Assured"},
				{"kind": "Money", "description": "c", "amount": 33.10, "state": "Asked For"},
			],
		)
		self.assertEqual((doc.resources_total, doc.assured_total, doc.uncovered), (99.3, 66.2, 34.1))

	def test_approved_only_when_accompanied_temporary_and_feasible(self):
		doc = self.project()
		self.assertRefused(project.ProjectNotSupervisedError, self.change, doc, status="Approved")
		approved = {"status": "Approved", "supervised_by": self.make.organisation(), "max_stay_months": 18}
		self.assertRefused(project.ProjectNotFeasibleError, self.change, doc, **approved)
		approved.update(phases=self.phases(None), estimated_cost=0.01)
		self.assertRefused(project.ProjectNotFeasibleError, self.change, doc, **approved)
		found = {"kind": "Money", "description": "a", "amount": 0.01, "state": "Assured"}
		self.change(doc, **approved, resources=[found])
		condominium = self.project(kind="Social Condominium")
		self.assertRefused(project.NothingSharedError, self.change, condominium, status="Approved")

	def test_completed_only_when_done_and_measured(self):
		values = {
			"supervised_by": self.make.organisation(),
			"max_stay_months": 12,
			"status": "Under Way",
			"indicators": [{"title": "Ospiti", "target": 4}],
		}
		doc = self.project(phases=self.phases(-40, None), **values)
		done: dict[str, Any] = {"status": "Completed"}
		self.assertRefused(project.ProjectNotFinishedError, self.change, doc, **done)
		done["phases"] = self.phases(-40, 0)
		self.assertRefused(project.ProjectNotFinishedError, self.change, doc, **done)
		done["indicators"] = [{"title": "Ospiti", "target": 4, "measured_on": getdate(), "value": 4}]
		self.assertEqual(self.change(doc, **done).progress, 100)
		self.assertRefused(project.AbandonedWithoutReasonError, self.change, doc, status="Abandoned")

	def test_the_report_shows_what_is_late_today(self):
		self.project(phases=self.phases(-20, None), title="Uno")
		lost = self.project(phases=self.phases(None), title="Due")
		lost.update({"status": "Abandoned", "abandoned_reason": "Immobile venduto"})
		lost.save()
		_columns, rows, _message, chart, figures = phases_of_the_projects.execute({"agreement": AGREEMENT})
		self.assertEqual(
			[(row["state"], row["days_late"]) for row in rows], [("", 0), ("Done", 11), ("Late", 1)]
		)
		self.assertEqual(chart["data"]["datasets"][0]["values"], [0, 0, 1, 1])
		self.assertEqual([figure["value"] for figure in figures], [2, 3, 1, 1])
		late = phases_of_the_projects.execute({"agreement": AGREEMENT, "only_late": 1})[1]
		self.assertEqual([row["phase"] for row in late], ["Fase 1"])

	def test_the_survey(self):
		doc = self.property(project=self.project().name)
		self.assertEqual(doc.title, f"{HOME}, via di Prova 1")
		doc.condition = "Unusable"
		self.assertRefused(survey.UnusablePropertyError, doc.save)
		self.assertRefused(survey.FutureSurveyError, self.property, surveyed_on=add_days(getdate(), 1))
		self.make.agreement(OTHER)
		other = self.project(agreement=OTHER)
		self.assertRefused(OtherAgreementError, self.property, project=other.name)
