"""What must hold of money, as pure functions over rows: each lets pass what holds, and names what does not."""

from datetime import date, timedelta
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from sostegno_abitare.rules import hash_chain, ledgers
from sostegno_abitare.rules import invariants as rules
from sostegno_abitare.rules.allocation import split
from sostegno_abitare.rules.invariants import Entry, Reversal, Span

AMOUNTS = st.integers(-(10**9), 10**9)
DAY = date(2026, 1, 1)


def names(found):
	return [finding.name for finding in found]


class TestFunds(TestCase):
	def path(self, *entries):
		return list(rules.fund_path("F", [Entry(*entry) for entry in entries]))

	def test_a_fund_that_was_short_once_is_found_though_it_is_not_any_more(self):
		good = (
			("Allocation", 100, "1"),
			("Commitment", 100, "2", False, "G"),
			("Release", 40, "3", False, "G"),
		)
		self.assertEqual(self.path(*good, ("Disbursement", 40, "3", True)), [])
		short = self.path(("Disbursement", 1, "1"), ("Allocation", 100, "2"))
		self.assertEqual((short[0].found, short[0].expected), ("balance -0.01, 1", ">= 0.00"))

	def test_one_act_is_judged_as_a_whole(self):
		self.assertEqual(self.path(("Disbursement", 5, "1"), ("Allocation", 5, "1")), [])

	def test_free_promised_and_owed_are_never_below_nothing(self):
		start = ("Allocation", 100, "1")
		for entry, figure in (
			(("Commitment", 101, "2"), "free"),
			(("Release", 1, "2"), "committed"),
			(("Repayment", 1, "2"), "receivable"),
			(("Write-off", 1, "2"), "receivable"),
		):
			[finding] = self.path(start, entry)
			self.assertTrue(finding.found.startswith(figure), finding)

	def test_what_is_promised_to_one_is_not_released_by_another(self):
		[finding] = self.path(
			("Allocation", 100, "1"), ("Commitment", 10, "2", False, "G"), ("Release", 5, "3", False, "H")
		)
		self.assertTrue(finding.found.startswith("H -0.05"))

	def test_transfers_are_pairs(self):
		self.assertEqual(names(rules.pairs_sum_to_nothing({("T", "a"): 0, ("T", "b"): 7})), ["b"])


class TestBudget(TestCase):
	def found(self, tolerance=0, **sums):
		return [f.found for f in rules.row_sums({("R", "Public"): sums}, {"R": tolerance})]

	def test_the_order_of_the_sums(self):
		good = {"Planned": 90, "Reallocated": 10, "Committed": 100, "Spent": 80, "Claimed": 60}
		self.assertEqual(self.found(**good, Admitted=50, Cut=10, Reimbursed=50), [])
		for change in (
			{"Reimbursed": 51},
			{"Cut": 11},
			{"Claimed": 91},
			{"Spent": 101},
			{"Committed": 101},
			{"Planned": -11},
			{"Valued": -1},
		):
			sums = {**good, "Admitted": 50, "Cut": 10, "Reimbursed": 50, **change}
			self.assertEqual(len(self.found(**sums)), 1, change)

	def test_what_was_cut_is_claimed_again(self):
		self.assertEqual(self.found(Planned=10, Committed=10, Spent=10, Claimed=13, Admitted=7, Cut=3), [])
		again = {"Planned": 10, "Committed": 10, "Spent": 10, "Admitted": 7, "Cut": 3}
		self.assertEqual(self.found(**again, Claimed=14), ["Public: Claimed less cut 0.11"])

	def test_the_tolerance_of_a_row(self):
		self.assertEqual(self.found(tolerance=5, Planned=100, Committed=105), [])
		self.assertEqual(self.found(tolerance=4, Planned=100, Committed=105), ["Public: Committed 1.05"])

	def test_in_the_ledger_room_is_asked_for_before(self):
		self.assertIsNone(ledgers.breach({"Planned": 1, "Committed": 2}))

	def test_two_ways_to_a_sum(self):
		found = list(
			rules.same_sums("Budget Row", {("a", "x"): 5, ("b", "x"): 1}, {("a", "x"): 5, ("c", "x"): 2})
		)
		self.assertEqual(
			[(f.name, f.found, f.expected) for f in found], [("b", "x 0.01", "0.00"), ("c", "x 0.00", "0.02")]
		)


class TestRows(TestCase):
	def test_the_exact_opposite_once(self):
		said, other = ("R1", "Spent"), ("R2", "Spent")
		rows = [
			Reversal("good", -5, said, 5, said),
			Reversal("amount", -5, said, 4, said),
			Reversal("same sign", 5, said, 5, said),
			Reversal("row", -5, said, 5, other),
			Reversal("orphan", -5, said, None, ()),
			Reversal("twice", -5, said, 5, said, 2),
		]
		self.assertEqual(
			names(rules.taken_back("E", rows)), ["amount", "same sign", "row", "orphan", "twice"]
		)

	def test_laid_and_left_over(self):
		payments = {"a": (100, 60, 40), "b": (100, 60, 41), "c": (100, 60, 40), "d": (5, 0, 5)}
		self.assertEqual(names(rules.laid("P", payments, {"a": 60, "b": 60, "c": 59})), ["b", "c"])

	def test_no_more_than_there_is(self):
		self.assertEqual(
			names(rules.room_of("D", {"a": 5, "b": 6, "c": -1, "d": 1}, {"a": 5, "b": 5, "c": 5})),
			["b", "c", "d"],
		)

	def test_deposits(self):
		rows = [
			("held", False, 100, 0, 0),
			("back", True, 100, 60, 40),
			("lost", True, 100, 60, 39),
			("early", False, 100, 1, 0),
			("odd", True, 100, 140, -40),
		]
		self.assertEqual(names(rules.deposits_settled("S", rows)), ["lost", "early", "odd"])

	def test_inside(self):
		outer = Span("h", DAY, DAY + timedelta(9))
		pairs = [
			(Span("same", DAY, DAY + timedelta(9)), outer),
			(Span("before", DAY - timedelta(1), DAY), outer),
			(Span("after", DAY, DAY + timedelta(10)), outer),
			(Span("open", DAY, None), outer),
			(Span("free", DAY, None), Span("h", DAY, None)),
		]
		self.assertEqual(names(rules.within("S", pairs)), ["before", "after", "open"])

	@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20) | st.none()), max_size=8))
	def test_overlaps_are_found_exactly_when_a_day_has_two(self, days):
		spans = [
			Span(str(i), DAY + timedelta(start), None if length is None else DAY + timedelta(start + length))
			for i, (start, length) in enumerate(days)
		]
		most = max(
			(
				sum(
					s.start <= DAY + timedelta(d) and (s.end is None or DAY + timedelta(d) <= s.end)
					for s in spans
				)
				for d in range(90)
			),
			default=0,
		)
		self.assertEqual(bool(list(rules.each_once("X", {"g": spans}))), most > 1)

	@given(st.integers(-(10**12), 10**12))
	def test_cents_as_text(self, cents):
		text = rules.euros(cents)
		self.assertEqual(int(text.replace(".", "")), cents)
		self.assertEqual(len(text.split(".")[1]), 2)


class TestChain(TestCase):
	def links(self, count):
		made, previous = [], ""
		for number in range(1, count + 1):
			digest = hash_chain.digest(previous, [f"r{number}", number])
			made.append(hash_chain.Link(number, [f"r{number}", number], previous, digest))
			previous = digest
		return made

	def test_a_whole_chain(self):
		links = self.links(5)
		walk = hash_chain.walk(links, 5)
		self.assertEqual((walk.rows, walk.head, walk.faults), (5, links[-1].hash, []))
		self.assertEqual(hash_chain.walk([]).faults, [])

	@given(st.integers(1, 8), st.data())
	def test_whatever_is_done_to_a_row_is_found(self, count, data):
		links = self.links(count)
		at = data.draw(st.integers(0, count - 1))
		link = links[at]
		how = data.draw(st.sampled_from(("cut", "say", "forge", "swap")))
		if how == "cut":
			del links[at]
		elif how == "say":
			links[at] = hash_chain.Link(link.number, ["x"], link.previous, link.hash)
		elif how == "forge":
			forged = hash_chain.digest(link.previous, ["x"])
			links[at] = hash_chain.Link(link.number, ["x"], link.previous, forged)
		else:
			links[at] = hash_chain.Link(
				link.number, link.said, "0" * 64, hash_chain.digest("0" * 64, link.said)
			)
		walk = hash_chain.walk(links, count)
		# The last row forged by who knows the hash is told by its head alone, which is why heads are kept elsewhere.
		last = how == "forge" and at == count - 1
		self.assertTrue(walk.faults or (last and walk.head != link.hash), (how, at))


class TestSplitting(TestCase):
	"""Any amount in n parts: the parts are the amount, and none is a cent off (issue: M4)."""

	@given(AMOUNTS, st.integers(1, 400))
	def test_even_parts(self, amount, count):
		parts = split(amount, [1] * count)
		self.assertEqual(sum(parts), amount)
		self.assertLessEqual(max(parts) - min(parts), 1)

	@given(AMOUNTS, st.lists(st.integers(0, 10**7), min_size=1, max_size=60).filter(any))
	def test_weighed_parts(self, amount, weights):
		parts, total = split(amount, weights), sum(weights)
		self.assertEqual(sum(parts), amount)
		for part, weight in zip(parts, weights, strict=True):
			self.assertLess(abs(part * total - amount * weight), total)
