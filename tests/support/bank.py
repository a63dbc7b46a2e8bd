"""A bank over HTTP: accounts, statements as files, movements, and who deals with them."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any
from xml.sax.saxutils import escape

from stdnum import iban

from support.cases import token
from support.client import Client
from support.host import Host

PEOPLE = {"finance": "Finance Officer", "coordinator": "Coordinator", "controller": "Public Controller"}


def people(host: Host, admin: Client, code: str) -> dict[str, Client]:
	"""Somebody of each role that has to do with the bank, bound to the agreement."""
	found = {}
	for name, role in PEOPLE.items():
		email = f"banca.{name}.{token()}@demo.invalid"
		admin.insert(
			"User",
			email=email,
			first_name=f"{role} (demo)",
			send_welcome_email=0,
			new_password=host.password,
			roles=[{"role": role}],
		)
		admin.insert("User Permission", user=email, allow="Service Agreement", for_value=code)
		found[name] = host.fresh_client(email)
	return found


def an_iban() -> str:
	"""An Italian IBAN of a bank that there is not."""
	number = random.randrange(10**9)
	return next(code for check in range(100) if iban.is_valid(code := f"IT{check:02}A9999999999{number:012}"))


def account(client: Client, code: str, **values: Any) -> dict[str, Any]:
	"""A dedicated account of the agreement."""
	defaults = {"account_name": f"Conto {token()} (demo)", "purpose": "Rents", "agreement": code}
	return client.insert(
		"Dedicated Account", **{**defaults, "iban": an_iban(), "holder": "Ente (demo)", **values}
	)


def entry(cents: int, text: str = "", days_ago: int = 1, **values: str) -> str:
	"""An entry of a CAMT.053."""
	told = {"name": "", "reference": token(), "end_to_end": "NOTPROVIDED", **values}
	role = "Dbtr" if cents > 0 else "Cdtr"
	account = f"<{role}Acct><Id><IBAN>{told['iban']}</IBAN></Id></{role}Acct>" if "iban" in told else ""
	return (
		f"<Ntry><Amt Ccy='EUR'>{abs(cents) // 100}.{abs(cents) % 100:02}</Amt>"
		f"<CdtDbtInd>{'CRDT' if cents > 0 else 'DBIT'}</CdtDbtInd><Sts>BOOK</Sts>"
		f"<BookgDt><Dt>{date.today() - timedelta(days_ago)}</Dt></BookgDt>"
		f"<AcctSvcrRef>{told['reference']}</AcctSvcrRef><NtryDtls><TxDtls>"
		f"<Refs><EndToEndId>{told['end_to_end']}</EndToEndId></Refs>"
		f"<RltdPties><{role}><Nm>{escape(told['name'])}</Nm></{role}>{account}</RltdPties>"
		f"<RmtInf><Ustrd>{escape(text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
	)


def camt(iban: str, opening: int, total: int, *entries: str) -> bytes:
	"""A CAMT.053 with these entries, which sum to `total` cents."""
	balances = "".join(
		f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
		f"<Amt Ccy='EUR'>{abs(cents) // 100}.{abs(cents) % 100:02}</Amt>"
		f"<CdtDbtInd>{'CRDT' if cents >= 0 else 'DBIT'}</CdtDbtInd><Dt><Dt>{date.today()}</Dt></Dt></Bal>"
		for code, cents in (("OPBD", opening), ("CLBD", opening + total))
	)
	return (
		"<?xml version='1.0' encoding='UTF-8'?><Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'>"
		f"<BkToCstmrStmt><Stmt><Id>EC {token()}</Id><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>{balances}"
		f"{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
	).encode()


def upload(client: Client, content: bytes, name: str = "estratto.xml") -> str:
	"""A private file of nobody's document yet; gives its address."""
	reply = client.check(
		client.http.post("/api/method/upload_file", data={"is_private": "1"}, files={"file": (name, content)})
	)
	return str(reply.json()["message"]["file_url"])


def statement(
	client: Client, account: str, content: bytes, submit: bool = True, **values: Any
) -> dict[str, Any]:
	"""A statement read from a file, and taken in."""
	made = client.insert("Bank Statement", account=account, file=upload(client, content), **values)
	return client.update("Bank Statement", made["name"], docstatus=1) if submit else made


def movements(client: Client, statement: str) -> list[dict[str, Any]]:
	"""The movements that a statement brought, whole, in their order."""
	names = client.names("Bank Movement", filters={"statement": statement})
	return [client.get("Bank Movement", name) for name in sorted(names)]


def decide(client: Client, movement: str, method: str = "confirm") -> dict[str, Any]:
	"""Confirms a movement, ignores it, or undoes that."""
	asked = {"dt": "Bank Movement", "dn": movement, "method": method}
	return dict(client.request("POST", "/api/method/run_doc_method", json=asked)["message"])
