"""Requests followed until they are solved, and the months of arrears that are never paid twice."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, get_first_day, getdate
from sostegno_abitare.community import desk
from sostegno_abitare.community.doctype.help_request import help_request as hr
from sostegno_abitare.community.doctype.help_request import states
from sostegno_abitare.community.doctype.regional_notice.regional_notice import RequestsOutsideError
from sostegno_abitare.housing import dues

from .front_office import CODE, FrontOfficeCase
from .rent_factory import RentFactory, month

OTHER_CODE = "BNCLRA80E41F205O"
NUMBERS = ("privacy_notice_given", "requested_amount", "arrears")
PAID = "Arrears Paid, the Household Stays"


class TestCourse(FrontOfficeCase):
	"""requirement: VA-03, VA-04"""

	def language(self):
		"""In which the operator reads."""
		return frappe.db.get_value("User", self.operator, "language") or frappe.db.get_single_value(
			"System Settings", "language"
		)

	def test_from_the_first_word_to_the_solution(self):
		doc = self.request("Sent")
		self.assertEqual(getdate(doc.sent_on), getdate())
		self.assertEqual(getdate(doc.answer_due_on), add_days(getdate(), 60))
		doc = self.change(doc, granted_amount=1000)
		doc = self.act(doc, "Grant")
		doc = self.change(doc, months=[self.month(2), self.month(1)], outcome=PAID)
		self.assertRefused(states.MonthsUnpaidError, self.act, doc, "Solve")
		doc = self.change(doc, months=[self.month(back, paid_on=getdate()) for back in (2, 1)])
		doc = self.act(doc, "Solve")
		self.assertEqual((doc.workflow_state, getdate(doc.closed_on)), ("Solved", getdate()))
		self.assertRefused(hr.ClosedRequestError, self.change, doc, phone="1")
		doc = self.act(doc, "Take Up Again", self.coordinator)
		self.assertIsNone(doc.closed_on)

	def test_a_request_starts_as_opened(self):
		made = frappe.get_doc({"doctype": "Help Request", "workflow_state": "Granted"})
		self.assertRefused(states.MustStartAsOpenedError, states.check_state, made)

	def test_what_an_application_cannot_go_without(self):
		for field in (
			"fiscal_code",
			"privacy_notice_given",
			"regional_notice",
			"requested_amount",
			"arrears",
			"owner_name",
			"lease_registration",
		):
			with self.subTest(field=field):
				values: dict[str, Any] = {field: 0 if field in NUMBERS else ""}
				doc = self.request(**values)
				message = self.assertRefused(states.ApplicationIncompleteError, self.act, doc, "Send")
				label = doc.meta.get_label(field)
				told = (_(label), _(label, self.language()))  # a host may keep the language of who runs it
				self.assertTrue(any(word in message for word in told), message)
				self.assertEqual(frappe.db.get_value(doc.doctype, doc.name, "workflow_state"), "Opened")

	def test_within_the_terms_of_the_notice(self):
		late = self.notice("Chiuso", closes_on=add_days(getdate(), -1)).name
		soon = self.notice("Domani", opens_on=add_days(getdate(), 1)).name
		for values in (
			{"regional_notice": late},
			{"regional_notice": soon},
			{"requested_amount": 8000.01},
		):
			doc = self.request(**values)
			self.assertRefused(states.NoticeTermsError, self.act, doc, "Send")
		self.act(self.request(requested_amount=8000), "Send")

	def test_an_income_over_the_limits_is_said_and_decided_by_others(self):
		self.messages()
		self.act(self.request(isee=20000, ise=90000), "Send")
		self.assertEqual(self.messages(), "")
		doc = self.act(self.request(isee=20000.01, ise=35000.01), "Send")
		self.assertEqual(doc.workflow_state, "Sent")
		self.assertNotEqual(self.messages(), "")

	def test_answers_are_complete(self):
		doc = self.request("Sent")
		self.assertRefused(states.AnswerIncompleteError, self.act, doc, "Ask for Papers")
		self.assertRefused(states.AnswerIncompleteError, self.act, doc, "Grant")
		self.assertRefused(states.AnswerIncompleteError, self.act, doc, "Reject")
		doc = self.change(doc, next_step_on=add_days(getdate(), 10), next_step="ISEE corrente")
		doc = self.act(doc, "Ask for Papers")
		doc = self.act(doc, "Send")
		doc = self.change(doc, rejection_reason="Fondi esauriti")
		self.assertEqual(self.act(doc, "Reject").workflow_state, "Rejected")

	def test_outcomes_go_with_how_it_ends(self):
		doc = self.request("Sent")
		self.assertRefused(states.OutcomeError, self.act, doc, "Solve")
		doc = self.change(doc, outcome="Eviction Carried Out")
		self.assertRefused(states.OutcomeError, self.act, doc, "Solve")
		self.assertEqual(self.act(doc, "Close Unsolved").workflow_state, "Not Solved")
		other = self.change(
			self.request(fiscal_code=OTHER_CODE, lease_registration="y"), outcome="Other Home Found"
		)
		self.assertRefused(states.OutcomeError, self.act, other, "Close Unsolved")
		self.assertEqual(self.act(other, "Solve").workflow_state, "Solved")

	def test_what_was_paid_is_not_without_result(self):
		doc = self.change(
			self.request("Granted"), months=[self.month(1, paid_on=getdate())], outcome="Given Up"
		)
		self.assertRefused(states.OutcomeError, self.act, doc, "Close Unsolved")
		self.assertEqual(self.act(self.change(doc, months=[]), "Close Unsolved").workflow_state, "Not Solved")

	def test_advice_is_given_and_not_sent(self):
		advice = self.request(
			kind="L. 431/1998 Advice", quality="Owner", regional_notice="", requested_amount=0
		)
		self.assertRefused(states.NothingToSendError, self.act, advice, "Send")
		advice = self.change(advice, outcome="Lease Agreed")
		self.assertEqual(self.act(advice, "Solve").workflow_state, "Solved")

	def test_an_erp_form_needs_no_amount(self):
		form = self.request(kind="ERP Form", regional_notice="", requested_amount=0, arrears=0)
		form = self.act(form, "Send")
		form = self.change(form, outcome="Form Handed In")
		self.assertEqual(self.act(form, "Solve").workflow_state, "Solved")

	def test_steps_and_codes(self):
		ahead = [{"step_date": add_days(getdate(), 1), "kind": "Interview"}]
		self.assertRefused(hr.FutureStepError, self.request, steps=ahead)
		made = self.request(steps=[{"step_date": getdate(), "kind": "Interview"}])
		self.assertEqual(made.steps[0].operator, self.operator)
		self.assertRefused(desk.WrongFiscalCodeError, self.request, fiscal_code="RSSMRA85T10A562X")
		self.assertEqual(self.request(fiscal_code=CODE.lower()).fiscal_code, CODE)

	def test_a_notice_keeps_what_was_sent_under_it(self):
		self.request("Sent")
		notice = frappe.get_doc("Regional Notice", "Avviso di prova")
		notice.closes_on = add_days(getdate(), -1)
		self.assertRefused(RequestsOutsideError, notice.save)
		notice.reload()
		notice.closes_on = getdate()
		notice.save()


class TestMonths(FrontOfficeCase):
	"""requirement: VA-03"""

	def test_once_behind_with_an_amount_and_within_what_was_granted(self):
		doc = self.request("Granted")
		ahead = {"month": get_first_day(add_days(get_first_day(getdate()), 40)), "amount": 1}
		for rows in (
			[self.month(1), self.month(1)],
			[ahead],
			[self.month(1, 0.001)],
			[self.month(1, 1500), self.month(2, 500.01)],
			[self.month(1, paid_on=add_days(getdate(), 1))],
		):
			with self.subTest(rows=rows):
				self.assertRefused(hr.MonthError, self.change, doc, months=rows)
		doc = self.change(doc, months=[self.month(1, 1500), self.month(2, 500)])
		self.assertEqual(doc.months_amount, 2000)

	def test_the_same_month_is_never_paid_twice(self):
		first = self.request("Granted", months=[])
		self.change(first, months=[self.month(3), self.month(2)])
		for values in (
			{"lease_registration": "altro contratto"},
			{"fiscal_code": OTHER_CODE},
		):
			with self.subTest(values=values):
				other = self.request("Granted", **values)
				message = self.assertRefused(
					hr.MonthTakenError, self.change, other, months=[self.month(1), self.month(2)]
				)
				self.assertIn(first.name, message)
				self.change(other, months=[self.month(1)])
				self.change(other, months=[])
		stranger = self.request("Granted", fiscal_code=OTHER_CODE, lease_registration="un altro ancora")
		self.change(stranger, months=[self.month(2)])

	def test_what_was_not_obtained_leaves_its_months(self):
		first = self.change(self.request("Sent"), months=[self.month(2)], rejection_reason="Fondi esauriti")
		other = self.request("Sent")
		self.assertRefused(hr.MonthTakenError, self.change, other, months=[self.month(2)])
		self.act(first, "Reject")
		self.change(other, months=[self.month(2)])
		again = self.change(first, outcome="Requirements Missing")
		self.act(again, "Close Unsolved")
		self.assertRefused(hr.MonthTakenError, self.act, again, "Take Up Again")

	def test_two_rows_written_at_the_same_instant_meet_on_the_key(self):
		doc = self.change(self.request("Sent"), months=[self.month(2)])
		row = doc.months[0]
		self.assertEqual(row.month_key, f"{CODE}|{getdate(row.month):%Y-%m}")
		self.assertTrue(frappe.get_meta("Notice Month").get_field("month_key").unique)

	def test_whose_months_must_be_known(self):
		doc = self.request(fiscal_code="", lease_registration="")
		self.assertRefused(hr.MonthError, self.change, doc, months=[self.month(1)])


class TestRents(FrontOfficeCase):
	"""requirement: VA-03: the rents of a home that the service lets (R49)"""

	def setUp(self):
		super().setUp()
		self.make: RentFactory = RentFactory()
		self.make.terms()
		self.sublease = self.make.sublease(start_date=month(6), monthly_charges=40, due_day=5)
		for back in (3, 2, 1):
			self.make.run(back)

	def months_paid(self, *rows, **values):
		doc = self.change(
			self.request("Granted"),
			self.coordinator,
			sublease=self.sublease.name,
			months=list(rows),
			**values,
		)
		doc.reload()
		return doc

	def open_cents(self):
		return [due.cents for due in dues.open_dues("Sublease", self.sublease.name)]

	def test_what_a_notice_pays_waits_as_a_payment_of_its_months(self):
		doc = self.months_paid(self.month(3, 420, paid_on=getdate()), self.month(1, 300, paid_on=getdate()))
		payments = [frappe.get_doc("Rent Payment", row.rent_payment) for row in doc.months]
		self.assertEqual([row.paid_by for row in payments], ["Regional Notice"] * 2)
		self.assertEqual([row.docstatus for row in payments], [0, 0])
		self.assertEqual({row.reference for row in payments}, {doc.name})
		for payment in payments:
			payment.submit()
		self.assertEqual(self.open_cents(), [0, 42000, 12000])
		self.change(doc, self.coordinator, outcome_note="Si salva ancora, niente si ripete")
		self.assertEqual(frappe.db.count("Rent Payment", {"contract": self.sublease.name}), 2)

	def test_a_month_that_others_paid_is_refused(self):
		self.make.payment(self.sublease, 500, paid_by="Guarantee Fund")
		self.assertEqual(self.open_cents(), [0, 34000, 42000])
		paid = {"paid_on": getdate()}
		self.assertRefused(hr.MonthTakenError, self.months_paid, self.month(3, 10, **paid))
		doc = self.request("Granted", fiscal_code=OTHER_CODE, lease_registration="z")
		link = {"sublease": self.sublease.name}
		self.assertRefused(
			hr.MonthTakenError, self.change, doc, self.coordinator, months=[self.month(2, 340.01)], **link
		)
		self.assertRefused(
			hr.MonthError, self.change, doc, self.coordinator, months=[self.month(5, 1)], **link
		)
		self.change(doc, self.coordinator, months=[self.month(2, 340, **paid)], **link)

	def test_a_payment_taken_back_opens_the_month_again(self):
		doc = self.months_paid(self.month(3, 420, paid_on=getdate()))
		first = frappe.get_doc("Rent Payment", doc.months[0].rent_payment)
		first.submit()
		first.cancel()
		self.change(doc, self.coordinator, outcome_note="Di nuovo")
		doc.reload()
		self.assertNotEqual(doc.months[0].rent_payment, first.name)

	def test_only_who_sees_a_sublease_names_it(self):
		self.assertRefused(desk.OutOfSightError, self.request, sublease=self.sublease.name)
