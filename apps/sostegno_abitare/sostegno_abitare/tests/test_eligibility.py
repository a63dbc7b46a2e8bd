"""Eligibility as a pure function, with the rules of both services written as data."""

import unittest
from contextlib import suppress
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from sostegno_abitare.rules import eligibility as e
from sostegno_abitare.rules import facts
from sostegno_abitare.rules.expressions import ExpressionError, names_for, parse
from sostegno_abitare.rules.periods import months_before

DAY = date(2018, 3, 1)


def run(expression, names):
	"""A plain evaluator: the syntax is checked beforehand, the host's sandbox is not at test here."""
	return eval(expression, {"__builtins__": {}}, names)


def rule(met_when, **values):
	return e.Rule(name=values.pop("name", met_when), title="t", met_when=met_when, **values)


def outcome(met_when, known, thresholds=None, **values):
	checks = e.evaluate([rule(met_when, **values)], known, thresholds or {}, DAY, run)
	return checks[0].outcome if checks else None


def household(*members, **values):
	return {"residence_municipality": "Segrate", **values}, list(members)


def facts_of(referral=None, members=None, home=None, region="Lombardia", open_=True):
	referral = {"referral_date": DAY, **(referral or {})}
	members = (
		members
		if members is not None
		else [{"birth_date": date(1980, 1, 1), "sex": "Male", "is_reference": 1}]
	)
	residence = {"name": "Segrate", "province": "MI", "region": region}
	return facts.build(referral, home or {}, members, residence, ["Segrate", "Rodano"], open_)


NOTICE = rule(
	'referral_date <= months_before(execution_date, threshold("notice_months"))',
	may_override=True,
	sequence=20,
	name="R27",
)
RESIDENT = rule("resident_in_agreement", sequence=10, name="R26")
PROCEDURE = rule("under_procedure", sequence=15, name="A1")
NO_ASYLUM = rule("not asylum_applicant", sequence=5, name="R28")
EM_A1 = (RESIDENT, PROCEDURE, NOTICE)
EM_A3 = (
	RESIDENT,
	NO_ASYLUM,
	rule("evicted or in_emergency", name="A3"),
	rule('residence_region == "Lombardia"', name="L"),
)
THRESHOLDS = {"notice_months": 3.0}


def verdict(rules, known, overridden=False):
	return e.overall(e.evaluate(rules, known, THRESHOLDS, DAY, run), overridden)


class TestActionOne(unittest.TestCase):
	"""EM-03: residents under eviction or foreclosure, referred three calendar months before the execution."""

	def known(self, execution, procedure="Eviction for Arrears", **more):
		return facts_of({"procedure_type": procedure, "execution_date": execution, **more})

	def test_three_months_before_is_in_time(self):
		self.assertEqual(verdict(EM_A1, self.known(date(2018, 6, 1))), e.ELIGIBLE)

	def test_one_day_less_is_late_and_may_be_overridden(self):
		checks = e.evaluate(EM_A1, self.known(date(2018, 5, 31)), THRESHOLDS, DAY, run)
		self.assertEqual(e.overall(checks), e.NOT_ELIGIBLE)
		self.assertTrue(e.may_be_overridden(checks))
		self.assertEqual(e.overall(checks, overridden=True), e.OVERRIDDEN)

	def test_foreclosure_counts_as_procedure(self):
		self.assertEqual(verdict(EM_A1, self.known(date(2018, 9, 1), "Foreclosure")), e.ELIGIBLE)

	def test_no_procedure_is_not_eligible_even_with_override(self):
		self.assertEqual(
			verdict(EM_A1, self.known(date(2018, 9, 1), "None"), overridden=True), e.NOT_ELIGIBLE
		)

	def test_unknown_execution_date_asks_for_it(self):
		checks = e.evaluate(EM_A1, self.known(None), THRESHOLDS, DAY, run)
		self.assertEqual(e.overall(checks), e.INCOMPLETE)
		self.assertEqual([check.missing for check in checks if check.asks], [("execution_date",)])

	def test_missing_threshold_is_named(self):
		checks = e.evaluate([NOTICE], self.known(date(2018, 9, 1)), {}, DAY, run)
		self.assertEqual((checks[0].outcome, checks[0].missing_thresholds), (e.MISSING, ("notice_months",)))

	@given(st.dates(date(2018, 3, 1), date(2019, 12, 31)))
	@settings(deadline=None)
	def test_the_limit_is_the_day_three_months_before(self, execution):
		expected = e.ELIGIBLE if months_before(execution, 3) >= DAY else e.NOT_ELIGIBLE
		self.assertEqual(verdict(EM_A1, self.known(execution)), expected)


class TestActionThree(unittest.TestCase):
	"""EM-12: evicted or in emergency, resident in Lombardy, never asylum seekers."""

	def known(self, asylum=0, **more):
		member = {
			"birth_date": date(1980, 1, 1),
			"sex": "Male",
			"is_reference": 1,
			"asylum_applicant": asylum,
		}
		return facts_of({"urgency": "Emergency", "procedure_type": "None"}, [member], **more)

	def test_emergency_is_enough(self):
		self.assertEqual(verdict(EM_A3, self.known()), e.ELIGIBLE)

	def test_one_asylum_seeker_refuses_the_household_whatever_the_commission_says(self):
		self.assertEqual(verdict(EM_A3, self.known(asylum=1), overridden=True), e.NOT_ELIGIBLE)

	def test_the_check_is_marked_special(self):
		checks = e.evaluate(EM_A3, self.known(asylum=1), {}, DAY, run)
		self.assertEqual([check.rule.name for check in checks if check.special], ["R28"])

	def test_another_region_is_refused(self):
		self.assertEqual(verdict(EM_A3, self.known(region="Toscana")), e.NOT_ELIGIBLE)

	def test_a_refusal_that_stands_goes_before_missing_data(self):
		known = {**self.known(asylum=1), "residence_region": None}
		self.assertEqual(verdict(EM_A3, known), e.NOT_ELIGIBLE)


class TestOutcomes(unittest.TestCase):
	def test_rule_speaks_only_when_it_applies(self):
		self.assertIsNone(
			outcome("minors > 0", {"minors": 0, "tenure": "Owned"}, applies_when='tenure == "Private Rent"')
		)
		self.assertEqual(
			outcome("minors > 0", {"minors": 0, "tenure": "Owned"}, applies_when='tenure == "Owned"'),
			e.NOT_MET,
		)

	def test_unknown_fact_asks_instead_of_refusing(self):
		self.assertEqual(outcome("isee <= 20000", {"isee": None}), e.MISSING)
		self.assertEqual(outcome('tenure == "Owned"', {"tenure": None}), e.MISSING)

	def test_known_facts_suffice_where_they_decide(self):
		self.assertEqual(outcome("isee <= 20000 or minors > 2", {"isee": 30000, "minors": 3}), e.MET)
		self.assertEqual(outcome("minors > 2 or isee <= 20000", {"isee": None, "minors": 3}), e.MET)
		self.assertEqual(outcome("not known(isee) or isee <= 20000", {"isee": None}), e.MET)
		self.assertEqual(outcome("minors > 2 and isee <= 20000", {"isee": None, "minors": 0}), e.NOT_MET)

	def test_nothing_is_decided_on_an_unknown_fact(self):
		for text in (
			"not isee", 'tenure != "Owned"', 'not (tenure == "Owned")', 'tenure not in ("Owned", "No Home")', "isee - 1 < 0", "-isee < 0",
			"max(isee, 5) > 1", "abs(isee) > 1", "round(isee) > 1", "under_procedure", "0 < isee < 5", "1 / isee > 0", "isee in (isee,) and isee",
			"years_between(execution_date, referral_date) > 1", "months_after(execution_date, 1) > referral_date",
		):  # fmt: skip
			with self.subTest(text=text):
				unknown = {
					"isee": None,
					"tenure": None,
					"under_procedure": None,
					"execution_date": None,
					"referral_date": DAY,
				}
				self.assertEqual(outcome(text, unknown), e.MISSING)

	def test_warning_never_decides(self):
		checks = e.evaluate([rule("not isee_expired", effect=e.WARN)], {"isee_expired": True}, {}, DAY, run)
		self.assertEqual((checks[0].outcome, e.overall(checks)), (e.NOT_MET, e.ELIGIBLE))
		checks = e.evaluate([rule("not isee_expired", effect=e.WARN)], {"isee_expired": None}, {}, DAY, run)
		self.assertEqual((checks[0].outcome, e.overall(checks)), (e.MISSING, e.ELIGIBLE))

	def test_asking_rule_makes_the_referral_incomplete(self):
		checks = e.evaluate([rule("isee_presented", effect=e.ASK)], {"isee_presented": False}, {}, DAY, run)
		self.assertEqual(e.overall(checks), e.INCOMPLETE)

	def test_failing_expression_is_told(self):
		checks = e.evaluate([rule("minors / men > 1")], {"minors": 1, "men": 0}, {}, DAY, run)
		self.assertEqual(checks[0].outcome, e.MISSING)
		self.assertIn("ZeroDivisionError", checks[0].error)

	def test_rule_that_no_longer_parses_is_told_and_does_not_decide(self):
		rules = [rule("minors is None", sequence=1), rule("minors == 0", sequence=2)]
		checks = e.evaluate(rules, {"minors": 0}, {}, DAY, run)
		self.assertEqual([(c.outcome, bool(c.error)) for c in checks], [(e.MISSING, True), (e.MET, False)])
		self.assertEqual(e.overall(checks), e.INCOMPLETE)

	def test_rules_of_other_days_are_silent(self):
		for dates in ({"valid_from": date(2018, 3, 2)}, {"valid_to": date(2018, 2, 28)}):
			self.assertIsNone(outcome("minors > 9", {"minors": 0}, **dates))

	def test_order_is_the_administrators(self):
		checks = e.evaluate([NOTICE, RESIDENT, PROCEDURE], facts_of(), THRESHOLDS, DAY, run)
		self.assertEqual([check.rule.name for check in checks], ["R26", "A1", "R27"])

	@given(st.lists(st.sampled_from([e.MET, e.NOT_MET, e.MISSING]), max_size=6), st.data())
	@settings(deadline=None)
	def test_one_more_unmet_rule_never_makes_a_referral_eligible(self, outcomes, data):
		def check(result):
			effect = data.draw(st.sampled_from([e.REFUSE, e.WARN, e.ASK]))
			return e.Check(rule("minors > 0", effect=effect, may_override=data.draw(st.booleans())), result)

		checks = [check(result) for result in outcomes]
		if e.overall(checks) in (e.NOT_ELIGIBLE, e.INCOMPLETE):
			more = e.overall([*checks, check(e.NOT_MET)])
			self.assertIn(more, (e.NOT_ELIGIBLE, e.INCOMPLETE))


class TestFacts(unittest.TestCase):
	def test_build_gives_every_documented_fact_and_no_other(self):
		self.assertEqual(set(facts_of()), set(facts.BY_NAME))

	def test_samples_have_the_kind_of_the_facts(self):
		known = facts_of(
			{
				"execution_date": DAY,
				"procedure_type": "Foreclosure",
				"monthly_rent": 500,
				"notice_date": DAY,
				"validation_date": DAY,
			},
			home={
				"income_declared": 1,
				"net_monthly_income": 1000,
				"isee_presented": 1,
				"isee_value": 1,
				"isee_expiry": DAY,
			},
		)
		for fact in facts.FACTS:
			if known[fact.name] is not None:
				self.assertIs(type(known[fact.name]), type(fact.sample), fact.name)

	def test_mother_with_children(self):
		mother = {"birth_date": date(1990, 1, 1), "sex": "Female", "is_reference": 1}
		child = {"birth_date": date(2012, 1, 1), "sex": "Male"}
		known = facts_of(members=[mother, child])
		self.assertTrue(known["mother_with_children"])
		self.assertEqual((known["adults"], known["minors"], known["women"], known["men"]), (1, 1, 1, 0))
		self.assertFalse(facts_of(members=[mother])["mother_with_children"])

	def test_a_man_of_66(self):
		known = facts_of(members=[{"birth_date": date(1952, 2, 1), "sex": "Male", "is_reference": 1}])
		self.assertEqual((known["reference_age"], known["oldest_adult_age"], known["over_65"]), (66, 66, 1))

	def test_one_unknown_birth_date_leaves_the_counts_unknown(self):
		known = facts_of(members=[{"sex": "Male", "is_reference": 1}])
		self.assertEqual((known["household_size"], known["adults"], known["minors"]), (1, None, None))

	def test_income_not_declared_is_unknown_and_zero_is_zero(self):
		self.assertIsNone(facts_of(home={"net_monthly_income": 0})["net_monthly_income"])
		self.assertEqual(
			facts_of(home={"income_declared": 1, "net_monthly_income": 0})["net_monthly_income"], 0
		)
		self.assertIsNone(facts_of(home={"isee_value": 5})["isee"])

	def test_rent_weighs_on_the_income(self):
		home = {"income_declared": 1, "net_monthly_income": 1200}
		self.assertEqual(facts_of({"monthly_rent": 600}, home=home)["rent_to_income"], 50)

	def test_isee_expires_the_day_after(self):
		for expiry, expired in ((date(2018, 2, 28), True), (DAY, False)):
			self.assertIs(
				facts_of(home={"isee_presented": 1, "isee_expiry": expiry})["isee_expired"], expired
			)


class TestExpressions(unittest.TestCase):
	def test_names_facts_and_thresholds(self):
		expression = parse(NOTICE.met_when)
		self.assertEqual(expression.facts, {"referral_date", "execution_date"})
		self.assertEqual(expression.thresholds, {"notice_months"})

	def test_refuses_what_is_not_a_comparison_of_facts(self):
		for text, reason in (
			("minors >", "syntax"),
			("children > 1", "name"),
			("minors.real", "construct"),
			("isee is None", "construct"),
			("[m for m in (1, 2)]", "construct"),
			("lambda: 1", "construct"),
			("9 ** 9 ** 9", "construct"),
			("'a' * 10 ** 10", "arithmetic"),
			("'a' * 999999999999", "arithmetic"),
			("origin * 999999999", "arithmetic"),
			("max(origin, tenure) * 9", "arithmetic"),
			("open('x')", "function"),
			("__import__('os')", "function"),
			("(lambda: 1)()", "function"),
			("threshold(origin)", "threshold"),
			("min(minors, key=1)", "construct"),
			("minors > 0 or " * 200 + "True", "length"),
			("(" * 300 + "1" + ")" * 300, "syntax"),
		):
			with self.subTest(text=text[:40]), self.assertRaises(ExpressionError) as caught:
				parse(text)
			self.assertEqual(caught.exception.reason, reason)

	def test_what_cannot_be_read_is_shown_in_the_text_itself(self):
		for text, part in (
			("minors >", "minors >"),
			("minors > 1 then", "then"),
			("arrears > 1.000,00 €", "€"),
			("(minors > 1", "(minors > 1"),
		):
			with self.subTest(text=text), self.assertRaises(ExpressionError) as caught:
				parse(text)
			self.assertEqual((caught.exception.reason, caught.exception.detail), ("syntax", part))

	def test_special_facts_mark_the_rule(self):
		self.assertTrue(parse("not asylum_applicant").special)
		self.assertFalse(parse("minors > 0").special)

	@given(st.text(max_size=60))
	@settings(deadline=None, max_examples=300)
	def test_any_text_is_refused_or_runs_without_harm(self, text):
		try:
			expression = parse(text)
		except ExpressionError:
			return
		names = names_for(
			{fact.name: fact.sample for fact in facts.FACTS}, dict.fromkeys(expression.thresholds, 1.0)
		)
		with suppress(TypeError, ValueError, ArithmeticError):
			run(expression.text, names)
