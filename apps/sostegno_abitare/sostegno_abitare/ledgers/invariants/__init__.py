"""What must hold of money, checked over the whole database: every night, on demand, and after a restore.

`REGISTRY` is the list; whoever brings documents of money adds what must hold of them: a function that reads rows
without regard to permissions, hands them to a pure function of `rules/invariants.py` and gives what that finds.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sostegno_abitare.rules.invariants import Finding

from . import bank, budget, claims, expenses, funds, homes, payouts, people, written


@dataclass(frozen=True)
class Invariant:
	"""One thing that holds. `code` stays, once used; `title` is the sentence that reports show, in English."""

	code: str
	title: str
	check: Callable[[], Iterable[Finding]]


REGISTRY: list[Invariant] = [
	Invariant("fund-never-below", "A guarantee fund was never below nothing", funds.never_below),
	Invariant("fund-one-place", "Entries of a fund are of its own municipality and agreement", funds.own_place),
	Invariant("fund-transfers", "What leaves a fund by transfer comes to another", funds.transfers),
	Invariant("fund-documents", "The ledger of the funds says what allocations, payments and repayments say", payouts.documents),
	Invariant("guarantee-cover", "Under a guarantee no more is paid than it promises", payouts.covers),
	Invariant("fund-months", "A month of rent is paid once by a fund", payouts.months),
	Invariant("fund-months-own", "A month that a fund has paid is covered by no other paper", payouts.notices),
	Invariant("fund-came-back", "No more of a payment comes back than was paid", payouts.came_back),
	Invariant("fund-plans", "The instalments of a plan in force sum to what was left to repay", payouts.plans),
	Invariant("budget-order", "Of a budget row no more is reimbursed than admitted, claimed, spent, committed and approved", budget.order),
	Invariant("budget-planned", "What is planned on a row is what the row says", budget.planned),
	Invariant("budget-row-of-entry", "Entries of a budget row are of its own agreement, action and cost category", budget.own_row),
	Invariant("budget-agreement", "The budgets of the actions of an active agreement sum to its total", budget.agreements),
	Invariant("expense-posted", "An expense has bound and spent in the ledger what its parts say", expenses.posted),
	Invariant("expense-quotas", "Nobody bears more of a voucher than there is of it", expenses.quotas),
	Invariant("expense-complete", "What is complete lacks no paper", expenses.complete),
	Invariant("claim-totals", "The totals of a claim are the sums of its lines", claims.totals),
	Invariant("claim-posted", "What a claim asks for, admits and cuts stands in the ledger, row by row", claims.posted),
	Invariant("claim-decided", "What is decided of a line is admitted or cut, to the cent", claims.decided),
	Invariant("claim-once", "No voucher is claimed for more than its part", claims.once),
	Invariant("claim-paid", "No more is paid on a claim than was admitted, less the advance", claims.paid),
	Invariant("claim-advances", "Claims keep back no more than was advanced", claims.advances),
	Invariant("claim-frozen", "A claim is what was submitted, line by line", claims.frozen),
	Invariant("hours-apart", "Nobody is in two places at once, paid or volunteering", people.apart),
	Invariant("hours-unpaid", "Nobody volunteers on a day for a body that pays them", people.unpaid),
	Invariant("hours-value", "Hours are worth the rate of their level on that day", people.values),
	Invariant("in-kind-posted", "What hours and goods are worth stands on their row of the budget", people.posted),
	Invariant("resources-whole", "No resource is used more than whole on any day", people.resources),
	Invariant("dues-once", "A month of a contract is asked for once", homes.months_once),
	Invariant("dues-schedule", "What was asked for is what the contract asks for, to the cent", homes.schedules),
	Invariant("payments-laid", "Each payment of rent is laid on dues or left over, to the cent", homes.payments),
	Invariant("dues-not-overpaid", "No due is paid more than it ever asked for", homes.dues_paid),
	Invariant("repayment-instalments", "The instalments of a repayment agreement sum to its total", homes.repayments),
	Invariant("deposits-settled", "A deposit is held, or given back and kept in full", homes.deposits),
	Invariant("sublease-in-lease", "A sublease lies within its head lease", homes.subleases),
	Invariant("homes-once", "A home that is not shared has one household at a time", homes.households),
	Invariant("homes-capacity", "A shared home holds no more people than its scheme allows", homes.capacities),
	Invariant("notice-months", "A month of arrears is covered by one regional notice", homes.notices),
	Invariant("bank-statements", "A bank statement leads from its opening balance to its closing one", bank.statements),
	Invariant("bank-matched", "What a bank movement is said to be is all of it, to the cent", bank.matched),
	Invariant("bank-registered", "What a bank movement registered stands, with its amount", bank.registered),
	Invariant("bank-ordered", "What is to be paid waits in one order of payment", bank.ordered_once),
	Invariant("chains-whole", "No entry of a ledger was changed, taken out or put in", written.chains_whole),
	Invariant("chains-anchored", "A chain still holds the heads that earlier checks saw", written.anchors),
	Invariant("reversals", "What takes an entry back is its exact opposite, once", written.reversals),
	Invariant("sources", "Of a document that is cancelled, a draft or gone nothing stands in a ledger", written.sources),
	Invariant("whole-cents", "Every amount is in whole cents", written.whole_cents),
]  # fmt: skip
