"""Files as banks send them, for tests."""

from collections.abc import Sequence

IBAN = "IT60X0542811101000000123456"
HEADINGS = ("Data contabile", "Data valuta", "Importo", "Descrizione", "Saldo")


def euros(cents: int) -> str:
	return f"{abs(cents) // 100}.{abs(cents) % 100:02}"


def entry(cents: int = 100, day: str = "2026-10-05", amount: str | None = None, **values: str) -> str:
	"""An entry of a CAMT.053; `details` stands for what is in its details, `more` for further elements."""
	told = {"status": "BOOK", "more": "", "bank_reference": "", "details": "", **values}
	role = "Dbtr" if cents > 0 else "Cdtr"
	refs = f"<EndToEndId>{told['end_to_end']}</EndToEndId>" if "end_to_end" in told else ""
	party = f"<{role}><Nm>{told.get('name', '')}</Nm></{role}>"
	if "iban" in told:
		party += f"<{role}Acct><Id><IBAN>{told['iban']}</IBAN></Id></{role}Acct>"
	strd = (
		f"<Strd><CdtrRefInf><Ref>{told['reference']}</Ref></CdtrRefInf></Strd>" if "reference" in told else ""
	)
	details = told["details"] or (
		f"<TxDtls><Refs>{refs}</Refs><RltdPties>{party}</RltdPties>"
		f"<RmtInf><Ustrd>{told.get('text', '')}</Ustrd>{strd}</RmtInf></TxDtls>"
	)
	return (
		f"<Ntry><Amt Ccy='EUR'>{euros(cents) if amount is None else amount}</Amt>"
		f"<CdtDbtInd>{'CRDT' if cents > 0 else 'DBIT'}</CdtDbtInd>{told['more']}<Sts>{told['status']}</Sts>"
		f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
		f"<AcctSvcrRef>{told['bank_reference']}</AcctSvcrRef><NtryDtls>{details}</NtryDtls></Ntry>"
	)


def camt_file(
	entries: str,
	opening: int,
	closing: int,
	number: str = "EC-1",
	iban: str = IBAN,
	version: str = "02",
	encoding: str = "UTF-8",
) -> bytes:
	"""A CAMT.053 with these entries between two balances in cents."""
	balances = "".join(
		f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{euros(cents)}</Amt>"
		f"<CdtDbtInd>{'CRDT' if cents >= 0 else 'DBIT'}</CdtDbtInd><Dt><Dt>2026-10-05</Dt></Dt></Bal>"
		for code, cents in (("OPBD", opening), ("CLBD", closing))
	)
	text = (
		f"<?xml version='1.0' encoding='{encoding}'?>"
		f"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}'><BkToCstmrStmt>"
		f"<GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>{number}</Id><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>"
		f"{balances}{entries}</Stmt></BkToCstmrStmt></Document>"
	)
	return text.encode(encoding)


def csv_file(rows: Sequence[tuple[str, ...]], encoding: str = "utf-8", mark: str = ";") -> bytes:
	"""A CSV with the headings most banks use."""
	lines = [HEADINGS, *rows]
	return "\r\n".join(mark.join(f'"{cell}"' for cell in line) for line in lines).encode(encoding)
