"""A person's word on a movement: what it is, that it is nothing of ours, or that all this was wrong.

Whoever decides holds the movement: the same decision sent many times at once has one effect. Order of locks:
movement, then contract, fund, agreement.
"""

from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime
from sostegno_abitare.funds.bank import waiting
from sostegno_abitare.funds.bank.kinds import SETTLERS
from sostegno_abitare.funds.bank.of_funds import DISBURSEMENT
from sostegno_abitare.funds.bank.orders import BATCH, EXECUTED, ITEM
from sostegno_abitare.funds.bank.settling import Executed
from sostegno_abitare.funds.bank.taking import IGNORED, MATCH, MATCHED, MOVEMENT, OPEN, PROPOSED, match_of
from sostegno_abitare.programme.amounts import euro
from sostegno_abitare.rules.bank_statement import Movement
from sostegno_abitare.rules.matching_bank import CERTAIN, Index, Proposal
from sostegno_abitare.rules.money import cents

MOST_AT_ONCE = 200


class MatchError(frappe.ValidationError):
	"""A movement confirmed as what it cannot be: nothing named, or sums that are not the movement's."""


class MovementDecidedError(frappe.ValidationError):
	"""A decision on a movement that was decided otherwise."""


def held(name: str) -> Any:
	"""The movement as it is now, held until the end of the transaction, for who may decide on it."""
	frappe.db.get_value(MOVEMENT, name, "name", for_update=True)
	doc = frappe.get_doc(MOVEMENT, name, for_update=True)
	doc.check_permission("write")
	return doc


def confirm(name: str) -> Any:
	"""Registers what a movement is. Confirmed already, it stays as it is."""
	doc = held(name)
	if doc.state == MATCHED:
		return doc
	_check(doc)
	doc.times_matched += 1
	for row in doc.matches:
		executed = Executed(
			cents(row.amount),
			frappe.utils.getdate(doc.booked_on),
			doc.reference or doc.end_to_end or doc.bank_reference or doc.name,
			f"{doc.name}/{doc.times_matched}/{row.idx}",
			doc.name,
			row.target_row,
		)
		row.made_type, row.made = SETTLERS[row.target_type].settle(row.target, executed)
	return _decided(doc, MATCHED)


def ignore(name: str) -> Any:
	"""A movement that is no payment of ours: charges of the bank, a transfer between own accounts."""
	doc = held(name)
	if doc.state == MATCHED:
		frappe.throw(_("{0} is matched: undo that first").format(frappe.bold(doc.name)), MovementDecidedError)
	if doc.state == IGNORED:
		return doc
	doc.set("matches", [])
	doc.certainty = ""
	return _decided(doc, IGNORED)


def undo(name: str) -> Any:
	"""Takes a decision back with all that it registered; the movement waits again."""
	return _undone(held(name))


def follow_cancelled(doc: Any, method: str | None = None) -> None:
	"""Event `on_cancel` of what registers payments: one cancelled by hand sets its movement free, and with it what
	else the movement registered.
	"""
	if doc.flags.undone_by_bank:
		return
	made = {"made_type": doc.doctype, "made": doc.name}
	names = frappe.get_all(MATCH, filters={**made, "parenttype": MOVEMENT}, pluck="parent")
	names += frappe.get_all(ITEM, filters={**made, "status": EXECUTED}, pluck="movement")
	for name in dict.fromkeys(filter(None, names)):
		frappe.db.get_value(MOVEMENT, name, "name", for_update=True)
		movement = frappe.get_doc(MOVEMENT, name, for_update=True)
		movement.flags.ignore_permissions = True
		_undone(movement)


def _undone(doc: Any) -> Any:
	if doc.state not in (MATCHED, IGNORED):
		return doc
	for row in doc.matches:
		if row.made:
			SETTLERS[row.target_type].undo(row.made_type, row.made, doc.name)
	return reopened(doc)


def reopened(doc: Any) -> Any:
	"""A movement that nobody has decided on, with what it may be by what is waited for now."""
	best = next(iter(proposals(doc)), None)
	doc.set("matches", [match_of(best, cents(doc.amount))] if best else [])
	doc.certainty = best.certainty if best else ""
	doc.decided_by = doc.decided_at = None
	return _kept(doc, PROPOSED if best else OPEN)


def proposals(doc: Any) -> list[Proposal]:
	"""What a movement may be, the likeliest first."""
	account = frappe.get_doc("Dedicated Account", doc.account)
	return Index(waiting.candidates(account)).proposals(_told(doc))


def look_again(names: list[str]) -> int:
	"""Proposes anew for movements that nobody has decided on; gives how many have a proposal."""
	found, indexes = 0, {}
	for name in names:
		doc = held(name)
		if doc.state not in (OPEN, PROPOSED):
			continue
		if doc.account not in indexes:
			account = frappe.get_doc("Dedicated Account", doc.account)
			indexes[doc.account] = Index(waiting.candidates(account))
		best = next(iter(indexes[doc.account].proposals(_told(doc))), None)
		doc.set("matches", [match_of(best, cents(doc.amount))] if best else [])
		doc.certainty = best.certainty if best else ""
		_kept(doc, PROPOSED if best else OPEN)
		found += bool(best)
	return found


def _check(doc: Any) -> None:
	if not doc.matches:
		frappe.throw(
			_("{0}: say what this movement is, in a row with its payment").format(
				_(doc.meta.get_label("matches"))
			),
			MatchError,
		)
	total = sum(cents(row.amount) for row in doc.matches)
	if total != cents(doc.amount):
		frappe.throw(
			_("{0}: the rows make {1}, the movement is of {2}").format(
				_(doc.meta.get_label("matches")), euro(total), euro(cents(doc.amount))
			),
			MatchError,
		)
	for row in doc.matches:
		if row.target_type not in SETTLERS or not cents(row.amount):
			frappe.throw(_("Row {0}: it names no payment, or no amount").format(row.idx), MatchError)
		_check_place(doc, row)


def _check_place(doc: Any, row: Any) -> None:
	"""What is named is of the account: of its agreement, its fund where a fund pays it, its own order of payment; and
	in the sight of who confirms.
	"""
	field = {BATCH: "account", DISBURSEMENT: "fund"}.get(row.target_type, "agreement")
	found = frappe.db.get_value(row.target_type, row.target, field)
	own = {
		"account": doc.account,
		"agreement": doc.agreement,
		"fund": frappe.db.get_value("Dedicated Account", doc.account, "fund"),
	}[field]
	if found and found != own:
		frappe.throw(
			_("Row {0}: {1} is not of this account, but of {2}").format(row.idx, row.target, found),
			MatchError,
		)
	if found and not frappe.has_permission(row.target_type, "read", doc=row.target):
		frappe.throw(_("Row {0}: {1} is not in your sight").format(row.idx, row.target), MatchError)


def _decided(doc: Any, state: str) -> Any:
	doc.decided_by, doc.decided_at = frappe.session.user, now_datetime()
	return _kept(doc, state)


def _kept(doc: Any, state: str) -> Any:
	doc.state = state
	doc.flags.decided = True
	doc.save()
	return doc


def _told(doc: Any) -> Movement:
	return Movement(
		frappe.utils.getdate(doc.booked_on),
		cents(doc.amount),
		counterparty=doc.counterparty or "",
		counterparty_iban=doc.counterparty_iban or "",
		remittance=doc.remittance or "",
		reference=doc.reference or "",
		end_to_end=doc.end_to_end or "",
		batch=doc.batch_reference or "",
		is_return=bool(doc.is_return),
	)


def confirm_certain(names: list[str]) -> tuple[int, list[str]]:
	"""Confirms those of these movements that are certain, each by itself; gives how many, and why others failed."""
	done, failures = 0, []
	for name in names[:MOST_AT_ONCE]:
		frappe.db.savepoint("bank_match")
		try:
			doc = held(name)
			if doc.state == PROPOSED and doc.certainty == CERTAIN:
				confirm(name)
				done += 1
		except frappe.ValidationError as error:
			frappe.db.rollback(save_point="bank_match")
			failures.append(f"{name}: {error}")
	return done, failures
