"""Bank statements in CAMT.053 (ISO 20022, any version; also as the Italian CBI wraps them)."""

import re
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from . import safe_xml
from .bank_statement import MOST_CENTS, Movement, Statement, StatementError
from .safe_xml import local

EURO = "EUR"
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)
BOOKED = "BOOK"
NOT_GIVEN = {"NOTPROVIDED", "NONREF"}
_AMOUNT = re.compile(r"(\d{1,15})(?:\.(\d{1,5}))?")


def read(content: bytes) -> list[Statement]:
	"""The statements of a file. Raises UnsafeXmlError, and StatementError with code not_a_statement, no_account,
	no_balance, bad_amount, bad_day or currency.
	"""
	root = safe_xml.parse(content)
	found = [element for element in root.iter() if local(element) == "Stmt"]
	if not found or not any("BkToCstmrStmt" in local(element) for element in root.iter()):
		raise StatementError("not_a_statement", what=local(root))
	return [_statement(element) for element in found]


def _statement(element: Element) -> Statement:
	number = _text(element, "Id")
	iban = _text(element, "Acct", "Id", "IBAN") or _text(element, "Acct", "Id", "Othr", "Id")
	if not iban:
		raise StatementError("no_account", number)
	balances = _balances(element, number)
	movements = [
		movement
		for place, entry in enumerate(_all(element, "Ntry"), 1)
		for movement in _entry(entry, f"{number} Ntry {place}")
	]
	days = [movement.booked_on for movement in movements]
	first = _first_of(balances, OPENING)
	last = _first_of(balances, CLOSING)
	if first is None or last is None:
		raise StatementError("no_balance", number, "OPBD" if first is None else "CLBD")
	period = _one(element, "FrToDt")
	return Statement(
		iban.replace(" ", ""),
		number,
		_day(period, "FrDtTm") or _day(period, "FrDt") or min(days, default=first[1]),
		_day(period, "ToDtTm") or _day(period, "ToDt") or max(days, default=last[1]),
		first[0],
		last[0],
		tuple(movements),
	)


def _balances(element: Element, number: str) -> dict[str, tuple[int, date | None]]:
	found: dict[str, tuple[int, date | None]] = {}
	for balance in _all(element, "Bal"):
		code = _text(balance, "Tp", "CdOrPrtry", "Cd")
		found.setdefault(code, (_signed(balance, f"{number} Bal {code}"), _day(balance, "Dt")))
	return found


def _first_of(
	balances: dict[str, tuple[int, date | None]], codes: tuple[str, ...]
) -> tuple[int, date | None] | None:
	return next((balances[code] for code in codes if code in balances), None)


def _entry(entry: Element, where: str) -> Iterator[Movement]:
	"""A movement, or one for each payment that the bank booked with others and lists with its amount."""
	status = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
	if status and status != BOOKED:
		return
	total = _signed(entry, where)
	details = [part for group in _all(entry, "NtryDtls") for part in _all(group, "TxDtls")]
	amounts = [_detail_amount(part, total, where) for part in details]
	whole = sum(amount for amount in amounts if amount is not None)
	if len(details) > 1 and None not in amounts and whole == total:
		for number, (part, amount) in enumerate(zip(details, amounts, strict=True), 1):
			yield _movement(entry, part, amount or 0, f"{where}.{number}", number)
		return
	yield _movement(entry, details[0] if len(details) == 1 else None, total, where, 0)


def _movement(entry: Element, part: Element | None, amount: int, where: str, number: int) -> Movement:
	booked = _day(entry, "BookgDt") or _day(entry, "ValDt")
	if booked is None:
		raise StatementError("bad_day", where, _text(entry, "BookgDt", "Dt"))
	other, account = ("Dbtr", "DbtrAcct") if amount > 0 else ("Cdtr", "CdtrAcct")
	own = _text(part, "Refs", "AcctSvcrRef")
	shared = _text(entry, "AcctSvcrRef")
	if number and not own and shared:
		own = f"{shared}/{number}"
	return Movement(
		booked_on=booked,
		cents=amount,
		value_on=_day(entry, "ValDt"),
		counterparty=(_text(part, "RltdPties", other, "Nm") or _text(part, "RltdPties", other, "Pty", "Nm")),
		counterparty_iban=_text(part, "RltdPties", account, "Id", "IBAN").replace(" ", ""),
		remittance=_remittance(entry, part),
		reference=_given(_text(part, "RmtInf", "Strd", "CdtrRefInf", "Ref")),
		end_to_end=_given(_text(part, "Refs", "EndToEndId")),
		batch=_given(_text(part, "Refs", "PmtInfId") or _text(entry, "NtryDtls", "Btch", "PmtInfId")),
		bank_reference=_given(own or shared),
		is_return=_text(entry, "RvslInd") in ("true", "1") or _one(part, "RtrInf") is not None,
		where=where,
	)


def _remittance(entry: Element, part: Element | None) -> str:
	told = [_own(line) for line in _all(_one(part, "RmtInf"), "Ustrd")]
	told += [_text(part, "RmtInf", "Strd", "AddtlRmtInf"), _text(part, "AddtlTxInf")]
	return " ".join(filter(None, told)) or _text(entry, "AddtlNtryInf")


def _detail_amount(part: Element, total: int, where: str) -> int | None:
	"""The amount of a payment within an entry, with its own sign or that of the entry; None where it has none."""
	for path in (("Amt",), ("AmtDtls", "TxAmt", "Amt")):
		found = _one(part, *path)
		if found is not None and _own(found):
			sign = _text(part, "CdtDbtInd")
			size = _cents(found, where)
			return (size if sign == "CRDT" else -size) if sign else (size if total > 0 else -size)
	return None


def _signed(element: Element, where: str) -> int:
	amount, sign = _one(element, "Amt"), _text(element, "CdtDbtInd")
	if amount is None or sign not in ("CRDT", "DBIT"):
		raise StatementError("bad_amount", where, sign)
	return _cents(amount, where) * (1 if sign == "CRDT" else -1)


def _cents(element: Element, where: str) -> int:
	text, currency = _own(element), element.get("Ccy", EURO)
	if currency != EURO:
		raise StatementError("currency", where, currency)
	found = _AMOUNT.fullmatch(text)
	if not found or (found[2] or "")[2:].strip("0"):
		raise StatementError("bad_amount", where, text)
	cents = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")[:2])
	if cents > MOST_CENTS:
		raise StatementError("bad_amount", where, text)
	return cents


def _day(element: Element | None, name: str) -> date | None:
	"""The day of a date or a moment, which stands in the element itself or in its Dt or DtTm."""
	found = _one(element, name)
	if found is None:
		return None
	text = _own(found) or _text(found, "Dt") or _text(found, "DtTm")
	if not text:
		return None
	try:
		return date.fromisoformat(text[:10])
	except ValueError:
		raise StatementError("bad_day", name, text) from None


def _given(text: str) -> str:
	return "" if text.upper() in NOT_GIVEN else text


def _all(element: Element | None, name: str) -> list[Element]:
	return [] if element is None else [child for child in element if local(child) == name]


def _one(element: Element | None, *path: str) -> Element | None:
	for name in path:
		element = next(iter(_all(element, name)), None)
	return element


def _own(element: Element) -> str:
	return " ".join((element.text or "").split())


def _text(element: Element | None, *path: str) -> str:
	found = _one(element, *path)
	return "" if found is None else _own(found)
