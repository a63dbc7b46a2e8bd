"""Rows appended to the chain of a ledger and read back in order.

A chain is that of an agreement or of a fund. Its rows are numbered by a counter that the database keeps apart, so
that rows cut off at the end are missed too. Who appends holds the chain's document until the transaction ends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.utils import get_datetime, getdate, now_datetime
from sostegno_abitare.rules import hash_chain
from sostegno_abitare.rules.money import cents

DIGITS = 7
PAGE = 2_000
_SOURCE = ("source_doctype", "source_name", "source_row", "reversal_of", "posted_by")


@dataclass(frozen=True)
class Ledger:
	"""A doctype of entries; `chain` is the field that names the chain, `holder` the doctype it links to."""

	doctype: str
	chain: str
	holder: str
	letter: str
	texts: tuple[str, ...]

	@property
	def fields(self) -> tuple[str, ...]:
		"""What code gives a row to say."""
		return (*self.texts, "posting_date", "amount", "posted_at")

	def series(self, chain: str) -> str:
		"""What the numbers of a chain are counted under, and its names begin with."""
		return f"{chain}-{self.letter}"

	def name_of(self, chain: str, number: int) -> str:
		"""The name of a row by its number."""
		return f"{self.series(chain)}{number:0{DIGITS}d}"


BUDGET = Ledger(
	"Budget Ledger Entry",
	"agreement",
	"Service Agreement",
	"B",
	(
		"agreement",
		"action",
		"budget_row",
		"cost_category",
		"municipality",
		"kind",
		"share",
		"claim",
		*_SOURCE,
	),
)
FUND = Ledger(
	"Fund Ledger Entry",
	"fund",
	"Guarantee Fund",
	"F",
	("fund", "agreement", "municipality", "kind", "rent_guarantee", "case_code", *_SOURCE, "repayable"),
)
LEDGERS = (BUDGET, FUND)


def lock(ledger: Ledger, chain: str) -> None:
	"""Holds the chain until the end of the transaction: what its rows decide is decided alone."""
	frappe.db.get_value(ledger.holder, chain, "name", for_update=True)


def append(ledger: Ledger, chain: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
	"""Writes rows at the end of a chain that is locked; gives their names. Each holds `texts`, `posting_date` and
	`cents`.
	"""
	first = _take_numbers(ledger.series(chain), len(rows))
	previous = (
		frappe.db.get_value(ledger.doctype, ledger.name_of(chain, first - 1), "hash", for_update=True) or ""
	)
	now, user = now_datetime(), frappe.session.user
	fields = ["name", *ledger.fields, "previous_hash", "hash"]
	stamp = {"creation": now, "modified": now, "owner": user, "modified_by": user, "docstatus": 0, "idx": 0}
	names: list[str] = []
	written = []
	for number, row in enumerate(rows, start=first):
		doc = {field: row.get(field) or None for field in ledger.texts}
		doc |= {"posting_date": getdate(row["posting_date"]), "amount": row["cents"] / 100}
		names.append(ledger.name_of(chain, number))
		doc |= {"name": names[-1], "posted_at": now, "posted_by": user}
		doc["previous_hash"] = previous
		doc["hash"] = previous = hash_chain.digest(previous, said(ledger, doc))
		written.append([*(_stored(field, doc[field]) for field in fields), *stamp.values()])
	frappe.db.bulk_insert(ledger.doctype, [*fields, *stamp], written)
	return names


def said(ledger: Ledger, row: Mapping[str, Any]) -> list[Any]:
	"""What the hash of a row is taken over: all of it, amounts in cents and moments to the microsecond."""
	return [
		row["name"],
		*(str(row.get(field) or "") for field in ledger.texts),
		str(getdate(row["posting_date"])),
		cents(row["amount"]),
		get_datetime(row["posted_at"]).strftime("%Y-%m-%d %H:%M:%S.%f"),
	]


def links(ledger: Ledger, chain: str) -> Iterator[hash_chain.Link]:
	"""The rows of a chain in their order."""
	start = len(ledger.series(chain))
	fields = ["name", *ledger.fields, "previous_hash", "hash"]
	after = ""
	while True:
		page = frappe.get_all(
			ledger.doctype,
			filters={ledger.chain: chain, "name": [">", after]},
			fields=fields,
			order_by="name asc",
			limit_page_length=PAGE,
		)
		for row in page:
			yield hash_chain.Link(
				int(row.name[start:]), said(ledger, row), row.previous_hash or "", row.hash or ""
			)
		if len(page) < PAGE:
			return
		after = page[-1].name


def counted(ledger: Ledger, chain: str) -> int:
	"""How many rows were ever written to a chain."""
	found = frappe.db.sql("select current from `tabSeries` where name = %s", (ledger.series(chain),))
	return int(found[0][0]) if found else 0


def head(ledger: Ledger, chain: str) -> str:
	"""The hash of the last row of a chain; empty where there is none."""
	name = ledger.name_of(chain, counted(ledger, chain))
	return frappe.db.get_value(ledger.doctype, name, "hash") or ""


def standing(ledger: Ledger, doctype: str, name: str, kinds: Sequence[str] | None = None) -> list[Any]:
	"""The rows of a document that nothing took back yet, as they are now."""
	picked = ", ".join(f"`{field}`" for field in ("name", *ledger.fields))
	rows = frappe.db.sql(
		f"select {picked} from `tab{ledger.doctype}` where `source_doctype` = %s and `source_name` = %s"
		" order by `name` for update",
		(doctype, name),
		as_dict=True,
	)
	gone = {row.reversal_of for row in rows if row.reversal_of}
	return [
		row
		for row in rows
		if not row.reversal_of and row.name not in gone and (not kinds or row.kind in kinds)
	]


def opposite(row: Mapping[str, Any], day: Any) -> dict[str, Any]:
	"""The row that takes another back."""
	return {
		**row,
		"posting_date": getdate(day),
		"cents": -cents(row["amount"]),
		"reversal_of": row["name"],
	}


def sums(
	ledger: Ledger, by: Sequence[str], filters: Mapping[str, Any], current: bool = False
) -> dict[tuple[Any, ...], int]:
	"""Cents of the rows that fit, for each group of equal values; empty values are empty text. `current` reads
	them as they are now, whatever the transaction read before: needed wherever the sum decides.
	"""
	for field in (*by, *filters):
		if field not in (*ledger.fields, "name"):
			raise ValueError(field)
	groups = [f"ifnull(`{field}`, '')" for field in by]
	parts, values = ["1=1"], {}
	for number, (field, value) in enumerate(filters.items()):
		key = f"v{number}"
		if isinstance(value, list | tuple | set | frozenset):
			if not value:
				return {}
			parts.append(f"`{field}` in %({key})s")
			values[key] = tuple(value)
		else:
			parts.append(f"ifnull(`{field}`, '') = %({key})s" if value == "" else f"`{field}` = %({key})s")
			values[key] = value
	rows = frappe.db.sql(
		f"select {', '.join([*groups, 'sum(`amount`)'])} from `tab{ledger.doctype}`"
		f" where {' and '.join(parts)}"
		+ (f" group by {', '.join(groups)}" if groups else "")
		+ (" for update" if current else ""),
		values,
	)
	return {tuple(row[:-1]): cents(row[-1]) for row in rows}


def _take_numbers(series: str, count: int) -> int:
	"""The first of so many numbers taken from a counter, which is held until the end of the transaction."""
	found = frappe.db.sql("select current from `tabSeries` where name = %s for update", (series,))
	if found:
		frappe.db.sql("update `tabSeries` set current = current + %s where name = %s", (count, series))
	else:
		frappe.db.sql("insert into `tabSeries` (name, current) values (%s, %s)", (series, count))
	return (int(found[0][0]) if found else 0) + 1


def _stored(field: str, value: Any) -> Any:
	return int(bool(value)) if field == "repayable" else value
