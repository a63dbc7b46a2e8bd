"""The control of a claim: lines admitted, cut, rejected or sent back for more papers, one by one or many at once; the
partner's answers; decided again until the control is concluded (R23, R24).
"""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, escape_html, now_datetime
from sostegno_abitare.accountability import claim_rows, claim_sums
from sostegno_abitare.accountability.claim_sums import LINE
from sostegno_abitare.programme import approval
from sostegno_abitare.programme.amounts import AmountError
from sostegno_abitare.rules import claims as rules
from sostegno_abitare.rules.money import NotAnAmountError, exact_cents

# Lines that wait for an answer; lines that wait for a decision.
WAITING: dict[str, Any] = {"decision": rules.INTEGRATION, "answered_on": ["is", "not set"]}
TO_DECIDE: tuple[dict[str, Any], ...] = (
	{"decision": rules.PENDING},
	{"decision": rules.INTEGRATION, "answered_on": ["is", "set"]},
)
IN_CONTROL = ("Under Control", "Integration Requested")


class NotInControlError(frappe.ValidationError):
	"""A line decided while its claim is not under control."""


class DecisionError(frappe.ValidationError):
	"""A decision that lacks its reason, or cuts nothing or everything."""


class LineNumbersError(frappe.ValidationError):
	"""Numbers of lines that are none, or that the claim does not have."""


class NotAnsweredError(frappe.ValidationError):
	"""An integration that was asked for and not answered yet, or an answer to nothing."""


def take_up(claim: Any) -> None:
	"""Rule of the state Under Control: by the partner once every request is answered, else by the authority."""
	before = claim.get_doc_before_save()
	is_partner = frappe.has_permission(claim_sums.CLAIM, "create")
	if before and before.workflow_state == "Integration Requested" and is_partner:
		waiting = frappe.db.count(LINE, {"claim": claim.name, **WAITING})
		if waiting:
			frappe.throw(
				_("{0}: {1} lines still wait for an answer; answer them first").format(claim.name, waiting),
				NotAnsweredError,
			)
		return
	by_others(claim)
	claim.controlled_by = frappe.session.user


def by_others(claim: Any) -> None:
	"""Who prepared or submitted a claim does not control it (R24)."""
	approval.by_somebody_else(
		claim.prepared_by, claim.approved_by, done=_("prepared or submitted this claim")
	)


def check_requests(claim: Any) -> None:
	"""Rule of the state Integration Requested: something is asked for."""
	by_others(claim)
	if not frappe.db.count(LINE, {"claim": claim.name, "decision": rules.INTEGRATION}):
		frappe.throw(
			_("{0}: say first on which lines papers are missing").format(claim.name), NotAnsweredError
		)


def check_decider(claim: str) -> None:
	"""Holds the claim, which is under control, by a user who may decide on it."""
	stored = claim_sums.lock(claim)
	if not stored or stored.docstatus != 1 or stored.workflow_state != "Under Control":
		frappe.throw(
			_("{0}: lines are decided while the claim is under control").format(claim), NotInControlError
		)
	by_others(stored)


def decided(line: Any, decision: str, cut: int | None, reason: str, request: str) -> rules.Decided:
	"""A line (with `line_no`, `claimed`) as decided. Raises DecisionError in the reader's language."""
	try:
		return rules.decide(claim_sums.in_cents(line.claimed), decision, cut, reason or "", request or "")
	except rules.DecisionRefused as error:
		text = {
			"unknown": _("{0} is no decision").format(decision),
			"credit_note": _("a credit note takes off what was given back: admit it"),
			"reason": _("give the reason of the cut"),
			"request": _("say what is asked for"),
			"nothing_cut": _("say how much is cut"),
			"all_cut": _("the cut takes all of it: reject the line instead"),
		}[error.code]
		frappe.throw(_("Line {0}: {1}").format(line.line_no, text), DecisionError)
		raise


def decide(
	claim: Any, lines: str, decision: str, cut: Any, percent: Any, reason: str, request: str, may_return: int
) -> int:
	"""Decides on many lines; gives how many. A cut of one amount is for one line, a percentage for any."""
	frappe.has_permission(LINE, "write", throw=True)
	claim.check_permission("read")
	check_decider(claim.name)
	found = _lines(claim.name, lines, *TO_DECIDE)
	share = _percent(percent)
	amount = _cents(cut)
	if decision == rules.CUT and share is None and len(found) > 1:
		frappe.throw(_("A cut of many lines is given as a percentage of each"), DecisionError)
	now = {"decided_by": frappe.session.user, "decided_on": now_datetime()}
	alike: list[str] = []
	for line in found:
		taken = amount if share is None else rules.percent_cut(claim_sums.in_cents(line.claimed), share)
		result = decided(line, decision, taken, reason, request)
		if decision == rules.CUT:
			_set([line.name], values(line, result, reason, request, may_return, True) | now)
		else:
			alike.append(line.name)
	for chunk in claim_rows.chunks(alike):
		_set_alike(chunk, decision, {**texts(decision, reason, request, may_return, True), **now})
	claim_sums.refresh(claim.name)
	numbers = _spans([line.line_no for line in found])
	said = " · ".join(filter(None, (_(decision), numbers, reason or request)))
	frappe.get_doc(claim_sums.CLAIM, claim.name).add_comment("Info", escape_html(said)[:1000])
	return len(found)


def values(
	line: Any, result: rules.Decided, reason: str, request: str, may_return: Any, asked: bool
) -> dict[str, Any]:
	"""The fields of a decided line. `asked`: papers are asked for anew."""
	return {
		"decision": result.decision,
		"admitted": result.admitted / 100,
		"cut": result.cut / 100,
		**texts(result.decision, reason, request, may_return, asked),
	}


def texts(decision: str, reason: str, request: str, may_return: Any, asked: bool) -> dict[str, Any]:
	"""Reason and request as a decision keeps them. A request stays beside a later decision, with its answer."""
	is_cut = decision in rules.REASONED
	found: dict[str, Any] = {
		"cut_reason": reason if is_cut else None,
		"may_return": int(is_cut and bool(cint(may_return))),
	}
	if decision == rules.INTEGRATION and asked:
		found |= {"request": request, "answer": None, "answered_by": None, "answered_on": None}
	return found


def answer_many(claim: Any, lines: str, text: str) -> int:
	"""The partner's answer to what was asked for, on many lines; gives how many."""
	check_answerer(claim.name)
	if not (text or "").strip():
		frappe.throw(_("Write the answer"), NotAnsweredError)
	found = _lines(claim.name, lines, WAITING)
	told = {"answer": text, "answered_by": frappe.session.user, "answered_on": now_datetime()}
	if any(line.decision != rules.INTEGRATION for line in found):
		frappe.throw(_("Only lines that wait for papers are answered"), NotAnsweredError)
	for chunk in claim_rows.chunks([line.name for line in found]):
		_set(chunk, told)
	return len(found)


def answer_one(line: Any, text: str) -> None:
	"""The answer on one line; its papers are attached to the claim."""
	answer_many(frappe.get_doc(claim_sums.CLAIM, line.claim), str(line.line_no), text)


def check_answerer(claim: str) -> None:
	"""Who prepares claims answers for them, while papers are asked for."""
	frappe.has_permission(claim_sums.CLAIM, "create", throw=True)
	frappe.get_doc(claim_sums.CLAIM, claim).check_permission("write")
	stored = claim_sums.lock(claim)
	if stored.docstatus != 1 or stored.workflow_state != "Integration Requested":
		frappe.throw(_("{0}: no papers are asked for").format(claim), NotInControlError)


def _lines(claim: str, numbers: str, *otherwise: dict[str, Any]) -> list[Any]:
	"""The lines by number; those of `otherwise` where no number is given. Raises LineNumbersError."""
	try:
		wanted = rules.numbers(numbers)
	except ValueError as error:
		frappe.throw(
			_("{0} are no numbers of lines; write them as 3, 7, 12-40").format(str(error)), LineNumbersError
		)
	found: list[Any] = []
	for filters in [{"line_no": ["in", chunk]} for chunk in claim_rows.chunks(wanted)] or otherwise:
		found += frappe.get_all(
			LINE,
			filters={"claim": claim, **filters},
			fields=["name", "line_no", "claimed", "decision"],
			order_by="line_no asc",
			limit_page_length=0,
		)
	missing = sorted(set(wanted) - {line.line_no for line in found})
	if missing or not found:
		frappe.throw(
			_("{0} has no lines {1}").format(claim, _spans(missing)) if missing else _("No line is open"),
			LineNumbersError,
		)
	return found


def _set(names: list[str], fields: dict[str, Any]) -> None:
	frappe.db.set_value(LINE, {"name": ["in", names]}, fields)


def _set_alike(names: list[str], decision: str, fields: dict[str, Any]) -> None:
	"""The same decision for many lines, whose amounts follow from what each claims."""
	admitted = "`claimed`" if decision == rules.ADMITTED else "0"
	cut = "`claimed`" if decision == rules.REJECTED else "0"
	frappe.db.sql(
		f"update `tab{LINE}` set `admitted` = {admitted}, `cut` = {cut} where `name` in %(names)s",
		{"names": tuple(names)},
	)
	_set(names, {"decision": decision, **fields})


def _percent(value: Any) -> float | None:
	if value in (None, "", 0, "0"):
		return None
	try:
		share = float(value)
	except (TypeError, ValueError):
		share = -1
	if not 0 < share < 100:
		frappe.throw(_("{0} is no percentage between 0 and 100").format(value), DecisionError)
	return share


def _cents(value: Any) -> int | None:
	try:
		return exact_cents(value)
	except NotAnAmountError:
		frappe.throw(_("{0} is not an amount in whole cents").format(value), AmountError)
		raise


def _spans(numbers: list[int]) -> str:
	"""Numbers as people write them: 1-4, 9."""
	parts: list[list[int]] = []
	for number in numbers:
		if parts and number == parts[-1][-1] + 1:
			parts[-1] = [parts[-1][0], number]
		else:
			parts.append([number])
	return ", ".join("-".join(map(str, part)) for part in parts)
