"""A PEI through its life: reviews that never overwrite, extension by the Commission. requirement: EM-05"""

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.social_support.doctype.pei import extension
from sostegno_abitare.social_support.doctype.pei.pei import ValidatedPEIChangedError
from sostegno_abitare.social_support.doctype.pei_review import pei_review as reviews

from .factories import AGREEMENT
from .support import SupportTestCase


class TestReview(SupportTestCase):
	"""requirement: EM-05"""

	def review(self, pei, user=None, **values):
		defaults = {"pei": pei.name, "review_date": getdate(), "summary": "<p>Procede</p>"}
		with self.as_user(user or self.educator):
			return frappe.get_doc({"doctype": "PEI Review", **defaults, **values}).insert()

	def submit(self, review, user=None):
		with self.as_user(user or self.educator):
			frappe.get_doc("PEI Review", review.name).submit()
		return frappe.get_doc("PEI Review", review.name)

	def test_it_starts_with_what_was_agreed_and_the_hours_so_far(self):
		pei = self.active_pei(committed_hours=10)
		self.write(minutes=60, entry_date=add_days(getdate(), -2))
		self.write(minutes=30, entry_date=getdate())
		self.assertEqual(self.review(pei, review_date=add_days(getdate(), -1)).hours_used, 1)
		made = self.review(pei)
		self.assertEqual([row.goal for row in made.goals], [row.goal for row in pei.goals])
		self.assertEqual(
			[row.commitment for row in made.commitments], [row.commitment for row in pei.commitments]
		)
		self.assertEqual((made.hours_used, made.hours_committed, made.reviewed_by), (1.5, 10, self.educator))
		self.assertEqual(made.referral, self.referral.name)

	def test_submitted_it_is_final_and_sets_the_next(self):
		pei = self.active_pei()
		frappe.db.set_value("Service Agreement", AGREEMENT, "pei_review_days", 45)
		first = self.submit(self.review(pei))
		self.assertEqual(
			getdate(frappe.db.get_value("PEI", pei.name, "review_date")), add_days(getdate(), 45)
		)
		first.summary = "Riscritto"
		with self.assertRaises(frappe.ValidationError):
			first.save()
		second = self.submit(self.review(pei, next_review_date=add_days(getdate(), 5)))
		self.assertEqual(getdate(frappe.db.get_value("PEI", pei.name, "review_date")), add_days(getdate(), 5))
		self.assertEqual(frappe.db.get_value("PEI Review", first.name, "summary"), "<p>Procede</p>")
		with self.as_user(self.coordinator):
			self.assertRefused(reviews.LaterReviewError, frappe.get_doc("PEI Review", first.name).cancel)
			frappe.get_doc("PEI Review", second.name).cancel()
		self.assertEqual(
			getdate(frappe.db.get_value("PEI", pei.name, "review_date")), add_days(getdate(), 45)
		)

	def test_the_last_review_is_that_of_the_last_day_whichever_was_begun_first(self):
		pei = self.active_pei()
		begun_first = self.review(pei)
		earlier = self.submit(self.review(pei, review_date=add_days(getdate(), -1)))
		last = self.submit(begun_first)
		with self.as_user(self.coordinator):
			self.assertRefused(reviews.LaterReviewError, frappe.get_doc("PEI Review", earlier.name).cancel)
			frappe.get_doc("PEI Review", last.name).cancel()

	def test_the_hours_stay_as_they_were_on_the_day(self):
		pei = self.active_pei()
		made = self.submit(self.review(pei))
		self.write(minutes=60)
		self.assertEqual(frappe.db.get_value("PEI Review", made.name, "hours_used"), 0)

	def test_a_final_one_asks_for_no_other(self):
		pei = self.active_pei()
		self.submit(self.review(pei, kind="Final", next_review_date=add_days(getdate(), 10)))
		self.assertIsNone(frappe.db.get_value("PEI", pei.name, "review_date"))

	def test_what_cannot_stand(self):
		pei = self.active_pei()
		for error, values in (
			(reviews.ReviewBeforePEIError, {"review_date": add_days(self.since, -1)}),
			(reviews.NextReviewError, {"next_review_date": getdate()}),
		):
			with self.subTest(error=error):
				self.assertRefused(error, self.review, pei, **values)
		with self.assertRaises(frappe.ValidationError):
			self.review(pei, review_date=add_days(getdate(), 1))
		self.assertRefused(reviews.ReviewIncompleteError, self.submit, self.review(pei, summary="<p> </p>"))
		self.submit(self.review(pei))
		self.assertRefused(
			reviews.ReviewBeforePEIError, self.review, pei, review_date=add_days(getdate(), -1)
		)

	def test_only_a_project_under_way_is_reviewed(self):
		pei = self.make.pei(self.referral, "Validated")
		self.assertRefused(reviews.PEINotUnderWayError, self.review, pei)


class TestExtension(SupportTestCase):
	"""requirement: EM-05, EM-06"""

	def setUp(self):
		super().setUp()
		self.end = add_days(getdate(), 60)
		self.pei = self.active_pei(end_date=self.end, committed_hours=40)
		self.first = self.make.session().name
		self.second = self.make.session().name

	def now(self):
		pei = frappe.get_doc("PEI", self.pei.name)
		return getdate(pei.end_date), pei.committed_hours, len(pei.extensions)

	def test_the_planned_end_is_the_commissions(self):
		doc = frappe.get_doc("PEI", self.pei.name)
		doc.end_date = add_days(self.end, 1)
		self.assertRefused(ValidatedPEIChangedError, doc.save)

	def test_each_decision_is_kept_and_taken_back_in_order(self):
		longer, longest = add_days(self.end, 30), add_days(self.end, 90)
		extension.extend(self.pei.name, longer, 12.5, self.first, getdate())
		self.assertEqual(self.now(), (longer, 52.5, 1))
		extension.extend(self.pei.name, longest, 0, self.second, getdate())
		self.assertEqual(self.now(), (longest, 52.5, 2))
		self.assertRefused(extension.ExtensionBuiltUponError, extension.reverse, self.pei.name, self.first)
		extension.reverse(self.pei.name, self.second)
		extension.reverse(self.pei.name, self.first)
		self.assertEqual(self.now(), (self.end, 40, 0))

	def test_later_with_no_fewer_hours_and_under_way(self):
		for error, day, hours in (
			(extension.ExtensionNotLaterError, self.end, 0),
			(extension.ExtensionNotLaterError, None, 5),
			(extension.NegativeHoursError, add_days(self.end, 1), -1),
		):
			self.assertRefused(error, extension.extend, self.pei.name, day, hours, self.first, getdate())
		frappe.db.set_value("PEI", self.pei.name, "workflow_state", "Completed")
		self.assertRefused(
			extension.PEINotUnderWayError,
			extension.extend,
			self.pei.name,
			add_days(self.end, 1),
			0,
			self.first,
			getdate(),
		)
		self.assertEqual(self.now(), (self.end, 40, 0))

	def test_what_the_last_review_proposes_awaits_the_commission(self):
		self.assertEqual(extension.proposed(AGREEMENT), [])
		review = self.make.document("PEI Review", pei=self.pei.name, summary="Serve tempo", proposal="Extend")
		self.assertEqual(extension.proposed(AGREEMENT), [])
		review.submit()
		self.assertEqual(extension.proposed(AGREEMENT), [self.pei.name])
		extension.extend(self.pei.name, add_days(self.end, 5), 0, self.first, getdate())
		self.assertEqual(extension.proposed(AGREEMENT), [])
