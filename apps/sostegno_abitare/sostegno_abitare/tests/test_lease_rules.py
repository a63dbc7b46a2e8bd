"""Leases, subleases, updates of rents and deposits: the pure decisions (R39-R44)."""

import unittest
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from sostegno_abitare.rules import affordability, deposits, istat, lease_terms
from sostegno_abitare.rules.lease_terms import Period, Tax, Terms

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
CENTS = st.integers(0, 500_000)
TAX = Tax(Decimal(2), Decimal(67), Decimal(70), Decimal("0.5"))
A_YEAR = Period(date(2026, 1, 1), date(2029, 12, 31))


class TestTerms(unittest.TestCase):
	def test_four_years_end_the_day_before(self):
		self.assertEqual(lease_terms.last_day(date(2026, 3, 1), 48), date(2030, 2, 28))
		self.assertEqual(lease_terms.last_day(date(2026, 1, 31), 1), date(2026, 2, 28))
		self.assertEqual(lease_terms.last_day(date(2024, 2, 29), 12), date(2025, 2, 28))

	@given(DAYS, st.integers(1, 120))
	@settings(deadline=None)
	def test_a_term_of_more_months_ends_later_and_leaves_no_gap(self, start, months):
		end = lease_terms.last_day(start, months)
		self.assertGreater(lease_terms.last_day(start, months + 1), end)
		self.assertGreaterEqual(end, start + timedelta(days=27))
		if start.day <= 28:
			following = lease_terms.last_day(end + timedelta(days=1), 12)
			self.assertEqual(following, lease_terms.last_day(start, months + 12))

	def test_shortest_and_longest_term(self):
		transitory = Terms(1, 18)
		self.assertEqual(lease_terms.shortest_end(date(2026, 1, 1), transitory), date(2026, 1, 31))
		self.assertEqual(lease_terms.longest_end(date(2026, 1, 1), transitory), date(2027, 6, 30))
		self.assertIsNone(lease_terms.longest_end(date(2026, 1, 1), Terms(48)))
		self.assertIsNone(lease_terms.shortest_end(date(2026, 1, 1), Terms()))

	def test_the_end_is_the_early_one_before_the_extended_one(self):
		agreed, longer, earlier = date(2026, 12, 31), date(2027, 12, 31), date(2026, 5, 31)
		self.assertEqual(lease_terms.ends_on(agreed), agreed)
		self.assertEqual(lease_terms.ends_on(agreed, longer), longer)
		self.assertEqual(lease_terms.ends_on(agreed, longer, earlier), earlier)

	def test_notice_is_six_months_before(self):
		self.assertEqual(lease_terms.notice_due(date(2026, 12, 31), 6), date(2026, 6, 30))
		self.assertIsNone(lease_terms.notice_due(date(2026, 12, 31), 0))

	def test_registration_within_30_days_of_the_earlier_of_signature_and_start(self):
		start = date(2026, 3, 1)
		self.assertEqual(lease_terms.registration_due(date(2026, 2, 10), start, 30), date(2026, 3, 12))
		self.assertEqual(lease_terms.registration_due(date(2026, 3, 10), start, 30), date(2026, 3, 31))
		self.assertEqual(lease_terms.registration_due(None, start, 30), date(2026, 3, 31))

	@given(DAYS, st.integers(0, 500), DAYS, st.integers(0, 500))
	@settings(deadline=None)
	def test_what_a_period_holds_it_meets(self, first, days, second, others):
		outer = Period(first, first + timedelta(days=days))
		inner = Period(second, second + timedelta(days=others))
		shared = max(outer.start, inner.start) <= min(outer.end, inner.end)
		self.assertEqual((outer.meets(inner), inner.meets(outer)), (shared, shared))
		if outer.holds(inner):
			self.assertTrue(outer.meets(inner))
		self.assertEqual(outer.holds(inner) and inner.holds(outer), outer == inner)

	def test_what_a_head_lease_permits(self):
		table = {
			("No", "Whole"): False, ("No", "Part"): False, ("Whole", "Whole"): True, ("Whole", "Part"): True,
			("Part", "Whole"): False, ("Part", "Part"): True, ("", "Part"): False,
		}  # fmt: skip
		for (permission, part), allowed in table.items():
			self.assertEqual(lease_terms.permits(permission, part), allowed, (permission, part))

	def test_only_parts_of_a_shared_home_share_a_day(self):
		self.assertTrue(lease_terms.may_share("Part", "Part", True))
		for first, second, shared in (
			("Part", "Part", False),
			("Whole", "Part", True),
			("Whole", "Whole", True),
		):
			self.assertFalse(lease_terms.may_share(first, second, shared))


class TestRegistrationTax(unittest.TestCase):
	def test_two_percent_of_the_first_year(self):
		self.assertEqual(lease_terms.registration_tax(520_00, A_YEAR, TAX), 124_80)

	def test_never_below_the_minimum(self):
		self.assertEqual(lease_terms.registration_tax(200_00, A_YEAR, TAX), 67_00)

	def test_agreed_rent_where_homes_are_short(self):
		self.assertEqual(lease_terms.registration_tax(520_00, A_YEAR, TAX, reduced=True), 87_36)

	def test_a_guarantee_is_taxed_apart(self):
		self.assertEqual(lease_terms.registration_tax(520_00, A_YEAR, TAX, guarantee_cents=2000_00), 134_80)

	def test_a_short_contract_pays_its_own_months(self):
		half = Period(date(2026, 1, 1), date(2026, 6, 30))
		self.assertEqual(lease_terms.months_charged(half), 6)
		self.assertEqual(lease_terms.months_charged(Period(date(2026, 1, 1), date(2026, 7, 1))), 7)
		self.assertEqual(lease_terms.registration_tax(1000_00, half, TAX), 120_00)

	@given(CENTS, DAYS, st.integers(0, 4000))
	@settings(deadline=None)
	def test_grows_with_the_term_up_to_a_year(self, rent, start, days):
		term = Period(start, start + timedelta(days=days))
		longer = Period(start, term.end + timedelta(days=31))
		self.assertGreaterEqual(
			lease_terms.registration_tax(rent, longer, TAX), lease_terms.registration_tax(rent, term, TAX)
		)
		self.assertGreaterEqual(lease_terms.registration_tax(rent, term, TAX), 67_00)


class TestAffordability(unittest.TestCase):
	def test_380_of_1350(self):
		self.assertEqual(affordability.ratio(380, 1350), Decimal("28.15"))
		self.assertEqual(affordability.verdict(380, 1350, 30), affordability.SUSTAINABLE)
		self.assertEqual(affordability.verdict(420, 1350, 30), affordability.ABOVE)

	def test_the_limit_itself_is_sustainable_and_a_cent_more_is_not(self):
		self.assertEqual(affordability.verdict("405.00", "1350.00", 30), affordability.SUSTAINABLE)
		self.assertEqual(affordability.ratio("405.01", "1350.00"), Decimal("30.00"))
		self.assertEqual(affordability.verdict("405.01", "1350.00", 30), affordability.ABOVE)

	def test_without_income_nothing_is_said(self):
		for income in (0, None, -5):
			self.assertIsNone(affordability.ratio(380, income))
			self.assertEqual(affordability.verdict(380, income, 30), affordability.UNKNOWN)
		self.assertEqual(affordability.verdict(9999, 10, None), affordability.SUSTAINABLE)


def index(month: date, value: str, base: int = 2015, **more: object) -> istat.Index:
	return istat.Index(month, Decimal(value), base, **more)  # type: ignore[arg-type]


SEPTEMBER_2024, SEPTEMBER_2025 = index(date(2024, 9, 1), "120.0"), index(date(2025, 9, 1), "121.7")
CLAUSE = istat.Clause(True, False, Decimal(75))
SINCE = istat.Past(date(2024, 11, 1))


class TestUpdate(unittest.TestCase):
	def refusal(self, clause=CLAUSE, past=SINCE, first=SEPTEMBER_2024, last=SEPTEMBER_2025, **days):
		requested = days.get("requested", date(2025, 10, 25))
		return istat.refusal(clause, past, first, last, requested, days.get("effective", date(2025, 11, 1)))

	def test_three_quarters_of_the_change_that_istat_publishes(self):
		change = istat.change(SEPTEMBER_2024, SEPTEMBER_2025)
		self.assertEqual(change, Decimal("1.4"))
		self.assertEqual(istat.applied(change, Decimal(75)), Decimal("1.05"))
		self.assertEqual(istat.updated(520_00, Decimal("1.05")), 525_46)
		self.assertIsNone(self.refusal())

	def test_across_two_bases_by_the_published_coefficient(self):
		new = index(date(2026, 1, 1), "100.4", 2025, linked_base=2015, link=Decimal("1.214"))
		self.assertEqual(istat.change(index(date(2025, 1, 1), "120.9"), new), Decimal("0.8"))
		with self.assertRaises(istat.UnlinkedBasesError):
			istat.change(index(date(2014, 1, 1), "107.3", 2010), new)
		with self.assertRaises(istat.UnlinkedBasesError):
			istat.change(index(date(2025, 1, 1), "120.9"), index(date(2026, 1, 1), "100.4", 2025))

	def test_refused_without_clause_or_where_waived(self):
		self.assertEqual(self.refusal(istat.Clause(False, False, Decimal(75))), istat.NO_CLAUSE)
		self.assertEqual(self.refusal(istat.Clause(True, True, Decimal(75))), istat.WAIVED)

	def test_not_retroactive(self):
		self.assertEqual(self.refusal(effective=date(2025, 10, 25)), istat.PAST)
		self.assertEqual(istat.effect_of(date(2025, 10, 25)), date(2025, 11, 1))
		self.assertEqual(istat.effect_of(date(2025, 12, 31)), date(2026, 1, 1))

	def test_once_a_year(self):
		self.assertEqual(self.refusal(past=istat.Past(date(2024, 11, 2))), istat.TOO_SOON)

	def test_prices_that_did_not_rise_change_nothing(self):
		self.assertEqual(self.refusal(last=index(date(2025, 9, 1), "119.9")), istat.NO_RISE)
		self.assertEqual(self.refusal(last=index(date(2025, 9, 1), "120.0")), istat.NO_RISE)

	def test_no_month_is_counted_twice(self):
		past = istat.Past(date(2024, 11, 1), counted_to=date(2024, 10, 1))
		self.assertEqual(self.refusal(past=past), istat.COUNTED)
		old = index(date(2024, 8, 1), "120.1")
		self.assertEqual(self.refusal(first=old), istat.COUNTED)

	def test_indices_follow_each_other_and_precede_the_effect(self):
		self.assertEqual(self.refusal(first=SEPTEMBER_2025, last=SEPTEMBER_2024), istat.ORDER)
		ahead = index(date(2025, 11, 1), "122.0")
		self.assertEqual(self.refusal(last=ahead), istat.ORDER)

	@given(CENTS, st.decimals(0, 30, places=1), st.integers(0, 100))
	@settings(deadline=None)
	def test_the_cap_holds_whatever_the_change(self, rent, change, cap):
		percent = istat.applied(change, Decimal(cap))
		new = istat.updated(rent, percent)
		self.assertGreaterEqual(new, rent)
		self.assertLessEqual(percent, change + Decimal("0.01"))
		self.assertLessEqual(abs(Decimal(new) - rent * (100 + percent) / 100), Decimal("0.5"))


LEGAL = (
	deposits.Rate(Decimal("2.5"), date(2024, 1, 1), date(2024, 12, 31)),
	deposits.Rate(Decimal("2"), date(2025, 1, 1), date(2025, 12, 31)),
	deposits.Rate(Decimal("1.6"), date(2026, 1, 1)),
)


class TestDeposits(unittest.TestCase):
	def test_three_monthly_rents_at_most(self):
		self.assertFalse(deposits.above(1560_00, 520_00, 3))
		self.assertTrue(deposits.above(1560_01, 520_00, 3))
		self.assertFalse(deposits.above(9999_00, 520_00, None))

	def test_a_year_at_one_rate_is_that_rate_leap_year_or_not(self):
		for start in (date(2025, 1, 1), date(2026, 6, 10), date(2027, 6, 10)):
			year = next(deposits.years(start, date(2040, 1, 1)))
			percent = Decimal("2") if start.year == 2025 else Decimal("1.6")
			self.assertEqual(deposits.interest(1000_00, year, LEGAL), 1000 * percent, start)

	def test_a_year_across_two_rates(self):
		year = next(deposits.years(date(2024, 7, 1), date(2025, 7, 1)))
		self.assertEqual((year.start, year.end, year.days), (date(2024, 7, 1), date(2025, 7, 1), 365))
		# 184 days at 2.5 and 181 at 2
		self.assertEqual(deposits.interest(1000_00, year, LEGAL), 22_52)

	def test_a_year_is_due_once_it_has_ended(self):
		start = date(2024, 3, 1)
		self.assertEqual(list(deposits.years(start, date(2025, 2, 28))), [])
		self.assertEqual(len(list(deposits.years(start, date(2025, 3, 1)))), 1)
		rest = list(deposits.years(start, date(2025, 9, 1), with_rest=True))
		self.assertEqual(
			(rest[1].start, rest[1].end, rest[1].days), (date(2025, 3, 1), date(2025, 9, 1), 365)
		)

	def test_a_day_without_rate_is_said_and_never_zero(self):
		with self.assertRaises(deposits.NoRateError) as caught:
			deposits.interest(1000_00, deposits.Year(date(2023, 12, 30), date(2024, 12, 30), 366), LEGAL)
		self.assertEqual(caught.exception.day, date(2023, 12, 30))

	@given(DAYS, st.integers(0, 4000))
	@settings(deadline=None)
	def test_years_tile_the_time_from_the_first_day(self, start, days):
		until = start + timedelta(days=days)
		parts = list(deposits.years(start, until, with_rest=True))
		edges = [start, *(part.end for part in parts)]
		self.assertEqual([part.start for part in parts], edges[:-1])
		self.assertEqual(edges[-1], until)
		self.assertTrue(all((part.end - part.start).days == part.days for part in parts[:-1]))

	@given(
		CENTS,
		st.lists(st.decimals(0, 10, places=2), min_size=1, max_size=4),
		st.dates(date(2020, 1, 1), date(2024, 12, 31)),
	)
	@settings(deadline=None)
	def test_interest_lies_between_the_lowest_and_the_highest_rate(self, amount, percents, start):
		rates = [
			deposits.Rate(
				percent,
				date(2020 + number, 1, 1),
				date(2020 + number, 12, 31) if number + 1 < len(percents) else None,
			)
			for number, percent in enumerate(percents)
		]
		year = next(deposits.years(start, date(2030, 1, 1)))
		found = deposits.interest(amount, year, rates)
		self.assertGreaterEqual(found + 1, amount * min(percents) / 100)
		self.assertLessEqual(found - 1, amount * max(percents) / 100)

	def test_what_is_returned_and_kept_is_the_deposit(self):
		self.assertEqual(deposits.unsettled(1140_00, 1000_00, 140_00), 0)
		self.assertEqual(deposits.unsettled(1140_00, 1000_00, 100_00), 40_00)
