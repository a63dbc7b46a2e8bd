"""The chains of the ledgers checked for tampering: one command for an auditor.

`bench --site SITE execute sostegno_abitare.ledgers.verify.run` says of each chain how many rows it has and the
hash of the last, which also stands on printed claims: an auditor who kept one compares it. It ends with an error
when a row was changed, taken out or put in.
"""

from dataclasses import dataclass

import frappe
from sostegno_abitare.ledgers.chain import LEDGERS, Ledger, counted, links
from sostegno_abitare.rules import hash_chain

_WORDS = {
	hash_chain.MISSING: "is missing",
	hash_chain.CHANGED: "was changed after it was written",
	hash_chain.BROKEN: "does not follow the row before it",
}


@dataclass(frozen=True)
class Chain:
	"""A chain of a ledger and what going through it found."""

	ledger: Ledger
	name: str
	walk: hash_chain.Walk

	@property
	def faults(self) -> list[tuple[str, str]]:
		"""(entry, code of hash_chain) for each row that is not as it was written."""
		return [(self.ledger.name_of(self.name, fault.number), fault.code) for fault in self.walk.faults]


def chains() -> list[Chain]:
	"""Every chain that has, or had, rows."""
	found = []
	for ledger in LEDGERS:
		for name in frappe.get_all(ledger.holder, pluck="name", order_by="name asc", limit_page_length=0):
			walk = hash_chain.walk(links(ledger, name), counted(ledger, name))
			if walk.rows:
				found.append(Chain(ledger, name, walk))
	return found


def run() -> None:
	"""Prints what `chains` found, a line for each; ends the command with an error when anything is wrong."""
	broken = 0
	for chain in chains():
		told = f"{chain.ledger.doctype} {chain.name}: {chain.walk.rows} rows, head {chain.walk.head or '-'}"
		if chain.faults:
			broken += 1
			entry, code = chain.faults[0]
			told += f"; FIRST FAULT {entry} {_WORDS[code]} ({len(chain.faults)} in all)"
		print(told)
	print("ok" if not broken else f"{broken} chains are not as they were written")
	if broken:
		raise SystemExit(1)
