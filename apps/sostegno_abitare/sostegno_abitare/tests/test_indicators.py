"""Indicators, and values that are never overwritten (VA-16)."""

import json
from typing import Any

import frappe
from frappe.utils import add_days, getdate
from sostegno_abitare.access import roles as r
from sostegno_abitare.governance import indicators, sheet
from sostegno_abitare.governance.doctype.indicator_value import indicator_value as value
from sostegno_abitare.governance.doctype.programme_indicator import programme_indicator as indicator
from sostegno_abitare.governance.report.quarterly_sheet import quarterly_sheet
from sostegno_abitare.printing import sa_quarterly_sheet
from sostegno_abitare.rules.indicators import quarter_before, quarter_of

from .factories import AGREEMENT, HOME, NEXT
from .test_governance import GovernanceTestCase


class TestIndicators(GovernanceTestCase):
	"""requirement: VA-16"""

	def indicator(self, code="prova", **values):
		defaults = {"agreement": AGREEMENT, "title": f"Indicatore {code}", "target": 2, "how": "By Hand"}
		return self.make.document("Programme Indicator", **{**defaults, **values, "code": code})

	def counting(self, code="eventi", **values):
		defaults = {
			"how": "Count",
			"function": "Count",
			"count_doctype": "Public Event",
			"date_field": "event_date",
			"count_filters": '[["status", "=", "Took Place"]]',
		}
		return self.indicator(code, **{**defaults, **values})

	def event(self, day, attended=10, **values):
		defaults = {
			"title": "Evento",
			"agreement": AGREEMENT,
			"status": "Took Place",
			"event_date": day,
			"topics": "Abitare",
			"audiences": [{"audience": "Citizens", "attended": attended}],
		}
		return self.make.document("Public Event", **{**defaults, **values})

	def last_quarter(self):
		return quarter_before(self.today)

	def measure(self, doc, user=None):
		with self.as_user(user or self.coordinator()):
			name = frappe.get_doc(doc.doctype, doc.name).measure(str(self.last_quarter()[0]))
		return frappe.get_doc("Indicator Value", name)

	def test_documents_are_counted_within_the_period(self):
		first, last = self.last_quarter()
		self.make.agreement("PROVA2")
		self.event(first)
		self.event(last, municipality=NEXT)
		self.event(add_days(first, -1))
		self.event(add_days(last, 1))
		self.event(first, status="Planned")
		self.event(first, agreement="PROVA2")
		found = self.measure(self.counting())
		self.assertEqual((found.value, found.met, found.how, found.target), (2, "Yes", "Computed", 2))
		self.assertEqual((getdate(found.period_from), getdate(found.period_to)), (first, last))
		whole = self.measure(self.counting("tutti", target_period="Whole Agreement"))
		self.assertEqual(whole.value, 3)
		total = self.counting("presenti", function="Sum", count_field="attendance")
		self.assertEqual(self.measure(total).value, 20)

	def test_who_sees_every_agreement_measures_the_one(self):
		first, _last = self.last_quarter()
		self.make.agreement("PROVA2")
		self.event(first)
		self.event(first, agreement="PROVA2")
		everywhere = self.make.user("cabina.tutto@example.com", r.PROGRAMME_ADMINISTRATOR)
		self.assertEqual(self.measure(self.counting(), everywhere).value, 1)
		total = self.indicator(
			"presenti",
			how="Report",
			function="Sum",
			report="Events and Attendance",
			report_column="attendance",
		)
		self.assertEqual(self.measure(total, everywhere).value, 10)

	def test_a_value_is_of_the_agreement_of_its_indicator_whatever_is_sent(self):
		doc, (first, last) = self.indicator(), self.last_quarter()
		self.make.agreement("PROVA2")
		values = {"indicator": doc.name, "period_from": first, "period_to": last, "value": 1, "source": "x"}
		with self.as_user(self.coordinator()):
			found = frappe.get_doc({"doctype": "Indicator Value", **values}).insert()
		self.assertEqual(found.agreement, AGREEMENT)
		stranger = self.make.user("cabina.altra@example.com", r.COORDINATOR, agreement="PROVA2")
		with self.as_user(stranger):
			made_up = frappe.get_doc({"doctype": "Indicator Value", **values, "agreement": "PROVA2"})
			self.assertRaises(frappe.PermissionError, made_up.insert)

	def test_a_report_is_taken_at_its_word(self):
		first, _last = self.last_quarter()
		self.event(first, 7)
		self.event(first, 4, kind="Training for Staff")
		doc = self.indicator(
			"partecipanti",
			how="Report",
			function="Sum",
			report="Events and Attendance",
			report_column="attendance",
			report_filters='{"kind": "Training for Staff"}',
		)
		self.assertEqual(self.measure(doc).value, 4)
		doc.report_filters = "{}"
		doc.save()
		found = self.measure(doc)
		self.assertEqual((found.value, found.met), (11, "Yes"))
		self.assertIn("attendance", found.source)
		doc.report_column = "no_such_column"
		doc.save()
		self.assertRefused(indicators.NotMeasurableError, self.measure, doc)

	def test_a_formula_of_other_indicators(self):
		first, _last = self.last_quarter()
		self.event(first, 7)
		self.event(first, 4)
		self.counting()
		self.counting("presenti", function="Sum", count_field="attendance")
		mean = self.indicator("media", how="Formula", formula="presenti / eventi")
		self.assertRefused(indicators.NotMeasurableError, self.measure, mean)
		with self.as_user(self.coordinator()):
			answer = indicators.measure_all(AGREEMENT, *self.last_quarter())
		self.assertEqual(answer, {"measured": 3, "failed": []})
		latest = indicators.holding([mean.name])[mean.name][self.last_quarter()]
		self.assertEqual((latest.value, latest.met), (5.5, "Yes"))

	def test_what_cannot_be_measured_does_not_stop_the_rest(self):
		self.counting()
		self.indicator("vuoto", how="Formula", formula="1 / eventi")
		with self.as_user(self.coordinator()):
			answer = indicators.measure_all(AGREEMENT, *self.last_quarter())
		self.assertEqual(
			(answer["measured"], [row["indicator"] for row in answer["failed"]]), (1, ["Indicatore vuoto"])
		)
		self.assertIn("zero", answer["failed"][0]["reason"])

	def test_values_are_never_overwritten(self):
		first, last = self.last_quarter()
		doc = self.counting()
		former = self.measure(doc)
		self.event(first)
		later = self.measure(doc)
		self.assertEqual((former.value, later.value, later.replaces), (0, 1, former.name))
		self.assertEqual(indicators.holding([doc.name])[doc.name][(first, last)].name, later.name)
		self.assertTrue(frappe.db.exists("Indicator Value", former.name))
		former.value = 5
		self.assertRefused(value.IndicatorValueIsFinalError, former.save, ignore_permissions=True)
		self.assertRefused(value.IndicatorValueIsFinalError, former.delete, ignore_permissions=True)

	def test_by_hand_a_value_names_its_source(self):
		doc, (first, last) = self.indicator(), self.last_quarter()
		values = {"indicator": doc.name, "period_from": first, "period_to": last, "value": 1}
		self.assertRefused(value.ValueWithoutSourceError, self.make.document, "Indicator Value", **values)
		made_up = {**values, "how": "Computed", "source": "Registro", "met": "Yes", "agreement": "PROVA2"}
		found = self.make.document("Indicator Value", **made_up)
		self.assertEqual((found.how, found.met, found.agreement), ("By Hand", "No", AGREEMENT))
		ahead = {**values, "source": "x", "period_from": self.day(1), "period_to": self.day(9)}
		self.assertRefused(value.FuturePeriodError, self.make.document, "Indicator Value", **ahead)
		self.assertRefused(indicators.NotMeasurableError, self.measure, doc)

	def test_a_target_at_most(self):
		doc = self.counting(direction="At Most", target=0)
		self.assertEqual(self.measure(doc).met, "Yes")
		self.event(self.last_quarter()[0])
		self.assertEqual(self.measure(doc).met, "No")

	def test_who_sees_a_part_does_not_measure(self):
		doc = self.counting()
		for user in (
			self.coordinator(municipality=HOME),
			self.coordinator(municipality=HOME, agreement=AGREEMENT),
		):
			with self.as_user(user):
				self.assertRefused(
					indicators.NotTheWholeAgreementError,
					indicators.measure,
					frappe.get_doc("Programme Indicator", doc.name),
					self.last_quarter(),
				)
		worker = self.make.user("cabina.as@example.com", r.SOCIAL_WORKER, municipality=HOME)
		self.assertRaises(frappe.PermissionError, self.measure, doc, worker)

	def test_what_an_indicator_cannot_be(self):
		self.counting()
		for error, values in (
			(indicator.InvalidIndicatorCodeError, {"code": "Con Spazi"}),
			(indicator.InvalidIndicatorCodeError, {"code": "threshold"}),
			(indicator.InvalidMeasureError, {"how": "Report", "report": None}),
			(
				indicator.InvalidMeasureError,
				{"how": "Report", "function": "Sum", "report": "Events and Attendance"},
			),
			(
				indicator.InvalidMeasureError,
				{
					"how": "Report",
					"function": "Count",
					"report": "Events and Attendance",
					"report_filters": "[1]",
				},
			),
			(indicator.InvalidFormulaError, {"how": "Formula", "formula": "isee * 2"}),
			(indicator.InvalidFormulaError, {"how": "Formula", "formula": "__import__('os')"}),
			(indicator.InvalidFormulaError, {"how": "Formula", "formula": "prova + 1"}),
		):
			self.assertRefused(error, self.indicator, **{"code": "prova", **values})
		for values in (
			{"count_doctype": "User"},
			{"count_doctype": "Event Audience"},
			{"count_doctype": "Municipality"},
			{"count_filters": "nessun JSON"},
			{"count_filters": '[["status", "Took Place"]]'},
			{"count_filters": '[["status", "; drop", "Took Place"]]'},
			{"count_filters": '[["no_such_field", "=", "Took Place"]]'},
			{"date_field": "title"},
			{"function": "Sum", "count_field": "title"},
			{
				"count_doctype": "Referral",
				"date_field": "",
				"count_filters": '[["asylum_applicant_in_household", "=", 1]]',
			},
		):
			self.assertRefused(indicator.InvalidMeasureError, self.counting, "conta", **values)

	def test_which_documents_are_offered(self):
		asked: tuple[Any, ...] = ("DocType", "", "name", 0, 50, {})
		with self.as_user(self.coordinator()):
			found = dict(indicator.documents_to_measure(*asked))
			self.assertEqual(
				dict(indicator.documents_to_measure("DocType", "public ev", "name", 0, 5, {})),
				{"Public Event": frappe._("Public Event")},
			)
		self.assertLessEqual({"Public Event", "Referral", "Housing Unit"}, set(found))
		self.assertFalse({"User", "Municipality", "Event Audience"} & set(found))
		for name in found:
			self.counting(f"conta_{frappe.scrub(name)}", count_doctype=name, count_filters="", date_field="")
		with self.as_user(self.make.user("cabina.conti@example.com", r.FINANCE_OFFICER, agreement=AGREEMENT)):
			self.assertRaises(frappe.PermissionError, indicator.documents_to_measure, *asked)

	def test_the_sheet(self):
		first, last = self.last_quarter()
		before = quarter_before(first)
		doc = self.indicator("soddisfazione", target=80, unit="Percent")
		self.counting(target_period="Year to Date")
		for (start, end), number in ((before, 70), ((first, last), 75), ((first, last), 85)):
			self.make.document(
				"Indicator Value",
				indicator=doc.name,
				period_from=start,
				period_to=end,
				value=number,
				source="Prova",
			)
		asked = {"agreement": AGREEMENT, "period_from": first, "period_to": last}
		_columns, rows, message, chart, figures = quarterly_sheet.execute(asked)
		known = {row["indicator"]: row for row in rows}
		row = known[doc.name]
		self.assertEqual((row["value"], row["before"], row["difference"], row["met"]), (85, 70, 15, "Yes"))
		self.assertIsNone(known[f"{AGREEMENT}-eventi"]["value"])
		self.assertEqual(known[f"{AGREEMENT}-eventi"]["period_from"], first.replace(month=1))
		self.assertIn(frappe.utils.formatdate(first), message)
		self.assertEqual(chart["data"]["datasets"][0]["values"], [106.2])
		self.assertEqual([figure["value"] for figure in figures], [2, 1, 0, 1])
		self.assertEqual(quarterly_sheet.execute({"agreement": AGREEMENT})[1], rows)
		doc.target = 99
		doc.save()
		again = sheet.lines(AGREEMENT, (first, last))
		self.assertEqual(next(r for r in again if r["indicator"] == doc.name)["target"], 80)

	def test_the_sheet_of_a_meeting(self):
		first, _last = self.last_quarter()
		self.event(first, 7)
		self.event(add_days(first, -1))
		held = self.meeting(
			-40, decisions=[self.decision(), self.decision(done_on=self.day(-3), due_date=self.day(-1))]
		)
		quarter = quarter_of(self.day(-40))
		found = sa_quarterly_sheet(AGREEMENT, *self.last_quarter())
		self.assertEqual([row["attendance"] for row in found["events"]], [7])
		now = sa_quarterly_sheet(AGREEMENT, *quarter)
		self.assertEqual([row["meeting"] for row in now["decisions"]], [held.name])
		with self.as_user(self.make.user("cabina.senza@example.com", r.FINANCE_OFFICER)):
			empty = sa_quarterly_sheet(AGREEMENT, *quarter)
			self.assertEqual(empty, {"indicators": [], "events": [], "projects": [], "decisions": []})

	def test_the_button_of_the_meeting(self):
		first, _last = self.last_quarter()
		self.event(first)
		self.counting()
		draft = self.meeting(submit=False)
		with self.as_user(self.coordinator()):
			answer = frappe.get_doc("Steering Meeting", draft.name).measure_indicators()
		self.assertEqual(json.loads(json.dumps(answer)), {"measured": 1, "failed": []})
		finance = self.make.user("cabina.conti@example.com", r.FINANCE_OFFICER, agreement=AGREEMENT)
		with self.as_user(finance):
			self.assertRaises(
				frappe.PermissionError, frappe.get_doc("Steering Meeting", draft.name).measure_indicators
			)
