"""Movements of a statement taken in: each once, with what it may be; many of them as a job with its progress.

Whoever takes movements in holds the account, so that a movement stands once however many files tell it at the
same time; the unique key of the rows stands behind that.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime
from sostegno_abitare.funds.bank import waiting
from sostegno_abitare.housing.dues import in_cents
from sostegno_abitare.housing.running import commit
from sostegno_abitare.programme.amounts import euro
from sostegno_abitare.rules import bank_statement
from sostegno_abitare.rules.bank_statement import Movement
from sostegno_abitare.rules.matching_bank import CERTAIN, PROBABLE, Index, Proposal
from sostegno_abitare.rules.money import cents

AT_ONCE = 400  # movements; what a request can do while its user waits
CHUNK = 500  # movements of one transaction
MOVEMENT, MATCH = "Bank Movement", "Bank Match"
OPEN, PROPOSED, MATCHED, IGNORED = "Open", "Proposed", "Matched", "Ignored"
_FIELDS = (
	"account",
	"statement",
	"agreement",
	"municipality",
	"booked_on",
	"value_on",
	"amount",
	"counterparty",
	"counterparty_iban",
	"remittance",
	"reference",
	"end_to_end",
	"batch_reference",
	"bank_reference",
	"is_return",
	"movement_key",
	"state",
	"certainty",
	"title",
)
_OF_MATCH = ("target_type", "target", "target_row", "amount", "certainty", "reasons")


def start(statement: Any) -> None:
	"""Takes a statement in, or puts that off to the background."""
	if statement.movements <= AT_ONCE:
		_do(statement, in_steps=False)
		statement.reload()
		return
	statement.db_set("status", "Queued")
	frappe.enqueue(
		"sostegno_abitare.funds.bank.taking.do",
		queue="long",
		timeout=3600,
		enqueue_after_commit=True,
		job_name=_("Bank statement {0}").format(statement.title),
		statement=statement.name,
	)


def do(statement: str) -> None:
	"""The job. Each chunk is committed: taken in again, an interrupted one adds the rest."""
	doc = frappe.get_doc("Bank Statement", statement)
	doc.db_set("status", "Running", notify=True)
	commit()
	try:
		_do(doc, in_steps=True)
	except Exception:
		frappe.db.rollback()
		doc.db_set("status", "Failed", notify=True)
		commit()
		raise


def take_back(statement: str) -> None:
	"""The movements of a statement, which nobody decided on, are gone."""
	names = frappe.get_all(MOVEMENT, filters={"statement": statement}, pluck="name", limit_page_length=0)
	for first in range(0, len(names), CHUNK):
		chunk = names[first : first + CHUNK]
		frappe.db.delete(MATCH, {"parenttype": MOVEMENT, "parent": ["in", chunk]})
		frappe.db.delete(MOVEMENT, {"name": ["in", chunk]})
	frappe.db.set_value("Bank Statement", statement, {"status": "Draft", "added": 0, "known": 0})


def balance_before(account: str, day: date) -> int:
	"""Cents of an account at the end of the day before, by what is known: its first balance and its movements."""
	return _first_balance(account) + _sum(account, "<", day)


def off_by(account: str, statement: Any) -> int:
	"""Cents that a closing balance is away from what the movements known up to its day make."""
	known = _sum(account, "<=", getdate(statement.last_day))
	return cents(statement.closing_balance) - _first_balance(account) - known


def _first_balance(account: str) -> int:
	"""The balance that the account began with: its own, else that of its first statement."""
	own = frappe.db.get_value("Dedicated Account", account, ["opening_balance", "opening_on"], as_dict=True)
	if own.opening_on or cents(own.opening_balance):
		return cents(own.opening_balance)
	rows = frappe.get_all(
		"Bank Statement",
		filters={"account": account, "docstatus": 1},
		fields=["opening_balance"],
		order_by="first_day asc, creation asc",
		limit_page_length=1,
	)
	return cents(rows[0].opening_balance) if rows else 0


def _sum(account: str, until: str, day: date) -> int:
	[[total]] = frappe.db.sql(
		f"select sum(`amount`) from `tabBank Movement` where `account` = %s and `booked_on` {until} %s",
		(account, day),
	)
	return in_cents(total)


def _do(doc: Any, in_steps: bool) -> None:
	account = frappe.get_doc("Dedicated Account", doc.account)
	movements = doc.read().movements
	keys = bank_statement.keys(account.name, movements)
	pairs = list(zip(keys, movements, strict=True))
	index = Index(waiting.candidates(account))
	added = 0
	for first in range(0, len(pairs), CHUNK):
		added += _chunk(doc, account, pairs[first : first + CHUNK], index)
		if in_steps:
			commit()
			done = min(first + CHUNK, len(pairs))
			frappe.publish_progress(
				100 * done / len(pairs),
				title=_("Bank Statement"),
				doctype="Bank Statement",
				docname=doc.name,
				description=_("{0} of {1} movements").format(done, len(pairs)),
			)
	own = {"statement": doc.name}
	brought = frappe.db.count(MOVEMENT, own)
	doc.db_set(
		{
			"status": "Done",
			"added": brought,
			"known": len(pairs) - brought,
			"certain": frappe.db.count(MOVEMENT, {**own, "certainty": CERTAIN}),
			"probable": frappe.db.count(MOVEMENT, {**own, "certainty": PROBABLE}),
			"off_by": off_by(account.name, doc) / 100,
		},
		notify=in_steps,
	)
	if in_steps:
		commit()


def _chunk(doc: Any, account: Any, pairs: Sequence[tuple[str, Movement]], index: Index) -> int:
	frappe.db.get_value("Dedicated Account", account.name, "name", for_update=True)
	there = {
		key
		for (key,) in frappe.db.get_values(
			MOVEMENT, {"movement_key": ["in", [key for key, _ in pairs]]}, "movement_key", for_update=True
		)
	}
	number = _last_number(account.name)
	rows: list[dict[str, Any]] = []
	matches: list[dict[str, Any]] = []
	for key, movement in pairs:
		if key in there:
			continue
		number += 1
		name = f"{account.name}-{number:06}"
		best = next(iter(index.proposals(movement)), None)
		rows.append({"name": name, **_row(doc, account, key, movement, best)})
		if best:
			matches.append({"name": f"{name}-1", "parent": name, **match_of(best, movement.cents)})
	insert(MOVEMENT, _FIELDS, rows)
	insert(
		MATCH,
		(*_OF_MATCH, "parent", "parenttype", "parentfield"),
		[{**row, "parenttype": MOVEMENT, "parentfield": "matches"} for row in matches],
	)
	return len(rows)


def _last_number(account: str) -> int:
	rows = frappe.db.get_values(
		MOVEMENT, {"account": account}, "name", order_by="name desc", limit=1, for_update=True
	)
	return int(rows[0][0].rpartition("-")[2]) if rows else 0


def match_of(proposal: Proposal, amount: int) -> dict[str, Any]:
	"""The row of a proposal in the table of a movement of that many cents."""
	target_type, target, *parts = proposal.candidate.key
	return {
		"target_type": target_type,
		"target": target,
		"target_row": parts[0] if parts else None,
		"amount": amount / 100,
		"certainty": proposal.certainty,
		"reasons": ",".join(proposal.reasons),
	}


def _row(doc: Any, account: Any, key: str, movement: Movement, best: Proposal | None) -> dict[str, Any]:
	return {
		"account": account.name,
		"statement": doc.name,
		"agreement": account.agreement,
		"municipality": account.municipality,
		"booked_on": movement.booked_on,
		"value_on": movement.value_on,
		"amount": movement.cents / 100,
		"counterparty": movement.counterparty[:140],
		"counterparty_iban": movement.counterparty_iban[:140],
		"remittance": movement.remittance[:2_000],
		"reference": movement.reference[:140],
		"end_to_end": movement.end_to_end[:140],
		"batch_reference": movement.batch[:140],
		"bank_reference": movement.bank_reference[:140],
		"is_return": int(movement.is_return),
		"movement_key": key,
		"state": PROPOSED if best else OPEN,
		"certainty": best.certainty if best else "",
		"title": f"{movement.booked_on:%d/%m/%Y} {euro(movement.cents)}",
	}


def insert(doctype: str, fields: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
	"""Rows written at once; who, when and their order of themselves."""
	now, user = now_datetime(), frappe.session.user
	stamp = {"creation": now, "modified": now, "owner": user, "modified_by": user, "docstatus": 0, "idx": 1}
	if rows:
		columns = ["name", *fields]
		values = [[*(row.get(field) for field in columns), *stamp.values()] for row in rows]
		frappe.db.bulk_insert(doctype, [*columns, *stamp], values)
